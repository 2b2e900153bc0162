//! Changes, and traits that are taken back.

use crate::shop::{APP, IS_BOX, KNOWN, STORE, Shop};

/// An implementation that a macro makes, and a module that one declares.
const IN_MACROS: &str = "
macro_rules! all {
    ($($T:ty),+) => {$(
        #[async_trait::async_trait]
        impl Store for $T {
            async fn get(&self, _key: u32) -> Option<String> { None }
        }
    )+};
}
all!(u8, u16);

macro_rules! only { ($($item:item)*) => { $($item)* }; }
only! { pub mod far; }
";

#[test]
fn a_trait_changes_with_its_impls_in_all_members_and_one_that_does_not_compile_is_taken_back() {
    let shop = Shop::new();
    let store = format!("{STORE}{KNOWN}");
    shop.write("store/src/lib.rs", &store);
    let report = shop.fixes(&["--allow-dirty"]);
    let app = APP.replacen("async_trait::async_trait", "valuetask::async_trait", 1);
    assert_eq!(shop.read("app/src/lib.rs"), app);
    // The import serves a trait that stays, too: the other one is named by its path.
    let store = store.replacen("#[async_trait]", "#[valuetask::async_trait]", 1);
    assert_eq!(shop.read("store/src/lib.rs"), store);
    for line in [
        "changed: 1 trait, 1 impl, in 4 files",
        "taken back: `Known` with 0 impls",
        "  store/src/lib.rs:14: error[E0308]",
        "left: impl Outside for Nothing  app/src/lib.rs:12  `Outside` is another crate's trait",
    ] {
        assert!(report.contains(line), "no `{line}` in\n{report}");
    }
}

#[test]
fn an_error_at_a_call_takes_back_the_trait_of_the_method_and_not_one_whose_method_is_called_as_a_variable_is() {
    let shop = Shop::new();
    let more = "
#[async_trait::async_trait]
pub trait Shared { async fn s(&self) -> u8; }

#[async_trait::async_trait]
pub trait Boxed { async fn b(&self) -> u8; }

pub fn boxed(s: &(dyn Boxed + Sync)) {
    is_box(s.b())
}
";
    shop.write("store/src/lib.rs", &format!("{STORE}{IS_BOX}{more}"));
    let report = shop.fixes(&["--allow-dirty"]);
    let store = shop.read("store/src/lib.rs");
    assert!(store.contains("#[valuetask::async_trait]\npub trait Shared"), "{report}");
    assert!(store.contains("#[async_trait::async_trait]\npub trait Boxed"), "{report}");
    assert!(
        report.contains("taken back: `Boxed` with 0 impls") && !report.contains("taken back: `Shared`"),
        "{report}"
    );
}

#[test]
fn an_import_that_names_the_attribute_of_an_impl_that_stays_is_left() {
    let shop = Shop::new();
    let app = APP.replace("use outside", "use async_trait::async_trait;\nuse outside").replace("#[async_trait::", "#[");
    shop.write("app/src/lib.rs", &app);
    let shown = shop.fixes(&["--dry-run"]);
    assert!(shown.contains("-#[async_trait] // by its path\n+#[valuetask::async_trait] // by its path\n"), "{shown}");
    assert!(!shown.contains("-use async_trait::async_trait;\n"), "{shown}");
    assert!(
        shown.contains("left: impl Outside for Nothing  app/src/lib.rs:13  `Outside` is another crate's trait"),
        "{shown}"
    );
}

#[test]
fn an_import_among_others_in_its_item_changes() {
    let shop = Shop::new();
    let import = "use {async_trait::async_trait as at, outside::Outside};";
    let app = APP.replace("use outside::Outside;", import).replacen("#[async_trait::async_trait]", "#[at]", 1);
    shop.write("app/src/lib.rs", &app);
    let shown = shop.fixes(&["--dry-run"]);
    let changed = format!("-{import}\n+{}\n", import.replacen("async_trait", "valuetask", 1));
    assert!(shown.contains(&changed) && !shown.contains("-#[at]"), "{shown}");
}

