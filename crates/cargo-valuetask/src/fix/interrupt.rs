//! Ctrl-C, and what else asks a program to end: noticed rather than obeyed, so that what was written can be put back.

#![forbid(unsafe_code)]

use std::io::{self, Read};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use crate::error::Error;

/// What a run waits for while a command of its own does.
enum Event {
    /// The user wants it to end.
    Asked,
    /// Standard output or error of the command has ended.
    Read(Stream, io::Result<Vec<u8>>),
}

#[derive(Clone, Copy)]
enum Stream {
    Output,
    Error,
}

/// Why a command has no output.
pub(super) enum Failed {
    /// The user has ended it.
    Interrupted,
    Io(io::Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Notices Ctrl-C, a request to terminate, and the end of the terminal: on Unix, all but what it was started to ignore.
/// Once it is dropped, they end the program as they always do.
pub(super) struct Interrupts {
    sender: Sender<Event>,
    events: Receiver<Event>,
}

impl Interrupts {
    /// Begins to notice them: from here on until it is dropped, none of them ends the program by itself.
    ///
    /// # Errors
    ///
    /// A system that doesn't let it.
    pub(super) fn notice() -> Result<Self, Error> {
        let (sender, events) = mpsc::channel();
        let asked = sender.clone();
        // Where nobody receives, the run is over.
        let notice = move || asked.send(Event::Asked).is_ok();
        #[cfg(unix)]
        let listening = crate::signals::listen(notice);
        #[cfg(not(unix))]
        let listening = ctrlc::set_handler(move || {
            if !notice() {
                std::process::exit(Error::interrupted().exit_code().into());
            }
        });
        listening.map_err(|error| {
            Error::failure(format_args!("can't listen for Ctrl-C: {error}"), "audit --fix", "run again")
        })?;
        Ok(Self { sender, events })
    }

    /// Whether the user has asked for the end since the last command.
    pub(super) fn are_there(&self) -> bool {
        self.events.try_recv().is_ok()
    }

    /// Runs a command to its end, or ends it, and all that it has started, where the user asks for that.
    ///
    /// # Errors
    ///
    /// A command that can't be run, or is ended.
    pub(super) fn output(&self, command: &mut Command) -> Result<Output, Failed> {
        if self.are_there() {
            return Err(Failed::Interrupted);
        }
        // Ctrl-C of a terminal goes to the group in front: it is passed on from here.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let started = self
            .reads(child.stdout.take(), Stream::Output)
            .and_then(|()| self.reads(child.stderr.take(), Stream::Error))
            .map_err(Failed::Io)
            .and_then(|()| self.until_both_end());
        match started {
            Ok((stdout, stderr)) => {
                let status = child.wait()?;
                // Where it hears Ctrl-C, too, it has ended by that.
                if self.are_there() { Err(Failed::Interrupted) } else { Ok(Output { status, stdout, stderr }) }
            }
            Err(failed) => {
                end(&mut child);
                Err(failed)
            }
        }
    }

    /// Reads a stream to its end on a thread of its own.
    fn reads(&self, stream: Option<impl Read + Send + 'static>, which: Stream) -> io::Result<()> {
        let (sender, mut stream) = (self.sender.clone(), stream.ok_or(io::ErrorKind::BrokenPipe)?);
        let read = move || {
            let mut all = Vec::new();
            let read = stream.read_to_end(&mut all).map(|_| all);
            drop(sender.send(Event::Read(which, read)));
        };
        thread::Builder::new().spawn(read).map(drop)
    }

    fn until_both_end(&self) -> Result<(Vec<u8>, Vec<u8>), Failed> {
        let (mut output, mut error) = (None, None);
        loop {
            // The sender of its own keeps the channel open.
            match self.events.recv().map_err(io::Error::other)? {
                Event::Asked => return Err(Failed::Interrupted),
                Event::Read(Stream::Output, read) => output = Some(read?),
                Event::Read(Stream::Error, read) => error = Some(read?),
            }
            if let (Some(_), Some(_)) = (&output, &error) {
                return Ok((output.unwrap_or_default(), error.unwrap_or_default()));
            }
        }
    }
}

/// Ends a command and what it has started. The command is one that hasn't been waited for: its number is its own.
fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        // Where the group is gone, so is what was to be ended.
        let group = rustix::process::Pid::from_child(child);
        rustix::process::kill_process_group(group, rustix::process::Signal::KILL).ok();
    }
    #[cfg(not(unix))]
    drop(child.kill());
    drop(child.wait());
}
