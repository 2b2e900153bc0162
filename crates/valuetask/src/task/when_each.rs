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
use super::callback::Manner;
use super::registration::Awaiter;
use crate::join::{Element, Elements};
use crate::sync::{Mutex, lock};

/// Memory for so many tasks is kept when all were yielded.
const KEPT: usize = 32;

/// What completed tasks and the one who waits for them share.
struct Shared {
    /// Indices of those that are complete and weren't yielded, the first first. There is room for all that weren't yielded, so that no
    /// completer allocates.
    completed: VecDeque<usize>,
    waker: Option<Waker>,
}

/// A task, and what is registered with it until it is yielded.
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
    /// Has the end of the task noted at this index, now if it is complete.
    fn note(&mut self, index: usize, shared: &Arc<Mutex<Shared>>) {
        let noting = Arc::clone(shared);
        if self.noted.attend(Manner::Schedules, move |_: &Task<T>| completed(&noting, index)).is_err() {
            completed(shared, index);
        }
    }
}

/// One that is driven, among those that are polled together: where it stands. The task is in its place alone, which lets it go when
/// it is yielded.
struct Driven {
    index: usize,
    is_over: bool,
}

impl Future for Driven {
    type Output = usize;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<usize> {
        if self.is_over { Poll::Ready(self.index) } else { Poll::Pending }
    }
}

impl Element for Driven {
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
/// With the feature `futures` it is a `Stream`, otherwise there is [`next`](Self::next). It can be sent between threads, and is
/// `Unpin`.
///
/// # Cancel safety
///
/// Dropping it leaves the tasks as they are, and nothing behind.
#[must_use = "tasks are yielded when it is polled"]
pub struct WhenEach<T> {
    /// Those from `first` on. The front one wasn't yielded.
    places: VecDeque<Place<T>>,
    /// The index of the front one.
    first: usize,
    shared: Arc<Mutex<Shared>>,
    /// Those that are polled as long as they are pending, if there are any.
    driven: Option<Elements<Driven>>,
    /// A driven task was added since `driven` was made.
    has_new_driven: bool,
    /// How many weren't yielded yet.
    left: usize,
}

impl<T: Send + Sync + 'static> Task<T> {
    /// Yields the tasks in the order in which they complete, each once, with its index.
    ///
    /// All are waited for from this call on: the order is that of their completion also if nobody asks for them meanwhile. Of tasks that
    /// complete at the same time on several threads any may come first, also where one has waited for the other. Tasks that
    /// are complete at the call come first, in the order of the arguments. One that has failed or was canceled is yielded as any other;
    /// one that is given twice is yielded twice. Tasks that are [driven](Self::from_future) are driven while the next one is
    /// waited for. Of a task that was yielded nothing is kept.
    ///
    /// # Allocation
    ///
    /// Three for all tasks, four if some are driven, and a few more if the iterator doesn't know how many there are; and for each that is pending
    /// a slot of the [pool](crate::pool), or two if it's driven. For more than a few that are driven, some memory of the pool beside.
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
            driven: None,
            has_new_driven: false,
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
    /// Tasks can be added at any time, also after all others were yielded. If this is being awaited, adding a task that is complete, or
    /// that is polled by its awaiters, wakes the awaiter.
    ///
    /// # Allocation
    ///
    /// A slot of the [pool](crate::pool) if the task is pending, or two if it is polled by its awaiters; then the next poll polls all such
    /// tasks again. The memory of yielded tasks is
    /// reused once all that were added before them were yielded, too, and freed once all were.
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
        let (index, is_driven) = (self.first + self.places.len(), task.is_lazy());
        self.left += 1;
        let waker = {
            let mut shared = lock(&self.shared);
            let more = self.left - shared.completed.len();
            shared.completed.reserve(more);
            if is_driven { shared.waker.take() } else { None }
        };
        self.places.push_back(Place::new(task));
        if let Some(place) = self.places.back_mut() {
            place.note(index, &self.shared);
        }
        self.has_new_driven |= is_driven;
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
    /// Waits for the next task to be complete; `None` once all were yielded.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing: the task is yielded by the next one.
    pub async fn next(&mut self) -> Option<(usize, Task<T>)> {
        core::future::poll_fn(|cx| self.poll_next(cx)).await
    }

    /// Polls for the next task; `Ready(None)` once all were yielded.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<(usize, Task<T>)>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        if let Some(next) = self.take_next() {
            return Poll::Ready(Some(next));
        }
        // Before those that are driven are polled, as that may complete one.
        // Cloned before the lock is taken: a waker may complete a task while it's cloned.
        let waker = cx.waker().clone();
        let former = lock(&self.shared).waker.replace(waker);
        drop(former);
        if core::mem::take(&mut self.has_new_driven) {
            self.driven = Some(self.to_poll());
        }
        if let Some(driven) = &mut self.driven {
            // Whether any was is said by its code.
            let _ = driven.poll(cx, |_, driven, cx| {
                let place = driven.index.checked_sub(self.first).and_then(|behind| self.places.get_mut(behind));
                driven.is_over = place.is_none_or(|place| place.advance(cx));
                Ok::<_, ()>(driven.is_over)
            });
        }
        match self.take_next() {
            Some(next) => Poll::Ready(Some(next)),
            None => Poll::Pending,
        }
    }

    /// The next one that is complete, if there is one.
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
            self.driven = None;
            drop(core::mem::take(&mut lock(&self.shared).completed));
        }
        Some((index, task))
    }

    /// Those that have to be polled.
    fn to_poll(&self) -> Elements<Driven> {
        let is_driven = |place: &&Place<T>| place.polled.is_some();
        let mut driven = Vec::with_capacity(self.places.iter().filter(is_driven).count());
        let places = self.places.iter().zip(self.first..).filter(|(place, _)| is_driven(place));
        driven.extend(places.map(|(_, index)| Driven { index, is_over: false }));
        Elements::new(driven)
    }

    /// How many tasks weren't yielded yet.
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
