//! The reports of the example `build_graph`.

#[path = "../examples/build_graph.rs"]
mod example;

use std::cell::{Cell, RefCell};
use std::fs;
use std::time::Duration;

use valuetask_tasks::{Task, TaskCompletionSource};

/// The reported lines, the result, and the files that were built.
type Ended = (Vec<String>, Result<String, String>, Vec<String>);

/// Writes units, and builds some. The deadline passes after so many reports, or long after a build without a hang.
fn build(name: &str, units: &[(impl AsRef<str>, impl AsRef<str>)], asked: &[&str], deadline_after: usize) -> Ended {
    let folder = example::folder_of(name, units).expect("a temporary folder can be written");
    let (source, reported) = (TaskCompletionSource::new(), Cell::new(0));
    let lines = RefCell::new(Vec::new());
    let report = |line| {
        lines.borrow_mut().push(line);
        reported.set(reported.get() + 1);
        if reported.get() == deadline_after {
            source.set_result(()).expect("it's the first");
        }
    };
    let deadline =
        Task::when_any([source.task().clone(), Task::delay(Duration::from_secs(300))]).expect("there are tasks");
    let ended = pollster::block_on(example::build(&folder, asked, deadline.continue_with(|_| ()), report));
    let names = fs::read_dir(&folder).expect("it was written").map(|entry| entry.expect("it's there").file_name());
    let mut built: Vec<_> =
        names.map(|name| name.into_string().expect("it's plain")).filter(|name| name.ends_with(".out")).collect();
    built.sort();
    fs::remove_dir_all(folder).expect("it was written");
    (lines.into_inner(), ended, built)
}

/// The reported lines of units that complete before the deadline, sorted by name.
fn lines(name: &str, units: &[(impl AsRef<str>, impl AsRef<str>)], asked: &[&str]) -> Vec<String> {
    let (mut lines, ..) = build(name, units, asked, usize::MAX);
    lines.sort();
    lines
}

