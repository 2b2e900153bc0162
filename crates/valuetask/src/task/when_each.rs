//! [`Task::when_each`]: tasks in the order in which they complete.
#![forbid(unsafe_code)]

use alloc::collections::VecDeque;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::Task;
use super::registration::Awaiter;
use super::waiters::Manner;
use crate::join::{Element, Elements};
use crate::sync::{Mutex, lock};

/// Memory for this many tasks is kept when all were yielded.
const KEPT: usize = 32;

/// The state that completed tasks share with the stream.
struct Shared {
    /// Indices of tasks that are complete and weren't yielded, in the order of completion. It has capacity for all that weren't yielded,
    /// so that no completer allocates.
    completed: VecDeque<usize>,
    waker: Option<Waker>,
}

/// A task, and its waiters until it is yielded.
struct Place<T> {
    /// Notes the end of the task.
    noted: Awaiter<T>,
    /// Polls the task, if it is lazy.
    polled: Option<Awaiter<T>>,
}

impl<T> Place<T> {
    fn new(task: Task<T>) -> Self {
        let polled = task.is_lazy().then(|| Awaiter::new(task.clone()));
        Self { noted: Awaiter::new(task), polled }
    }

    fn is_yielded(&self) -> bool {
        self.noted.task().is_none()
    }

    /// Polls the task. Returns `true` if there is nothing to poll any more.
    fn advance(&mut self, cx: &mut Context<'_>) -> bool {
        self.polled.as_mut().is_none_or(|polled| polled.poll(cx).is_ready())
    }

    fn take(&mut self) -> Option<Task<T>> {
        self.polled = None;
        self.noted.take()
    }
}

impl<T: 'static> Place<T> {
    /// Has the completion of the task noted at this index, or notes it now if the task is complete.
    fn note(&mut self, index: usize, shared: &Arc<Mutex<Shared>>) {
        let noting = Arc::clone(shared);
        if self.noted.attend(Manner::Schedules, move |_: &Task<T>| completed(&noting, index)).is_err() {
            completed(shared, index);
        }
    }
}

/// The index of a lazy task among those that are polled together. Its place alone keeps the task, until it is yielded.
struct LazyIndex {
    index: usize,
    is_over: bool,
}

impl Future for LazyIndex {
    type Output = usize;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<usize> {
        if self.is_over { Poll::Ready(self.index) } else { Poll::Pending }
    }
}

impl Element for LazyIndex {
    fn ready(index: usize) -> Self {
        Self { index, is_over: true }
    }

    fn is_ready(&self) -> bool {
        self.is_over
    }

    fn value(self) -> usize {
        self.index
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
    places: VecDeque<Place<T>>,
    /// The index of the front place.
    first: usize,
    shared: Arc<Mutex<Shared>>,
    /// The lazy tasks, which are polled until they are complete.
    lazy: Option<Elements<LazyIndex>>,
    /// A lazy task was added since `lazy` was made.
    has_new_lazy: bool,
    /// The number of tasks that weren't yielded yet.
    left: usize,
}

impl<T: Send + Sync + 'static> Task<T> {
    /// Yields the tasks in the order in which they complete, each once, with its index.
    ///
    /// Tasks that are complete at the call come first, in the order of the arguments. The others come in the order of their completion,
    /// even if the stream isn't polled meanwhile. Tasks that complete at the same time on several threads come in any order.
    ///
    /// A task that failed or was canceled is yielded as any other. A task that is passed twice is yielded twice. [Lazy](Self::from_future)
    /// tasks are polled while the stream is awaited. A yielded task isn't kept.
    ///
    /// # Allocation
    ///
    /// Three, four if some tasks are lazy, and a few more if the iterator doesn't know their number. A slot of the [pool](crate::pool) for
    /// each pending task, or two if it is lazy. If more than twelve are lazy, more memory of the pool.
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
        let shared = Shared { completed: VecDeque::with_capacity(least), waker: None };
        let mut each = WhenEach {
            places: VecDeque::with_capacity(least),
            first: 0,
            shared: Arc::new(Mutex::new(shared)),
            lazy: None,
            has_new_lazy: false,
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
    /// woken. After a lazy task was added, the next poll polls all lazy tasks.
    ///
    /// # Allocation
    ///
    /// A slot of the [pool](crate::pool) if the task is pending, or two if it is lazy. The memory of a yielded task is reused once all
    /// tasks before it were yielded, and freed once all tasks were.
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
        let (index, is_lazy) = (self.first + self.places.len(), task.is_lazy());
        self.left += 1;
        let waker = {
            let mut shared = lock(&self.shared);
            let more = self.left - shared.completed.len();
            shared.completed.reserve(more);
            if is_lazy { shared.waker.take() } else { None }
        };
        self.places.push_back(Place::new(task));
        if let Some(place) = self.places.back_mut() {
            place.note(index, &self.shared);
        }
        self.has_new_lazy |= is_lazy;
        if let Some(waker) = waker {
            waker.wake();
        }
        index
    }
}

/// Notes that a task is complete.
fn completed(shared: &Mutex<Shared>, index: usize) {
    let waker = {
        let mut shared = lock(shared);
        shared.completed.push_back(index);
        shared.waker.take()
    };
    if let Some(waker) = waker {
        waker.wake();
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
        if let Some(next) = self.take_next() {
            return Poll::Ready(Some(next));
        }
        // Registered before lazy tasks are polled, as that may complete one.
        // Cloned before the lock is taken, as the clone may complete a task.
        let waker = cx.waker().clone();
        let former = lock(&self.shared).waker.replace(waker);
        drop(former);
        if core::mem::take(&mut self.has_new_lazy) {
            self.lazy = Some(self.to_poll());
        }
        if let Some(lazy) = &mut self.lazy {
            // The callbacks of the tasks note which have completed.
            let _ = lazy.poll(cx, |_, lazy, cx| {
                let place = lazy.index.checked_sub(self.first).and_then(|behind| self.places.get_mut(behind));
                lazy.is_over = place.is_none_or(|place| place.advance(cx));
                Ok::<_, ()>(lazy.is_over)
            });
        }
        match self.take_next() {
            Some(next) => Poll::Ready(Some(next)),
            None => Poll::Pending,
        }
    }

    /// Returns the next task that is complete, if there is one.
    fn take_next(&mut self) -> Option<(usize, Task<T>)> {
        let index = lock(&self.shared).completed.pop_front()?;
        self.left -= 1;
        let task = self.places[index - self.first].take().expect("each is complete once");
        while self.places.front().is_some_and(|place| place.is_yielded()) {
            self.places.pop_front();
            self.first += 1;
        }
        if self.left == 0 && self.places.capacity() > KEPT {
            self.places = VecDeque::new();
            self.lazy = None;
            drop(core::mem::take(&mut lock(&self.shared).completed));
        }
        Some((index, task))
    }

    /// Returns the indices of lazy tasks.
    fn to_poll(&self) -> Elements<LazyIndex> {
        let is_lazy = |place: &&Place<T>| place.polled.is_some();
        let mut lazy = Vec::with_capacity(self.places.iter().filter(is_lazy).count());
        let places = self.places.iter().zip(self.first..).filter(|(place, _)| is_lazy(place));
        lazy.extend(places.map(|(_, index)| LazyIndex { index, is_over: false }));
        Elements::new(lazy)
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
