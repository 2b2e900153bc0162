//! [`Suspended`] and [`LocalSuspended`]: a pending task without room for its value.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::machine::Machine;
use super::{LocalValueTask, ValueTask};

macro_rules! suspended {
    ($(#[$doc:meta])* $Suspended:ident of $Task:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        #[must_use = "futures do nothing unless awaited"]
        pub struct $Suspended<'a, T>(Machine<'a, T>);

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

            /// Takes what the value will come from.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub(crate) fn suspended(self) -> $Suspended<'a, T> {
                $Suspended(self.state.machine())
            }
        }

        impl<T> Future for $Suspended<'_, T> {
            type Output = T;

            /// # Panics
            ///
            /// If the value has been given already, and when the future within panics.
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
                self.0.poll(cx)
            }
        }

        // The machine is pinned in its slot: what points at it may move.
        impl<T> Unpin for $Suspended<'_, T> {}
    };
}

suspended! {
    /// The machine of a [`ValueTask`] that is pending.
    ///
    /// Awaiting a `ValueTask<T>` keeps a task that might hold a `T`, so only a `T` that is known to be `Send` can be awaited in a
    /// future that has to be. Awaiting this keeps what was `Send` when it was stored; the `T` is made where it is polled.
    Suspended of ValueTask
}

suspended! {
    /// The machine of a [`LocalValueTask`] that is pending. It stays on its thread.
    LocalSuspended of LocalValueTask
}

// SAFETY: the machine is that of a `ValueTask`, which is made of a future that is `Send`, and a slot may be returned on any
// thread (`pool::give`). There is no `T` in either: what the future holds of one is the future's.
unsafe impl<T> Send for Suspended<'_, T> {}
