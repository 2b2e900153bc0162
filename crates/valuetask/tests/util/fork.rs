//! Work in the child of a fork.

use std::ffi::{c_int, c_uint};

// As POSIX has them.
unsafe extern "C" {
    fn fork() -> c_int;
    safe fn alarm(seconds: c_uint) -> c_uint;
    safe fn _exit(code: c_int) -> !;
    fn waitpid(process: c_int, status: *mut c_int, options: c_int) -> c_int;
}

/// What has become of a child.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Child {
    /// The work is done.
    Ended,
    /// It was killed, or left with an error: its status. 14 is the alarm's.
    Otherwise(c_int),
}

/// Does the work in a child process, which has ten seconds for it.
///
/// The work may allocate, which the system's allocator allows in a child, but it may not wait for other threads.
pub(crate) fn in_a_child(work: impl FnOnce()) -> Child {
    // SAFETY: the child does nothing but the work, and leaves without returning.
    let process = unsafe { fork() };
    if process == 0 {
        alarm(10);
        work();
        _exit(0);
    }
    assert!(process > 0, "can't fork");
    let mut status = 0;
    // SAFETY: the status is written there, and nowhere else.
    let ended = unsafe { waitpid(process, &raw mut status, 0) };
    assert_eq!(ended, process);
    if status == 0 { Child::Ended } else { Child::Otherwise(status) }
}
