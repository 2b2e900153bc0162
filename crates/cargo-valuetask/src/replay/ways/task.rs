//! The method returns this project's shared task, a `Task`.
//!
//! A hit is a task that has its result; a miss is one over the load, which whoever awaits it drives, and anybody may
//! await.

#![forbid(unsafe_code)]

use core::pin::Pin;
use core::task::{Context, Poll};
use std::num::NonZeroUsize;
use std::sync::Arc;

use valuetask::Task;
use valuetask::task::TaskFuture;

use super::{Found, Way};
use crate::replay::cache::ReadThrough;
use crate::replay::store::Store;

trait Lookup: Send + Sync {
    fn get(&self, key: &str) -> Task<Found>;

    fn holds(&self, key: &str) -> bool;
}

/// A task outlives the call, so that the cache is shared too.
struct Owned<S>(Arc<ReadThrough<S>>);

impl<S: Store> Lookup for Owned<S> {
    fn get(&self, key: &str) -> Task<Found> {
        match self.0.cached(key) {
            Some(value) => Task::from_result(Ok(value)),
            None => {
                let (cache, key) = (Arc::clone(&self.0), key.to_owned());
                Task::from_future(async move { cache.load(&key).await })
            }
        }
    }

    fn holds(&self, key: &str) -> bool {
        self.0.holds(key)
    }
}

/// A task that is awaited, and whether it was complete when it was returned.
pub(crate) struct Answer {
    task: TaskFuture<Found>,
    completed: bool,
}

impl Future for Answer {
    type Output = Found;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Found> {
        Pin::new(&mut self.task).poll(cx).map(|found| found.expect("a load doesn't panic"))
    }
}

/// A cache behind a `dyn` trait of tasks.
pub(crate) struct Tasks(Arc<dyn Lookup>);

impl Tasks {
    pub(crate) fn new<S: Store>(store: Arc<S>, capacity: NonZeroUsize) -> Self {
        Self(std::hint::black_box(Arc::new(Owned(Arc::new(ReadThrough::new(store, capacity))))))
    }
}

impl Way for Tasks {
    type Answer<'a> = Answer;

    #[inline]
    fn get<'a>(&'a self, key: &'a str) -> Answer {
        let task = self.0.get(key);
        Answer { completed: task.is_completed(), task: task.into_future() }
    }

    #[inline]
    fn is_completed(answer: &Answer) -> Option<bool> {
        Some(answer.completed)
    }

    fn holds(&self, key: &str) -> bool {
        self.0.holds(key)
    }
}
