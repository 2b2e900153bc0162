//! What each attribute is found to mean. Every method of the workspace `names` is called by how its attribute is named.

use crate::util::{audit, json, of_text, place, places};

/// Methods, and what their attributes mean.
const MEANINGS: [(&str, &[&str]); 23] = [
    ("ours_by_the_name_of_the_other", &["valuetask::value_task"]),
    ("the_real_one", &["async_trait::async_trait"]),
    ("path", &["async_trait::async_trait"]),
    ("global_path", &["valuetask::value_task"]),
    ("extern_crate", &["async_trait::async_trait"]),
    ("extern_crate_from_another_module", &["async_trait::async_trait"]),
    ("glob", &["valuetask::value_task"]),
    ("module_renamed", &["valuetask::async_trait"]),
    ("by_configuration", &["valuetask::async_trait", "async_trait::async_trait"]),
    ("across_members", &["async_trait::async_trait"]),
    ("through_another_package", &["async_trait::async_trait"]),
    ("a_macro_of_another_package", &["unknown"]),
    ("unknown", &["unknown"]),
    ("in_a_block", &["valuetask::async_method"]),
    ("modules_in_blocks_see_nothing", &["unknown"]),
    ("private_names_of_a_sibling", &["async_trait::async_trait"]),
    ("through_a_child", &["valuetask::value_task"]),
    ("a_circle", &["valuetask::value_task"]),
    ("in_a_test", &["async_trait::async_trait"]),
    ("a_path_from_the_root", &["async_trait::async_trait"]),
    ("by_macro_use", &["valuetask::async_trait"]),
    ("of_no_module", &["unknown"]),
    ("of_no_module_by_the_root", &["async_trait::async_trait"]),
];

#[test]
fn attributes_mean_what_their_names_lead_to() {
    let report = json(&mut audit(["names"]));
    for (name, meanings) in MEANINGS {
        assert_eq!(place(&report, name)["attribute"], serde_json::json!(meanings), "{name}");
    }
    assert_eq!(places(&report).len(), MEANINGS.len() + 1, "a public name of the library, in a test");
    let handed = place(&report, "a_private_name_of_the_library");
    assert_eq!(handed["attribute"], serde_json::json!(["async_trait::async_trait"]));
}

#[test]
fn what_a_macro_makes_is_said_not_to_be_seen() {
    let report = json(&mut audit(["names/app/src/macros.rs"]));
    let unseen = serde_json::json!([{ "file": "names/app/src/macros.rs", "line": 1, "macro": "service" }]);
    assert_eq!(report["unseen_macros"], unseen);
}

#[test]
fn one_file_of_a_package_is_resolved_as_in_all_of_it() {
    let report = json(&mut audit(["names/app/src/deep/below.rs"]));
    assert_eq!(places(&report).len(), 1);
    assert_eq!(place(&report, "a_circle")["attribute"], serde_json::json!(["valuetask::value_task"]));
}

#[test]
fn without_a_package_names_of_crates_are_those_of_packages() {
    let report = of_text(
        "use async_trait::async_trait as a;\n#[a]\nimpl S { async fn real(&self) {} }\n\
         #[other::async_trait]\nimpl S { async fn other(&self) {} }",
    );
    assert_eq!(place(&report, "real")["attribute"], serde_json::json!(["async_trait::async_trait"]));
    assert_eq!(place(&report, "other")["attribute"], serde_json::json!(["other: async_trait"]));
    assert_eq!(place(&report, "other")["allocates"], "unknown");
    assert_eq!(report["notes"][0], "no Cargo.toml: names of crates are taken for those of packages");
}

#[test]
fn places_are_the_bytes_of_the_file() {
    let source =
        "\u{feff}#!/usr/bin/env run\n// ünïcödé\n#[async_trait::async_trait]\nimpl S { async fn f(&self) {} }\n";
    let report = of_text(source);
    let place = place(&report, "f");
    let byte = |key: &str| usize::try_from(place[key].as_u64().expect("a number")).expect("small");
    assert_eq!(&source[byte("start")..byte("end")], "async fn f(&self) {}");
    assert_eq!(place["line"], 4);
}

