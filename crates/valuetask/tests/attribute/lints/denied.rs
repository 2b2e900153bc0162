//! No expansion causes a warning in a crate that denies them all.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::pedantic, clippy::nursery, elided_lifetimes_in_paths, single_use_lifetimes)]

use std::fmt::Display;

use pollster::block_on;
use valuetask::{async_trait, value_task};

struct Shard {
    values: Vec<u32>,
    closed: bool,
}

struct Store {
    shards: Vec<Shard>,
    last: Option<u32>,
}

impl Store {
    fn checked(&self, at: usize) -> Result<(), String> {
        if at < self.shards.len() { Ok(()) } else { Err(format!("no shard {at}")) }
    }
}

#[value_task]
trait Lookup: Sync {
    async fn ready(&self, at: usize) -> Option<u32>;
    async fn early(&self, at: usize, name: &str, owned: String) -> Result<u32, String>;
    async fn branching(&self, way: bool) -> u32;
    async fn matching(&self, unused_here: usize) -> u32;
    async fn unit(&mut self, force: bool);
    async fn machine(self: Box<Self>, list: Vec<u32>) -> usize;
    async fn boxed(&self, value: Box<dyn Display + Send>) -> String;
    async fn operands(&self) -> u32;
    async fn defaulted(&self, at: usize) -> u32 {
        self.ready(at).await.unwrap_or_default()
    }
}

#[value_task]
impl Lookup for Store {
    async fn ready(&self, at: usize) -> Option<u32> {
        self.shards.get(at)?.values.first().copied()
    }

    async fn early(&self, at: usize, name: &str, owned: String) -> Result<u32, String> {
        let shard = &self.shards[at];
        let mut found = 0;
        self.checked(at)?;
        if shard.closed {
            return Err(format!("{name} is closed"));
        }
        for value in &shard.values {
            found += self.branching(*value > 1).await;
        }
        Ok(found + u32::try_from(owned.len()).map_err(|error| error.to_string())?)
    }

    async fn branching(&self, way: bool) -> u32 {
        if way { 1 } else { self.matching(0).await }
    }

    async fn matching(&self, _unused_here: usize) -> u32 {
        match self.last {
            Some(last) => last,
            None => self.ready(0).await.unwrap_or(7),
        }
    }

    async fn unit(&mut self, force: bool) {
        if force {
            self.last = self.ready(0).await;
        }
    }

    async fn machine(mut self: Box<Self>, mut list: Vec<u32>) -> usize {
        list.extend(self.ready(0).await);
        self.last = None;
        list.len()
    }

    async fn operands(&self) -> u32 {
        let mut borrowed = self.ready(0);
        let first = (&mut borrowed).await;
        let second = (async { first.unwrap_or_default() }).await;
        (if second > 1 { self.matching(1) } else { self.branching(true) }).await
    }

    async fn boxed(&self, value: Box<dyn Display + Send>) -> String {
        format!("{value}{}", self.matching(0).await)
    }
}

#[async_trait]
trait Pooled {
    async fn one_line(&self) -> usize;
}

#[async_trait]
impl Pooled for Store {
    #[rustfmt::skip]
    async fn one_line(&self) -> usize { self.shards.len() }
}

/// An async function needn't use its receiver.
#[value_task]
impl Shard {
    async fn number(&self) -> u32 {
        std::future::ready(7).await
    }
}

#[test]
fn every_mechanism_is_quiet_under_denied_warnings() {
    let mut store = Store { shards: vec![Shard { values: vec![3, 0], closed: false }], last: None };
    assert_eq!(block_on(store.ready(0)), Some(3));
    assert_eq!(block_on(store.early(0, "store", "ab".into())), Ok(1 + 3 + 2));
    assert_eq!(block_on(store.defaulted(9)), 0);
    assert_eq!(block_on(store.shards[0].number()), 7);
    assert_eq!(block_on(store.operands()), 3);
    assert_eq!(block_on(store.boxed(Box::new("x"))), "x3");
    block_on(store.unit(true));
    assert_eq!(store.last, Some(3));
    assert_eq!(block_on(store.one_line()), 1);
    assert_eq!(block_on(Box::new(store).machine(vec![1])), 2);
}

/// A body on one line, which can't write any of its types.
#[value_task]
#[rustfmt::skip]
async fn opaque(up_to: u32) -> impl Iterator<Item = u32> + Send + use<> { 0..up_to }

#[test]
fn an_opaque_result_of_one_expression_brings_no_warning() {
    assert_eq!(block_on(opaque(3)).sum::<u32>(), 3);
}

/// An `allow` on a signature applies to the generated code beside it, too.
#[allow(dead_code, unreachable_pub, reason = "only the warnings of the signatures matter")]
mod beside {
    mod old {
        #[deprecated]
        pub struct Key;
    }

    macro_rules! key {
        () => {
            u8
        };
    }

    #[valuetask::async_trait]
    pub trait OfOne {
        #[allow(deprecated, reason = "it is still taken")]
        async fn get(&self, key: old::Key);
    }

    #[allow(deprecated, reason = "they are still taken")]
    #[valuetask::async_trait(exact)]
    pub trait OfAll {
        async fn get(&self, key: old::Key);
    }

    #[deprecated]
    #[valuetask::async_trait]
    pub trait Old {
        async fn get(&self, key: key!());
    }
}
