//! [`ValueRead`]: a source of bytes.

use std::io::{self, ErrorKind, IoSliceMut};

use valuetask::{ValueTask, value_task};

use super::is_interrupted;

/// A source of bytes, usable as `dyn ValueRead`.
///
/// # Implementing
///
/// Write `async fn read` under [`#[value_task]`](macro@valuetask::value_task). A pending task that is dropped must not lose
/// bytes: store what is read in `self`, or await nothing after the read.
///
/// # Examples
///
/// ```
/// use std::io;
/// use valuetask::value_task;
/// use valuetask_io::ValueRead;
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
#[value_task]
pub trait ValueRead: Send {
    /// Reads bytes into `buf`, and yields their number: 0 at the end, or if `buf` is empty.
    ///
    /// # Errors
    ///
    /// Returns the reader's errors, having read nothing. After [`ErrorKind::Interrupted`], call again. Methods that read
    /// more than once do so by themselves.
    ///
    /// # Cancel safety
    ///
    /// Dropping a pending task loses no bytes, and `buf` may hold anything. A ready task has [read
    /// already](crate#cancel-safety).
    async fn read(&mut self, buf: &mut [u8]) -> io::Result<usize>;

    /// Reads into several buffers, one after the other.
    ///
    /// The default fills only the first buffer that has room.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`read`](Self::read).
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

    /// Returns `true` if [`read_vectored`](Self::read_vectored) fills more than one buffer.
    fn is_read_vectored(&self) -> bool {
        false
    }

    /// Fills `buf`.
    ///
    /// # Errors
    ///
    /// Returns [`ErrorKind::UnexpectedEof`] if the reader ends before, and the reader's errors but
    /// [`ErrorKind::Interrupted`]. The number of bytes in `buf` isn't known then.
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe: a dropped task leaves an unknown number of bytes in `buf`. Use [`read`](Self::read).
    async fn read_exact(&mut self, buf: &mut [u8]) -> io::Result<()> {
        let mut rest = buf;
        while !rest.is_empty() {
            match self.read(rest).await {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(count) => rest = &mut rest[count..],
                Err(error) if is_interrupted(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Appends all bytes up to the reader's end, and yields their number.
    ///
    /// # Errors
    ///
    /// Returns the reader's errors but [`ErrorKind::Interrupted`]. The bytes that were read before are in `bytes`. Call
    /// again to go on.
    ///
    /// # Cancel safety
    ///
    /// The bytes that a dropped task has read are in `bytes`. Call again to go on.
    ///
    /// # Allocation
    ///
    /// `bytes` grows, unless the rest fits.
    async fn read_to_end(&mut self, bytes: &mut Vec<u8>) -> io::Result<usize> {
        let begin = bytes.len();
        let mut tail = Tail::new(bytes);
        loop {
            match self.read(tail.room()).await {
                Ok(0) => return Ok(tail.used - begin),
                Ok(count) => tail.advance(count),
                Err(error) if is_interrupted(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// The room after the content of a vector.
///
/// The unused part is cut off in the end, also when a task is dropped.
struct Tail<'a> {
    used: usize,
    bytes: &'a mut Vec<u8>,
    /// The initial capacity of `bytes`.
    capacity: usize,
    /// The buffer of a read when `bytes` are full: so they don't grow if the end has come.
    probe: [u8; 32],
}

impl<'a> Tail<'a> {
    /// Small enough that a short read costs little for a vector without room.
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
