//! `Send = cfg(..)`: methods return a `ValueTask` or `PooledFuture` if the predicate holds, and a local one otherwise.
//!
//! Predicates with a known answer replace those about the target.
#![forbid(unsafe_code)]

use std::rc::Rc;

use crate::util::pause;
use pollster::block_on;
use valuetask::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask, async_trait, value_task};

fn is_send<T: Send>(value: T) -> T {
    value
}

#[value_task(Send = cfg(not(any())))]
trait Everywhere {
    async fn get(&self, key: &str) -> usize;

    async fn twice(&self, key: &str) -> usize {
        self.get(key).await + self.get(key).await
    }
}

#[value_task(Send = cfg(not(any())))]
impl Everywhere for usize {
    async fn get(&self, key: &str) -> usize {
        pause().await;
        self + key.len()
    }
}

#[test]
fn where_the_predicate_holds_a_task_is_send() {
    let task: ValueTask<'_, usize> = 1.get("ab");
    assert_eq!(block_on(is_send(task)) + block_on(is_send(1.twice("ab"))), 9);
}

#[value_task(Send = cfg(any()))]
trait Nowhere {
    async fn get(&self, key: &str) -> usize;

    /// `Self` needn't be `Sync`, unlike for a task that is `Send`.
    async fn twice(&self, key: &str) -> usize {
        self.get(key).await + self.get(key).await
    }
}

#[value_task(Send = cfg(any()))]
impl Nowhere for Rc<usize> {
    async fn get(&self, key: &str) -> usize {
        let shared = Rc::clone(self);
        pause().await;
        *shared + key.len()
    }
}

#[test]
fn a_local_target_lets_a_task_hold_a_value_that_isnt_send() {
    let shared = Rc::new(1);
    let task: LocalValueTask<'_, usize> = shared.get("ab");
    assert_eq!(block_on(task) + block_on(shared.twice("ab")), 9);
}

#[value_task(Send = cfg(any()), lazy)]
trait Each {
    async fn local(&self) -> usize;
    #[value_task(Send, hot)]
    async fn shared(&self) -> usize;
}

#[value_task(lazy, Send = cfg(any()))]
impl Each for usize {
    async fn local(&self) -> usize {
        *Rc::new(*self)
    }

    #[value_task(Send, hot)]
    async fn shared(&self) -> usize {
        *self
    }
}

#[test]
fn one_method_differs_from_its_item() {
    let each: &dyn Each = &1;
    let (local, shared) = (each.local(), is_send(each.shared()));
    assert_eq!((local.is_completed(), shared.is_completed()), (false, true));
    assert_eq!(block_on::<LocalValueTask<'_, usize>>(local), 1);
}

#[async_trait(Send = cfg(any()))]
trait Pooled {
    async fn local(&self) -> usize;
    #[async_trait(Send)]
    async fn value(&self) -> usize;
    #[value_task(Send, lazy)]
    async fn lazy(&self) -> usize;
}

#[async_trait(Send = cfg(any()),)]
impl Pooled for usize {
    async fn local(&self) -> usize {
        *Rc::new(*self)
    }

    #[inline]
    #[async_trait(Send)]
    async fn value(&self) -> usize {
        *self
    }

    #[value_task(Send, lazy)]
    async fn lazy(&self) -> usize {
        *self
    }
}

#[test]
fn checking_send_keeps_the_return_type_of_a_method() {
    let value: PooledFuture<'_, usize> = is_send(1.value());
    let local: LocalPooledFuture<'_, usize> = Pooled::local(&2);
    let lazy: ValueTask<'_, usize> = is_send(3.lazy());
    assert!(!lazy.is_completed());
    assert_eq!((block_on(value), block_on(local), block_on(lazy)), (1, 2, 3));
}

mod reexported {
    pub(crate) use valuetask as tasks;
}

#[value_task(crate = reexported::tasks, Send = cfg(all(not(any()), all(),)))]
async fn free(value: &usize) -> usize {
    *value
}

#[test]
fn the_predicate_works_on_functions_and_beside_other_arguments() {
    assert_eq!(is_send(free(&3)).try_result().ok(), Some(3));
}

#[value_task(Send = cfg(not(any())))]
trait Once {
    #[cfg(any())]
    async fn nowhere(&self) -> Missing;

    async fn one(&self) -> usize {
        7
    }
}

impl Once for usize {}

#[test]
fn each_method_exists_once() {
    assert_eq!(block_on(is_send(1.one())), 7);
}

#[value_task(boxed, Send = cfg(not(any())))]
async fn boxed_and_send(value: &usize) -> usize {
    *value
}

#[value_task(boxed, Send = cfg(any()))]
async fn boxed_and_local(value: &usize) -> usize {
    let shared = Rc::new(*value);
    pause().await;
    *shared
}

#[test]
fn a_boxed_future_is_send_where_the_predicate_holds() {
    assert_eq!(block_on(is_send(boxed_and_send(&1))) + block_on(boxed_and_local(&2)), 3);
}
