//! Work in the child of a fork.

use std::ffi::{c_int, c_uint};

// The constants of POSIX.
unsafe extern "C" {
    fn fork() -> c_int;
    safe fn alarm(seconds: c_uint) -> c_uint;
    safe fn _exit(code: c_int) -> !;
    fn waitpid(process: c_int, status: *mut c_int, options: c_int) -> c_int;
}

/// The end of a child.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Child {
    /// The work is done.
    Ended,
    /// Killed, or ended with an error: its status. 14 is the alarm's.
    Otherwise(c_int),
}

/// Does the work in a child process, within ten seconds.
///
/// The work may allocate, as the system's allocator allows that in a child, but may not wait for other threads.
pub(crate) fn in_a_child(work: impl FnOnce()) -> Child {
    // SAFETY: the child only does the work, and exits without returning.
    let process = unsafe { fork() };
    if process == 0 {
        alarm(10);
        work();
        _exit(0);
    }
    assert!(process > 0, "can't fork");
    let mut status = 0;
    // SAFETY: a valid pointer to the status.
    let ended = unsafe { waitpid(process, &raw mut status, 0) };
    assert_eq!(ended, process);
    if status == 0 { Child::Ended } else { Child::Otherwise(status) }
}
