//! A SQLite file on a disk that is full or can't be written to, and a replay afterwards.

use std::process::Command;

use crate::util::{FEW, Place, binary, fails, possible, says, short, succeeds};

/// Runs a script in which `$1` is a folder and `$2` the binary.
fn shell(prefix: &[&str], script: &str, place: &Place) -> Command {
    let words: Vec<&str> = prefix.iter().copied().chain(["sh", "-c", script, "sh"]).collect();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg(place.path("")).arg(binary());
    command
}

/// A mount namespace of its own, in which the test is root.
const OWN_MOUNTS: [&str; 3] = ["unshare", "--mount", "--map-root-user"];

fn can_mount() -> bool {
    possible(
        "no file system can be mounted here",
        OWN_MOUNTS[0],
        &[OWN_MOUNTS[1], OWN_MOUNTS[2], "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
    )
}

#[test]
fn a_full_disk_is_named() {
    if !can_mount() {
        return;
    }
    let script = "mount -t tmpfs -o size=256k tmpfs \"$1\" && \
                  exec \"$2\" --rounds 1 --items 20000 --store \"sqlite:$1/store.sqlite\"";
    let line = fails(&mut shell(&OWN_MOUNTS, script, &Place::new()), 1);
    says(&line, &["store.sqlite", "full", "free some space"]);
}

#[test]
fn a_file_that_may_not_grow_fails_and_stays_usable() {
    let place = Place::new();
    let script = "ulimit -f 400; trap '' XFSZ; \
                  exec \"$2\" --rounds 1 --items 20000 --store \"sqlite:$1/store.sqlite\"";
    let line = fails(&mut shell(&[], script, &place), 1);
    says(&line, &["store.sqlite", "check the disk's space"]);
    succeeds(place.replay().args(FEW));
}

#[test]
fn a_read_only_folder_is_named() {
    if !can_mount() {
        return;
    }
    let script = "mount -t tmpfs -o ro tmpfs \"$1\" && \
                  exec \"$2\" --rounds 1 --store \"sqlite:$1/store.sqlite\"";
    let line = fails(&mut shell(&OWN_MOUNTS, script, &Place::new()), 1);
    says(&line, &["store.sqlite", "can't open the file", "a folder you can write to"]);
}

#[test]
fn a_default_folder_that_cannot_be_created_is_named() {
    let place = Place::new();
    let home = place.file("file", "");
    let line = fails(short().env("XDG_CACHE_HOME", &home).env("HOME", &home), 1);
    says(&line, &["file", "can't create the folder", "--store sqlite:PATH"]);
}

#[test]
fn a_folder_in_place_of_the_file_is_named() {
    let place = Place::new();
    let url = format!("sqlite:{}", place.path("").display());
    says(&fails(short().args(["--store", &url]), 1), &["can't open the file", "--store"]);
}
