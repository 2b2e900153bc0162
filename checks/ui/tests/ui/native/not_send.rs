//! What isn't `Send` in an implementation, and in a default body.
use std::rc::Rc;

use valuetask::value_task;

async fn pause() {}

#[value_task(dyn = DynStore)]
trait Store: Sync {
    async fn get(&self, key: &str) -> u64;
    async fn default(&self) -> u64 {
        let kept = Rc::new(7);
        pause().await;
        *kept
    }
}

struct Plain;

impl Store for Plain {
    async fn get(&self, key: &str) -> u64 {
        let kept = Rc::new(key.len() as u64);
        pause().await;
        *kept
    }
}

struct Hot;

#[value_task(dyn)]
impl Store for Hot {
    async fn get(&self, key: &str) -> u64 {
        let kept = Rc::new(key.len() as u64);
        pause().await;
        *kept
    }
}

fn main() {}
