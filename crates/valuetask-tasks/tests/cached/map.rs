//! Values by key, and which keys go.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use pollster::block_on;
use valuetask_tasks::{CachedMap, TaskError};

use crate::util::{Bomb, Drops, poll};
use crate::{Loads, Seconds};

#[test]
fn each_key_is_loaded_once() {
    let (map, loads) = (CachedMap::<String, (char, u64)>::new(10), ['a', 'b'].map(|_| Loads::default()));
    let of = |key: usize| {
        let load = loads[key].load();
        async move { (['a', 'b'][key], load.await) }
    };
    let mut callers = [("a", 0), ("b", 1), ("a", 0), ("b", 1)].map(|(name, key)| map.get(name, move || of(key)));
    assert!(callers.iter_mut().all(|caller| poll(caller).is_pending()));
    loads.iter().for_each(|loads| loads.gate.open());
    assert_eq!(callers.map(block_on), [('a', 1), ('b', 1), ('a', 1), ('b', 1)]);
    assert_eq!(map.get("b", || of(1)).try_result().ok(), Some(('b', 1)));
    assert_eq!((map.peek("a"), map.peek("c"), map.len()), (Some(('a', 1)), None, 2));
}

#[test]
fn a_load_may_use_the_map_in_its_closure_and_in_its_future() {
    let map = Arc::new(CachedMap::<u32, u32>::new(10));
    fn of(map: &Arc<CachedMap<u32, u32>>, key: u32) -> valuetask::ValueTask<'_, Result<u32, TaskError>> {
        map.try_get(&key, || {
            assert_eq!(map.peek(&key), None);
            let map = Arc::clone(map);
            async move { if key == 0 { Ok(0) } else { Ok::<_, TaskError>(of(&map, key - 1).await? + 1) } }
        })
    }
    assert_eq!(block_on(of(&map, 5)), Ok(5));
    assert_eq!(map.len(), 6);
}

#[test]
fn the_number_of_keys_is_bounded_and_a_key_stays_that_is_used() {
    let map = CachedMap::new(3);
    map.set(0, 0);
    for key in 1..100 {
        assert_eq!(block_on(map.get(&key, || async move { key })), key);
        assert_eq!(block_on(map.get(&0, || async { unreachable!("it is used each time") })), 0);
        assert!(map.len() <= 3);
    }
    assert_eq!((map.peek(&99), map.peek(&1)), (Some(99), None));
}

#[test]
fn keys_that_are_not_used_go_in_turn() {
    let map = CachedMap::new(3);
    for key in 0..10 {
        map.set(key, key);
        assert!((0..=key).all(|known| map.peek(&known).is_some() == (known + 3 > key)));
    }
    assert_eq!(format!("{map:?}"), "CachedMap { len: 3, max_age: None, .. }");
}

#[test]
fn a_load_whose_key_goes_is_continued_by_its_callers() {
    let (map, loads) = (CachedMap::new(1), Loads::default());
    let mut waits = map.get(&1, || loads.load());
    assert!(poll(&mut waits).is_pending());
    map.set(2, 20);
    assert_eq!(map.len(), 1);
    loads.gate.open();
    assert_eq!(block_on(waits), 1);
    assert_eq!((map.peek(&1), map.peek(&2)), (None, Some(20)));
}

#[test]
fn an_error_takes_no_place() {
    let map = CachedMap::<u32, u32>::new(2);
    for key in 0..2 {
        map.set(key, key);
    }
    map.reset(&1);
    for key in 2..100 {
        assert!(block_on(map.try_get(&key, || async { Err("no answer") })).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| block_on(map.get(&key, || async { panic!() })))).is_err());
        assert_eq!(map.len(), 1);
    }
    assert_eq!(map.peek(&0), Some(0));
    assert_eq!(block_on(map.get(&2, || async { 2 })), 2);
}

#[test]
fn the_error_of_an_older_load_leaves_a_newer_one() {
    let (map, loads) = (CachedMap::<u32, u64>::new(2), Loads::default());
    let mut fails = map.try_get(&1, || {
        let load = loads.load();
        async { Err(load.await.to_string()) }
    });
    assert!(poll(&mut fails).is_pending());
    map.set(1, 70);
    loads.gate.open();
    assert_eq!(block_on(fails).unwrap_err().to_string(), "1");
    assert_eq!(map.peek(&1), Some(70));
}

