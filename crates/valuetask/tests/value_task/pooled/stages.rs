//! Polled, moved, dropped and panicking at each stage: unpolled, suspended, completed. Of both kinds, with values of a
//! few bytes, and of more than are moved in parts.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use valuetask::{LocalPooledFuture, PooledFuture};

use super::{drop_at_each_stage, message_of, suspends_once};
use crate::util::{Counted, Drops, pause, poll};

/// Panics when it is dropped, after its value was counted.
struct PanicsInDrop(Option<Counted>);

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        self.0 = None;
        panic!("in drop");
    }
}

/// Ready at once with a value made of a counted one, which it still holds then.
struct Holds<T, V>(T, Drops, fn(Counted) -> V);

impl<T: Unpin, V> Future for Holds<T, V> {
    type Output = V;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<V> {
        Poll::Ready((self.2)(self.1.value()))
    }
}

/// Larger than any value that is moved in parts.
type Large = ([u64; 512], Counted);

fn large(value: Counted) -> Large {
    ([7; 512], value)
}

/// More aligned than any slot.
#[repr(align(64))]
struct Aligned(Counted);

macro_rules! stages {
    ($($kind:ident: $Pooled:ident;)*) => {$(
        mod $kind {
            use super::*;

            #[test]
            fn nothing_runs_before_the_first_poll() {
                let mut ran = false;
                let mut future = $Pooled::new(async { ran = true });
                assert_eq!(poll(&mut future), Poll::Ready(()));
                drop(future);
                assert!(std::mem::take(&mut ran));
                drop($Pooled::new(async { ran = true }));
                assert!(!ran);
            }

            #[test]
            fn the_content_of_a_future_is_dropped_once_at_each_stage() {
                drop_at_each_stage(|drops| $Pooled::new(suspends_once(drops)));
            }

            #[test]
            fn a_value_or_a_future_that_fits_no_slot_is_dropped_once() {
                drop_at_each_stage(|drops| {
                    let (future, bytes) = (suspends_once(drops), [7_u8; 8192]);
                    $Pooled::new(async move {
                        let value = future.await;
                        assert_eq!(bytes[8191], 7);
                        value
                    })
                });
                let drops = Drops::default();
                let held = Aligned(drops.value());
                let mut future = $Pooled::new(async move {
                    let held = held;
                    pause().await;
                    ((&raw const held).addr() % 64, held)
                });
                assert!(poll(&mut future).is_pending());
                let Poll::Ready((0, held)) = poll(&mut future) else { panic!("suspends once, and is aligned") };
                drop(future);
                assert_eq!(drops.count(), 0);
                drop(held.0);
                assert_eq!(drops.count(), 1);
            }

            #[test]
            fn a_large_value_is_returned_after_the_future_is_dropped() {
                let drops = Drops::default();
                let mut future = $Pooled::new(Holds(drops.value(), drops.clone(), large));
                let Poll::Ready((numbers, value)) = poll(&mut future) else { panic!("it never suspends") };
                assert_eq!((numbers, drops.count()), ([7; 512], 1), "what was held is gone");
                drop(future);
                assert_eq!(drops.count(), 1);
                drop(value);
                assert_eq!(drops.count(), 2);
            }

            #[test]
            fn a_pooled_future_may_move_between_polls() {
                let mut future = $Pooled::new(async {
                    let value = 7;
                    let borrow = &value;
                    pause().await;
                    *borrow
                });
                assert_eq!(poll(&mut future), Poll::Pending);
                let mut moved = Box::new(future);
                assert_eq!(poll(&mut *moved), Poll::Ready(7));
            }

            /// As for `Pin<Box<..>>`: polling code is written alike for both.
            #[test]
            fn as_mut_pins_it() {
                let mut cx = Context::from_waker(Waker::noop());
                let mut future = $Pooled::new(async {
                    pause().await;
                    7
                });
                assert_eq!(future.as_mut().poll(&mut cx), Poll::Pending);
                assert_eq!(pollster::block_on(future.as_mut()), 7);
            }

            #[test]
            fn debug_says_whether_it_is_finished() {
                let mut future = $Pooled::new(std::future::ready(7));
                assert_eq!(format!("{future:?}"), concat!(stringify!($Pooled), "(Pending)"));
                assert_eq!(poll(&mut future), Poll::Ready(7));
                assert_eq!(format!("{future:?}"), concat!(stringify!($Pooled), "(Finished)"));
            }

            #[test]
            fn a_poll_after_the_value_panics_with_a_remedy() {
                let mut future = $Pooled::new(async { 7 });
                assert_eq!(poll(&mut future), Poll::Ready(7));
                for _ in 0..2 {
                    let message = message_of(|| poll(&mut future));
                    let expected = "a ValueTask or PooledFuture was polled after it had returned its value: \
                                    await it once and keep the value";
                    assert_eq!(message, expected);
                }
            }

            #[test]
            fn a_panic_in_a_poll_comes_out_and_ends_it() {
                for suspends in [false, true] {
                    let drops = Drops::default();
                    let held = drops.value();
                    let mut future: $Pooled<'_, Large> = $Pooled::new(async move {
                        let _held = held;
                        if suspends {
                            pause().await;
                        }
                        panic!("inside");
                    });
                    assert!(!suspends || poll(&mut future).is_pending());
                    assert_eq!(message_of(|| poll(&mut future).is_ready()), "inside");
                    assert_eq!(drops.count(), 1);
                    assert_eq!(format!("{future:?}"), concat!(stringify!($Pooled), "(Finished)"));
                    assert!(message_of(|| poll(&mut future).is_ready()).starts_with("a ValueTask or PooledFuture was polled"));
                    drop(future);
                    assert_eq!(drops.count(), 1);
                }
            }

            #[test]
            fn a_panic_of_the_content_propagates_from_the_drop() {
                for polls in 0..2 {
                    let drops = Drops::default();
                    let held = PanicsInDrop(Some(drops.value()));
                    let mut future = $Pooled::new(async move {
                        let _held = held;
                        pause().await;
                    });
                    (0..polls).for_each(|_| assert!(poll(&mut future).is_pending()));
                    assert_eq!(message_of(|| drop(future)), "in drop");
                    assert_eq!(drops.count(), 1);
                }
            }

            #[test]
            fn a_panic_of_the_content_drops_the_new_value() {
                fn ends<V>(make: fn(Counted) -> V) {
                    let drops = Drops::default();
                    let held = PanicsInDrop(Some(drops.value()));
                    let mut future = $Pooled::new(Holds(held, drops.clone(), make));
                    assert_eq!(message_of(|| poll(&mut future).is_ready()), "in drop");
                    assert_eq!(drops.count(), 2, "what was held and the value");
                    drop(future);
                    assert_eq!(drops.count(), 2);
                }
                ends(|value| value);
                ends(large);
            }
        }
    )*};
}

stages! {
    sent: PooledFuture;
    local: LocalPooledFuture;
}
