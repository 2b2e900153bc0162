//! A value that was loaded, returned by a method of a `dyn` trait: lent, and cloned.

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::OnceCell;
use valuetask::ValueTask;
use valuetask_tasks::{Cached, CachedMap, Expiring, TaskError};

use super::block_on::block_on;
use crate::way::{Case, Goal, Run, Way};

const ONCE_LOCK: &str = "OnceLock";
const CELL: &str = "tokio's OnceCell";
const CACHED: &str = "Cached";

/// What can be had without waiting.
trait Peek: Sync {
    fn value(&self) -> Option<&u64>;
}

impl Peek for OnceLock<u64> {
    #[inline(never)]
    fn value(&self) -> Option<&u64> {
        self.get()
    }
}

trait Lend: Sync {
    fn value(&self) -> ValueTask<'_, &u64>;
}

impl Lend for Cached<u64> {
    #[inline(never)]
    fn value(&self) -> ValueTask<'_, &u64> {
        self.get(|| async { 0 })
    }
}

trait TryLend: Sync {
    fn value(&self) -> ValueTask<'_, Result<&u64, TaskError>>;
}

impl TryLend for Cached<u64> {
    #[inline(never)]
    fn value(&self) -> ValueTask<'_, Result<&u64, TaskError>> {
        self.try_get(|| async { Ok::<_, TaskError>(0) })
    }
}

#[async_trait]
trait Wait: Sync {
    async fn value(&self) -> &u64;
}

#[async_trait]
impl Wait for OnceCell<u64> {
    #[inline(never)]
    async fn value(&self) -> &u64 {
        self.get_or_init(|| async { 0 }).await
    }
}

trait Copies: Sync {
    fn value(&self) -> ValueTask<'_, u64>;
}

impl Copies for Expiring<u64> {
    #[inline(never)]
    fn value(&self) -> ValueTask<'_, u64> {
        self.get(|| async { 0 })
    }
}

impl Copies for CachedMap<u64, u64> {
    #[inline(never)]
    fn value(&self) -> ValueTask<'_, u64> {
        self.get(&7, || async { 0 })
    }
}

/// Asks two of them by turns.
macro_rules! hits {
    ($Trait:ident, $make:expr, |$answer:ident| $value:expr) => {{
        let each = [1_u64, 2].map($make).map(|made| Box::leak(Box::new(made)) as &'static dyn $Trait);
        Box::new(move |calls| {
            block_on(async {
                let mut sum: u64 = 0;
                for id in 0..calls {
                    let $answer = black_box(each)[(id & 1) as usize].value();
                    sum += $value;
                }
                sum
            })
        })
    }};
}

fn once_lock() -> Run {
    hits!(Peek, OnceLock::from, |value| *value.expect("it was set"))
}

fn cached() -> Run {
    hits!(Lend, Cached::from, |value| *value.await)
}

fn try_cached() -> Run {
    hits!(TryLend, Cached::from, |value| *value.await.expect("it was loaded"))
}

fn cell() -> Run {
    hits!(Wait, OnceCell::from, |value| *value.await)
}

fn expiring() -> Run {
    let of = |value| {
        let expiring = Expiring::new(Duration::from_secs(24 * 3600));
        expiring.set(value);
        expiring
    };
    hits!(Copies, of, |value| value.await)
}

fn map() -> Run {
    let of = |value| {
        let map = CachedMap::new(10);
        map.set(7_u64, value);
        map
    };
    hits!(Copies, of, |value| value.await)
}

pub(super) fn case() -> Case {
    const GOALS: &[Goal] = &[Goal::ratio(ONCE_LOCK, 1.5)];
    let ways = vec![
        Way { name: ONCE_LOCK, prepare: once_lock, goals: &[] },
        Way { name: CACHED, prepare: cached, goals: GOALS },
        Way { name: "Cached, try_get", prepare: try_cached, goals: &[] },
        Way { name: CELL, prepare: cell, goals: &[] },
        Way { name: "Expiring", prepare: expiring, goals: &[] },
        Way { name: "CachedMap", prepare: map, goals: &[] },
    ];
    Case { name: "kept value, a hit", calls: 500_000, bytes: None, ways }
}
