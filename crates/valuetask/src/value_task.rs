//! [`ValueTask`] and [`LocalValueTask`]: the value itself, or the machine that will yield it.

mod machine;

use alloc::boxed::Box;
use core::fmt;
use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use machine::Machine;

/// Both kinds of task are this. A machine is one word, so that a task of a `u64` is returned in two registers.
enum State<'a, T> {
    Ready(T),
    Pending(Machine<'a, T>),
}

impl<'a, T> State<'a, T> {
    /// The value has been given.
    const TAKEN: Self = Self::Pending(Machine::FINISHED);

    #[inline(always)]
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<T> {
        // While the machine runs the task counts as finished: if it panics, nothing is left to poll or to drop.
        match mem::replace(self, Self::TAKEN) {
            Self::Ready(value) => Poll::Ready(value),
            Self::Pending(machine) => match machine.poll(cx) {
                Ok(value) => Poll::Ready(value),
                Err(machine) => {
                    *self = Self::Pending(machine);
                    Poll::Pending
                }
            },
        }
    }

    /// Polls under a waker that does nothing, once, now.
    #[inline(always)]
    fn start<F: Future<Output = T> + 'a>(future: F, waker: &Waker) -> Self {
        match Machine::start(future, &mut Context::from_waker(waker)) {
            Ok(value) => Self::Ready(value),
            Err(machine) => Self::Pending(machine),
        }
    }
}

/// A borrowed operation: [`ValueTask::from_poll`].
struct FromPoll<'a, S, T> {
    state: &'a mut S,
    poll: fn(&mut S, &mut Context<'_>) -> Poll<T>,
}

impl<S, T> Future for FromPoll<'_, S, T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let Self { state, poll } = &mut *self;
        poll(state, cx)
    }
}

macro_rules! task {
    ($(#[$doc:meta])* $Task:ident $(, $Send:ident)?) => {
        $(#[$doc])*
        #[must_use = "a task does nothing unless it is awaited"]
        pub struct $Task<'a, T = ()> {
            state: State<'a, T>,
        }

        impl<'a, T> $Task<'a, T> {
            /// A task that has its value.
            ///
            /// # Allocation
            ///
            /// None.
            #[inline(always)]
            pub const fn ready(value: T) -> Self {
                Self { state: State::Ready(value) }
            }

            /// Stores a future that runs when the task is polled.
            ///
            /// # Allocation
            ///
            /// A slot of the [pool](crate::pool); none in steady state, and none where the future is polled or dropped.
            /// A future of more than about 4,000 bytes, or aligned to more than 16, is stored by the global allocator.
            #[inline(always)]
            pub fn from_future<F: Future<Output = T> $(+ $Send)? + 'a>(future: F) -> Self {
                Self { state: State::Pending(Machine::new(future)) }
            }

            /// Stores a future and polls it once, now, with a waker that does nothing.
            ///
            /// The task is ready if the future is. Otherwise the future is polled again, with the caller's waker, when the
            /// task is. A future that must not be polled without its executor's waker (one that counts its polls, yields
            /// once, or needs a reactor to be there) should be given to [`from_future`](Self::from_future).
            ///
            /// # Panics
            ///
            /// If the future panics.
            ///
            /// # Allocation
            ///
            /// As [`from_future`](Self::from_future). A slot is returned before this returns a ready task.
            #[inline(always)]
            pub fn start<F: Future<Output = T> $(+ $Send)? + 'a>(future: F) -> Self {
                Self { state: State::start(future, Waker::noop()) }
            }

            /// A task over an operation that its owner keeps and drives: `poll` is called with `state` until it is ready.
            ///
            /// # Cancel safety
            ///
            /// Dropping the task leaves `state` as the last call of `poll` left it.
            ///
            /// # Allocation
            ///
            /// The smallest slot of the [pool](crate::pool), for the two pointers; none in steady state.
            ///
            /// # Examples
            ///
            /// ```
            /// use std::task::Poll;
            #[doc = concat!("use valuetask::", stringify!($Task), ";")]
            ///
            /// let mut polls_left = 2;
            #[doc = concat!("let mut task = ", stringify!($Task), "::from_poll(&mut polls_left, |left, cx| {")]
            ///     *left -= 1;
            ///     cx.waker().wake_by_ref();
            ///     if *left == 0 { Poll::Ready("done") } else { Poll::Pending }
            /// });
            /// # let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
            /// # assert!(std::pin::Pin::new(&mut task).as_mut().poll(&mut cx).is_pending());
            /// # let value = std::pin::Pin::new(&mut task).as_mut().poll(&mut cx);
            /// assert_eq!(value, Poll::Ready("done"));
            /// ```
            pub fn from_poll<S $(: $Send)?>(state: &'a mut S, poll: fn(&mut S, &mut Context<'_>) -> Poll<T>) -> Self
            where
                T: 'a,
            {
                Self::from_future(FromPoll { state, poll })
            }

            /// Whether the value is there, so that [`try_result`](Self::try_result) gives it and awaiting doesn't suspend.
            ///
            /// False again once polling has given the value out.
            #[inline(always)]
            pub const fn is_completed(&self) -> bool {
                matches!(self.state, State::Ready(_))
            }

            /// The value if it is there, or the task back. Never blocks and never polls.
            ///
            /// # Errors
            ///
            /// The task itself, if it is pending, or if polling has given its value out.
            ///
            /// # Examples
            ///
            /// ```
            #[doc = concat!("use valuetask::", stringify!($Task), ";")]
            ///
            #[doc = concat!("assert_eq!(", stringify!($Task), "::ready(7).try_result().ok(), Some(7));")]
            #[doc = concat!("assert!(", stringify!($Task), "::from_future(async { 7 }).try_result().is_err());")]
            /// ```
            #[inline(always)]
            pub fn try_result(self) -> Result<T, Self> {
                match self.state {
                    State::Ready(value) => Ok(value),
                    State::Pending(_) => Err(self),
                }
            }

            /// Stores a future and polls it once under the hot waker: see [`crate::hot`].
            #[inline(always)]
            pub(crate) fn hot<F: Future<Output = T> $(+ $Send)? + 'a>(future: F) -> Self {
                Self { state: State::start(future, crate::hot::waker()) }
            }
        }

        impl<T> Future for $Task<'_, T> {
            type Output = T;

            /// # Panics
            ///
            /// If the task has already given its value, and when the future within panics.
            #[inline(always)]
            fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
                self.state.poll(cx)
            }
        }

        // The value is moved out and never pinned, and the machine is pinned in its slot: the task itself may move.
        impl<T> Unpin for $Task<'_, T> {}

        impl<T> From<T> for $Task<'_, T> {
            #[inline(always)]
            fn from(value: T) -> Self {
                Self::ready(value)
            }
        }

        impl<T: Default> Default for $Task<'_, T> {
            fn default() -> Self {
                Self::ready(T::default())
            }
        }

        /// Says whether it is ready, pending or taken; doesn't show the value, and doesn't consume it.
        impl<T> fmt::Debug for $Task<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let state = match &self.state {
                    State::Ready(_) => "Ready",
                    State::Pending(machine) if machine.is_finished() => "Taken",
                    State::Pending(_) => "Pending",
                };
                write!(f, concat!(stringify!($Task), "({})"), state)
            }
        }

        /// Stores the box in a slot of the pool; the future stays where it is.
        impl<'a, T: 'a> From<Pin<Box<dyn Future<Output = T> $(+ $Send)? + 'a>>> for $Task<'a, T> {
            fn from(future: Pin<Box<dyn Future<Output = T> $(+ $Send)? + 'a>>) -> Self {
                Self::from_future(future)
            }
        }

        /// Boxes the task: one allocation.
        impl<'a, T: $($Send +)? 'a> From<$Task<'a, T>> for Pin<Box<dyn Future<Output = T> $(+ $Send)? + 'a>> {
            fn from(task: $Task<'a, T>) -> Self {
                Box::pin(task)
            }
        }
    };
}

