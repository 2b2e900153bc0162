//! [`Task::when_each`]: tasks in the order in which they complete.
#![forbid(unsafe_code)]

use alloc::collections::VecDeque;
use alloc::sync::Arc;
use alloc::task::Wake;
use core::fmt;
use core::mem;
#[cfg(feature = "futures")]
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::Task;
use super::registration::Awaiter;
use super::waiters::Manner;
use crate::sync::{Mutex, lock};

/// Memory for this many tasks is kept when all were yielded.
const KEPT: usize = 32;

/// The state that the tasks share with the stream.
#[derive(Default)]
struct Due {
    /// Indices of running tasks that have completed, and of lazy ones that were woken, in that order.
    due: VecDeque<usize>,
    waker: Option<Waker>,
}

/// Notes that a task is due, and wakes the awaiter of the stream.
fn note(shared: &Mutex<Due>, index: usize) {
    let waker = {
        let mut shared = lock(shared);
        shared.due.push_back(index);
        shared.waker.take()
    };
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// The waker of a lazy task.
struct Noted {
    shared: Arc<Mutex<Due>>,
    index: usize,
}

impl Wake for Noted {
    fn wake(self: Arc<Self>) {
        note(&self.shared, self.index);
    }
}

/// A task, until it is yielded.
struct Item<T> {
    awaiter: Awaiter<T>,
    /// The waker that it is polled with, if it was lazy when it was added.
    waker: Option<Waker>,
}

impl<T> Item<T> {
    /// Returns `true` if the task, which is due, is complete.
    fn poll(&mut self) -> bool {
        let Some(waker) = &self.waker else { return true };
        self.awaiter.poll(&mut Context::from_waker(waker)).is_ready()
    }
}

/// Tasks in the order in which they complete, made by [`Task::when_each`].
///
/// More tasks can be added by [`push`](Self::push).
///
/// With the feature `futures` it is a `Stream`. Without, use [`next`](Self::next). It is `Unpin`, and can be sent between threads.
///
/// # Cancel safety
///
/// Dropping it leaves the tasks as they are.
#[must_use = "streams do nothing unless polled"]
pub struct WhenEach<T> {
    /// The tasks from index `first` on. The front one wasn't yielded.
    items: VecDeque<Item<T>>,
    /// The index of the front item.
    first: usize,
    /// Taken from the shared state.
    due: VecDeque<usize>,
    shared: Arc<Mutex<Due>>,
    /// The number of tasks that weren't yielded yet.
    left: usize,
}

impl<T: Send + Sync + 'static> Task<T> {
    /// Yields the tasks in the order in which they complete, each once, with its index.
    ///
    /// Tasks that are complete at the call come first, in the order of the arguments, and so do [lazy](Self::from_future) tasks whose
    /// first poll is ready. The others come in the order of their completion, even if the stream isn't polled meanwhile. Tasks that
    /// complete at the same time on several threads come in any order.
    ///
    /// A task that failed or was canceled is yielded as any other. A task that is passed twice is yielded twice. Lazy tasks are polled
    /// while the stream is awaited, each when it was woken. A yielded task isn't kept.
    ///
    /// # Allocation
    ///
    /// Three, one for each lazy task, and a few more if the iterator doesn't know their number or the stream is polled while some are
    /// pending. A slot of the [pool](crate::pool) for each pending task.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::{Task, TaskCompletionSource};
    ///
    /// let sources = [(); 3].map(|()| TaskCompletionSource::new());
    /// let mut each = Task::when_each(sources.each_ref().map(|source| source.task().clone()));
    /// for index in [2, 0, 1] {
    ///     sources[index].set_result(()).expect("it's the first");
    /// }
    /// let mut order = Vec::new();
    /// pollster::block_on(async {
    ///     while let Some((index, _task)) = each.next().await {
    ///         order.push(index);
    ///     }
    /// });
    /// assert_eq!(order, [2, 0, 1]);
    /// ```
    pub fn when_each(tasks: impl IntoIterator<Item = Self>) -> WhenEach<T> {
        let tasks = tasks.into_iter();
        let least = tasks.size_hint().0;
        let shared = Due { due: VecDeque::with_capacity(least), waker: None };
        let mut each = WhenEach {
            items: VecDeque::with_capacity(least),
            first: 0,
            due: VecDeque::new(),
            shared: Arc::new(Mutex::new(shared)),
            left: 0,
        };
        for task in tasks {
            each.push(task);
        }
        each
    }
}