#[test]
fn an_import_by_a_glob_by_macro_use_or_of_the_crate_by_another_name_changes() {
    let own = |attribute: &str| format!("#[{attribute}]\npub trait Own {{ async fn own(&self); }}\n");
    for (import, changed, attribute) in [
        ("use async_trait::*;", "use valuetask::async_trait;", "async_trait"),
        ("#[macro_use] extern crate async_trait;", "#[macro_use] extern crate valuetask;", "async_trait"),
        ("use async_trait as at;", "use valuetask as at;", "at::async_trait"),
        ("extern crate async_trait as at;", "extern crate valuetask as at;", "at::async_trait"),
    ] {
        let shop = Shop::new();
        shop.write("app/src/lib.rs", &format!("{import}\n{}", own(attribute)));
        let shown = shop.fixes(&["--dry-run", "app"]);
        for line in [format!("-{import}\n+{changed}\n"), "-async-trait = \"0.1\"\n".to_owned()] {
            assert!(shown.contains(&line), "no `{line}` in\n{shown}");
        }
        assert!(!shown.contains(&format!("-#[{attribute}]")), "{shown}");
    }
}

#[test]
fn a_dependency_of_the_workspace_is_inherited_and_goes_with_the_last_package_that_has_it() {
    let table = |rest: &str| format!("\n[workspace.dependencies]\nasync-trait = \"0.1\"\n{rest}");
    let own = "#[async_trait::async_trait]\npub trait Own { async fn own(&self); }\n";
    let with = |app: &str, rest: &str| {
        let shop = Shop::new();
        shop.write("app/src/lib.rs", own);
        let (root, manifest) = (shop.read("Cargo.toml"), shop.read("app/Cargo.toml"));
        shop.write("Cargo.toml", &format!("{root}{}", table(rest)));
        shop.write("app/Cargo.toml", &manifest.replace("async-trait = \"0.1\"", app));
        shop.fixes(&["--dry-run"])
    };
    let root = |shown: &str| shown.split("+++ b/").find(|file| file.starts_with("Cargo.toml")).map(str::to_owned);
    let gone = root(&with("async-trait.workspace = true", "")).expect("it changes");
    assert!(gone.contains("-async-trait = \"0.1\"\n+valuetask = "), "{gone}");
    // Not by this run.
    assert_eq!(root(&with("async-trait = \"0.1\"", "")), None);
    let path = crate::shop::valuetask();
    let entry = |rest: &str| format!("valuetask = {{ path = \"{}\"{rest} }}\n", path.display());
    let shown = with("async-trait = \"0.1\"", &entry(""));
    assert!(shown.contains("+valuetask = { workspace = true }\n") && root(&shown).is_none(), "{shown}");
    let shown = with("async-trait.workspace = true", &entry(", default-features = false"));
    assert!(shown.contains("+valuetask.workspace = true\n+valuetask.features = [\"std\", \"macros\"]\n"), "{shown}");
    assert!(
        root(&shown).is_some_and(|root| root.contains("-async-trait = ") && !root.contains("+valuetask")),
        "{shown}"
    );
}

#[test]
fn an_error_in_what_a_macro_makes_takes_back_its_trait_and_not_one_that_a_method_has_as_a_bound() {
    let shop = Shop::new();
    let more = "
#[async_trait::async_trait]
pub trait Far { async fn far(&self) -> u8; }

#[async_trait::async_trait]
pub trait Uses { async fn uses<F: Far + Sync>(&self, far: &F); }

pub struct ByHand;

type Boxed<'f> = std::pin::Pin<Box<dyn std::future::Future<Output = ()> + Send + 'f>>;

macro_rules! by_hand {
    ($method:ident) => {
        impl Uses for ByHand {
            fn $method<'s, 'x, 'f, F>(
                &'s self,
                _far: &'x F,
            ) -> Boxed<'f>
            where
                F: 'f + Far + Sync,
                's: 'f,
                'x: 'f,
                Self: 'f,
            {
                Box::pin(async {})
            }
        }
    };
}
by_hand!(uses);
";
    shop.write("store/src/lib.rs", &format!("{STORE}{more}"));
    let report = shop.fixes(&["--allow-dirty"]);
    let store = shop.read("store/src/lib.rs");
    assert!(store.contains("#[valuetask::async_trait]\npub trait Far"), "{report}");
    assert!(store.contains("#[async_trait::async_trait]\npub trait Uses"), "{report}");
    assert!(report.contains("taken back: `Uses` with 0 impls") && !report.contains("taken back: `Far`"), "{report}");
}