#[test]
fn attributes_of_tests_and_of_the_language_say_nothing_of_what_is_returned() {
    for attributes in [
        "#[tokio::test]\n#[should_panic]",
        "#[ignore = \"slow\"]\n#[smol_potat::test]",
        "#[rstest]\n#[case(1)]\n#[tokio::test]",
        "#[test_case(1)]\n#[tokio::test]",
        "#[serial_test::serial]\n#[actix_rt::test]",
        "#[test_log::test(tokio::test)]",
        "#[my::own]\n#[sqlx::test]",
        "#[tokio::main]",
    ] {
        let report = of_text(&format!("{attributes}\nasync fn f() {{}}\n#[macros::handler]\nasync fn handled() {{}}"));
        let names: Vec<_> = places(&report).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["handled"], "{attributes}");
    }
}

#[test]
fn a_module_that_a_macro_declares_is_found_by_its_place() {
    for far in ["far.rs", "far/mod.rs"] {
        let folder = package(&[
            ("lib.rs", "cfg_if! { mod far; }\n#[far::near::at] trait Store { async fn get(&self); }\n"),
            (far, "pub mod near;\n#[near::at] trait Far { async fn far(&self); }\n"),
            ("far/near.rs", "pub use async_trait::async_trait as at;\n"),
        ]);
        let report = json(&mut crate::util::audit_in(folder.path(), []));
        for name in ["get", "far"] {
            assert_eq!(
                place(&report, name)["attribute"],
                serde_json::json!(["async_trait::async_trait"]),
                "{far}: {name}"
            );
        }
    }
}

#[test]
fn an_attribute_that_is_not_known_has_one_line_for_all_of_its_methods() {
    let methods: String =
        (0..30).map(|number| format!("#[macros::handler] async fn f{number}() {{ g().await }}\n")).collect();
    let (_folder, mut command) = crate::util::text(methods);
    let report = crate::run::succeeds(&mut command);
    let line = "f0  given.rs:1, and 29 more  what `#[macros::handler]` (macros: handler) makes of it isn't known\n";
    assert!(report.contains(line) && report.lines().count() < 10, "{report}");
    let report = crate::run::succeeds(command.arg("--all"));
    assert_eq!(report.matches("  unknown\n").count(), 30, "{report}");
}

/// A package of these files, with async-trait among its dependencies.
fn package<T: AsRef<str>>(files: &[(T, T)]) -> tempfile::TempDir {
    let manifest = "[package]\nname = \"p\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n\
                    [dependencies]\nasync-trait = \"0.1\"\n";
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    std::fs::write(folder.path().join("Cargo.toml"), manifest).expect("a file");
    for (path, text) in files {
        let path = folder.path().join("src").join(path.as_ref());
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text.as_ref()).expect("a file");
    }
    folder
}

#[test]
fn a_hundred_modules_may_glob_each_other() {
    let numbers = 0..100;
    let module = |number: usize| {
        let others = numbers.clone().filter(|other| *other != number);
        let globs: String = others.map(|other| format!("pub use super::m{other}::*;\n")).collect();
        let own = if number == 7 { "pub use async_trait::async_trait as at;\n" } else { "" };
        let traits = "#[at] trait T { async fn found(&self); }\n#[nowhere] trait U { async fn unknown(&self); }\n";
        (format!("m{number}.rs"), format!("{globs}{own}{traits}"))
    };
    let modules = numbers.clone().map(|number| format!("pub mod m{number};\n")).collect();
    let mut files = vec![("lib.rs".to_owned(), modules)];
    files.extend(numbers.clone().map(module));
    let report = json(&mut crate::util::audit_in(package(&files).path(), []));
    for (name, meaning) in [("found", "async_trait::async_trait"), ("unknown", "unknown")] {
        let found = places(&report).into_iter().filter(|(own, _)| own == name);
        let expected = serde_json::json!([meaning]);
        assert_eq!(found.filter(|(_, place)| place["attribute"] == expected).count(), 100, "{name}");
    }
}

