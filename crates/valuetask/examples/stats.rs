//! Which methods of a running service are right as value tasks: their calls are counted, and a rule of thumb is applied.
//!
//! `cargo run -p valuetask --example stats --features rt,stats`

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use valuetask::stats::{self, Method};
use valuetask::{Task, value_task};

#[value_task]
trait Profiles: Send + Sync {
    async fn name(&self, id: u32) -> String;
    async fn search(&self, text: &str) -> Vec<u32>;
}

/// A database: each query takes a while.
struct Database;

#[value_task]
impl Profiles for Database {
    async fn name(&self, id: u32) -> String {
        Task::delay(Duration::from_millis(1)).await.expect("a delay isn't canceled");
        format!("user {id}")
    }

    async fn search(&self, text: &str) -> Vec<u32> {
        Task::delay(Duration::from_millis(1)).await.expect("a delay isn't canceled");
        (0..text.len() as u32).collect()
    }
}

/// Names that were asked for before.
struct Cache<P> {
    names: Mutex<HashMap<u32, String>>,
    behind: P,
}

#[value_task]
impl<P: Profiles> Profiles for Cache<P> {
    async fn name(&self, id: u32) -> String {
        if let Some(name) = self.names.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return name.clone();
        }
        let name = self.behind.name(id).await;
        self.names.lock().unwrap_or_else(PoisonError::into_inner).insert(id, name.clone());
        name
    }

    async fn search(&self, text: &str) -> Vec<u32> {
        self.behind.search(text).await
    }
}

/// What a method's figures say of its return type.
fn verdict(method: &Method) -> &'static str {
    match method.share_at_call() {
        None => "not called",
        Some(share) if share >= 0.95 => "as it should be: nearly every call completes synchronously",
        Some(share) if share >= 0.9 => "worth it",
        Some(_) => "waits: what it waits for costs more than what it returns",
    }
}

fn main() {
    let profiles: &dyn Profiles = &Cache { names: Mutex::default(), behind: Database };
    for request in 0..1_000_u32 {
        pollster::block_on(profiles.name(request % 20));
        if request % 100 == 0 {
            pollster::block_on(profiles.search("Ada"));
        }
    }

    let counted = stats::snapshot();
    print!("{counted}");
    for method in counted.methods() {
        println!("{}: {}", method.name(), verdict(method));
    }
}
