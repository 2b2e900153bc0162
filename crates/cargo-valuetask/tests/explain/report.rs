//! What is said of whole files, to the letter. `UPDATE_EXPECT=1` records it anew.

use std::fs;

use expect_test::expect_file;

use crate::run::succeeds;
use crate::util::{explain, explain_text, names, sources};

#[test]
fn every_source_is_explained_as_recorded() {
    for name in names() {
        expect_file![sources().join(&name).with_extension("txt")].assert_eq(&succeeds(&mut explain(&name)));
    }
}

#[test]
fn the_sample_in_the_readme_is_what_is_said() {
    let text = succeeds(&mut explain("store.rs:34"));
    let method = text.find("  total, line 34").expect("the method of that line");
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("readable");
    assert!(readme.contains(&text[method..]), "{text}");
}

#[test]
fn a_body_that_the_attribute_can_not_read_is_said_to_stay_lazy() {
    let source = "#[value_task]\nimpl S {\n async fn a(&self) {\n  become g()\n }\n async fn b(&self) {}\n}";
    let (_folder, mut command) = explain_text(source, "");
    let text = succeeds(&mut command);
    assert!(text.contains("first poll\n    not further, line 4: the attribute can't read this expression"), "{text}");
    assert!(text.contains("b, line 6: returns `ValueTask`\n    ready"), "{text}");
}

#[test]
fn a_method_that_the_erased_trait_lacks_is_said_to_stay_native() {
    let source = "#[value_task(dyn = DynT)]\ntrait T {\n async fn a(&self) {}\n async fn b<X>(&self, x: X) {}\n}";
    let (_folder, mut command) = explain_text(source, "");
    let text = succeeds(&mut command);
    assert!(text.contains("a, line 3: returns `ValueTask`\n    ready"), "{text}");
    assert!(text.contains("b, line 4\n    an `async fn`, which the erased trait for `dyn` lacks\n"), "{text}");
}

#[test]
fn what_a_method_returns_is_said_by_its_attribute_and_which_one_starts_it_at_the_call() {
    let method = |name: &str, attribute: &str| format!(" {attribute} async fn {name}(&self) {{}}\n");
    let source = format!(
        "#[valuetask::async_trait(?Send)]\nimpl T for S {{\n{}{}{}}}",
        method("a", ""),
        method("b", "#[valuetask::value_task(Send)]"),
        method("c", "#[valuetask::async_trait(boxed)]"),
    );
    let (_folder, mut command) = explain_text(&source, "");
    let text = succeeds(&mut command);
    for said in [
        "a, line 3: returns `LocalPooledFuture`\n    lazy: nothing runs before the first poll\n",
        "b, line 4: returns `ValueTask`\n    ready",
        "c, line 5: returns a boxed future\n    lazy: nothing runs before the first poll\n",
    ] {
        assert!(text.contains(said), "no `{said}` in\n{text}");
    }
}

#[test]
fn a_method_that_declares_what_it_returns_is_told_apart_from_its_neighbours() {
    let source = "#[async_method]\nimpl S {\n async fn a(&self) -> Own<u8> { if self.0 { return 1; } b().await }\n \
                  #[value_task(?Send)] async fn b(&self) -> u8 { if self.0 { return 1; } mine!() }\n}";
    let (_folder, mut command) = explain_text(source, "");
    let text = succeeds(&mut command);
    let (declared, task) = text.split_once("b, line 4").expect("both are explained");
    assert!(declared.contains("hot machine") && declared.contains("declared type"), "{text}");
    assert!(task.contains("hot machine") && task.contains("may hide an await"), "{text}");
}

#[test]
fn the_attribute_of_another_crate_is_said_to_be_that() {
    let source =
        "use async_trait::async_trait as stored;\n#[stored]\nimpl T for S {\n async fn a(&self) -> u8 { b().await }\n}";
    let (_folder, mut command) = explain_text(source, "");
    let text = succeeds(&mut command);
    let head = "impl T for S, line 3: `#[stored]` is async_trait::async_trait; as if `#[value_task]` stood there";
    assert!(text.replace("\n    ", " ").contains(head), "{text}");
    assert!(text.contains("hot machine") && !text.contains("not further"), "{text}");
}

#[test]
fn an_attribute_is_what_it_was_renamed_from() {
    let source =
        "use valuetask::value_task as async_trait;\n#[async_trait]\nimpl T for S {\n async fn a(&self) -> u8 { 1 }\n}";
    let (_folder, mut command) = explain_text(source, "");
    let text = succeeds(&mut command);
    assert!(text.contains("line 3: `#[async_trait]`\n") && text.contains("ready"), "{text}");
}

#[test]
fn files_and_folders_are_explained_one_after_the_other() {
    let single = |name: &str| succeeds(&mut explain(name));
    let both = succeeds(explain("plain.rs").arg("store.rs"));
    assert_eq!(both, format!("{}\n{}", single("plain.rs"), single("store.rs")));
    let folder = succeeds(&mut explain("."));
    assert!(names().iter().all(|name| folder.contains(name.as_str())), "{folder}");
}

#[test]
fn of_a_native_trait_it_is_said_to_be_about_calls_through_dyn() {
    let source = "#[valuetask::value_task(dyn)]\nimpl S for T { async fn f(&self) {} }\n";
    let (_folder, mut command) = crate::util::explain_text(source, "");
    let text = succeeds(&mut command);
    let said = text.replace("\n    ", " ");
    assert!(said.contains("`dyn` alone, others are those of an `async fn`"), "{text}");
}
