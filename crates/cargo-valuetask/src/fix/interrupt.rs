//! A signal to this program alone: the cargo that it runs ends with it, with all of its processes, and the run is undone.

use std::process::Command;
use std::sync::Mutex;

use crate::error::Error;

#[derive(Debug)]
struct State {
    /// The process of cargo, which is the leader of a group of its own.
    cargo: Option<u32>,
    is_interrupted: bool,
}

static STATE: Mutex<State> = Mutex::new(State { cargo: None, is_interrupted: false });

fn state() -> std::sync::MutexGuard<'static, State> {
    STATE.lock().expect("no code panics with the lock")
}

/// Keeps the signal that the handler isn't for until this program listens. Threads that it starts keep it, programs don't.
#[cfg(unix)]
pub(crate) fn hold() {
    use nix::sys::signal::{SigSet, Signal};

    // Without it, the signal ends this program as any other.
    SigSet::from(Signal::SIGQUIT).thread_block().ok();
}

/// Elsewhere there is none.
#[cfg(not(unix))]
pub(crate) fn hold() {}

/// Ends the cargo that runs, from now on, if Ctrl-C or a signal asks this program to end.
#[cfg(unix)]
pub(super) fn listen() {
    use nix::sys::signal::{SigSet, Signal, killpg};
    use nix::unistd::Pid;

    let end = || {
        let mut state = state();
        state.is_interrupted = true;
        let cargo = state.cargo.and_then(|cargo| i32::try_from(cargo).ok());
        // It may have ended.
        cargo.map(|cargo| killpg(Pid::from_raw(cargo), Signal::SIGTERM).ok());
    };
    // Without these, a signal ends this program as any other.
    std::thread::spawn(move || SigSet::from(Signal::SIGQUIT).wait().map(|_| end()).ok());
    ctrlc::set_handler(end).ok();
}

/// Elsewhere the console tells cargo, too.
#[cfg(not(unix))]
pub(super) fn listen() {}

/// Puts a command into a group of its own: a terminal's Ctrl-C doesn't reach it, this program does.
pub(super) fn alone(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}

/// Notes the process of cargo as it begins, and that none runs as it ends.
///
/// # Errors
///
/// This program was asked to end.
pub(super) fn runs(cargo: Option<u32>) -> Result<(), Error> {
    let mut state = state();
    state.cargo = cargo;
    if state.is_interrupted { Err(Error::interrupted()) } else { Ok(()) }
}
