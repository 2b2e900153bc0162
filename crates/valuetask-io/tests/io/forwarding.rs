//! References and boxes forward every call, also those of methods with a default.

use std::io::{self, IoSlice, IoSliceMut};

use pollster::block_on;
use valuetask::value_task;
use valuetask_io::{ValueBufRead, ValueRead, ValueWrite};

/// Records each call.
#[derive(Default)]
struct Noted(Vec<&'static str>);

#[value_task]
impl ValueRead for Noted {
    async fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.push("read");
        Ok(0)
    }

    async fn read_vectored(&mut self, _: &mut [IoSliceMut<'_>]) -> io::Result<usize> {
        self.0.push("read_vectored");
        Ok(0)
    }

    fn is_read_vectored(&self) -> bool {
        true
    }

    async fn read_exact(&mut self, _: &mut [u8]) -> io::Result<()> {
        self.0.push("read_exact");
        Ok(())
    }

    async fn read_to_end(&mut self, _: &mut Vec<u8>) -> io::Result<usize> {
        self.0.push("read_to_end");
        Ok(0)
    }
}

#[value_task]
impl ValueBufRead for Noted {
    fn buffer(&self) -> &[u8] {
        b"buffer"
    }

    async fn fill(&mut self) -> io::Result<usize> {
        self.0.push("fill");
        Ok(0)
    }

    fn consume(&mut self, _: usize) {
        self.0.push("consume");
    }

    fn unread(&mut self, _: &[u8]) {
        self.0.push("unread");
    }

    async fn read_until(&mut self, _: u8, _: &mut Vec<u8>) -> io::Result<usize> {
        self.0.push("read_until");
        Ok(0)
    }

    async fn read_line(&mut self, _: &mut String) -> io::Result<usize> {
        self.0.push("read_line");
        Ok(0)
    }
}

#[value_task]
impl ValueWrite for Noted {
    async fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        self.0.push("write");
        Ok(0)
    }

    async fn write_vectored(&mut self, _: &[IoSlice<'_>]) -> io::Result<usize> {
        self.0.push("write_vectored");
        Ok(0)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    async fn flush(&mut self) -> io::Result<()> {
        self.0.push("flush");
        Ok(())
    }

    async fn shutdown(&mut self) -> io::Result<()> {
        self.0.push("shutdown");
        Ok(())
    }

    async fn write_all(&mut self, _: &[u8]) -> io::Result<()> {
        self.0.push("write_all");
        Ok(())
    }

    async fn write_all_vectored(&mut self, _: &mut [IoSlice<'_>]) -> io::Result<()> {
        self.0.push("write_all_vectored");
        Ok(())
    }
}

const READ: [&str; 9] =
    ["read", "read_vectored", "read_exact", "read_to_end", "fill", "consume", "unread", "read_until", "read_line"];
const WRITE: [&str; 6] = ["write", "write_vectored", "flush", "shutdown", "write_all", "write_all_vectored"];

async fn read_all_ways(mut reader: impl ValueBufRead) -> io::Result<()> {
    assert!(reader.is_read_vectored());
    assert_eq!(reader.buffer(), b"buffer");
    reader.read(&mut []).await?;
    reader.read_vectored(&mut []).await?;
    reader.read_exact(&mut []).await?;
    reader.read_to_end(&mut vec![]).await?;
    reader.fill().await?;
    reader.consume(1);
    reader.unread(&[1]);
    reader.read_until(0, &mut vec![]).await?;
    reader.read_line(&mut String::new()).await?;
    Ok(())
}

async fn write_all_ways(mut writer: impl ValueWrite) -> io::Result<()> {
    assert!(writer.is_write_vectored());
    writer.write(&[]).await?;
    writer.write_vectored(&[]).await?;
    writer.flush().await?;
    writer.shutdown().await?;
    writer.write_all(&[]).await?;
    writer.write_all_vectored(&mut []).await?;
    Ok(())
}

#[test]
fn references_hand_every_call_on() {
    let mut noted = Noted::default();
    block_on(read_all_ways(&mut noted as &mut dyn ValueBufRead)).expect("it doesn't fail");
    assert_eq!(noted.0, READ);
    let mut noted = Noted::default();
    block_on(write_all_ways(&mut noted as &mut dyn ValueWrite)).expect("it doesn't fail");
    assert_eq!(noted.0, WRITE);
}

#[test]
fn boxes_hand_every_call_on() {
    let mut noted = Noted::default();
    block_on(read_all_ways(Box::new(&mut noted) as Box<dyn ValueBufRead + '_>)).expect("it doesn't fail");
    assert_eq!(noted.0, READ);
    let mut noted = Noted::default();
    block_on(write_all_ways(Box::new(&mut noted) as Box<dyn ValueWrite + '_>)).expect("it doesn't fail");
    assert_eq!(noted.0, WRITE);
}
