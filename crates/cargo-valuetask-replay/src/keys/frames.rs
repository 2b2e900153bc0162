//! Decodes the frames of a zstd file, one behind the other.

#![forbid(unsafe_code)]

use std::error::Error;
use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// The largest window of a frame: all that zstd's own decoder reads.
const WINDOW: u64 = if usize::BITS == 64 { 1 << 31 } else { 1 << 30 };

/// The content of all frames.
pub(super) struct Frames<R> {
    input: R,
    decoder: FrameDecoder,
}

impl<R: BufRead> Frames<R> {
    pub(super) fn new(input: R) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW);
        Self { input, decoder }
    }

    /// Compares the checksum of a frame that was read to its end with the one in the file, if there is one.
    fn verify(&self) -> io::Result<()> {
        let written = self.decoder.get_checksum_from_data();
        if written.is_some() && written != self.decoder.get_calculated_checksum() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its checksum differs"));
        }
        Ok(())
    }

    /// Begins the next frame, or skips it if it is one to be skipped.
    fn begin(&mut self) -> io::Result<()> {
        match self.decoder.reset(&mut self.input) {
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                let skipped = io::copy(&mut self.input.by_ref().take(length.into()), &mut io::sink())?;
                if skipped < length.into() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
            }
            begun => begun.map_err(|error| cause(&error)),
        }
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.decoder.can_collect() == 0 {
            if !self.decoder.is_finished() {
                let decoded = self.decoder.decode_blocks(&mut self.input, BlockDecodingStrategy::UptoBlocks(1));
                decoded.map_err(|error| cause(&error))?;
                continue;
            }
            self.verify()?;
            if self.input.fill_buf()?.is_empty() {
                return Ok(0);
            }
            self.begin()?;
        }
        self.decoder.read(into)
    }
}

/// Returns the last cause of an error: those before it are about the decoder.
fn cause(error: &(dyn Error + 'static)) -> io::Error {
    if let Some(source) = error.source() {
        return cause(source);
    }
    let kind = error.downcast_ref().map_or(io::ErrorKind::InvalidData, io::Error::kind);
    io::Error::new(kind, error.to_string())
}
