//! A load: a [`Shared`] that is made under a lock, whose closure is called without it.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use alloc::string::String;
use core::future::Future;
use std::panic::resume_unwind;

use crate::sync::{Mutex, lock};
use crate::task::adapters::adapted;
use crate::task::error::{TaskResult, caught};
use crate::{Shared, TaskCompletionSource, TaskError};
use valuetask::{Abandoned, PooledFuture};

/// Begins a load, whose callers wait for that.
pub(super) struct Begins<T>(TaskCompletionSource<Begun<T>>);

/// The future that the closure has returned, until the load takes it.
type Begun<T> = Mutex<Option<PooledFuture<'static, TaskResult<T>>>>;

impl<T: Send + Sync + 'static> Begins<T> {
    /// Creates a load that hasn't begun.
    pub(super) fn new() -> (Self, Shared<T>) {
        let (source, begun) = TaskCompletionSource::<Begun<T>>::channel();
        let load = Shared::try_new(async move {
            let future = lock(begun.get().await.map_err(Clone::clone)?).take();
            match future {
                Some(future) => future.await,
                None => Err(TaskError::new(Abandoned)),
            }
        });
        (Self(source), load)
    }

    /// Calls the closure. Its panic, or that of its future, is the error of the load.
    pub(super) fn begin<F>(
        self,
        load: impl FnOnce() -> F,
        outcome: impl Fn(F::Output) -> TaskResult<T> + Send + 'static,
    ) where
        F: Future + Send + 'static,
    {
        let begun = caught(|| Ok(load()));
        // Nothing else completes it.
        let _ = match begun {
            Ok(future) => self.0.set_result(Mutex::new(Some(PooledFuture::new(adapted(future, outcome))))).is_ok(),
            Err(panicked) => self.0.set_error(panicked).is_ok(),
        };
    }
}

/// Resumes the panic of a load that can't fail. The first of its callers has the payload, all others the message.
#[cold]
pub(super) fn resume(error: &TaskError) -> ! {
    let message = || Box::new(String::from(error.panic_message().unwrap_or("the load has panicked")));
    resume_unwind(error.take_panic().unwrap_or_else(|| message()))
}
