//! Unknown attributes: the method is a lazy task, for anything that an attribute makes of its body.
//!
//! Each is a macro of this file, which sees what an attribute macro sees.

use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use attributes::{drive, pause};
use fastrace::trace;
use macro_rules_attribute::apply;
use tracing::instrument;
use valuetask::value_task;

thread_local! {
    static STEPS: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

fn step(step: &'static str) {
    STEPS.with_borrow_mut(|steps| steps.push(step));
}

fn steps() -> Vec<&'static str> {
    STEPS.take()
}

/// Leaves the function as it is.
macro_rules! nothing {
    ($($item:tt)*) => { $($item)* };
}

/// Takes the method for a plain function, whose result has the declared type.
macro_rules! counted {
    ($(#[$attr:meta])* $vis:vis fn $name:ident(&self) -> $Output:ty $body:block) => {
        $(#[$attr])*
        $vis fn $name(&self) -> $Output {
            let call = move || -> $Output { $body };
            let result: $Output = call();
            CALLS.set(CALLS.get() + 1);
            result
        }
    };
}

/// Awaits a future before the body, in a box of its own.
macro_rules! delayed {
    ($(#[$attr:meta])* $vis:vis fn $name:ident(&self) -> $Output:ty { $($path:ident)? $(:: $more:ident)*($block:expr) }) => {
        $(#[$attr])*
        $vis fn $name(&self) -> $Output {
            Box::pin(async move {
                step("delay");
                pause().await;
                let result = $block.await;
                step("done");
                result
            })
        }
    };
}

/// Moves the future into a local variable.
macro_rules! in_a_local {
    ($(#[$attr:meta])* $vis:vis fn $name:ident(&self) -> $Output:ty { $($path:ident)? $(:: $more:ident)*($block:expr) }) => {
        $(#[$attr])*
        $vis fn $name(&self) -> $Output {
            let boxed: Pin<Box<dyn Future<Output = u32> + Send + '_>> = Box::pin($block);
            boxed
        }
    };
}

#[value_task]
trait Service: Send + Sync {
    async fn untouched(&self) -> u32;
    async fn counted(&self) -> u32;
    async fn delayed(&self) -> u32;
    async fn in_a_local(&self) -> u32;
    async fn both(&self) -> u32;
}

struct Store;

#[value_task]
impl Service for Store {
    #[apply(nothing!)]
    async fn untouched(&self) -> u32 {
        step("body");
        pause().await;
        1
    }

    #[apply(counted!)]
    async fn counted(&self) -> u32 {
        step("body");
        pause().await;
        2
    }

    #[apply(delayed!)]
    async fn delayed(&self) -> u32 {
        step("body");
        pause().await;
        3
    }

    #[apply(in_a_local!)]
    async fn in_a_local(&self) -> u32 {
        step("body");
        pause().await;
        4
    }

    #[trace]
    #[instrument(skip_all)]
    async fn both(&self) -> u32 {
        step("body");
        pause().await;
        5
    }
}

#[test]
fn an_attribute_that_keeps_the_body_may_await_for_all_that_is_known() {
    let task = Store.untouched();
    assert_eq!(steps(), Vec::<&str>::new());
    assert_eq!(drive(task, || ()), 1);
}

#[test]
fn an_attribute_for_plain_functions_sees_the_declared_type() {
    let task = Store.counted();
    assert_eq!((steps(), CALLS.get()), (Vec::new(), 1));
    assert_eq!(drive(task, || ()), 2);
}

#[test]
fn an_attribute_that_awaits_another_future_isnt_polled_before_the_task() {
    let task = Store.delayed();
    assert_eq!(steps(), Vec::<&str>::new());
    assert_eq!(drive(task, || step("poll")), 3);
    assert_eq!(steps(), ["poll", "delay", "poll", "body", "poll", "done"]);
}

#[test]
fn an_attribute_that_moves_the_future_makes_a_task_of_it() {
    let task = Store.in_a_local();
    assert_eq!(steps(), Vec::<&str>::new());
    assert_eq!(drive(task, || ()), 4);
}

#[test]
fn two_of_them_are_two_of_them() {
    let task = Store.both();
    assert_eq!(steps(), ["body"]);
    assert_eq!(drive(task, || ()), 5);
}

/// An implementation whose attributes and bodies come from different macros.
macro_rules! store {
    ($Store:ident, $get:block, |$self:ident| $local:expr) => {
        #[derive(Debug)]
        struct $Store(u32);

        #[value_task]
        impl $Store {
            #[instrument(err, ret, skip_all)]
            async fn get(&self) -> Result<u32, String> $get

            #[value_task(?Send)]
            #[instrument(err, ret, skip_all)]
            async fn local(&$self) -> Result<u32, String> {
                let shared = Rc::new(0);
                pause().await;
                Ok(*shared + $local)
            }

            #[cfg_attr(test, instrument, trace)]
            #[cfg_attr(not(test), no_such_attribute)]
            async fn configured(self: Arc<Self>) -> impl Debug + Send {
                self.0
            }
        }
    };
}

store!(Generated, { Err("nothing".to_owned())? }, |self| self.0);

#[test]
fn code_out_of_a_macro_takes_them_too() {
    assert_eq!(Generated(1).get().try_result().ok(), Some(Err("nothing".to_owned())));
    assert_eq!(drive(Generated(2).local(), || ()), Ok(2));
    assert_eq!(format!("{:?}", drive(Arc::new(Generated(3)).configured(), || ())), "3");
}

mod without_box {
    //! A module where `Box` is another type, or missing.
    use super::{instrument, trace, value_task};

    struct Box;

    impl Box {
        const VALUE: u32 = 7;
    }

    #[value_task]
    pub(super) trait Service {
        #[trace]
        async fn traced(&self) -> u32 {
            Box::VALUE
        }

        #[instrument(skip_all)]
        async fn instrumented(&self) -> u32 {
            Box::VALUE
        }
    }

    impl Service for super::Store {}
}

#[test]
fn the_users_box_is_not_needed_for_it() {
    use without_box::Service;
    assert_eq!(Store.traced().try_result().ok(), Some(7));
    assert_eq!(Store.instrumented().try_result().ok(), Some(7));
}
