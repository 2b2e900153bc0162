//! Rooms that become crates of their own: what they use of the library is public, or in the hidden interface.

use std::fs;
use std::path::Path;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/valuetask/src");

/// The rooms of the crate that stays.
const VALUE_TASKS: &[&str] = &["__runtime", "abandoned", "hot", "pool", "private", "stats", "task_like", "value_task"];

/// What it has for other crates. The rooms of models count by `live`; `sync` and `panics` are copied.
const PUBLIC: &[&str] = &[
    "__runtime",
    "Abandoned",
    "LocalPooledFuture",
    "LocalValueTask",
    "PooledFuture",
    "TaskLike",
    "ValueTask",
    "live",
    "panics",
    "pool",
    "sync",
];

const SOURCES: &[&str] = &["source", "task_slot"];

const TASKS: &[&str] = &["cancel", "join", "polled_by", "scheduler", "shared", "task"];
const OF_TASKS: &[&str] = &["Shared", "Task", "TaskCompletionSource", "TaskError", "TimedOut"];

/// Reads the code of a room.
fn code(path: &Path, all: &mut String) {
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| code(&entry.unwrap().path(), all));
    } else if let Ok(text) = fs::read_to_string(path) {
        all.extend(text.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]));
    }
}

/// The names that a room uses of the root of its crate.
fn used(room: &str) -> Vec<String> {
    let mut text = String::new();
    code(&Path::new(ROOT).join(room), &mut text);
    code(&Path::new(ROOT).join(room).with_extension("rs"), &mut text);
    assert!(!text.is_empty(), "{room}: there is no such room");
    let mut names = Vec::new();
    for path in text.split("crate::").skip(1) {
        match path.strip_prefix('{') {
            None => names.push(path),
            Some(list) => {
                let mut depth = 0;
                names.extend(list.split_once("};").expect("the end of a list").0.split(|letter| {
                    depth += i32::from(letter == '{') - i32::from(letter == '}');
                    letter == ',' && depth == 0
                }));
            }
        }
    }
    let name = |path: &str| {
        path.trim().split(|letter: char| letter != '_' && !letter.is_alphanumeric()).next().map(String::from)
    };
    names.into_iter().filter_map(name).filter(|name| !name.is_empty()).collect()
}

/// Panics if a room uses a name that isn't on one of the lists.
fn uses_only(rooms: &[&str], lists: &[&[&str]]) {
    for room in rooms {
        for name in used(room) {
            assert!(
                lists.concat().contains(&&*name),
                "`{room}` uses `crate::{name}`, which it can't from a crate of its own"
            );
        }
    }
}

#[test]
fn value_tasks_use_neither_sources_nor_tasks() {
    uses_only(VALUE_TASKS, &[VALUE_TASKS, PUBLIC]);
}

#[test]
fn sources_use_the_public_and_the_hidden_interface() {
    uses_only(SOURCES, &[SOURCES, PUBLIC]);
}

#[test]
fn tasks_use_the_public_and_the_hidden_interface() {
    uses_only(TASKS, &[TASKS, OF_TASKS, PUBLIC]);
}