#[test]
fn a_dry_run_shows_the_import_the_dependency_and_the_feature_and_writes_nothing() {
    let shop = Shop::new();
    let shown = shop.fixes(&["--dry-run"]);
    for line in [
        "-use async_trait::async_trait; // by its name",
        "+use valuetask::async_trait; // by its name",
        "+asynchronous = [\"dep:valuetask\"]",
        "would change: 1 trait, 1 impl, in 4 files",
    ] {
        assert!(shown.contains(line), "no `{line}` in\n{shown}");
    }
    let dependency = shown.lines().find(|line| line.starts_with("+valuetask = {") && line.contains("optional"));
    let dependency = dependency.expect("an optional dependency");
    assert!(dependency.contains("version = \"0.1\"") && dependency.contains("path = "), "{dependency}");
    // The crate is left where another crate's trait still needs it.
    assert!(!shown.contains("-async-trait = \"0.1\""), "{shown}");
    assert_eq!((shop.read("store/src/lib.rs"), shop.read("app/src/lib.rs")), (STORE.to_owned(), APP.to_owned()));
}

#[test]
fn a_dependency_by_another_name_is_followed_and_stays_where_an_example_needs_it() {
    let shop = Shop::new();
    let manifest = shop.read("store/Cargo.toml").replace("async-trait = {", "house = { package = \"async-trait\",");
    shop.write("store/Cargo.toml", &manifest.replace("dep:async-trait", "dep:house"));
    shop.write("store/src/lib.rs", &STORE.replace("async_trait::async_trait", "house::async_trait"));
    let shown = shop.fixes(&["--dry-run"]);
    for line in ["-use house::async_trait; ", "+use valuetask::async_trait; ", "-house = {", "[\"dep:valuetask\"]"] {
        assert!(shown.contains(line), "no `{line}` in\n{shown}");
    }
    let code = shop.read("store/src/lib.rs");
    shop.write("store/src/lib.rs", &format!("#![doc = include_str!(\"../GUIDE.md\")]\n{code}"));
    shop.write("store/CHANGES.md", "use house::async_trait;\n");
    for (path, needs) in [("GUIDE.md", "use house::async_trait;\n"), ("tests/ui/box.rs", "#[house::async_trait]\n")] {
        shop.write(&format!("store/{path}"), needs);
        let shown = shop.fixes(&["--dry-run"]);
        assert!(
            !shown.contains("-house = {") && shown.contains("[\"dep:house\", \"dep:valuetask\"]"),
            "{path}\n{shown}"
        );
        std::fs::remove_file(shop.path(&format!("store/{path}"))).expect("the file");
    }
}

#[test]
fn an_impl_in_a_macro_is_changed_with_its_trait_and_a_file_that_a_macro_declares_is_found() {
    let shop = Shop::new();
    shop.write("store/src/lib.rs", &format!("{STORE}{IN_MACROS}"));
    shop.write("store/src/far.rs", "#[async_trait::async_trait]\npub trait Far { async fn far(&self) {} }\n");
    let impl_far = "#[async_trait::async_trait]\nimpl store::far::Far for Nothing { async fn far(&self) {} }\n";
    shop.write("app/src/lib.rs", &format!("{APP}{impl_far}"));
    let report = shop.fixes(&["--allow-dirty"]);
    assert!(report.contains("changed: 2 traits, 3 impls, in 5 files"), "{report}");
    assert!(
        shop.read("store/src/lib.rs").contains("        #[valuetask::async_trait]\n        impl Store for $T"),
        "{report}"
    );
}

