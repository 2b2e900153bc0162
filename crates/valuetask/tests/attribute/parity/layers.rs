//! Layers that await a call, in each position that can be the first await.

use std::collections::HashMap;
use std::future::Future;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use pollster::block_on;

use super::attribute;
use crate::util::pause;

#[attribute]
trait Store: Send + Sync {
    async fn get(&self, key: &str) -> Option<u64>;
    async fn parsed<T: From<u64> + Send>(&self, key: &str) -> Result<T, String>
    where
        Self: Sized;
    async fn name<'a>(&'a self, key: &str) -> &'a str;
    async fn flush(&self);
}

/// Keys are numbers, all of them ready but `0`.
struct Numbers;

#[attribute]
impl Store for Numbers {
    async fn get(&self, key: &str) -> Option<u64> {
        if key == "0" {
            pause().await;
        }
        key.parse().ok()
    }

    async fn parsed<T: From<u64> + Send>(&self, key: &str) -> Result<T, String> {
        Ok(key.parse::<u64>().map_err(|error| error.to_string())?.into())
    }

    async fn name<'a>(&'a self, _key: &str) -> &'a str {
        "numbers"
    }

    async fn flush(&self) {
        pause().await;
    }
}

struct Layer<S> {
    seen: Mutex<HashMap<String, u64>>,
    names: Vec<String>,
    inner: Arc<S>,
}

#[attribute]
impl<S: Store> Store for Layer<S> {
    async fn get(&self, key: &str) -> Option<u64> {
        let Some(value) = self.inner.get(key).await else {
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).clear();
            return None;
        };
        Some(value + 1)
    }

    async fn parsed<T: From<u64> + Send>(&self, key: &str) -> Result<T, String> {
        let number: u64 = self.inner.parsed(key).await?;
        Ok((number + 1).into())
    }

    async fn name<'a>(&'a self, key: &str) -> &'a str {
        self.inner.name(key).await
    }

    async fn flush(&self) {
        self.inner.flush().await;
    }
}

async fn length(key: &str) -> usize {
    pause().await;
    key.len()
}

#[attribute]
impl<S: Store> Layer<S> {
    async fn down(&self, from: u32) -> u32 {
        if from == 0 {
            return u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        }
        self.down(from - 1).await + 1
    }

    async fn sum(&self, first: &str, second: &str) -> Result<u64, Box<dyn std::error::Error + Send + Sync>> {
        let first = self.inner.get(first).await.ok_or("no first")?;
        if first > 50 {
            return Ok(first);
        }
        let second: u64 = self.inner.parsed(second).await?;
        Ok(first + second)
    }

    async fn remembered(&self, key: &str) -> Option<u64> {
        if let Some(value) = self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(key) {
            return Some(*value);
        }
        let name = format!("{key}{}", self.names.len());
        let value = self.inner.get(key).await?;
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(name, value);
        Some(value)
    }

    async fn or_default(&self, key: &str) -> u64 {
        self.inner.get(key).await.unwrap_or_default()
    }

    async fn and(&self, key: &str) -> bool {
        self.inner.get(key).await.is_some() && self.names.is_empty()
    }

    async fn first_name(&self, key: &str) -> &str {
        match self.names.first() {
            Some(name) => name,
            None => self.inner.name(key).await,
        }
    }

    async fn in_a_condition(&self, key: &str) -> u64 {
        if let Some(value) = self.inner.get(key).await { value + 1 } else { 0 }
    }

    async fn in_a_tuple(&self, key: &str) -> (Option<u64>, u32) {
        (self.inner.get(key).await, 3)
    }

    async fn in_a_struct(&self, key: &str) -> Range<Option<u64>> {
        Range { start: self.inner.get(key).await, end: None }
    }

    async fn indexed(&self, all: &[Arc<S>], at: usize) -> Option<u64> {
        all[at].get(&self.names[at]).await.map(|value| value + 1)
    }

    async fn in_an_arm(&self, key: &str) -> Option<u64> {
        if self.names.len() > 5 {
            None
        } else if key.is_empty() {
            Some(0)
        } else {
            let key = key.trim();
            self.inner.get(key).await.map(|value| value + 1)
        }
    }

