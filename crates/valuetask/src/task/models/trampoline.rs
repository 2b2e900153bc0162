//! | one                             | the other                       | what holds                                           |
//! |---------------------------------|---------------------------------|------------------------------------------------------|
//! | polls too deep, twice           | awaits                          | both are served: from the poll stack, or elsewhere   |
//! | polls too deep                  | opens the gate                  | the awaiter is served                                |
//! | polls too deep, and panics      | opens the gate                  | the awaiter is woken                                 |
//! | polls too deep, and panics      | awaits                          | both are served                                      |
//! | polls too deep, leaks that      | polls with the only handle      | it isn't alone while the cell is on the poll stack   |
//! | sets a source too deep          | takes the result by value       | the queued code finds its cell                       |

use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::*;

#[test]
fn a_refused_cell_is_polled_from_the_stack_or_by_another_awaiter() {
    model(|| {
        let gate = Gate::new();
        gate.open();
        let task = gate.task();
        let other = task.clone();
        let thread = spawn(move || assert_eq!(finish(other.get()), Ok(&Box::new(7))));
        let (alarm, waker) = Alarm::new();
        let mut get = task.get();
        while poll_too_deep(&mut || poll(&mut get, &waker).map(drop)).is_pending() {
            alarm.sleep();
        }
        thread.join().expect("no panic");
    });
}

#[test]
fn a_refused_cell_that_is_woken_meanwhile_wakes_its_awaiter() {
    model(|| {
        let gate = Gate::new();
        let task = gate.task();
        let thread = spawn(move || gate.open());
        let (alarm, waker) = Alarm::new();
        let mut get = task.get();
        while poll_too_deep(&mut || poll(&mut get, &waker).map(drop)).is_pending() {
            alarm.sleep();
        }
        thread.join().expect("no panic");
    });
}

/// Polls too deep and panics, while another thread does something with the gate and its task.
fn panics_too_deep(other: fn(Gate, Task<Box<u32>>)) {
    model(move || {
        let gate = Gate::new();
        let task = gate.task();
        let shared = task.clone();
        let thread = spawn(move || other(gate, shared));
        let (alarm, waker) = Alarm::new();
        let mut get = task.get();
        let polled = catch_unwind(AssertUnwindSafe(|| {
            stack::poll(|_| -> Poll<()> {
                if poll_too_deep(&mut || poll(&mut get, &waker).map(drop)).is_pending() {
                    resume_unwind(Box::new(()));
                }
                Poll::Ready(())
            })
        }));
        if polled.is_err() {
            alarm.sleep();
            assert_eq!(finish(get), Ok(&Box::new(7)));
        }
        thread.join().expect("no panic");
    });
}

#[test]
fn the_awaiter_of_a_refused_cell_is_woken_if_the_outermost_poll_panics() {
    panics_too_deep(|gate, _| gate.open());
}

#[test]
fn another_awaiter_is_served_if_the_outermost_poll_panics() {
    panics_too_deep(|gate, task| {
        gate.open();
        assert_eq!(finish(task.get()), Ok(&Box::new(7)));
    });
}

#[test]
fn a_refused_cell_is_nobodys_alone() {
    model(|| {
        let gate = Gate::new();
        let mut task = Some(gate.task());
        let mut thread = None;
        let _ = poll_too_deep(&mut || {
            if let Some(task) = task.take() {
                let _ = poll(&mut *ManuallyDrop::new(task.get()), Waker::noop());
                thread = Some(spawn(move || drop(poll(&mut task.into_future(), Waker::noop()))));
            }
            Poll::Ready(())
        });
        thread.expect("spawned").join().expect("no panic");
    });
}

#[test]
fn queued_code_finds_the_cell_that_it_waited_for() {
    model(|| {
        let (source, task) = TaskCompletionSource::channel();
        let continued = task.on_success(Clone::clone);
        let thread = spawn(move || complete_too_deep(|| set(source)));
        let mut future = task.into_future();
        let polled = poll(&mut future, Waker::noop());
        thread.join().expect("no panic");
        drop(polled);
        assert_eq!(continued.result(), Some(Ok(&Box::new(7))));
    });
}
