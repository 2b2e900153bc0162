//! Values that expire, or are replaced while they are shared.

use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::task::Poll;
use std::time::Duration;

use pollster::block_on;
use valuetask_tasks::{Expiring, TaskError};

use crate::util::{Bomb, Drops, poll};
use crate::{Loads, Seconds};

fn of_a_minute(seconds: &Seconds) -> Expiring<u64> {
    Expiring::new(Duration::from_secs(60)).with_clock(seconds.clock())
}

#[test]
fn a_value_is_ready_at_the_call_until_it_expires() {
    let (seconds, loads) = (Seconds::default(), Loads::default());
    let expiring = of_a_minute(&seconds);
    loads.gate.open();
    seconds.set(100);
    assert_eq!(block_on(expiring.get(|| loads.load())), 1);
    seconds.set(159);
    assert_eq!(expiring.get(|| loads.load()).try_result().ok(), Some(1));
    assert_eq!(expiring.peek(), Some(1));
    seconds.set(160);
    assert_eq!(expiring.peek(), None);
    assert_eq!(block_on(expiring.get(|| loads.load())), 2);
    assert_eq!(format!("{expiring:?}"), "Expiring { max_age: Some(60s), .. }");
}

#[test]
fn the_age_is_counted_from_the_end_of_the_load() {
    let (seconds, loads) = (Seconds::default(), Loads::default());
    let expiring = of_a_minute(&seconds);
    let mut waits = expiring.get(|| loads.load());
    assert!(poll(&mut waits).is_pending());
    seconds.set(1000);
    loads.gate.open();
    assert_eq!(block_on(waits), 1);
    seconds.set(1059);
    assert!(expiring.get(|| loads.load()).is_completed());
}

#[test]
fn callers_that_find_an_expired_value_share_one_load() {
    let (seconds, loads) = (Seconds::default(), Loads::default());
    let expiring = of_a_minute(&seconds);
    expiring.set(0);
    seconds.set(60);
    let mut callers = [(); 3].map(|()| {
        expiring.try_get(|| {
            let load = loads.load();
            async { Ok::<_, TaskError>(load.await) }
        })
    });
    assert!(callers.iter_mut().all(|caller| poll(caller).is_pending()));
    loads.gate.open();
    assert!(callers.map(block_on).iter().all(|value| *value == Ok(1)));
}

#[test]
fn a_value_that_is_set_or_reset_changes_nothing_for_those_that_wait() {
    let (seconds, loads) = (Seconds::default(), Loads::default());
    let expiring = of_a_minute(&seconds);
    let mut waits = expiring.get(|| loads.load());
    assert!(poll(&mut waits).is_pending());
    expiring.set(70);
    assert_eq!(expiring.peek(), Some(70));
    expiring.reset();
    assert_eq!(expiring.peek(), None);
    loads.gate.open();
    assert_eq!(block_on(expiring.get(|| loads.load())), 2);
    assert_eq!(block_on(waits), 1);
    assert_eq!(expiring.peek(), Some(2));
}

#[test]
fn an_error_is_not_kept() {
    let expiring = of_a_minute(&Seconds::default());
    assert!(block_on(expiring.try_get(|| async { Err("no answer") })).is_err());
    assert!(block_on(expiring.try_get(|| async { if true { panic!() } else { Err("") } })).unwrap_err().is_panicked());
    assert!(catch_unwind(AssertUnwindSafe(|| block_on(expiring.get(|| async { panic!() })))).is_err());
    assert_eq!(block_on(expiring.get(|| async { 7 })), 7);
}

#[test]
fn the_error_of_a_load_is_dropped_with_its_callers() {
    let (expiring, drops) = (of_a_minute(&Seconds::default()), Drops::default());
    let value = drops.value();
    let mut waits = expiring.try_get(|| async { if true { resume_unwind(Box::new(value)) } else { Err("") } });
    drop(poll(&mut waits));
    assert_eq!(drops.count(), 1);
}

#[test]
fn an_expired_value_whose_destructor_panics_leaves_the_new_load() {
    struct Fails(u64);
    impl Drop for Fails {
        fn drop(&mut self) {
            if self.0 == 1 {
                Bomb::raise();
            }
        }
    }
    let expiring = Expiring::new(Duration::ZERO);
    let get = |n| expiring.get(move || async move { Arc::new(Fails(n)) });
    assert_eq!(block_on(get(1)).0, 1);
    assert!(Bomb::is_raised_by(|| get(2)));
    assert_eq!(block_on(get(3)).0, 2);
}

#[test]
fn an_expired_value_may_wait_for_the_new_one_in_its_destructor() {
    static EXPIRING: Expiring<Arc<Pool>> = Expiring::new(Duration::ZERO);
    static FOUND: AtomicU64 = AtomicU64::new(0);
    struct Pool(u64);
    impl Drop for Pool {
        fn drop(&mut self) {
            if self.0 == 1
                && let Poll::Ready(new) = poll(&mut EXPIRING.get(pending))
            {
                FOUND.store(new.0, SeqCst);
            }
        }
    }
    let get = |n| EXPIRING.get(move || async move { Arc::new(Pool(n)) });
    drop(block_on(get(1)));
    assert_eq!(block_on(get(2)).0, 2);
    assert_eq!(FOUND.load(SeqCst), 2);
}

#[test]
fn an_expired_value_is_dropped_once_another_load_begins() {
    let (seconds, drops) = (Seconds::default(), Drops::default());
    let expiring = Expiring::new(Duration::from_secs(60)).with_clock(seconds.clock());
    expiring.set(Arc::new(drops.value()));
    seconds.set(60);
    assert!(expiring.peek().is_none());
    assert_eq!(drops.count(), 0);
    drop(expiring.get(pending));
    assert_eq!(drops.count(), 1);
}
