//! [`ValueRead`]: bytes from somewhere.

use std::io::{self, ErrorKind, IoSliceMut};

use crate::{ValueTask, value_task};

/// A source of bytes, usable as `dyn ValueRead`.
///
/// # Implementing
///
/// Write `async fn read` under [`#[value_task]`](macro@crate::value_task). A task of `read` that is dropped while it is
/// pending must have read nothing that is lost: so put what is read where it stays (`self`), or await nothing after it
/// was read.
///
/// # Examples
///
/// ```
/// use std::io;
/// use valuetask::{io::ValueRead, value_task};
///
/// /// Ends after so many zeros.
/// struct Zeros(usize);
///
/// #[value_task]
/// impl ValueRead for Zeros {
///     async fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
///         let count = buf.len().min(self.0);
///         buf[..count].fill(0);
///         self.0 -= count;
///         Ok(count)
///     }
/// }
///
/// let reader: &mut dyn ValueRead = &mut Zeros(5);
/// let mut bytes = vec![];
/// let task = reader.read_to_end(&mut bytes);
/// assert_eq!(pollster::block_on(task)?, 5);
/// # io::Result::Ok(())
/// ```
#[value_task(crate = crate)]
pub trait ValueRead: Send {
    /// Reads some bytes into `buf`, and yields how many: none at the end, or where `buf` is empty.
    ///
    /// # Errors
    ///
    /// The reader's. Nothing has been read then. A reader that was interrupted tries again by itself: to what is built
    /// upon this, [`ErrorKind::Interrupted`] is an error like any other.
    ///
    /// # Cancel safety
    ///
    /// A task that is dropped while it is pending has read nothing that is lost; `buf` may hold anything. One that is
    /// ready has [read already](super#cancel-safety).
    async fn read(&mut self, buf: &mut [u8]) -> io::Result<usize>;

    /// Reads as [`read`](Self::read) does, into one buffer after the other.
    ///
    /// Unless a reader says otherwise, it fills no more than the first buffer that has room.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    ///
    /// # Cancel safety
    ///
    /// As [`read`](Self::read).
    fn read_vectored<'a>(&'a mut self, bufs: &'a mut [IoSliceMut<'_>]) -> ValueTask<'a, io::Result<usize>> {
        match bufs.iter_mut().find(|buf| !buf.is_empty()) {
            Some(buf) => self.read(buf),
            None => self.read(&mut []),
        }
    }

    /// Whether [`read_vectored`](Self::read_vectored) fills more than one buffer.
    fn is_read_vectored(&self) -> bool {
        false
    }

    /// Fills `buf`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnexpectedEof`] if the reader ends before, and the reader's. How much was read by then isn't known.
    ///
    /// # Cancel safety
    ///
    /// None: what a dropped task has read is in `buf`, but not how much it is. Use [`read`](Self::read), or fill a
    /// [`BufferedReader`](super::BufferedReader) until it holds enough.
    async fn read_exact(&mut self, buf: &mut [u8]) -> io::Result<()> {
        let mut rest = buf;
        while !rest.is_empty() {
            match self.read(rest).await? {
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                count => rest = &mut rest[count..],
            }
        }
        Ok(())
    }

    /// Appends everything up to the reader's end, and yields how much that is.
    ///
    /// # Errors
    ///
    /// The reader's. What was read before is in `bytes`.
    ///
    /// # Cancel safety
    ///
    /// What a dropped task has read is in `bytes`; another call goes on from there.
    ///
    /// # Allocation
    ///
    /// `bytes` grows as it has to, and not at all if the rest fits.
    async fn read_to_end(&mut self, bytes: &mut Vec<u8>) -> io::Result<usize> {
        let begin = bytes.len();
        let mut tail = Tail::new(bytes);
        loop {
            match self.read(tail.room()).await? {
                0 => return Ok(tail.used - begin),
                count => tail.advance(count),
            }
        }
    }
}

/// The room behind what a vector holds; what isn't used of it is cut off again in the end, also when a task is dropped.
struct Tail<'a> {
    used: usize,
    bytes: &'a mut Vec<u8>,
    /// What `bytes` had room for in the beginning.
    capacity: usize,
    /// Where the reader is asked for more once those are full: the end may have come, and then they don't grow.
    probe: [u8; 32],
}

impl<'a> Tail<'a> {
    /// Small enough that a small answer costs little, where a vector comes without room.
    const LEAST: usize = 64;

    fn new(bytes: &'a mut Vec<u8>) -> Self {
        Self { used: bytes.len(), capacity: bytes.capacity(), bytes, probe: [0; 32] }
    }

    /// Returns `true` if the bytes are full, and haven't grown.
    fn is_full(&self) -> bool {
        self.used == self.capacity && self.bytes.capacity() == self.capacity
    }

    fn room(&mut self) -> &mut [u8] {
        if self.is_full() {
            return &mut self.probe;
        }
        if self.used == self.bytes.len() {
            if self.bytes.capacity() == self.used {
                self.bytes.reserve(Self::LEAST);
            }
            self.bytes.resize(self.bytes.capacity().min(self.used + super::CAPACITY), 0);
        }
        &mut self.bytes[self.used..]
    }

    fn advance(&mut self, count: usize) {
        let room = if self.is_full() { self.probe.len() } else { self.bytes.len() - self.used };
        assert!(count <= room, "a reader says that it read more than there was room for");
        if self.is_full() {
            self.bytes.extend_from_slice(&self.probe[..count]);
        }
        self.used += count;
    }
}

impl Drop for Tail<'_> {
    fn drop(&mut self) {
        self.bytes.truncate(self.used);
    }
}
