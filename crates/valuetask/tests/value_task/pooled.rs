//! Pooled futures: boxed futures whose box is a slot of the pool.
//!
//! | file      | question                                                                             |
//! |-----------|--------------------------------------------------------------------------------------|
//! | `stages`  | polled, moved, dropped and panicking at each stage, of either kind                   |
//! | `threads` | made here, polled and dropped there, for values of any type                          |
//! | `boxes`   | to and from a boxed future, in generic code and where a value's lifetime ends sooner |
//! | `tasks`   | to and from a `ValueTask`                                                            |
//! | `methods` | returned by methods: by hand, by `#[async_trait]`, as `#[async_method]` declares     |

mod boxes;
mod methods;
mod stages;
mod tasks;
mod threads;

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::Poll;

use crate::util::{Counted, Drops, pause, poll};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
type LocalBoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A future that holds a counted value until it is completed, suspends once, and then yields another.
fn suspends_once(drops: &Drops) -> impl Future<Output = Counted> + Send + use<> {
    let (held, value) = (drops.value(), drops.value());
    async move {
        let _held = held;
        pause().await;
        value
    }
}

/// Drops a future unpolled, suspended, completed with its value kept, and completed: its content is dropped once.
fn drop_at_each_stage<F: Future<Output = Counted> + Unpin>(make: impl Fn(&Drops) -> F) {
    for polls in 0..=2 {
        let drops = Drops::default();
        let mut future = make(&drops);
        let value = (0..polls).map(|_| poll(&mut future)).last();
        let finished = matches!(value, Some(Poll::Ready(_)));
        assert_eq!((drops.count(), finished), (usize::from(polls == 2), polls == 2), "{polls} polls");
        drop(future);
        assert_eq!(drops.count(), 2 - usize::from(finished), "{polls} polls");
        drop(value);
        assert_eq!(drops.count(), 2, "{polls} polls");
    }
}

/// What a panic says.
fn message_of<R>(panics: impl FnOnce() -> R) -> String {
    let payload = catch_unwind(AssertUnwindSafe(|| drop(panics()))).expect_err("it panics");
    match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => payload.downcast_ref::<&str>().expect("a message").to_string(),
    }
}
