//! The traits for readers and writers in memory, which complete synchronously.

use std::io::{self, BufRead, Cursor, ErrorKind};

use valuetask::ValueTask;

use super::{ValueBufRead, ValueRead, ValueWrite};

impl ValueRead for &[u8] {
    fn read<'a>(&'a mut self, buf: &'a mut [u8]) -> ValueTask<'a, io::Result<usize>> {
        let (now, later) = self.split_at(buf.len().min(self.len()));
        buf[..now.len()].copy_from_slice(now);
        *self = later;
        ValueTask::ready(Ok(now.len()))
    }

    fn read_exact<'a>(&'a mut self, buf: &'a mut [u8]) -> ValueTask<'a, io::Result<()>> {
        ValueTask::ready(match self.split_at_checked(buf.len()) {
            Some((now, later)) => {
                buf.copy_from_slice(now);
                *self = later;
                Ok(())
            }
            None => {
                *self = &[];
                Err(ErrorKind::UnexpectedEof.into())
            }
        })
    }
}

impl ValueBufRead for &[u8] {
    fn buffer(&self) -> &[u8] {
        self
    }

    fn fill(&mut self) -> ValueTask<'_, io::Result<usize>> {
        ValueTask::ready(Ok(self.len()))
    }

    fn consume(&mut self, count: usize) {
        *self = &self[count..];
    }
}

impl<B: AsRef<[u8]> + Send> ValueRead for Cursor<B> {
    fn read<'a>(&'a mut self, buf: &'a mut [u8]) -> ValueTask<'a, io::Result<usize>> {
        ValueTask::ready(io::Read::read(self, buf))
    }

    fn read_exact<'a>(&'a mut self, buf: &'a mut [u8]) -> ValueTask<'a, io::Result<()>> {
        ValueTask::ready(io::Read::read_exact(self, buf))
    }
}

impl<B: AsRef<[u8]> + Send> ValueBufRead for Cursor<B> {
    fn buffer(&self) -> &[u8] {
        let bytes = self.get_ref().as_ref();
        let begin = usize::try_from(self.position()).map_or(bytes.len(), |begin| begin.min(bytes.len()));
        &bytes[begin..]
    }

    fn fill(&mut self) -> ValueTask<'_, io::Result<usize>> {
        ValueTask::ready(Ok(self.buffer().len()))
    }

    fn consume(&mut self, count: usize) {
        assert!(count <= self.buffer().len(), "more is consumed than is buffered");
        BufRead::consume(self, count);
    }
}

/// Writes append to the vector.
impl ValueWrite for Vec<u8> {
    fn write<'a>(&'a mut self, buf: &'a [u8]) -> ValueTask<'a, io::Result<usize>> {
        self.extend_from_slice(buf);
        ValueTask::ready(Ok(buf.len()))
    }

    fn write_vectored<'a>(&'a mut self, bufs: &'a [io::IoSlice<'_>]) -> ValueTask<'a, io::Result<usize>> {
        let before = self.len();
        bufs.iter().for_each(|buf| self.extend_from_slice(buf));
        ValueTask::ready(Ok(self.len() - before))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn write_all<'a>(&'a mut self, buf: &'a [u8]) -> ValueTask<'a, io::Result<()>> {
        self.extend_from_slice(buf);
        ValueTask::ready(Ok(()))
    }

    fn flush(&mut self) -> ValueTask<'_, io::Result<()>> {
        ValueTask::ready(Ok(()))
    }
}
