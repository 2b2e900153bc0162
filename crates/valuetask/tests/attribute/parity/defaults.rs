//! Default bodies, and implementations that use them.

use std::fmt::{Debug, Display};
use std::future::{Future, ready};
use std::sync::Arc;

use pollster::block_on;

use super::attribute;
use crate::util::pause;

#[attribute]
trait Greets: Display {
    async fn greeting(&self) -> String {
        pause().await;
        format!("hello {self}")
    }

    async fn shouted(&self) -> String {
        self.greeting().await.to_uppercase()
    }

    async fn forgotten(&mut self)
    where
        Self: Default,
    {
        pause().await;
        *self = Self::default();
    }

    async fn consumed(self) -> String
    where
        Self: Sized,
    {
        pause().await;
        self.to_string()
    }

    async fn counted(self: Arc<Self>) -> String {
        pause().await;
        self.to_string()
    }

    async fn static_of(by: u8) -> u8 {
        pause().await;
        by
    }

    fn plain(&self) -> usize {
        self.to_string().len()
    }
}

impl Greets for u32 {}

#[attribute]
impl Greets for char {
    async fn greeting(&self) -> String {
        format!("hey {self}")
    }
}

#[test]
fn a_default_body_runs_unless_an_implementation_has_its_own() {
    let mut number = 7;
    assert_eq!(block_on(number.greeting()), "hello 7");
    assert_eq!(block_on(number.shouted()), "HELLO 7");
    assert_eq!(block_on(number.consumed()), "7");
    assert_eq!(block_on(Arc::new(number).counted()), "7");
    assert_eq!(block_on(u32::static_of(3)), 3);
    assert_eq!(number.plain(), 1);
    block_on(number.forgotten());
    assert_eq!(number, 0);
    assert_eq!(block_on('x'.shouted()), "HEY X");
}

/// A type that isn't `Sync` implements the trait as long as the body that needs `Sync` isn't called.
struct NotSync(std::cell::Cell<u8>);

#[attribute]
trait Optional {
    async fn needs_sync(&self) -> u8 {
        pause().await;
        0
    }

    async fn own(&mut self) -> u8;
}

#[attribute]
impl Optional for NotSync {
    async fn own(&mut self) -> u8 {
        pause().await;
        self.0.get()
    }
}

#[test]
fn a_default_body_that_needs_more_than_a_type_has_is_only_not_called() {
    assert_eq!(block_on(NotSync(std::cell::Cell::new(2)).own()), 2);
    assert_eq!(block_on(Optional::needs_sync(&Sync)), 0);
}

struct Sync;

#[attribute]
impl Optional for Sync {
    async fn own(&mut self) -> u8 {
        1
    }
}

#[attribute]
trait Bounded
where
    Self: Sized + Send + Debug,
    Vec<Self>: Debug,
{
    async fn wrapped(self) -> String {
        pause().await;
        format!("{:?}", vec![self])
    }
}

impl Bounded for u8 {}

#[test]
fn a_default_body_uses_the_traits_bounds_on_self() {
    assert_eq!(block_on(5.wrapped()), "[5]");
}

/// Whose default body awaits the receiver itself.
#[attribute]
trait Flattened: Future {
    async fn flattened(self) -> <Self::Output as Future>::Output
    where
        Self: Sized,
        Self::Output: Future + Send,
    {
        self.await.await
    }
}

impl<F: Future> Flattened for F {}

#[test]
fn a_default_body_may_await_its_receiver() {
    assert_eq!(block_on(ready(ready(3)).flattened()), 3);
}
