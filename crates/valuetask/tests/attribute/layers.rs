//! Layers over layers: if the lowest is ready, the highest is, for every form of await.
#![forbid(unsafe_code)]

use std::fmt::Display;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::util::{Counted, Drops, pause};
use pollster::block_on;
use valuetask::{ValueTask, value_task};

#[value_task]
trait Store: Send + Sync {
    async fn get(&self, key: u64) -> Option<u64>;
}

/// Even keys are ready, odd keys suspend, and keys from 100 on are unknown.
#[derive(Default)]
struct Bottom {
    calls: AtomicU64,
}

#[value_task]
impl Store for Bottom {
    async fn get(&self, key: u64) -> Option<u64> {
        self.calls.fetch_add(1, Relaxed);
        if key % 2 == 1 {
            pause().await;
        }
        (key < 100).then_some(key)
    }
}

/// Returns whether a call is complete, and its value.
fn call<T>(task: ValueTask<'_, T>) -> (bool, T) {
    (task.is_completed(), block_on(task))
}

/// Layers that await the layer below, each in another way.
macro_rules! layers {
    ($($Layer:ident: |$self:ident, $key:ident| $body:block)*) => {$(
        struct $Layer<'s>(&'s dyn Store);

        #[value_task]
        impl Store for $Layer<'_> {
            async fn get(&$self, $key: u64) -> Option<u64> $body
        }
    )*};
}

layers! {
    Forwarding: |self, key| { self.0.get(key).await }
    Returning: |self, key| { return self.0.get(key).await }
    Adding: |self, key| { self.0.get(key).await.map(|value| value + 1) }
    Trying: |self, key| {
        let value = self.0.get(key).await?;
        Some(value + 1)
    }
    Matching: |self, key| {
        match self.0.get(key).await {
            Some(value) if value > 50 => None,
            Some(value) => Some(value + 1),
            None => Some(0),
        }
    }
    Early: |self, key| {
        if key > 1000 {
            return None;
        }
        let value = self.0.get(key).await?;
        Some(value + 1)
    }
    InAnArm: |self, key| {
        if key > 1000 {
            None
        } else {
            let name = "layer";
            let value = self.0.get(key).await?;
            Some(value + name.len() as u64 - 4)
        }
    }
    TwoLevels: |self, key| {
        if let Some(value) = self.0.get(key).await {
            return Some(value + 1);
        }
        self.0.get(key - 100).await
    }
}

#[test]
fn a_hit_is_complete_through_three_layers() {
    macro_rules! three {
        ($($Layer:ident adds $more:expr;)*) => {$(
            let bottom = Bottom::default();
            let (low, middle);
            low = $Layer(&bottom);
            middle = $Layer(&low);
            let top = $Layer(&middle);
            assert_eq!(call(top.get(2)), (true, Some(2 + 3 * $more)), stringify!($Layer));
            assert_eq!(call(top.get(3)), (false, Some(3 + 3 * $more)), stringify!($Layer));
        )*};
    }
    three! {
        Forwarding adds 0;
        Returning adds 0;
        Adding adds 1;
        Trying adds 1;
        Matching adds 1;
        Early adds 1;
        InAnArm adds 1;
        TwoLevels adds 1;
    }
}

#[test]
fn the_layer_below_is_called_once_complete_or_not() {
    let below = Bottom::default();
    let top = Adding(&below);
    for (calls, key) in [(1, 2), (2, 3), (3, 200)] {
        block_on(top.get(key));
        assert_eq!(below.calls.load(Relaxed), calls);
    }
}

#[test]
fn the_second_level_is_asked_at_the_call_too() {
    let bottom = Bottom::default();
    let top = TwoLevels(&bottom);
    assert_eq!(call(top.get(102)), (true, Some(2)));
    assert_eq!(call(top.get(101)), (false, Some(1)));
}

#[value_task]
async fn waits_for_ever() -> u32 {
    std::future::pending().await
}

#[value_task]
async fn shown(number: u32) -> Box<u32> {
    if number == 0 {
        pause().await;
    }
    Box::new(number)
}

