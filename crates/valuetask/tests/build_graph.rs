//! What the example `build_graph` reports.

#[path = "../examples/build_graph.rs"]
mod example;

use std::cell::{Cell, RefCell};
use std::fs;

use valuetask::TaskCompletionSource;

/// Builds units; the deadline passes when so many were reported.
fn build(name: &str, units: &[&str], deadline_after: usize) -> (Vec<String>, Result<String, String>, Vec<String>) {
    let folder = example::demonstration(name).expect("a temporary folder can be written");
    let (deadline, reported) = (TaskCompletionSource::new(), Cell::new(0));
    let lines = RefCell::new(Vec::new());
    let report = |line| {
        lines.borrow_mut().push(line);
        reported.set(reported.get() + 1);
        if reported.get() == deadline_after {
            deadline.set_result(()).expect("it's the first");
        }
    };
    let ended = pollster::block_on(example::build(&folder, units, deadline.task().clone(), report));
    let names = fs::read_dir(&folder).expect("it was written").map(|entry| entry.expect("it's there").file_name());
    let mut built: Vec<_> =
        names.map(|name| name.into_string().expect("it's plain")).filter(|name| name.ends_with(".out")).collect();
    built.sort();
    fs::remove_dir_all(folder).expect("it was written");
    (lines.into_inner(), ended, built)
}

#[test]
#[cfg_attr(miri, ignore = "writes files")]
fn everything_is_reported_as_it_went() {
    let units = example::DEMONSTRATION.map(|(unit, _)| unit);
    let (mut lines, ended, built) = build("all", &units, units.len() - 1);
    let slow = lines.pop();
    assert_eq!(slow.as_deref(), Some("slow: canceled at the deadline"));
    // What is waited for and who waits for it may complete at the same time, on two threads.
    lines.sort();
    let expected = [
        "app: hello world !",
        "names: world",
        "tail: failed, it needs what wasn't built (head.unit: No such file or directory (os error 2))",
        "tests: failed, it needs what wasn't built (typo.unit:2: there is no instruction `shout hello`)",
        "typo: failed, typo.unit:2: there is no instruction `shout hello`",
        "words: hello",
    ];
    assert_eq!(lines, expected);
    assert_eq!(ended, Err("3 of 7 units built".to_owned()));
    assert_eq!(built, ["app.out", "names.out", "words.out"]);
}

#[test]
#[cfg_attr(miri, ignore = "writes files")]
fn what_can_be_built_is() {
    let (lines, ended, built) = build("some", &["app"], usize::MAX);
    assert_eq!(lines, ["app: hello world !"]);
    assert_eq!(ended, Ok("1 of 1 units built".to_owned()));
    assert_eq!(built, ["app.out", "names.out", "words.out"]);
}
