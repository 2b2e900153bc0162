//! [`PooledFuture`] and [`LocalPooledFuture`]: a boxed future whose box is a slot of the pool.

use alloc::boxed::Box;
use core::fmt;
use core::future::{Future, ready};
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::owned::Owned;
use super::state::{RawTask, State};
use super::{LocalValueTask, ValueTask};

/// A type-erased future in a slot of the [pool](crate::pool): a boxed future without the box.
///
/// Replace `Pin<Box<dyn Future<Output = T> + Send + 'a>>` or `BoxFuture<'a, T>` by `PooledFuture<'a, T>`, and
/// `Box::pin` by [`PooledFuture::new`]. The methods of [`#[async_trait]`](macro@crate::async_trait) return it. The
/// future runs when it is polled, as a boxed one does. Where methods are often ready at the call, return a
/// [`ValueTask`], which then holds the value itself.
///
/// One word, and covariant in both parameters. `Send`, `Sync` and `Unpin` for every `T`, as there is no `T` in it.
///
/// # Cancel safety
///
/// Dropping a pooled future drops its future and returns the slot to the pool.
///
/// # Allocation
///
/// Memory of the pool. In steady state the pool allocates nothing.
///
/// # Examples
///
/// A method behind `dyn` that is written by hand:
///
/// ```
/// use valuetask::PooledFuture;
///
/// trait Store: Send + Sync {
///     fn get<'a>(&'a self, key: &'a str) -> PooledFuture<'a, Option<u64>>;
/// }
///
/// struct Lengths;
///
/// impl Store for Lengths {
///     fn get<'a>(&'a self, key: &'a str) -> PooledFuture<'a, Option<u64>> {
///         PooledFuture::new(async move { u64::try_from(key.len()).ok() })
///     }
/// }
///
/// let store: &dyn Store = &Lengths;
/// assert_eq!(pollster::block_on(store.get("four")), Some(4));
/// ```
///
/// A function that calls itself:
///
/// ```
/// use valuetask::PooledFuture;
///
/// fn digits(number: u64) -> PooledFuture<'static, u32> {
///     PooledFuture::new(async move { if number < 10 { 1 } else { digits(number / 10).await + 1 } })
/// }
///
/// assert_eq!(pollster::block_on(digits(2026)), 4);
/// ```
///
/// A table of handlers:
///
/// ```
/// use std::collections::HashMap;
/// use valuetask::PooledFuture;
///
/// type Handler = fn(&str) -> PooledFuture<'_, String>;
///
/// let mut handlers: HashMap<&str, Handler> = HashMap::new();
/// handlers.insert("/upper", |body| PooledFuture::new(async move { body.to_uppercase() }));
/// handlers.insert("/twice", |body| PooledFuture::new(async move { body.repeat(2) }));
/// assert_eq!(pollster::block_on(handlers["/twice"]("ab")), "abab");
/// ```
///
/// The future of a service, such as those of tower:
///
/// ```
/// use std::convert::Infallible;
/// use std::task::{Context, Poll};
/// use tower_service::Service;
/// use valuetask::PooledFuture;
///
/// struct Doubles;
///
/// impl Service<u32> for Doubles {
///     type Response = u32;
///     type Error = Infallible;
///     type Future = PooledFuture<'static, Result<u32, Infallible>>;
///
///     fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
///         Poll::Ready(Ok(()))
///     }
///
///     fn call(&mut self, request: u32) -> Self::Future {
///         PooledFuture::new(async move { Ok(request * 2) })
///     }
/// }
///
/// assert_eq!(pollster::block_on(Doubles.call(4)), Ok(8));
/// ```
#[must_use = "futures do nothing unless awaited"]
pub struct PooledFuture<'a, T = ()>(RawTask<'a, T>);

/// A [`PooledFuture`] for futures that stay on their thread: neither `Send` nor `Sync`.
///
/// It replaces `Pin<Box<dyn Future<Output = T> + 'a>>` or `LocalBoxFuture<'a, T>`. Otherwise it behaves like
/// `PooledFuture`.
///
/// # Examples
///
/// ```
/// use std::rc::Rc;
/// use valuetask::LocalPooledFuture;
///
/// let shared = Rc::new(7);
/// let future = LocalPooledFuture::new(async move { *shared });
/// assert_eq!(pollster::block_on(future), 7);
/// ```
#[must_use = "futures do nothing unless awaited"]
pub struct LocalPooledFuture<'a, T = ()>(RawTask<'a, T>);

// SAFETY: each constructor requires `Send` of the future or of the task that it converts, and a slot may be returned on
// any thread (`pool::give`). There is no `T` in it: a `T` in the future is covered by the bound on the future.
unsafe impl<T> Send for PooledFuture<'_, T> {}

// SAFETY: a shared pooled future only tells whether it is finished: its machine and its future can't be reached.
unsafe impl<T> Sync for PooledFuture<'_, T> {}