task! {
    /// The value itself when it is there, otherwise a state machine in the pool that will yield it.
    ///
    /// What a method of a `dyn` trait returns when it usually has its answer at hand. A task is awaited once: awaiting it
    /// again, or using it after [`try_result`](Self::try_result), doesn't compile.
    ///
    /// `Send` if the value is, `Sync` if the value is (nothing that is pending can be reached through a reference), and
    /// always `Unpin`. Covariant in both parameters.
    ///
    /// # Cancel safety
    ///
    /// Dropping a task drops the future in it where it stands, and its slot goes back to the pool.
    ///
    /// # Allocation
    ///
    /// A ready task never allocates. A pending one takes a slot of the [pool](crate::pool): none in steady state.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::ValueTask;
    ///
    /// fn lookup(key: u32) -> ValueTask<'static, u32> {
    ///     if key < 10 { ValueTask::ready(key * 2) } else { ValueTask::from_future(async move { key + 1 }) }
    /// }
    ///
    /// assert!(lookup(3).is_completed());
    /// assert!(!lookup(30).is_completed());
    /// ```
    ValueTask, Send
}

task! {
    /// A [`ValueTask`] for futures that must stay on their thread: neither `Send` nor `Sync`.
    ///
    /// Everything else is as with `ValueTask`.
    LocalValueTask
}

// SAFETY: a machine in a `ValueTask` was made by `from_future`, `start` or `hot`, which ask for `Send`; a slot may be
// returned on any thread (`pool::give`). `LocalValueTask` asks for nothing and stays as its raw pointer makes it: `!Send`.
unsafe impl<T: Send> Send for ValueTask<'_, T> {}

// SAFETY: through a shared reference one can tell a task's state and no more: neither the machine nor its future is reached.
unsafe impl<T: Sync> Sync for ValueTask<'_, T> {}