impl<T: Send + Sync + 'static> WhenEach<T> {
    /// Adds a task, and returns its index: the number of tasks that were added before it.
    ///
    /// Tasks can be added at any time, also after all others were yielded. If the task is complete or lazy, the awaiter of the stream is
    /// woken.
    ///
    /// # Allocation
    ///
    /// A slot of the [pool](crate::pool) if the task is pending, and one allocation if it is lazy. The memory of a yielded task is reused
    /// once all tasks before it were yielded, and freed once all tasks were.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Task;
    ///
    /// let mut each = Task::when_each([Task::from_result(3)]);
    /// let mut sum = 0;
    /// pollster::block_on(async {
    ///     while let Some((_, task)) = each.next().await {
    ///         let number = task.await?;
    ///         sum += number;
    ///         if number > 1 {
    ///             each.push(Task::from_future(async move { number - 1 }));
    ///         }
    ///     }
    ///     Ok::<_, valuetask::TaskError>(())
    /// })?;
    /// assert_eq!(sum, 3 + 2 + 1);
    /// # Ok::<(), valuetask::TaskError>(())
    /// ```
    pub fn push(&mut self, task: Task<T>) -> usize {
        let index = self.first + self.items.len();
        self.left += 1;
        let (is_lazy, shared) = (task.is_lazy(), Arc::clone(&self.shared));
        let mut awaiter = Awaiter::new(task);
        let (waker, is_due) = if is_lazy {
            (Some(Waker::from(Arc::new(Noted { shared, index }))), true)
        } else {
            (None, awaiter.attend(Manner::Schedules, move |_: &Task<T>| note(&shared, index)).is_err())
        };
        self.items.push_back(Item { awaiter, waker });
        if is_due {
            note(&self.shared, index);
        }
        index
    }
}

impl<T> WhenEach<T> {
    /// Waits for the next task that completes; returns `None` once all were yielded.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing: the next call yields the task.
    pub async fn next(&mut self) -> Option<(usize, Task<T>)> {
        core::future::poll_fn(|cx| self.poll_next(cx)).await
    }

    /// Polls for the next task; returns `Ready(None)` once all were yielded.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<(usize, Task<T>)>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        if let Some(next) = self.advance() {
            return Poll::Ready(Some(next));
        }
        // Cloned before the lock is taken, as the clone may complete a task.
        let waker = cx.waker().clone();
        let former = lock(&self.shared).waker.replace(waker);
        drop(former);
        // Tasks may have become due before the waker was registered.
        match self.advance() {
            Some(next) => Poll::Ready(Some(next)),
            None => Poll::Pending,
        }
    }

    /// Returns the next task that is complete, if there is one. Lazy tasks that become due meanwhile aren't polled.
    fn advance(&mut self) -> Option<(usize, Task<T>)> {
        if self.due.is_empty() {
            mem::swap(&mut self.due, &mut lock(&self.shared).due);
        }
        while let Some(&index) = self.due.front() {
            // A task may be due once more after it was yielded.
            let item = index.checked_sub(self.first).and_then(|behind| self.items.get_mut(behind));
            // If a waker panics during the poll, the task stays due.
            let task = item.and_then(|item| if item.poll() { item.awaiter.take() } else { None });
            self.due.pop_front();
            if let Some(task) = task {
                self.forget();
                return Some((index, task));
            }
        }
        None
    }

    /// Frees what is kept of tasks that were yielded: one has just been.
    fn forget(&mut self) {
        self.left -= 1;
        while self.items.front().is_some_and(|item| item.awaiter.task().is_none()) {
            self.items.pop_front();
            self.first += 1;
        }
        if self.left == 0 && self.items.capacity() > KEPT {
            (self.items, self.due) = (VecDeque::new(), VecDeque::new());
            drop(mem::take(&mut lock(&self.shared).due));
        }
    }

    /// Returns the number of tasks that weren't yielded yet.
    #[must_use]
    pub const fn remaining(&self) -> usize {
        self.left
    }
}

impl<T> Unpin for WhenEach<T> {}

impl<T> fmt::Debug for WhenEach<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhenEach").field("remaining", &self.left).finish_non_exhaustive()
    }
}

#[cfg(feature = "futures")]
impl<T> futures_core::Stream for WhenEach<T> {
    type Item = (usize, Task<T>);

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Self::poll_next(&mut self, cx)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

#[cfg(feature = "futures")]
impl<T> futures_core::FusedStream for WhenEach<T> {
    fn is_terminated(&self) -> bool {
        self.left == 0
    }
}
