//! [`PooledFuture`] and [`LocalPooledFuture`]: a boxed future whose box is a slot of the pool.

use alloc::boxed::Box;
use core::fmt;
use core::future::{Future, ready};
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::machine::Machine;
use super::owned::Owned;
use super::state::State;
use super::{LocalValueTask, ValueTask};

/// A future of unnamed type in a slot of the [pool](crate::pool): what one writes instead of a boxed future.
///
/// `PooledFuture<'a, T>` stands where `Pin<Box<dyn Future<Output = T> + Send + 'a>>` or `BoxFuture<'a, T>` does, and
/// [`PooledFuture::new`] where `Box::pin` does. It is what the methods of [`#[async_trait]`](macro@crate::async_trait) return.
/// It runs when it is polled, as a box does. Where the answer is often ready, return a [`ValueTask`], which is the answer itself then.
///
/// One word, and covariant in both parameters. `Send`, `Sync` and `Unpin` for every `T`, as there is no `T` in it.
///
/// # Cancel safety
///
/// Dropping it drops the future where it stands, and the slot goes back to the pool.
///
/// # Allocation
///
/// A slot of the pool, or over 4,088 bytes a block: none in steady state, up to what the pool keeps.
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
pub struct PooledFuture<'a, T = ()>(Machine<'a, T>);

/// A [`PooledFuture`] whose future stays on its thread: neither `Send` nor `Sync`.
///
/// It stands where `Pin<Box<dyn Future<Output = T> + 'a>>` or `LocalBoxFuture<'a, T>` does. Everything else is as with `PooledFuture`.
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
pub struct LocalPooledFuture<'a, T = ()>(Machine<'a, T>);

// SAFETY: it is made by functions that require `Send` of the future or of what they take apart, and a slot may be returned on any thread
// (`pool::give`). There is no `T` in it: what the future holds of one is the future's.
unsafe impl<T> Send for PooledFuture<'_, T> {}

// SAFETY: through a shared reference one can tell whether it is finished and no more: nobody reaches its machine or its future.
unsafe impl<T> Sync for PooledFuture<'_, T> {}

macro_rules! pooled {
    ($Pooled:ident of $Task:ident $(, $Send:ident)?) => {
        impl<'a, T> $Pooled<'a, T> {
            /// Stores a future, which runs when this is polled.
            ///
            /// # Allocation
            ///
            /// Memory of the [pool](crate::pool), none in steady state. A future that is larger than what the pool may keep (256 KiB,
            /// unless that is set otherwise), or aligned to more than 16, is stored by the global allocator.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn new<F: Future<Output = T> $(+ $Send)? + 'a>(future: F) -> Self {
                Self(Machine::new(Owned::new(future)))
            }

            /// Borrows it as what is polled, as `Pin::as_mut` does of a boxed future.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn as_mut(&mut self) -> Pin<&mut Self> {
                Pin::new(self)
            }

            /// Boxes the future, for code that asks for a box.
            ///
            /// Unlike `Box::pin(self)` it doesn't ask for `T: 'a`, which generic code often can't promise (E0309, E0311).
            ///
            /// # Allocation
            ///
            /// A box of one word.
            pub fn into_boxed(self) -> Pin<Box<dyn Future<Output = T> $(+ $Send)? + 'a>> {
                let boxed: Pin<Box<dyn Future<Output = T> $(+ $Send)? + '_>> = Box::pin(self);
                // SAFETY: only the lifetime of the `dyn` changes, which was one that `T` is known to outlive: that of this call. What is in
                // the box is a `$Pooled<'a, T>`, and the new type names `'a` and `T`, so nobody has it for longer than either.
                unsafe { mem::transmute(boxed) }
            }

            /// Makes it one of `'a`, where that is asked of no `T`.
            ///
            /// # Safety
            ///
            /// The future in it may be used as long as `'a` and every lifetime in `T` last.
            unsafe fn lasting(future: $Pooled<'_, T>) -> Self {
                // SAFETY: only the lifetime changes, by the contract of this function to one that the machine's invariant holds for.
                unsafe { mem::transmute(future) }
            }
        }

        impl<T> Future for $Pooled<'_, T> {
            type Output = T;

            /// # Panics
            ///
            /// If it has returned its value already, or if the future in it panics.
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
                self.get_mut().0.poll(cx)
            }
        }

        // The future is pinned in its slot: what points at it may move.
        impl<T> Unpin for $Pooled<'_, T> {}

        /// Shows whether it is pending or finished, and not the future.
        impl<T> fmt::Debug for $Pooled<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($Pooled), "({:?})"), self.0)
            }
        }

        /// Stores the box in a slot of the pool; the future stays where it is.
        impl<'a, T> From<Pin<Box<dyn Future<Output = T> $(+ $Send)? + 'a>>> for $Pooled<'a, T> {
            fn from(future: Pin<Box<dyn Future<Output = T> $(+ $Send)? + 'a>>) -> Self {
                // SAFETY: a box of this type may be used just so long.
                unsafe { Self::lasting($Pooled::new(future)) }
            }
        }

        /// Boxes it, as `into_boxed` does.
        impl<'a, T> From<$Pooled<'a, T>> for Pin<Box<dyn Future<Output = T> $(+ $Send)? + 'a>> {
            fn from(future: $Pooled<'a, T>) -> Self {
                future.into_boxed()
            }
        }

        /// A task that is pending: the same slot.
        impl<'a, T> From<$Pooled<'a, T>> for $Task<'a, T> {
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn from(future: $Pooled<'a, T>) -> Self {
                Self { state: State::pending(future.0) }
            }
        }

        /// The same slot if the task is pending. A value that is ready moves into a slot.
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
            /// Asks whether the value is there, and gives the task back.
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

            /// Takes what the value will come from. Awaiting a `ValueTask<T>` keeps a task that might hold a `T`; awaiting this keeps what
            /// was `Send` when it was stored.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub(crate) fn suspended(self) -> $Pooled<'a, T> {
                $Pooled(self.state.machine())
            }
        }
    };
}

/// The same slot, of which less is known.
impl<'a, T> From<PooledFuture<'a, T>> for LocalPooledFuture<'a, T> {
    fn from(future: PooledFuture<'a, T>) -> Self {
        Self(future.0)
    }
}

pooled!(PooledFuture of ValueTask, Send);
pooled!(LocalPooledFuture of LocalValueTask);
