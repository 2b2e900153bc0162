//! A reader and a writer that follow a script.

use std::collections::VecDeque;
use std::io::{self, ErrorKind};

use valuetask::value_task;
use valuetask_io::{ValueRead, ValueWrite};

use crate::util::pause;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// Reads or writes so many bytes.
    Bytes(&'static [u8]),
    Take(usize),
    Pause,
    Fail,
    Interrupt,
}

pub(crate) use Step::{Bytes, Fail, Interrupt, Pause, Take};

/// Reads by its steps, and then ends. Writes by its steps, and then everything.
#[derive(Debug)]
pub(crate) struct Script {
    steps: VecDeque<Step>,
    /// Calls of `read` or `write`.
    pub(crate) calls: usize,
    pub(crate) written: Vec<u8>,
    pub(crate) flushed: usize,
    pub(crate) shut_down: usize,
}

impl Script {
    pub(crate) fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        let steps = steps.into_iter().collect();
        Self { steps, calls: 0, written: vec![], flushed: 0, shut_down: 0 }
    }

    pub(crate) fn read_now(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self.steps.pop_front() {
            Some(Bytes(bytes)) => {
                let count = bytes.len().min(buf.len());
                buf[..count].copy_from_slice(&bytes[..count]);
                if count < bytes.len() {
                    self.steps.push_front(Bytes(&bytes[count..]));
                }
                Ok(count)
            }
            Some(Fail) => Err(ErrorKind::ConnectionReset.into()),
            Some(Interrupt) => Err(ErrorKind::Interrupted.into()),
            Some(step) => panic!("a reader can't {step:?}"),
            None => Ok(0),
        }
    }

    pub(crate) fn write_now(&mut self, buf: &[u8]) -> io::Result<usize> {
        let count = match self.steps.pop_front() {
            Some(Take(count)) => count.min(buf.len()),
            Some(Fail) => return Err(ErrorKind::ConnectionReset.into()),
            Some(Interrupt) => return Err(ErrorKind::Interrupted.into()),
            Some(step) => panic!("a writer can't {step:?}"),
            None => buf.len(),
        };
        self.written.extend_from_slice(&buf[..count]);
        Ok(count)
    }
}

#[value_task]
impl ValueRead for Script {
    async fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.calls += 1;
        while let Some(Pause) = self.steps.front() {
            self.steps.pop_front();
            pause().await;
        }
        self.read_now(buf)
    }
}

#[value_task]
impl ValueWrite for Script {
    async fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.calls += 1;
        while let Some(Pause) = self.steps.front() {
            self.steps.pop_front();
            pause().await;
        }
        self.write_now(buf)
    }

    async fn flush(&mut self) -> io::Result<()> {
        self.flushed += 1;
        Ok(())
    }

    async fn shutdown(&mut self) -> io::Result<()> {
        self.shut_down += 1;
        Ok(())
    }
}

/// A reader and writer with wrong counts: more than there was room for, and more than there was.
pub(crate) struct Liar;

#[value_task]
impl ValueRead for Liar {
    async fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        Ok(buf.len() + 1)
    }
}

#[value_task]
impl ValueWrite for Liar {
    async fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        Ok(buf.len() + 1)
    }

    async fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
