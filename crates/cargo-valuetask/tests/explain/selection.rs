//! Which method a line chooses.

use crate::run::succeeds;
use crate::util::{explain, explain_text};

/// The names and lines of the methods that are explained.
fn chosen(place: &str) -> Vec<String> {
    methods(&succeeds(&mut explain(place)))
}

fn methods(text: &str) -> Vec<String> {
    let is_name = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    text.lines().filter(is_name).map(|line| line.split(": returns").next().unwrap_or(line).trim().to_owned()).collect()
}

#[test]
fn a_line_chooses_the_method_that_it_is_in() {
    assert_eq!(chosen("store.rs:15"), ["get, line 15"]);
    assert_eq!(chosen("store.rs:24"), ["get, line 15"]);
    assert_eq!(chosen("store.rs:51"), ["traced, line 52"], "its attribute is part of it");
}

#[test]
fn a_line_between_methods_chooses_the_one_before_it() {
    assert_eq!(chosen("store.rs:26"), ["get, line 15"]);
    assert_eq!(chosen("store.rs:32"), ["contains, line 27"]);
}

#[test]
fn a_line_chooses_also_what_has_no_attribute() {
    assert_eq!(chosen("hidden.rs:49"), ["connect, line 47"]);
    assert_eq!(chosen("plain.rs:20"), ["free, line 19"]);
    assert!(succeeds(&mut explain("hidden.rs:49")).contains("no attribute; as if `#[value_task]` stood there"));
}

#[test]
fn a_function_inside_another_is_chosen_before_that() {
    let source =
        "#[value_task]\nasync fn outer() {\n    #[value_task]\n    async fn inner() {\n    }\n    inner().await;\n}\n";
    let at = |line| {
        let (_folder, mut command) = explain_text(source, line);
        methods(&succeeds(&mut command))
    };
    assert_eq!(at(":4"), ["inner, line 4"]);
    assert_eq!(at(":6"), ["outer, line 2"]);
}

#[test]
fn a_method_with_an_attribute_of_its_own_is_explained_by_that() {
    let (_folder, mut command) =
        explain_text("impl S {\n    #[valuetask::value_task(lazy)]\n    async fn f(&self) {}\n}\n", "");
    assert_eq!(
        succeeds(&mut command),
        "given.rs\n\nfn f, line 3: `#[valuetask::value_task(lazy)]`\n\n  f, line 3: returns `ValueTask`\n    \
         lazy: nothing runs before the first poll\n"
    );
}

#[test]
fn a_file_whose_name_ends_in_a_number_is_that_file() {
    let (folder, mut command) = explain_text("", "");
    std::fs::write(folder.path().join("odd.rs:7"), "impl S {\n    async fn f(&self) {}\n}\n")
        .expect("a temporary file");
    let mut named = std::process::Command::new(command.get_program());
    assert_eq!(methods(&succeeds(named.current_dir(folder.path()).args(["explain", "odd.rs:7"]))), ["f, line 2"]);
    assert!(!command.output().expect("the binary runs").status.success(), "an empty file has nothing to explain");
}
