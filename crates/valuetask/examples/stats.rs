//! Which methods of a running service are right as value tasks: three steps, and a table of a day's calls.
//!
//! `cargo run -p valuetask --example stats --features stats`
//!
//! 1. The traits are under `valuetask::async_trait`: only the import was changed, and no call allocates a future.
//! 2. The service runs with the feature `stats`, which counts how many calls of each method are ready at their first poll.
//! 3. `name` was nearly always ready, and to look into a map at the call changes nothing: it says `#[value_task]`. `visited` is
//!    always ready, too, but it counts a visit, which is to happen when it is awaited: it stays as it is.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use valuetask::async_trait;
use valuetask::stats::{self, Method};

#[async_trait]
trait Profiles: Send + Sync {
    #[valuetask::value_task]
    async fn name(&self, id: u32) -> String;
    async fn search(&self, text: &str) -> Vec<u32>;
    async fn visited(&self) -> u32;
}

/// A database: each query takes a while.
struct Database;

impl Database {
    async fn query<T>(&self, answer: T) -> T {
        futures_timer::Delay::new(Duration::from_millis(1)).await;
        answer
    }
}

/// Names that were asked for before, and visits.
struct Cache {
    names: Mutex<HashMap<u32, String>>,
    visits: AtomicU32,
    behind: Database,
}

#[async_trait]
impl Profiles for Cache {
    #[valuetask::value_task]
    async fn name(&self, id: u32) -> String {
        if let Some(name) = self.names.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return name.clone();
        }
        let name = self.behind.query(format!("user {id}")).await;
        self.names.lock().unwrap_or_else(PoisonError::into_inner).insert(id, name.clone());
        name
    }

    async fn search(&self, text: &str) -> Vec<u32> {
        self.behind.query((0..text.len() as u32).collect()).await
    }

    async fn visited(&self) -> u32 {
        self.visits.fetch_add(1, Relaxed) + 1
    }
}

/// What a method's figures say.
fn verdict(method: &Method) -> &'static str {
    match (method.share_ready(), method.share_at_call()) {
        (Some(ready), Some(at_call)) if ready >= 0.9 && at_call >= 0.9 => "completes at the call",
        (Some(ready), _) if ready >= 0.9 => {
            "nearly always ready: write `#[value_task]`, if to start at the call changes nothing that you rely on"
        }
        (Some(_), _) => "waits: what it waits for costs more than its future",
        (None, _) => "not called",
    }
}

fn main() {
    let profiles: &dyn Profiles = &Cache { names: Mutex::default(), visits: AtomicU32::new(0), behind: Database };
    for request in 0..1_000_u32 {
        pollster::block_on(async {
            profiles.visited().await;
            profiles.name(request % 20).await;
            if request % 100 == 0 {
                profiles.search("Ada").await;
            }
        });
    }

    let counted = stats::snapshot();
    print!("{counted}");
    for method in counted.methods() {
        println!("{}: {}", method.name(), verdict(method));
    }
}
