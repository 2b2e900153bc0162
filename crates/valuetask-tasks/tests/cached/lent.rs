//! Loads: when one begins, which callers share it, and what is kept.

use std::sync::{Arc, Barrier};
use std::thread;

use pollster::block_on;
use valuetask::ValueTask;
use valuetask_tasks::{Cached, TaskError};

use crate::Loads;
use crate::util::{pause, poll};

/// Neither `Clone` nor `Copy`.
#[derive(Debug, PartialEq)]
struct Connection(u32);

#[test]
fn a_value_that_is_loaded_is_ready_at_the_call_whose_load_is_not_called() {
    let cached = Cached::new();
    assert_eq!(cached.peek(), None);
    assert_eq!(block_on(cached.get(|| async { Connection(7) })), &Connection(7));
    let hit = cached.get(|| -> std::future::Ready<Connection> { unreachable!("it is loaded") });
    assert_eq!(hit.try_result().ok(), Some(&Connection(7)));
    let hit = cached.try_get(|| -> std::future::Ready<Result<Connection, TaskError>> { unreachable!("it is loaded") });
    assert_eq!(hit.try_result().ok(), Some(Ok(&Connection(7))));
    assert_eq!(cached.into_inner(), Some(Connection(7)));
}

#[test]
fn callers_that_find_no_value_share_one_load() {
    let (cached, loads) = (Cached::new(), Loads::default());
    let mut callers = [(); 3].map(|()| cached.get(|| loads.load()));
    assert!(callers.iter_mut().all(|caller| poll(caller).is_pending()));
    loads.gate.open();
    for caller in callers {
        assert_eq!(block_on(caller), &1);
    }
    assert_eq!(loads.begun(), 1);
}

#[test]
fn the_closure_borrows_and_is_called_at_the_call() {
    let (cached, name) = (Cached::new(), String::from("Ada"));
    let mut called = false;
    let task = cached.get(|| {
        called = true;
        let name = name.clone();
        async move { name.len() }
    });
    assert_eq!(block_on(task), &3);
    assert!(called);
}

#[test]
fn a_closure_that_uses_the_value_itself_joins_its_own_load() {
    let cached = Cached::new();
    let task = cached.get(|| {
        assert!(!cached.get(|| async { 8 }).is_completed());
        async { 7 }
    });
    assert_eq!(block_on(task), &7);
}

#[test]
fn a_result_is_kept_by_choice_with_its_error() {
    let cached = Cached::new();
    assert_eq!(block_on(cached.get(|| async { "x".parse::<u32>().map_err(|_| "no number") })), &Err("no number"));
    assert_eq!(block_on(cached.get(|| async { Ok(7) })), &Err("no number"));
}

#[test]
fn threads_share_one_load() {
    const THREADS: usize = 4;
    let (cached, loads, start) = (Cached::new(), Loads::default(), Barrier::new(THREADS));
    loads.gate.open();
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                start.wait();
                let load = || {
                    let load = loads.load();
                    async move {
                        pause().await;
                        load.await
                    }
                };
                assert_eq!(block_on(cached.get(load)), &1);
            });
        }
    });
    assert_eq!(loads.begun(), 1);
}

#[test]
fn a_value_that_is_set_is_what_the_callers_of_a_load_get() {
    let (cached, loads) = (Cached::new(), Loads::default());
    let mut waits = cached.get(|| loads.load());
    assert!(poll(&mut waits).is_pending());
    assert_eq!(cached.set(70), Ok(()));
    assert_eq!(cached.set(71), Err(71));
    loads.gate.open();
    assert_eq!(block_on(waits), &70);
    assert_eq!(cached.peek(), Some(&70));
}

#[test]
fn a_reset_is_followed_by_a_new_load() {
    let (mut cached, loads) = (Cached::new(), Loads::default());
    loads.gate.open();
    assert_eq!(block_on(cached.get(|| loads.load())), &1);
    assert_eq!(cached.reset(), Some(1));
    assert_eq!(block_on(cached.get(|| loads.load())), &2);
    assert_eq!(Cached::<u8>::default().reset(), None);
}

#[test]
fn a_static_lends_for_the_whole_program() {
    static CACHED: Cached<String> = Cached::new();

    fn name() -> ValueTask<'static, &'static String> {
        CACHED.get(|| async { String::from("Ada") })
    }

    assert_eq!(block_on(name()), "Ada");
    assert!(name().is_completed());
}

#[test]
fn it_is_shared_behind_dyn() {
    trait Names: Send + Sync {
        fn name(&self) -> ValueTask<'_, Result<&str, TaskError>>;
    }

    struct Loaded(Cached<String>);

    impl Names for Loaded {
        fn name(&self) -> ValueTask<'_, Result<&str, TaskError>> {
            let name = self.0.try_get(|| async { Ok::<_, TaskError>(String::from("Ada")) });
            match name.try_result() {
                Ok(name) => ValueTask::ready(name.map(String::as_str)),
                Err(waits) => ValueTask::from_future(async { waits.await.map(String::as_str) }),
            }
        }
    }

    let names: Arc<dyn Names> = Arc::new(Loaded(Cached::new()));
    assert_eq!(block_on(names.name()), Ok("Ada"));
    assert_eq!(names.name().try_result().ok(), Some(Ok("Ada")));
}

#[test]
fn debug_shows_the_value() {
    assert_eq!(format!("{:?} {:?}", Cached::<u8>::new(), Cached::from(7)), "Cached(None) Cached(Some(7))");
}
