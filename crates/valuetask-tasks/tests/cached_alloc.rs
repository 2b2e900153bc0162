//! The exact allocations of values that are loaded once.
#![cfg(not(valuetask_no_pool))]

#[path = "../../valuetask/tests/util/alloc.rs"]
mod counting;

use std::time::Duration;

use counting::{Counting, in_steady_state};
use valuetask_tasks::{Cached, CachedMap, Expiring};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn a_hit_allocates_nothing() {
    let cached = Cached::from(String::from("Ada"));
    assert_eq!(in_steady_state(|| assert!(cached.get(|| async { String::new() }).is_completed())), 0);
    let expiring = Expiring::new(Duration::from_secs(3600));
    expiring.set(7);
    assert_eq!(in_steady_state(|| assert!(expiring.get(|| async { 8 }).is_completed())), 0);
    let map = CachedMap::<String, u32>::new(10);
    map.set(String::from("Ada"), 7);
    assert_eq!(in_steady_state(|| assert!(map.get("Ada", || async { 8 }).is_completed())), 0);
}

#[test]
fn a_load_allocates_nothing_in_steady_state() {
    let load = || {
        let cached = Cached::new();
        assert_eq!(pollster::block_on(cached.get(|| async { 7 })), &7);
    };
    // The waker of `block_on`.
    assert_eq!(in_steady_state(load), in_steady_state(|| pollster::block_on(async {})));
}
