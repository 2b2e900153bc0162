//! What is said of whole files, to the letter. Set `VALUETASK_BLESS` to record it anew.

use std::fs;

use crate::run::succeeds;
use crate::util::{explain, explain_text, names, sources};

#[test]
fn every_source_is_explained_as_recorded() {
    for name in names() {
        let recorded = sources().join(&name).with_extension("txt");
        let text = succeeds(&mut explain(&name));
        if std::env::var_os("VALUETASK_BLESS").is_some() {
            fs::write(&recorded, &text).expect("writable");
        }
        let expected = fs::read_to_string(&recorded).unwrap_or_default();
        assert_eq!(text, expected, "{name}: set VALUETASK_BLESS to record the new text");
    }
}

#[test]
fn no_line_is_wider_than_a_hundred_columns() {
    for name in names() {
        let text = succeeds(&mut explain(&name));
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }
}

#[test]
fn a_lazy_item_can_be_explained_as_if_it_were_hot() {
    let source =
        "#[async_trait]\nimpl T for S {\n async fn a(&self) -> u8 { 1 }\n #[async_trait(lazy)] async fn b(&self) {}\n}";
    let (_folder, mut command) = explain_text(source, "");
    assert_eq!(
        succeeds(command.args(["--start", "hot"])),
        "given.rs\n\nimpl T for S, line 2: `#[async_trait]`, as if it were hot unless it says otherwise\n\
         \n  a, line 3\n    ready: nothing is awaited, so the body runs at the call\n\
         \n  b, line 4\n    lazy: nothing runs before the first poll\n    cheaper: say `hot` where the attribute says `lazy`\n"
    );
}

#[test]
fn a_hot_item_can_be_explained_as_if_it_were_lazy() {
    let (_folder, mut command) = explain_text("#[value_task]\nimpl S { async fn a(&self) -> u8 { 1 } }", "");
    let text = succeeds(command.args(["--start", "lazy"]));
    assert!(text.contains("as if it were lazy") && text.contains("lazy: nothing runs"), "{text}");
}

#[test]
fn a_method_that_declares_what_it_returns_is_told_apart_from_its_neighbours() {
    let source = "#[async_method]\nimpl S {\n async fn a(&self) -> Own<u8> { if self.0 { return 1; } b().await }\n \
                  #[value_task(Send = cfg(unix))] async fn b(&self) -> u8 { if self.0 { return 1; } mine!() }\n}";
    let (_folder, mut command) = explain_text(source, "");
    let text = succeeds(&mut command);
    let (declared, task) = text.split_once("b, line 4").expect("both are explained");
    assert!(declared.contains("hot machine") && declared.contains("declared type"), "{text}");
    assert!(task.contains("hot machine") && task.contains("may hide an await"), "{text}");
}