#[test]
#[cfg_attr(miri, ignore = "writes files")]
fn everything_is_reported_as_it_went_on_rt() {
    let units = example::DEMONSTRATION.map(|(unit, _)| unit);
    let (mut lines, ended, built) = build("all", &example::DEMONSTRATION, &units, units.len() - 1);
    let slow = lines.pop();
    assert_eq!(slow.as_deref(), Some("slow: canceled at the deadline"));
    // A unit and its dependency may complete at the same time, on two threads.
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
fn every_unit_that_can_be_built_is_built_on_rt() {
    let (lines, ended, built) = build("some", &example::DEMONSTRATION, &["app"], usize::MAX);
    assert_eq!(lines, ["app: hello world !"]);
    assert_eq!(ended, Ok("1 of 1 units built".to_owned()));
    assert_eq!(built, ["app.out", "names.out", "words.out"]);
}

#[test]
#[cfg_attr(miri, ignore = "writes files")]
fn nothing_is_built_of_nothing_on_rt() {
    let (lines, ended, built) = build("nothing", &example::DEMONSTRATION, &[], usize::MAX);
    assert_eq!((lines, ended, built), (vec![], Ok("0 of 0 units built".to_owned()), vec![]));
}

/// Each requests the other before either is known to wait.
#[test]
#[cfg_attr(miri, ignore = "writes files")]
fn a_circle_fails_the_unit_that_closes_it_on_rt() {
    let units = [("a", "needs b\nsay a"), ("b", "needs a\nsay b")];
    let failed = "failed, it needs what wasn't built (there is a circle: a needs b needs a)";
    for round in 0..50 {
        let name = format!("circle-{round}");
        assert_eq!(lines(&name, &units, &["a", "b"]), [format!("a: {failed}"), format!("b: {failed}")]);
        assert_eq!(lines(&name, &units, &["b"]), [format!("b: {failed}")]);
    }
}

#[test]
#[cfg_attr(miri, ignore = "writes files")]
fn a_circle_beside_the_way_to_it_fails_on_rt() {
    let units = [("x", "needs b c\nsay x"), ("b", "needs c\nsay b"), ("c", "needs b\nsay c")];
    let failed = "failed, it needs what wasn't built (there is a circle: b needs c needs b)";
    for round in 0..50 {
        assert_eq!(lines(&format!("beside-{round}"), &units, &["x"]), [format!("x: {failed}")]);
    }
}

#[test]
#[cfg_attr(miri, ignore = "writes files")]
fn a_circle_fails_all_that_need_it_and_none_waits_in_it_on_rt() {
    let units = [
        ("a", "needs d c"),
        ("c", "needs e"),
        ("d", "needs f"),
        ("e", "needs f"),
        ("f", "needs g h"),
        ("g", "needs"),
        ("h", "needs h\nwait"),
    ];
    let failed = "a: failed, it needs what wasn't built (there is a circle: h needs h)";
    assert_eq!(lines("itself", &units, &["a"]), [failed]);
}

/// A unit with many paths to a failed one prints one line for it. A dependency that is named twice isn't a circle.
#[test]
#[cfg_attr(miri, ignore = "writes files")]
fn a_reason_is_printed_once_on_rt() {
    let layers = 40;
    let mut units =
        vec![("left-0".to_owned(), "needs lost".to_owned()), ("right-0".to_owned(), "needs lost".to_owned())];
    for layer in 1..layers {
        let needs = format!("needs left-{0} right-{0}", layer - 1);
        units.extend(["left", "right"].map(|side| (format!("{side}-{layer}"), needs.clone())));
    }
    let lost = "it needs what wasn't built (lost.unit: No such file or directory (os error 2))";
    assert_eq!(lines("once", &units, &["left-39"]), [format!("left-39: failed, {lost}")]);
}

#[test]
#[cfg_attr(miri, ignore = "writes files")]
fn the_error_of_a_unit_is_printed_on_rt() {
    let units = [
        ("v1.2", "needs v1.3\r\n\r\n  say two\r\n"),
        ("v1.3", "needs\nsay\nsay three"),
        ("empty", ""),
        ("headless", "say hello"),
        ("late", "needs\nsay a\nwait 5"),
    ];
    let asked = ["v1.2", "empty", "headless", "late", "../v1.2", "", "v1.2"];
    let expected = [
        "../v1.2: failed, `../v1.2` can't be the name of a unit",
        ": failed, `` can't be the name of a unit",
        "empty: failed, empty.unit:1: it doesn't begin with `needs`",
        "headless: failed, headless.unit:1: it doesn't begin with `needs`",
        "late: failed, late.unit:3: there is no instruction `wait 5`",
        "v1.2: three two",
        "v1.2: three two",
    ];
    assert_eq!(lines("wrong", &units, &asked), expected);
}

/// A unit that is canceled with several of its dependencies counts once.
#[test]
#[cfg_attr(miri, ignore = "writes files")]
fn the_deadline_cancels_all_that_waits_on_rt() {
    let units = [("first", "needs"), ("a", "needs\nwait"), ("b", "needs\nwait"), ("both", "needs a b")];
    let (lines, ended, built) = build("late", &units, &["first", "both"], 1);
    assert_eq!(lines, ["first: ", "both: canceled at the deadline"]);
    assert_eq!((ended, built), (Err("1 of 2 units built".to_owned()), vec!["first.out".to_owned()]));
}

/// A level takes no stack, in a build that succeeds and in a circle: a worker thread has less than 700 bytes for each.
#[test]
#[cfg_attr(miri, ignore = "writes files")]
fn three_thousand_units_in_a_row_are_built_or_fail_on_rt() {
    let last = 2_999;
    let circle = "0: failed, it needs what wasn't built (there is a circle: 2998 needs 2999 needs 2998)";
    for (name, end, expected) in [("row", "needs\nsay end", "0: end"), ("row-circle", "needs 2998", circle)] {
        let mut units: Vec<_> = (0..last).map(|unit| (unit.to_string(), format!("needs {}", unit + 1))).collect();
        units.push((last.to_string(), end.to_owned()));
        assert_eq!(lines(name, &units, &["0"]), [expected]);
    }
}
