//! [`Task::when_each`]: tasks in the order in which they complete.
#![forbid(unsafe_code)]

use alloc::collections::{BTreeMap, VecDeque};
use core::fmt;
use core::task::{Context, Poll, Waker};

use super::Task;
use super::arc::Arc;
use super::waiting::Waiting;
use crate::awaiter::Awaiter;
use crate::sync::{Mutex, lock};

/// The state that the tasks share with the stream.
#[derive(Default)]
struct Due {
    /// Indices of the tasks that have completed, in that order.
    due: VecDeque<usize>,
    waker: Option<Waker>,
}

/// Wakes the awaiter of the stream, as the task with this index has completed.
fn note(shared: &Mutex<Due>, index: usize) {
    let mut shared = lock(shared);
    shared.due.push_back(index);
    let waker = shared.waker.take();
    drop(shared);
    waker.into_iter().for_each(Waker::wake);
}

/// Tasks in the order in which they complete, made by [`Task::when_each`].
///
/// More tasks can be added by [`push`](Self::push).
///
/// Await [`next`](Self::next) in a loop, or make a `Stream` of it by [`poll_next`](Self::poll_next). It is `Unpin`, and can be sent between
/// threads.
///
/// # Cancel safety
///
/// Dropping it leaves the tasks as they are.
#[must_use = "streams do nothing unless polled"]
pub struct WhenEach<T> {
    /// The tasks that weren't yielded, by their indices.
    items: BTreeMap<usize, Awaiter<Task<T>>>,
    /// The index of the next task that is added.
    next: usize,
    shared: Arc<Mutex<Due>>,
}

impl<T: Send + Sync + 'static> Task<T> {
    /// Yields the tasks in the order in which they complete, each once, with its index.
    ///
    /// Tasks that are complete at the call come first, in the order of the arguments. The others come in the order of their completion,
    /// even if the stream isn't polled meanwhile. Tasks that complete at the same time on several threads come in any order.
    ///
    /// A task that failed or was canceled is yielded as any other. A task that is passed twice is yielded twice. A yielded task isn't kept.
    ///
    /// # Allocation
    ///
    /// One for about six tasks, and a few more for all together. A slot of the [pool](valuetask::pool) for each pending task, and
    /// another one for a task that has other waiters.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::{Task, TaskCompletionSource};
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
        let mut each = WhenEach { items: BTreeMap::new(), next: 0, shared: Arc::new(Mutex::default()) };
        for task in tasks {
            each.push(task);
        }
        each
    }
}

impl<T: Send + Sync + 'static> WhenEach<T> {
    /// Adds a task, and returns its index: the number of tasks that were added before it.
    ///
    /// Tasks can be added at any time, also after all others were yielded. If the task is complete, the awaiter of the stream is woken.
    ///
    /// # Allocation
    ///
    /// As [`Task::when_each`]. The memory of a yielded task is freed.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::Task;
    ///
    /// let mut each = Task::when_each([Task::from_result(3)]);
    /// let mut sum = 0;
    /// pollster::block_on(async {
    ///     while let Some((_, task)) = each.next().await {
    ///         let number = task.await?;
    ///         sum += number;
    ///         if number > 1 {
    ///             each.push(Task::from_result(number - 1));
    ///         }
    ///     }
    ///     Ok::<_, valuetask_tasks::TaskError>(())
    /// })?;
    /// assert_eq!(sum, 3 + 2 + 1);
    /// # Ok::<(), valuetask_tasks::TaskError>(())
    /// ```
    pub fn push(&mut self, task: Task<T>) -> usize {
        let index = self.next;
        self.next += 1;
        let mut awaiter = Awaiter::new(task);
        // A waker, so that the order is that of the completions, also where a continuation completes another task.
        let shared = self.shared.clone();
        let registered = awaiter.register(Waiting::of_waker(move || note(&shared, index)));
        self.items.insert(index, awaiter);
        if let Err(late) = registered {
            late.fire();
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
    ///
    /// `stream::poll_fn(move |cx| each.poll_next(cx))` of futures makes a `Stream` of it.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<(usize, Task<T>)>> {
        if self.items.is_empty() {
            return Poll::Ready(None);
        }
        if let Some(next) = self.advance() {
            return Poll::Ready(Some(next));
        }
        // Cloned before the lock is taken, as the clone may complete a task.
        let waker = cx.waker().clone();
        let mut shared = lock(&self.shared);
        if !shared.due.is_empty() {
            // A task has become due meanwhile, so the waker isn't registered.
            drop(shared);
            // Not at the return, where a destructor that panics would leak the task.
            drop(waker);
            return Poll::Ready(self.advance());
        }
        let former = shared.waker.replace(waker);
        drop(shared);
        drop(former);
        Poll::Pending
    }

    /// Returns the next task that is complete, if there is one.
    fn advance(&mut self) -> Option<(usize, Task<T>)> {
        let index = lock(&self.shared).due.pop_front()?;
        // A task is due once, and is complete then.
        let task = self.items.remove(&index)?.take()?;
        if self.items.is_empty() {
            // Frees the memory of the queue, which is empty.
            lock(&self.shared).due = VecDeque::new();
        }
        Some((index, task))
    }

    /// Returns the number of tasks that weren't yielded yet.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.items.len()
    }
}

impl<T> fmt::Debug for WhenEach<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhenEach").field("remaining", &self.remaining()).finish_non_exhaustive()
    }
}