    async fn call_left_out(&self, key: &str) -> usize {
        #[cfg(any())]
        self.inner.no_such_call().await;
        key.len() + self.names.len()
    }

    async fn local_left_out(&self, key: &str) -> usize {
        #[cfg(any())]
        let key = self.inner.name(key).await;
        key.len() + self.names.len()
    }

    async fn condition_left_out(&self, key: &str) -> usize {
        #[cfg(any())]
        if key.is_empty() {
            self.inner.no_such_call().await;
        }
        key.len() + self.names.len()
    }

    async fn arm_left_out(&self, key: &str) -> usize {
        match self.names.len() {
            #[cfg(any())]
            0 => self.inner.no_such_call(key).await,
            names => key.len() + names,
        }
    }

    async fn left_out_in_an_arm(&self, key: &str) -> usize {
        if key.is_empty() {
            0
        } else {
            #[cfg(any())]
            self.inner.no_such_call().await;
            key.len() + self.names.len()
        }
    }

    async fn of_another_kind(&self, key: &str) -> usize {
        let length = length(key).await;
        length + self.names.len()
    }

    async fn made<F: Fn(u64) -> G + Sync, G: Future<Output = u64> + Send>(&self, make: &F) -> u64 {
        make(self.names.len() as u64).await + 1
    }

    async fn pushed(&mut self, key: &str) -> &mut String {
        self.flush().await;
        self.names.push(key.to_owned());
        self.names.last_mut().expect("just pushed")
    }

    async fn at_least(&mut self, count: usize) -> &[String] {
        while self.names.len() < count {
            self.pushed("more").await;
        }
        &self.names
    }
}

#[test]
fn an_await_yields_one_value_in_every_first_position() {
    let inner = Arc::new(Numbers);
    let mut layer = Layer { seen: Mutex::default(), names: Vec::new(), inner: Arc::clone(&inner) };
    for (key, value) in [("4", 4), ("0", 0)] {
        assert_eq!(block_on(layer.get(key)), Some(value + 1));
        assert_eq!(block_on(layer.parsed::<u64>(key)), Ok(value + 1));
        assert_eq!(block_on(layer.or_default(key)), value);
        assert_eq!(block_on(layer.in_a_condition(key)), value + 1);
        assert_eq!(block_on(layer.in_a_tuple(key)), (Some(value), 3));
        assert_eq!(block_on(layer.in_a_struct(key)), Some(value)..None);
        assert_eq!(block_on(layer.in_an_arm(key)), Some(value + 1));
        assert_eq!(block_on(layer.remembered(key)), Some(value));
        assert_eq!(block_on(layer.sum(key, "7")).map_err(|error| error.to_string()), Ok(value + 7));
        assert!(block_on(layer.and(key)));
    }
    assert_eq!(block_on(layer.remembered("no number")), None);
    assert_eq!(layer.seen.lock().expect("not poisoned")["40"], 4);
    assert_eq!(block_on(layer.sum("x", "7")).map_err(|error| error.to_string()), Err("no first".into()));
    assert_eq!(block_on(layer.sum("77", "x")).map_err(|error| error.to_string()), Ok(77));
    assert_eq!(block_on(layer.call_left_out("four")), 4);
    assert_eq!(block_on(layer.local_left_out("four")), 4);
    assert_eq!(block_on(layer.condition_left_out("four")), 4);
    assert_eq!(block_on(layer.arm_left_out("four")), 4);
    assert_eq!(block_on(layer.left_out_in_an_arm("four")), 4);
    assert_eq!(block_on(layer.down(5)), 5);
    assert_eq!(block_on(layer.first_name("x")), "numbers");
    assert_eq!(block_on(layer.of_another_kind("four")), 4);
    assert_eq!(block_on(layer.made(&|number| async move { number * 2 })), 1);
    block_on(layer.pushed("9")).push('9');
    assert_eq!(block_on(layer.at_least(3)), ["99", "more", "more"]);
    assert_eq!(block_on(layer.first_name("x")), "99");
    assert_eq!(block_on(layer.indexed(&[inner], 0)), Some(100));
}