/// A macro in the form of mockall's, which writes out the impl in it.
const MOCK: &str = "
macro_rules! mock {
    (pub $name:ident {} #[$attribute:meta] impl $of:ident for $same:ident { async fn get(&self, $key:ident: u32) -> $out:ty; }) => {
        pub struct $name;
        #[$attribute]
        impl $of for $name { async fn get(&self, _: u32) -> $out { None } }
    };
}
";

#[test]
fn an_impl_in_a_mock_is_changed_with_its_trait() {
    for (attribute, changed) in [("async_trait", "async_trait"), ("async_trait::async_trait", "valuetask::async_trait")]
    {
        let shop = Shop::new();
        let method = "async fn get(&self, key: u32) -> Option<String>;";
        let mocked =
            format!("mock! {{\n    pub Mock {{}}\n    #[{attribute}]\n    impl Store for Mock {{ {method} }}\n}}\n");
        shop.write("store/src/lib.rs", &format!("{STORE}{MOCK}{mocked}"));
        let report = shop.fixes(&["--allow-dirty"]);
        assert!(report.contains("changed: 1 trait, 2 impls"), "{report}");
        let changed = format!("    #[{changed}]\n    impl Store for Mock");
        assert!(shop.read("store/src/lib.rs").contains(&changed), "{report}");
    }
}

#[test]
fn markdown_that_the_documentation_includes_changes_and_other_markdown_does_not() {
    let shop = Shop::new();
    let example = "```\nuse async_trait::async_trait;\n```\n";
    shop.write("store/GUIDE.md", example);
    shop.write("store/README.md", example);
    shop.write("store/CHANGES.md", example);
    shop.write("store/src/lib.rs", &format!("#![doc = include_str!(\"../GUIDE.md\")]\n{STORE}"));
    let shown = shop.fixes(&["--dry-run"]);
    for changed in ["b/store/GUIDE.md", "b/store/README.md", "+use valuetask::async_trait;\n ```"] {
        assert!(shown.contains(changed), "no `{changed}` in\n{shown}");
    }
    assert!(!shown.contains("b/store/CHANGES.md"), "{shown}");
}

#[test]
fn examples_change_with_the_traits_of_their_package_even_if_an_impl_of_another_crates_trait_stays() {
    let shop = Shop::new();
    let docs = "//! ```\n//! #[async_trait::async_trait]\n//! impl app::Own for u8 {}\n//! ```\n";
    let own = "#[async_trait::async_trait]\npub trait Own { async fn own(&self) {} }\n";
    shop.write("app/src/lib.rs", &format!("{docs}{APP}{own}"));
    let shown = shop.fixes(&["--dry-run"]);
    assert!(shown.contains("+//! #[valuetask::async_trait]\n"), "{shown}");
    assert!(shown.contains("`Outside` is another crate's trait"), "{shown}");
}

#[test]
fn examples_change_with_the_traits_of_their_package_even_if_a_function_is_taken_back() {
    let shop = Shop::new();
    let docs = "//! ```\n//! #[async_trait::async_trait]\n//! impl app::Own for u8 {}\n//! ```\n";
    let own = "#[async_trait::async_trait]\npub trait Own { async fn own(&self) {} }\n";
    let boxed = "std::pin::Pin<Box<dyn std::future::Future<Output = u32> + Send>>";
    let function = |name: &str| format!("fn {name}(n: u32) -> {boxed} {{ Box::pin(async move {{ n }}) }}\n");
    let (a, b) = (function("a"), function("b"));
    let table = format!("pub fn table() -> [fn(u32) -> {boxed}; 2] {{ [a, b] }}\n");
    shop.write("app/src/lib.rs", &format!("{docs}{APP}{own}{a}{b}{table}"));
    let report = shop.fixes(&["--allow-dirty"]);
    assert!(report.contains("taken back: `a`") && report.contains("taken back: `b`"), "{report}");
    assert!(!report.contains("not checked: app"), "{report}");
    assert!(shop.read("app/src/lib.rs").starts_with("//! ```\n//! #[valuetask::async_trait]\n"), "{report}");
}
