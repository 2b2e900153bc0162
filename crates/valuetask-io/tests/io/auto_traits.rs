//! Auto traits of readers and writers.

use std::cell::Cell;
use std::marker::PhantomPinned;

use valuetask_io::{BufferedReader, BufferedWriter, Lines, ValueBufRead, ValueRead, ValueWrite};

const fn send<T: ?Sized + Send>() {}
const fn sync<T: ?Sized + Sync>() {}
const fn unpin<T: ?Sized + Unpin>() {}

// Without `+ Send`: the tasks of their methods are `Send`, too.
const _: () = send::<dyn ValueRead>();
const _: () = send::<dyn ValueBufRead>();
const _: () = send::<dyn ValueWrite>();
const _: () = send::<BufferedReader<Cell<u8>>>();
const _: () = send::<BufferedWriter<Cell<u8>>>();
const _: () = send::<Lines<Cell<u8>>>();
const _: () = sync::<BufferedReader<&'static [u8]>>();
const _: () = sync::<BufferedWriter<Vec<u8>>>();

#[cfg(feature = "tokio")]
mod tokios {
    use valuetask_io::{TokioReader, TokioWriter};

    use super::*;

    const _: () = unpin::<TokioReader<'static, PhantomPinned>>();
    const _: () = unpin::<TokioWriter<'static, PhantomPinned>>();
    const _: () = send::<TokioReader<'static, Box<dyn ValueBufRead>>>();
    const _: () = send::<TokioWriter<'static, Box<dyn ValueWrite>>>();
}

#[cfg(feature = "futures")]
mod futures {
    use valuetask_io::{FuturesReader, FuturesWriter};

    use super::*;

    const _: () = unpin::<FuturesReader<'static, PhantomPinned>>();
    const _: () = unpin::<FuturesWriter<'static, PhantomPinned>>();
    const _: () = send::<FuturesReader<'static, Box<dyn ValueBufRead>>>();
    const _: () = send::<FuturesWriter<'static, Box<dyn ValueWrite>>>();
}
