//! Frames: a length of four bytes, a number of eight, and a payload.

use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::dynamic;
use super::io::{ReadMore as _, Reader, WriteMore as _, Writer, reader, writer};
use crate::{Error, Limits};

const LENGTH: usize = 4;
const NUMBER: usize = 8;

/// A source of frames.
#[dynamic]
pub trait Frames: Send {
    /// Reads the next frame: its number, and its payload instead of the buffer's content. `None` if the peer left
    /// between two frames.
    async fn next(&mut self, payload: &mut Vec<u8>) -> Result<Option<u64>, Error>;
}

/// A sink of frames.
#[dynamic]
pub trait FrameSink: Send {
    /// Adds a frame to those that are to be sent.
    async fn send(&mut self, id: u64, payload: &[u8]) -> Result<(), Error>;

    /// Sends all frames that were added.
    async fn flush(&mut self) -> Result<(), Error>;
}

struct FrameReader {
    reader: Reader<OwnedReadHalf>,
    limit: usize,
}

/// The frames of a socket, with payloads up to the limit.
pub fn frames(socket: OwnedReadHalf, limits: &Limits) -> Box<dyn Frames> {
    Box::new(FrameReader { reader: reader(socket), limit: limits.payload })
}

/// The frames for a socket.
pub fn frame_sink(socket: OwnedWriteHalf) -> Box<dyn FrameSink> {
    Box::new(FrameWriter { writer: writer(socket) })
}

#[dynamic]
impl Frames for FrameReader {
    async fn next(&mut self, payload: &mut Vec<u8>) -> Result<Option<u64>, Error> {
        let mut header = [0; LENGTH + NUMBER];
        let begun = self.reader.read(&mut header[..LENGTH]).await?;
        if begun == 0 {
            return Ok(None);
        }
        self.reader.read_exact(&mut header[begun..LENGTH]).await?;
        let [a, b, c, d, ..] = header;
        let length = u32::from_be_bytes([a, b, c, d]);
        let size = (length as usize).checked_sub(NUMBER).ok_or(Error::TooShort(length))?;
        if size > self.limit {
            return Err(Error::TooLong { length, limit: self.limit });
        }
        self.reader.read_exact(&mut header[LENGTH..]).await?;
        payload.resize(size, 0);
        self.reader.read_exact(payload).await?;
        let [.., a, b, c, d, e, f, g, h] = header;
        Ok(Some(u64::from_be_bytes([a, b, c, d, e, f, g, h])))
    }
}

struct FrameWriter {
    writer: Writer<OwnedWriteHalf>,
}

#[dynamic]
impl FrameSink for FrameWriter {
    async fn send(&mut self, id: u64, payload: &[u8]) -> Result<(), Error> {
        let most = u32::MAX as usize - NUMBER;
        let length = u32::try_from(NUMBER + payload.len()).map_err(|_| Error::too_long(payload.len(), most))?;
        let mut header = [0; LENGTH + NUMBER];
        header[..LENGTH].copy_from_slice(&length.to_be_bytes());
        header[LENGTH..].copy_from_slice(&id.to_be_bytes());
        self.writer.write_all(&header).await?;
        self.writer.write_all(payload).await?;
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Error> {
        Ok(self.writer.flush().await?)
    }
}
