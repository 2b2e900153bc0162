//! The signals that ask a program to end, but for those that it was started to ignore: `nohup` does so with SIGHUP, and
//! a shell with SIGINT for what it runs in the background.

#![allow(unsafe_code, reason = "what becomes of a signal is asked of the C library")]

use std::ffi::c_int;
use std::mem::MaybeUninit;
use std::{io, ptr, thread};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// Calls `notice`, on a thread of its own, for each of them. None of them ends the program by itself any more, but where
/// `notice` says that nobody notices it: then it does what it always does.
///
/// # Errors
///
/// A system that doesn't let it.
pub(crate) fn listen(notice: impl Fn() -> bool + Send + 'static) -> io::Result<()> {
    let asked = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| !is_ignored(*signal));
    let mut signals = Signals::new(asked)?;
    let each = move |signal| {
        if !notice() {
            // It is one of the three, which are known: it ends the program.
            emulate_default_handler(signal).ok();
        }
    };
    thread::Builder::new().spawn(move || signals.forever().for_each(each)).map(drop)
}

fn is_ignored(signal: c_int) -> bool {
    let mut action = MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: without a new action nothing is changed, and `action` has room for the one that holds.
    let asked = unsafe { libc::sigaction(signal, ptr::null(), action.as_mut_ptr()) };
    // SAFETY: it holds integers and perhaps a function, which may be zero, if nothing else was written to it.
    let action = unsafe { action.assume_init() };
    asked == 0 && action.sa_sigaction == libc::SIG_IGN
}