async fn plain(number: u32) -> u32 {
    number + 1
}

#[value_task]
async fn coerced(number: u32) -> Box<dyn Display + Send> {
    shown(number).await
}

#[value_task]
async fn of_another_kind(number: u32) -> u32 {
    plain(number).await
}

#[value_task]
async fn of_another_kind_then_more(number: u32) -> u32 {
    let more = plain(number).await;
    more + 1
}

#[test]
fn a_call_that_returns_another_type_than_the_methods_task_is_awaited() {
    assert!(coerced(1).is_completed());
    assert_eq!(block_on(coerced(0)).to_string(), "0");
    assert!(!of_another_kind(1).is_completed());
    assert_eq!(block_on(of_another_kind(1)), 2);
    assert!(!of_another_kind_then_more(1).is_completed());
    assert_eq!(block_on(of_another_kind_then_more(1)), 3);
    assert!(!waits_for_ever().is_completed());
}

fn is_fresh(drops: &Drops) -> bool {
    drops.count() == 0
}

#[value_task]
async fn kept(value: Counted, drops: Drops, wait: bool) -> bool {
    if wait {
        pause().await;
    }
    let kept = is_fresh(&drops);
    let _ = &value;
    kept
}

#[value_task]
async fn handed_on(value: Counted, drops: Drops, wait: bool) -> bool {
    if !is_fresh(&drops) {
        return false;
    }
    kept(value, drops, wait).await
}

#[test]
fn an_argument_passed_on_by_value_lives_as_long_as_the_inner_call() {
    for wait in [false, true] {
        let drops = Drops::default();
        let (value, seen) = (drops.value(), drops.clone());
        assert_eq!(call(handed_on(value, seen, wait)), (!wait, true));
        assert_eq!(drops.count(), 1);
    }
}

/// A reader over a source that yields two bytes at a time, after a suspension.
#[derive(Default)]
struct Reader {
    buffer: Vec<u8>,
    next: u8,
}

#[value_task]
impl Reader {
    async fn fill(&mut self) -> Result<(), String> {
        pause().await;
        if self.next > 6 {
            return Err("the end".into());
        }
        self.buffer.extend([self.next + 1, self.next]);
        self.next += 2;
        Ok(())
    }

    async fn one(&mut self) -> Result<u8, String> {
        loop {
            if let Some(byte) = self.buffer.pop() {
                return Ok(byte);
            }
            self.fill().await?;
        }
    }

    async fn some(&mut self, count: usize) -> Result<Vec<u8>, String> {
        while self.buffer.len() < count {
            self.fill().await?;
        }
        Ok(self.buffer.split_off(self.buffer.len() - count))
    }

    async fn peek(&mut self) -> Result<u8, String> {
        if self.buffer.is_empty() {
            self.fill().await?;
        }
        self.buffer.last().copied().ok_or_else(String::new)
    }

    async fn again(&mut self) -> Result<u8, String> {
        self.one().await
    }
}

#[test]
fn a_reader_whose_buffer_has_enough_answers_at_the_call() {
    let mut reader = Reader { buffer: vec![6, 7, 8], next: 9 };
    assert_eq!(call(reader.one()), (true, Ok(8)));
    assert_eq!(call(reader.again()), (true, Ok(7)));
    assert_eq!(call(reader.peek()), (true, Ok(6)));
    assert_eq!(call(reader.some(1)), (true, Ok(vec![6])));
}

#[test]
fn a_reader_whose_buffer_is_empty_goes_on_where_it_stopped() {
    let mut reader = Reader::default();
    assert!(!reader.one().is_completed());
    assert_eq!(block_on(reader.one()), Ok(0));
    assert_eq!(block_on(reader.again()), Ok(1));
    assert_eq!(block_on(reader.peek()), Ok(2));
    assert_eq!(block_on(reader.some(4)), Ok(vec![3, 2, 5, 4]));
    assert_eq!(block_on(reader.some(9)), Err("the end".into()));
}
