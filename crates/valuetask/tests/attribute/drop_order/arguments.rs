//! Arguments are dropped when a plain async function drops them, with a trait around the method or not.

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

use pollster::block_on;

use super::attribute;
use crate::util::pause;

/// Records its name when it is dropped.
struct Noted<'l>(&'static str, &'l Log);

type Log = RefCell<Vec<&'static str>>;

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        self.1.borrow_mut().push(self.0);
    }
}

#[attribute(?Send)]
trait Method {
    async fn ignored(log: &Log, _: Noted<'_>, named: Noted<'_>, _kept: Noted<'_>);
    async fn locals(self, log: &Log, argument: Noted<'_>)
    where
        Self: Sized;
}

#[attribute(?Send)]
impl Method for Noted<'_> {
    async fn ignored(log: &Log, _: Noted<'_>, named: Noted<'_>, _kept: Noted<'_>) {
        drop(named);
        pause().await;
        log.borrow_mut().push("end");
    }

    async fn locals(self, log: &Log, argument: Noted<'_>) {
        let _local = Noted("local", log);
        let _ = Noted("at once", log);
        pause().await;
        let _moved = argument;
        log.borrow_mut().push(self.0);
    }
}

async fn ignored(log: &Log, _: Noted<'_>, named: Noted<'_>, _kept: Noted<'_>) {
    drop(named);
    pause().await;
    log.borrow_mut().push("end");
}

async fn locals(this: Noted<'_>, log: &Log, argument: Noted<'_>) {
    let _local = Noted("local", log);
    let _ = Noted("at once", log);
    pause().await;
    let _moved = argument;
    log.borrow_mut().push(this.0);
}

/// Returns the traces of a completed future, and of one dropped after a poll.
fn traces(made: &impl AsyncFn(&Log)) -> [Vec<&'static str>; 2] {
    let finished = Log::default();
    block_on(made(&finished));
    let given_up = Log::default();
    let _ = pin!(made(&given_up)).poll(&mut Context::from_waker(Waker::noop()));
    [finished.into_inner(), given_up.into_inner()]
}

#[test]
fn unnamed_arguments_are_dropped_with_the_others() {
    let expected = traces(&async |log| ignored(log, Noted("a", log), Noted("b", log), Noted("c", log)).await);
    assert_eq!(expected[0], ["b", "end", "c", "a"]);
    let method = traces(&async |log| Noted::ignored(log, Noted("a", log), Noted("b", log), Noted("c", log)).await);
    assert_eq!(method, expected);
}

#[test]
fn a_receiver_is_dropped_after_the_locals_and_the_arguments() {
    let expected = traces(&async |log| locals(Noted("self", log), log, Noted("argument", log)).await);
    assert_eq!(expected[0], ["at once", "self", "argument", "local", "self"]);
    let method = traces(&async |log| Noted("self", log).locals(log, Noted("argument", log)).await);
    assert_eq!(method, expected);
}
