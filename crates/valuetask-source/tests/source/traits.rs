//! Auto traits, asserted at compile time. The values are a `u64`, which is `Send` and `Sync`, a `Cell`, which is only
//! `Send`, and a `MutexGuard`, which is only `Sync`.
#![forbid(unsafe_code)]

use std::cell::Cell;
use std::sync::MutexGuard;

use crate::asserted::{has, lacks};
use valuetask_source::{
    Completer, CompletionPool, LocalCompleter, ManualResetSource, Refused, SourceCompleter, TaskSlot, ValueTaskSource,
};

type Sent = Cell<u64>;
type Shared = MutexGuard<'static, u64>;

// Moving a value between threads requires `Send`, and no more.
has! {
    ManualResetSource<Sent>: Send, Sync;
    SourceCompleter<'static, Sent>: Send, Sync;
    Completer<Sent>: Send, Sync;
    CompletionPool<Sent>: Send, Sync;
    TaskSlot<64>: Send, Sync, Unpin;
    Refused<u64>: Send, Sync, std::error::Error;
    Box<dyn ValueTaskSource<u64>>: Send, Sync;
}
lacks! {
    ManualResetSource<Shared>: Send, Sync;
    SourceCompleter<'static, Shared>: Send, Sync;
    Completer<Shared>: Send, Sync;
    LocalCompleter<'static, u64>: Send, Sync;
    Completer<u64>: Clone, Copy;
}

/// A source is two headers, three words, and its slots; a lease of a word fits the smallest slot of the pool.
#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<ManualResetSource<u64>>() == 64);