#[test]
fn values_expire_by_age() {
    let (map, seconds) = (CachedMap::new(10), Seconds::default());
    let map = map.max_age(Duration::from_secs(60)).with_clock(seconds.clock());
    map.set('a', 1);
    seconds.set(30);
    map.set('b', 2);
    seconds.set(60);
    assert_eq!((map.peek(&'a'), map.peek(&'b')), (None, Some(2)));
    assert_eq!(block_on(map.get(&'a', || async { 3 })), 3);
    assert_eq!(block_on(map.get(&'b', || async { 3 })), 2);
}

#[test]
fn removed_keys_leave_the_others_where_they_are() {
    let map = CachedMap::new(100);
    (0..100).for_each(|key| map.set(key, key));
    (0..100).filter(|key| key % 3 == 0).for_each(|key| map.reset(&key));
    map.reset(&1000);
    for key in 0..100 {
        assert_eq!(map.peek(&key), (key % 3 != 0).then_some(key));
    }
    assert_eq!(map.len(), 66);
    (100..200).for_each(|key| map.set(key, key));
    assert_eq!((0..200).filter(|key| map.peek(key) == Some(*key)).count(), 100);
    map.clear();
    assert!(map.is_empty());
    map.set(1, 1);
    assert_eq!(map.peek(&1), Some(1));
}

#[test]
fn what_goes_is_dropped() {
    let drops = Drops::default();
    let map = CachedMap::new(2);
    for key in 0..5 {
        map.set(key, Arc::new(drops.value()));
    }
    assert_eq!(drops.count(), 3);
    map.set(4, Arc::new(drops.value()));
    assert_eq!(drops.count(), 4);
    drop(map);
    assert_eq!(drops.count(), 6);
}

#[test]
fn a_key_that_goes_may_use_the_map_in_its_destructor() {
    static MAP: OnceLock<CachedMap<Key, u32>> = OnceLock::new();
    #[derive(Clone, PartialEq, Eq, Hash)]
    struct Key(u32);
    impl Drop for Key {
        fn drop(&mut self) {
            assert!(MAP.get().is_none_or(|map| map.len() <= 1));
        }
    }
    let map = MAP.get_or_init(|| CachedMap::new(1));
    map.set(Key(1), 1);
    map.set(Key(1), 2);
    map.set(Key(2), 3);
    map.reset(&Key(2));
    assert!(block_on(map.try_get(&Key(3), || async { Err("no answer") })).is_err());
    assert_eq!(block_on(map.get(&Key(4), || async { 4 })), 4);
    map.clear();
    assert!(map.is_empty());
}

#[test]
fn a_key_whose_clone_panics_changes_nothing() {
    #[derive(PartialEq, Eq, Hash)]
    struct Key(u32);
    thread_local!(static LEFT: Cell<u32> = const { Cell::new(0) });
    impl Clone for Key {
        fn clone(&self) -> Self {
            LEFT.set(LEFT.get().checked_sub(1).unwrap_or_else(|| Bomb::raise()));
            Self(self.0)
        }
    }
    let map = CachedMap::new(2);
    for key in 1..3 {
        LEFT.set(2);
        map.set(Key(key), key);
    }
    for left in 0..2 {
        LEFT.set(left);
        assert!(Bomb::is_raised_by(|| map.get(&Key(3), || async { 3 })));
        assert_eq!([1, 2, 3].map(|key| map.peek(&Key(key))), [Some(1), Some(2), None]);
    }
}

#[test]
fn a_value_that_goes_and_panics_in_its_destructor_leaves_the_new_load() {
    struct Value(u32);
    impl Drop for Value {
        fn drop(&mut self) {
            if self.0 == 1 {
                Bomb::raise();
            }
        }
    }
    let map = CachedMap::new(1);
    map.set(1, Arc::new(Value(1)));
    assert!(Bomb::is_raised_by(|| map.get(&2, || async { Arc::new(Value(2)) })));
    assert_eq!(block_on(map.get(&2, || async { Arc::new(Value(3)) })).0, 2);
}