#[test]
fn a_glob_brings_what_is_seen_from_its_module() {
    let lib = "mod private { use async_trait::async_trait as at; mod child { use super::*; #[at] trait A { async fn child(&self); } } }\n\
               mod sibling { use super::private::*; #[at] trait B { async fn sibling(&self); } }\n\
               mod prelude { pub use async_trait::async_trait as pat; }\n\
               mod through { use super::prelude::*; #[pat] trait C { async fn through(&self); } }\n\
               mod behind { use super::through::*; #[pat] trait D { async fn behind(&self); } }\n\
               mod named { use prelude::*; use super::*; #[pat] trait E { async fn named(&self); } }\n";
    let report = json(&mut crate::util::audit_in(package(&[("lib.rs", lib)]).path(), []));
    for (name, is_seen) in [("child", true), ("sibling", false), ("through", true), ("behind", false), ("named", true)]
    {
        let meaning = if is_seen { "async_trait::async_trait" } else { "unknown" };
        assert_eq!(place(&report, name)["attribute"], serde_json::json!([meaning]), "{name}");
    }
}

#[test]
fn a_glob_of_async_trait_and_its_macro_use_bring_the_attribute() {
    for (import, elsewhere) in [
        ("use async_trait::*;", "use super::*;"),
        ("use ::async_trait::{*};", "use crate::*;"),
        ("#[macro_use] extern crate async_trait;", ""),
        ("#[macro_use(async_trait)] extern crate async_trait as other;", ""),
    ] {
        let traits = |name: &str| {
            format!(
                "#[async_trait] pub trait T {{ async fn {name}(&self); }}\n#[other_name] trait U {{ async fn no_{name}(&self); }}\n"
            )
        };
        let lib = format!("{import}\n{}mod inner {{ {elsewhere}\n{} }}\n", traits("found"), traits("inner"));
        let report = json(&mut crate::util::audit_in(package(&[("lib.rs", lib.as_str())]).path(), []));
        for (name, meaning) in
            [("found", "async_trait::async_trait"), ("inner", "async_trait::async_trait"), ("no_found", "unknown")]
        {
            assert_eq!(place(&report, name)["attribute"], serde_json::json!([meaning]), "{import} {name}");
        }
    }
}

#[test]
fn a_macro_hides_no_crate_of_its_name() {
    let lib = "pub mod prelude { pub use async_trait::async_trait as p; }\n\
               mod circle { extern crate own as other; extern crate other as own; #[own::at] trait U { async fn none(&self); } }\n";
    let folder = package(&[
        ("lib.rs", lib),
        ("../tests/it.rs", "use p::prelude::*;\n#[p] trait T { async fn found(&self); }\n"),
    ]);
    let report = json(&mut crate::util::audit_in(folder.path(), []));
    assert_eq!(place(&report, "found")["attribute"], serde_json::json!(["async_trait::async_trait"]));
    assert_eq!(place(&report, "none")["attribute"], serde_json::json!(["unknown"]), "a circle of crates");
}

#[test]
fn sources_for_other_platforms_need_not_be_there() {
    let folder = package(&[("lib.rs", "#[again::at] trait T { async fn found(&self); }\n")]);
    let manifest = |name: &str, dependencies: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[dependencies]\n{dependencies}")
    };
    let there = "[target.'cfg(target_os = \"none\")'.dependencies]\nthere = \"1\"\n";
    let cksum = "0".repeat(64);
    // A registry that knows the package, and hasn't got it.
    let index =
        format!("{{\"name\":\"there\",\"vers\":\"1.0.0\",\"deps\":[],\"cksum\":\"{cksum}\",\"features\":{{}}}}\n");
    let config = "[source.crates-io]\nreplace-with = \"local\"\n[source.local]\nlocal-registry = \"registry\"\n";
    for (path, text) in [
        (".cargo/config.toml", config.to_owned()),
        ("registry/index/th/er/there", index),
        ("Cargo.toml", manifest("p", &format!("again = {{ path = \"again\" }}\n{there}[workspace]\n"))),
        ("again/Cargo.toml", manifest("again", "async-trait = { path = \"../async-trait\" }\n")),
        ("again/src/lib.rs", "pub use async_trait::async_trait as at;\n".to_owned()),
        ("async-trait/Cargo.toml", manifest("async-trait", "")),
        ("async-trait/src/lib.rs", String::new()),
    ] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let mut cargo = std::process::Command::new(env!("CARGO"));
    let status = cargo.current_dir(folder.path()).args(["generate-lockfile", "--offline", "--quiet"]).status();
    assert!(status.expect("cargo runs").success());
    let report = json(&mut crate::util::audit_in(folder.path(), []));
    assert_eq!(place(&report, "found")["attribute"], serde_json::json!(["async_trait::async_trait"]));
}
