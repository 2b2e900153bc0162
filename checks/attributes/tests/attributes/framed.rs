//! async-backtrace's `#[framed]`: the same frames as under the real `async_trait`.
//!
//! A frame starts with the first poll, also in a hot method: it points at the frame of its first poll, which the call
//! might not outlive.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use async_backtrace::{frame, taskdump_tree};
use attributes::drive;

#[path = "framed"]
mod boxed {
    use ::async_trait::async_trait;

    #[path = "service.rs"]
    pub(super) mod service;
}

#[path = "framed"]
mod pooled {
    use valuetask::async_trait;

    #[path = "service.rs"]
    #[allow(clippy::duplicate_mod, reason = "the same code under another attribute")]
    pub(super) mod service;
}

#[path = "framed"]
mod hot {
    use valuetask::value_task as async_trait;

    #[path = "service.rs"]
    #[allow(clippy::duplicate_mod, reason = "the same code under another attribute")]
    pub(super) mod service;
}

/// One test at a time: a dump shows the whole process.
static ALONE: Mutex<()> = Mutex::new(());

/// Returns the names of frames without their module, and without the lifetimes that one of them spells out.
fn names(dump: &str, way: &str) -> Vec<String> {
    let of_way = format!("framed::{way}::");
    let lines = dump.lines().filter(|line| line.contains(&of_way));
    lines
        .map(|line| {
            line.replace(&of_way, "framed::")
                .replace("<'_, '_>", "")
                .split(" at ")
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .collect()
}

/// Returns the frames of a suspended call, and the active ones of a call that isn't suspended.
macro_rules! frames {
    ($way:ident) => {{
        use $way::service::{Service, Store};
        let mut task = pin!(Store.provided(7));
        assert!(task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        let suspended = names(&taskdump_tree(false), stringify!($way));
        assert_eq!(drive(task, || ()), 7);
        assert_eq!(names(&taskdump_tree(false), stringify!($way)), Vec::<String>::new(), "nothing is left");
        let active = drive(frame!(Store.hit()), || ()).join("\n");
        (suspended, names(&active, stringify!($way)))
    }};
}

#[test]
fn a_dump_shows_the_same_frames() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let boxed = frames!(boxed);
    assert_eq!((boxed.0.len(), boxed.1.len()), (2, 1), "{boxed:#?}");
    assert_eq!(frames!(pooled), boxed);
    assert_eq!(frames!(hot), boxed);
}

#[test]
fn a_frame_starts_with_the_first_poll_wherever_the_task_was_made() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    use hot::service::{Service, Store};
    let task = drive(frame!(poll_fn(|_| Poll::Ready(Store.hit()))), || ());
    assert!(!task.is_completed());
    assert_eq!(names(&drive(task, || ()).join("\n"), "hot").len(), 1, "only its own");
}
