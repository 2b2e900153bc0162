//! Tasks that are `Send`, tasks that aren't, and both in one trait.

use std::cell::Cell;
use std::rc::Rc;
use std::thread;

use pollster::block_on;
use valuetask::{LocalValueTask, ValueTask};

use super::{LocalReturned, Returned, attribute};
use crate::util::pause;

#[attribute(?Send)]
trait Local {
    async fn held(&self, by: &Cell<u32>) -> Rc<u32>;

    async fn defaulted(&self) -> Rc<str> {
        let text = Rc::from("text");
        pause().await;
        text
    }

    #[value_task(Send)]
    async fn sent(&self) -> u32;
}

#[attribute(?Send)]
impl Local for u32 {
    async fn held(&self, by: &Cell<u32>) -> Rc<u32> {
        let held = Rc::new(*self);
        pause().await;
        by.set(1);
        held
    }

    #[value_task(Send)]
    async fn sent(&self) -> u32 {
        pause().await;
        *self
    }
}

#[test]
fn a_method_may_hold_local_values() {
    let cell = Cell::new(0);
    let task: LocalReturned<'_, _> = 7.held(&cell);
    assert_eq!(*block_on(task), 7);
    assert_eq!(cell.get(), 1);
    assert_eq!(*block_on((&7_u32 as &dyn Local).defaulted()), *"text");
}

#[test]
fn one_method_of_a_local_trait_may_be_sent() {
    let task: ValueTask<'_, u32> = Local::sent(&7);
    assert_eq!(thread::scope(|scope| scope.spawn(|| block_on(task)).join().expect("no panic")), 7);
}

#[attribute]
trait Sent: Sync {
    async fn sent(&self) -> u32;

    #[value_task(?Send)]
    async fn local(&self) -> u32 {
        let held = Rc::new(1);
        pause().await;
        *held
    }
}

#[attribute]
impl Sent for u32 {
    async fn sent(&self) -> u32 {
        let doubled = {
            let shared = Rc::new(*self);
            *shared * 2
        };
        pause().await;
        doubled
    }
}

#[test]
fn one_method_of_a_sent_trait_may_be_local() {
    let number: &dyn Sent = &2;
    let task: LocalValueTask<'_, u32> = number.local();
    assert_eq!(block_on(task), 1);
    let task: Returned<'_, u32> = number.sent();
    assert_eq!(thread::scope(|scope| scope.spawn(|| block_on(task)).join().expect("no panic")), 4);
}

/// Arguments that aren't `Send` do no harm if they are dropped before an await.
#[attribute]
async fn consumed(number: u32) -> u32 {
    let list = [number, number].map(Rc::new);
    let sum = list.iter().map(|one| **one).sum();
    drop(list);
    sum
}

#[test]
fn a_value_dropped_before_an_await_need_not_be_send() {
    let task: Returned<'static, u32> = consumed(3);
    assert_eq!(thread::spawn(|| block_on(task)).join().expect("no panic"), 6);
}
