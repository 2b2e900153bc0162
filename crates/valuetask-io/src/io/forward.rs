//! The traits for references and boxes, with forwards of all methods: also those that have a default.

use std::io::{self, IoSlice, IoSliceMut};

use valuetask::ValueTask;

use super::{ValueBufRead, ValueRead, ValueWrite};

macro_rules! forward {
    ($($Pointer:ty),*) => {$(
        impl<T: ?Sized + ValueRead> ValueRead for $Pointer {
            fn read<'a>(&'a mut self, buf: &'a mut [u8]) -> ValueTask<'a, io::Result<usize>> {
                (**self).read(buf)
            }

            fn read_vectored<'a>(&'a mut self, bufs: &'a mut [IoSliceMut<'_>]) -> ValueTask<'a, io::Result<usize>> {
                (**self).read_vectored(bufs)
            }

            fn is_read_vectored(&self) -> bool {
                (**self).is_read_vectored()
            }

            fn read_exact<'a>(&'a mut self, buf: &'a mut [u8]) -> ValueTask<'a, io::Result<()>> {
                (**self).read_exact(buf)
            }

            fn read_to_end<'a>(&'a mut self, bytes: &'a mut Vec<u8>) -> ValueTask<'a, io::Result<usize>> {
                (**self).read_to_end(bytes)
            }
        }

        impl<T: ?Sized + ValueBufRead> ValueBufRead for $Pointer {
            fn buffer(&self) -> &[u8] {
                (**self).buffer()
            }

            fn fill(&mut self) -> ValueTask<'_, io::Result<usize>> {
                (**self).fill()
            }

            fn consume(&mut self, count: usize) {
                (**self).consume(count);
            }

            fn unread(&mut self, bytes: &[u8]) {
                (**self).unread(bytes);
            }

            fn read_until<'a>(&'a mut self, delimiter: u8, bytes: &'a mut Vec<u8>) -> ValueTask<'a, io::Result<usize>> {
                (**self).read_until(delimiter, bytes)
            }

            fn read_line<'a>(&'a mut self, line: &'a mut String) -> ValueTask<'a, io::Result<usize>> {
                (**self).read_line(line)
            }
        }

        impl<T: ?Sized + ValueWrite> ValueWrite for $Pointer {
            fn write<'a>(&'a mut self, buf: &'a [u8]) -> ValueTask<'a, io::Result<usize>> {
                (**self).write(buf)
            }

            fn write_vectored<'a>(&'a mut self, bufs: &'a [IoSlice<'_>]) -> ValueTask<'a, io::Result<usize>> {
                (**self).write_vectored(bufs)
            }

            fn is_write_vectored(&self) -> bool {
                (**self).is_write_vectored()
            }

            fn flush(&mut self) -> ValueTask<'_, io::Result<()>> {
                (**self).flush()
            }

            fn shutdown(&mut self) -> ValueTask<'_, io::Result<()>> {
                (**self).shutdown()
            }

            fn write_all<'a>(&'a mut self, buf: &'a [u8]) -> ValueTask<'a, io::Result<()>> {
                (**self).write_all(buf)
            }

            fn write_all_vectored<'a>(&'a mut self, bufs: &'a mut [IoSlice<'_>]) -> ValueTask<'a, io::Result<()>> {
                (**self).write_all_vectored(bufs)
            }
        }
    )*};
}

forward!(&mut T, Box<T>);
