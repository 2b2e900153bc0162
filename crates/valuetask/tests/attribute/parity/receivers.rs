//! Every receiver, through `dyn` where the language allows that.
#![allow(clippy::unused_self, clippy::rc_buffer, reason = "what is tried is the shape, not its use")]

use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use pollster::block_on;

use super::attribute;
use crate::util::pause;

struct Counter(u32);

impl Counter {
    fn boxed(count: u32) -> Box<Self> {
        Box::new(Self(count))
    }
}

#[attribute]
trait Borrowed: Send + Sync {
    async fn shared(&self, by: &u32) -> u32;
    async fn exclusive(&mut self, by: u32) -> u32;
    async fn typed(self: &Self) -> u32;
    async fn typed_exclusive(self: &mut Self) -> u32;
    async fn through(self: &Arc<Self>) -> u32
    where
        Self: Sized;
    async fn twice_borrowed(self: &&Self, list: &mut Vec<&str>) -> u32
    where
        Self: Sized;
    async fn rebound(self: &Self, other: &Self) -> u32
    where
        Self: Sized;
}

#[attribute]
impl Borrowed for Counter {
    async fn shared(&self, by: &u32) -> u32 {
        pause().await;
        self.0 + by
    }

    async fn exclusive(&mut self, by: u32) -> u32 {
        self.0 += by;
        pause().await;
        self.0 += by;
        self.0
    }

    async fn typed(self: &Self) -> u32 {
        self.0
    }

    async fn typed_exclusive(self: &mut Self) -> u32 {
        self.0 += 1;
        pause().await;
        self.0
    }

    async fn through(self: &Arc<Self>) -> u32 {
        pause().await;
        self.0
    }

    async fn twice_borrowed(self: &&Self, list: &mut Vec<&str>) -> u32 {
        pause().await;
        list.push("one");
        self.0
    }

    async fn rebound(mut self: &Self, other: &Self) -> u32 {
        let own = self.0;
        self = if own < other.0 { other } else { self };
        pause().await;
        self.0
    }
}

#[test]
fn a_receiver_is_borrowed_in_any_way_of_writing_it() {
    let mut counter: Box<dyn Borrowed> = Counter::boxed(1);
    assert_eq!(block_on(counter.shared(&1)), 2);
    assert_eq!(block_on(counter.exclusive(2)), 5);
    assert_eq!(block_on(counter.typed()), 5);
    assert_eq!(block_on(counter.typed_exclusive()), 6);
    assert_eq!(block_on(Arc::new(Counter(7)).through()), 7);
    assert_eq!(block_on((&Counter(8)).twice_borrowed(&mut Vec::new())), 8);
    assert_eq!(block_on(Counter(1).rebound(&Counter(2))), 2);
}

#[attribute]
trait Owned: Send {
    async fn by_value(self) -> u32
    where
        Self: Sized;
    async fn changed(mut self) -> u32
    where
        Self: Sized,
    {
        pause().await;
        let kept = &mut self;
        kept.add_one()
    }
    async fn boxed(self: Box<Self>) -> u32;
    async fn counted(self: Arc<Self>, more: &u32) -> u32;
    async fn pinned(mut self: Pin<&mut Self>) -> u32;
    async fn pinned_box(self: Pin<Box<Self>>) -> u32;
    fn add_one(&mut self) -> u32;
}

#[attribute]
impl Owned for Counter {
    async fn by_value(mut self) -> u32 {
        self.0 += 1;
        pause().await;
        self.0
    }

    async fn boxed(mut self: Box<Self>) -> u32 {
        self.0 += 1;
        pause().await;
        self.0
    }

    async fn counted(self: Arc<Self>, more: &u32) -> u32 {
        pause().await;
        self.0 + more
    }

    async fn pinned(mut self: Pin<&mut Self>) -> u32 {
        self.0 += 1;
        pause().await;
        self.0
    }

    async fn pinned_box(self: Pin<Box<Self>>) -> u32 {
        self.0
    }

    fn add_one(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }
}

#[test]
fn a_receiver_is_owned_in_any_way_of_writing_it() {
    let boxed: Box<dyn Owned> = Counter::boxed(1);
    assert_eq!(block_on(boxed.boxed()), 2);
    let counted: Arc<dyn Owned> = Arc::new(Counter(1));
    assert_eq!(block_on(counted.counted(&4)), 5);
    let mut pinned: Pin<Box<dyn Owned>> = Box::pin(Counter(1));
    assert_eq!(block_on(pinned.as_mut().pinned()), 2);
    assert_eq!(block_on(pinned.pinned_box()), 2);
    assert_eq!(block_on(Counter(1).by_value()), 2);
    assert_eq!(block_on(Counter(1).changed()), 2);
}

#[attribute(?Send)]
trait Single {
    async fn counted(self: Rc<Self>) -> u32;
    async fn unpinned(self: Pin<Rc<Self>>) -> u32 {
        pause().await;
        3
    }
}

#[attribute(?Send)]
impl Single for Counter {
    async fn counted(self: Rc<Self>) -> u32 {
        pause().await;
        self.0
    }
}

#[test]
fn a_receiver_that_stays_on_its_thread_is_owned_by_a_local_task() {
    let counter: Rc<dyn Single> = Rc::new(Counter(2));
    assert_eq!(block_on(counter.counted()), 2);
    assert_eq!(block_on((Rc::pin(Counter(0)) as Pin<Rc<dyn Single>>).unpinned()), 3);
}

#[attribute]
trait Without {
    async fn nothing() -> u32;
    async fn of_self(value: Self) -> Self
    where
        Self: Sized;
}

#[attribute]
impl Without for u32 {
    async fn nothing() -> u32 {
        pause().await;
        1
    }

    async fn of_self(value: Self) -> Self {
        pause().await;
        value
    }
}

#[test]
fn a_method_without_a_receiver_is_called_by_its_type() {
    assert_eq!(block_on(u32::nothing()), 1);
    assert_eq!(block_on(<u32 as Without>::of_self(5)), 5);
}

/// Implemented for a reference, so that a call through `self: &mut Counter` borrows that.
trait Step {
    fn step(&mut self);
}

impl Step for &mut Counter {
    fn step(&mut self) {
        self.0 += 1;
    }
}

macro_rules! exclusive {
    ($place:expr) => {
        &mut $place
    };
}

#[attribute]
trait Reborrowing: Send {
    async fn by_expression(&mut self);
    async fn by_macro(&mut self);
    async fn by_pattern(&mut self);
    async fn by_method(&mut self);
    async fn nowhere(&mut self) {
        let _ = &mut self;
    }
}

#[attribute]
impl Reborrowing for Counter {
    async fn by_expression(&mut self) {
        pause().await;
        Step::step(&mut self);
    }

    async fn by_macro(&mut self) {
        Step::step(exclusive!(self));
        pause().await;
    }

    async fn by_pattern(&mut self) {
        #[allow(clippy::toplevel_ref_arg, reason = "a pattern is what is tried")]
        let ref mut whole = self;
        whole.step();
        pause().await;
    }

    async fn by_method(&mut self) {
        self.step();
        pause().await;
    }
}

#[test]
fn an_exclusive_receiver_is_itself_borrowed_exclusively_however_the_body_says_so() {
    let mut counter = Counter(0);
    block_on(counter.by_expression());
    block_on(counter.by_macro());
    block_on(counter.by_pattern());
    block_on(counter.by_method());
    block_on(counter.nowhere());
    assert_eq!(counter.0, 4);
}