macro_rules! pooled {
    ($Pooled:ident of $Task:ident $(, $Send:ident)?) => {
        impl<'a, T> $Pooled<'a, T> {
            /// Stores a future, which runs when this is polled.
            ///
            /// # Allocation
            ///
            /// Memory of the [pool](crate::pool). None in steady state. A future of more than 1 MiB, or aligned
            /// to more than 16 bytes, is allocated and freed each time.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn new<F: Future<Output = T> $(+ $Send)? + 'a>(future: F) -> Self {
                Self(RawTask::new(Owned::new(future)))
            }

            /// Pins the future by reference, as `Pin::as_mut` does for a boxed future.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn as_mut(&mut self) -> Pin<&mut Self> {
                Pin::new(self)
            }

            /// Boxes the future, for code that requires a box.
            ///
            /// `Box::pin(self)` requires `T: 'a`, which generic code often can't prove (E0309, E0311). This doesn't.
            ///
            /// # Allocation
            ///
            /// A box of one word.
            pub fn into_boxed(self) -> Pin<Box<dyn Future<Output = T> $(+ $Send)? + 'a>> {
                let boxed: Pin<Box<dyn Future<Output = T> $(+ $Send)? + '_>> = Box::pin(self);
                // SAFETY: only the lifetime of the `dyn` changes, from that of this call, which `T` outlives. The box
                // holds a `$Pooled<'a, T>`, and the new type names `'a` and `T`, so it isn't used for longer than
                // either.
                unsafe { mem::transmute(boxed) }
            }

            /// Returns `true` once a poll has returned the value, or panicked: then don't poll it again.
            ///
            /// With the feature `futures` it is that of `FusedFuture`, too.
            #[inline]
            pub fn is_terminated(&self) -> bool {
                self.0.is_finished()
            }

            #[doc = concat!("Makes a pending [`", stringify!($Task), "`] of the future, in its slot.")]
            ///
            #[doc = concat!("`", stringify!($Task), "::from` does so, too, but converts any value: there both types have to be known (E0282).")]
            ///
            /// # Examples
            ///
            /// ```
            #[doc = concat!("use valuetask::", stringify!($Pooled), ";")]
            ///
            #[doc = concat!("let task = ", stringify!($Pooled), "::new(async { 7 }).into_value_task();")]
            /// assert!(!task.is_completed());
            /// assert_eq!(pollster::block_on(task), 7);
            /// ```
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn into_value_task(self) -> $Task<'a, T> {
                $Task { state: State::pending(self.0) }
            }

            /// Changes the lifetime to `'a` without a bound on `T`.
            ///
            /// # Safety
            ///
            /// The future may be used as long as `'a` and every lifetime in `T` last.
            unsafe fn lasting(future: $Pooled<'_, T>) -> Self {
                // SAFETY: only the lifetime changes, to one for which the invariant of `RawTask` holds by the contract
                // of `lasting`.
                unsafe { mem::transmute(future) }
            }
        }

        impl<T> Future for $Pooled<'_, T> {
            type Output = T;

            /// # Panics
            ///
            /// Panics if the future has returned its value already, and if the future panics.
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
                self.get_mut().0.poll(cx)
            }
        }

        #[cfg(feature = "futures")]
        impl<T> futures_core::FusedFuture for $Pooled<'_, T> {
            #[inline]
            fn is_terminated(&self) -> bool {
                $Pooled::is_terminated(self)
            }
        }

        // The future is pinned in its slot, so the pointer to it may move.
        impl<T> Unpin for $Pooled<'_, T> {}

        /// Shows whether the future is pending or finished.
        impl<T> fmt::Debug for $Pooled<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($Pooled), "({:?})"), self.0)
            }
        }

        /// Stores the box in a slot of the pool. The future isn't moved.
        impl<'a, T> From<Pin<Box<dyn Future<Output = T> $(+ $Send)? + 'a>>> for $Pooled<'a, T> {
            fn from(future: Pin<Box<dyn Future<Output = T> $(+ $Send)? + 'a>>) -> Self {
                // SAFETY: a box of this type may be used as long as `'a` and every lifetime in `T` last.
                unsafe { Self::lasting($Pooled::new(future)) }
            }
        }

        /// Boxes the future, as `into_boxed` does.
        impl<'a, T> From<$Pooled<'a, T>> for Pin<Box<dyn Future<Output = T> $(+ $Send)? + 'a>> {
            fn from(future: $Pooled<'a, T>) -> Self {
                future.into_boxed()
            }
        }

        /// Makes a pending task of the future, as `into_value_task` does.
        impl<'a, T> From<$Pooled<'a, T>> for $Task<'a, T> {
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn from(future: $Pooled<'a, T>) -> Self {
                future.into_value_task()
            }
        }

        /// Keeps the slot of a pending task. A ready value moves into a slot.
        impl<'a, T $(: $Send)?> From<$Task<'a, T>> for $Pooled<'a, T> {
            fn from(task: $Task<'a, T>) -> Self {
                if !task.is_completed() {
                    return task.suspended();
                }
                // SAFETY: a `T` may be used as long as every lifetime in it lasts.
                unsafe { Self::lasting($Pooled::new(ready(task.value()))) }
            }
        }

        impl<'a, T> $Task<'a, T> {
            /// Returns whether the value is ready, and the future.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub(crate) fn ask(self) -> (bool, Self) {
                let (there, state) = self.state.ask();
                (there, Self { state })
            }

            /// Takes the value.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub(crate) fn value(self) -> T {
                self.state.value()
            }

            /// Takes the future out of a task.
            ///
            /// An await of a `ValueTask<T>` keeps a task that might hold a `T`. An await of this keeps a future that
            /// was `Send` when it was stored.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub(crate) fn suspended(self) -> $Pooled<'a, T> {
                $Pooled(self.state.machine())
            }
        }
    };
}

/// Drops the knowledge that the future is `Send`. The slot stays.
impl<'a, T> From<PooledFuture<'a, T>> for LocalPooledFuture<'a, T> {
    fn from(future: PooledFuture<'a, T>) -> Self {
        Self(future.0)
    }
}

pooled!(PooledFuture of ValueTask, Send);
pooled!(LocalPooledFuture of LocalValueTask);
