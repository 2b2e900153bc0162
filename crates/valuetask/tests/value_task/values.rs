//! A value of any type is returned unchanged, by every path.
//!
//! With and without a niche for the tag; in a register, in words, in parts of words, with padding, with pointers; up to the size
//! that is copied in parts, and beyond.

use std::error::Error;
use std::fmt::Debug;
use std::sync::Arc;

use crate::util::{Drops, pause, poll};
use pollster::block_on;
use valuetask::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask, async_trait, value_task};

/// `true` if the future suspends before it has the value.
async fn value_of<T: Send>(make: fn() -> T, suspends: bool) -> T {
    if suspends {
        pause().await;
    }
    make()
}

#[value_task]
async fn hot<T: Send>(make: fn() -> T, suspends: bool) -> T {
    if suspends {
        pause().await;
    }
    make()
}

#[value_task]
async fn layered<T: Send>(make: fn() -> T, suspends: bool) -> T {
    let value = hot(make, suspends).await;
    std::hint::black_box(value)
}

#[value_task(lazy)]
async fn lazy<T: Send>(make: fn() -> T, suspends: bool) -> T {
    hot(make, suspends).await
}

#[value_task(lazy)]
async fn lazy_layered<T: Send>(make: fn() -> T, suspends: bool) -> T {
    lazy(make, suspends).await
}

#[async_trait]
async fn pooled<T: Send>(make: fn() -> T, suspends: bool) -> T {
    lazy(make, suspends).await
}

#[async_trait]
async fn pooled_layered<T: Send>(make: fn() -> T, suspends: bool) -> T {
    pooled(make, suspends).await
}

fn comes_out<T: Debug + PartialEq + Send + 'static>(make: fn() -> T) {
    assert_eq!(ValueTask::ready(make()).try_result().expect("ready"), make());
    assert_eq!(poll(&mut ValueTask::ready(make())), std::task::Poll::Ready(make()));
    for suspends in [false, true] {
        assert_eq!(ValueTask::start(value_of(make, false)).try_result().expect("complete"), make());
        assert_eq!(block_on(ValueTask::start(value_of(make, suspends))), make());
        assert_eq!(block_on(ValueTask::from_future(value_of(make, suspends))), make());
        assert_eq!(block_on(LocalValueTask::start(value_of(make, suspends))), make());
        assert_eq!(block_on(hot(make, suspends)), make());
        assert_eq!(block_on(layered(make, suspends)), make());
        assert_eq!(block_on(lazy(make, suspends)), make());
        assert_eq!(block_on(lazy_layered(make, suspends)), make());
        assert_eq!(block_on(PooledFuture::new(value_of(make, suspends))), make());
        assert_eq!(block_on(LocalPooledFuture::new(value_of(make, suspends))), make());
        assert_eq!(block_on(PooledFuture::from(hot(make, suspends))), make());
        assert_eq!(block_on(ValueTask::<T>::from(pooled(make, suspends))), make());
        assert_eq!(block_on(pooled_layered(make, suspends)), make());
        // Moved as a whole before it is awaited.
        let tasks = [hot(make, suspends), lazy(make, suspends)];
        for task in Vec::from(tasks) {
            assert_eq!(block_on(Box::pin(task)), make());
        }
        assert_eq!(block_on(Box::pin(pooled(make, suspends))), make());
    }
}

#[test]
fn values_in_registers() {
    comes_out(|| ());
    comes_out(|| true);
    comes_out(|| 7_u32);
    comes_out(|| (7_u32, true));
    comes_out(|| u64::MAX);
    comes_out(|| Some(7_u64));
    comes_out(|| Some(Box::new(7_u64)));
    comes_out(|| Result::<u32, u8>::Err(7));
    comes_out(|| u128::MAX - 7);
}

#[test]
fn values_of_words() {
    comes_out(|| (1_u64, 2_u64));
    comes_out(|| Some(Arc::<str>::from("shared")));
    comes_out(|| "borrowed");
    comes_out(|| Result::<Arc<u64>, std::num::ParseIntError>::Ok(Arc::new(7)));
    comes_out(|| "x".parse::<u64>().map(Arc::new));
    comes_out(|| Result::<String, std::num::ParseIntError>::Ok("owned".to_owned()));
    comes_out(|| vec!["a".to_owned(), "b".to_owned()]);
    comes_out(|| [Some("a".to_owned()), None, Some("b".to_owned())]);
}

#[test]
fn values_of_parts_of_words() {
    comes_out(|| Result::<u64, u8>::Ok(7));
    comes_out(|| Result::<u64, u8>::Err(7));
    comes_out(|| Result::<[u64; 3], u8>::Err(7));
    comes_out(|| (1_u32, 2_u32, 3_u32));
    comes_out(|| (1_u8, 2_u64, 3_u16, 4_u32));
    comes_out(|| [7_u8; 9]);
    comes_out(|| [7_u16; 9]);
    comes_out(|| Result::<[u32; 5], u8>::Ok([7; 5]));
    comes_out(|| Result::<[u8; 33], u8>::Ok([7; 33]));
    comes_out(|| [Some(1_u8), None, Some(3)]);
    comes_out(|| (u128::MAX, 1_u8));
}

#[test]
fn values_around_the_largest_that_is_copied_in_parts() {
    comes_out(|| [7_u64; 16]);
    comes_out(|| Result::<[u64; 8], u8>::Ok([7; 8]));
    comes_out(|| Result::<[u64; 32], u8>::Ok([7; 32]));
    comes_out(|| [7_u64; 66]);
    comes_out(|| [7_u64; 128]);
    comes_out(|| [7_u64; 129]);
    comes_out(|| [7_u64; 130]);
    comes_out(|| (Box::new(7_u64), [7_u64; 129]));
    comes_out(|| (Box::new(7_u64), [7_u64; 130]));
    comes_out(|| [7_u8; 1031]);
    comes_out(|| Result::<[u8; 2000], u8>::Ok([7; 2000]));
}

/// Counted drops, in a value of a pointer and of a tag.
#[test]
fn a_value_is_dropped_once_wherever_it_is() {
    type Value = Result<(crate::util::Counted, u64), u8>;
    let drops = Drops::default();
    let make = || -> Value { Ok((drops.value(), 7)) };
    drop(ValueTask::ready(make()));
    drop(ValueTask::start(async { make() }));
    drop(ValueTask::start(async { make() }).try_result().ok());
    drop(block_on(ValueTask::start(async { make() })));
    drop(block_on(ValueTask::from_future(async { make() })));
    let mut task = ValueTask::start(async { make() });
    assert!(poll(&mut task).is_ready());
    drop(task);
    assert_eq!(drops.count(), 6);
}

/// A value that isn't `Send` takes the same paths, on its own thread.
#[test]
fn a_trait_object_comes_out_as_it_went_in() {
    #[value_task]
    async fn failing(suspends: bool) -> Result<u64, Box<dyn Error>> {
        if suspends {
            pause().await;
        }
        Err("failed".into())
    }

    #[value_task]
    async fn forwarding(suspends: bool) -> Result<u64, Box<dyn Error>> {
        let value = failing(suspends).await?;
        Ok(value + 1)
    }

    for suspends in [false, true] {
        assert_eq!(block_on(forwarding(suspends)).expect_err("always").to_string(), "failed");
    }
}
