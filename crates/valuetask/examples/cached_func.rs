//! A higher-order function: turns an asynchronous function into a cached one that returns a `ValueTask`.
//!
//! `cargo run -p valuetask --example cached_func`

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use valuetask::ValueTask;

/// Calls `load` once for each key that succeeds; afterwards the answer is there at the call.
fn cached<'a, K, V, F>(load: impl Fn(K) -> F + Send + Sync + 'a) -> impl Fn(K) -> ValueTask<'a, V>
where
    K: Hash + Eq + Clone + Send + 'a,
    V: Clone + Send + 'a,
    F: Future<Output = V> + Send + 'a,
{
    let known = Arc::new(Mutex::new(HashMap::<K, V>::new()));
    move |key| {
        if let Some(value) = known.lock().expect("the lock isn't poisoned").get(&key) {
            return ValueTask::ready(value.clone());
        }
        let loading = load(key.clone());
        let known = Arc::clone(&known);
        ValueTask::from_future(async move {
            let value = loading.await;
            known.lock().expect("the lock isn't poisoned").insert(key, value.clone());
            value
        })
    }
}

fn main() {
    let square = cached(|number: u64| async move {
        futures_timer::Delay::new(Duration::from_millis(5)).await;
        number * number
    });
    pollster::block_on(async {
        let first = square(12);
        assert!(!first.is_completed());
        println!("first call:  {}", first.await);

        let second = square(12);
        assert!(second.is_completed());
        println!("second call: {}", second.await);
    });
}
