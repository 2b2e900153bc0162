//! A cache in front of a data source, behind one `dyn` trait: a hit is ready at the call, a miss awaits the source.
//!
//! `cargo run -p valuetask --example read_through`

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use valuetask::value_task;

/// Where user names come from.
#[value_task]
trait Names: Send + Sync {
    async fn name(&self, id: u32) -> Result<Arc<str>, UnknownUser>;
}

#[derive(Debug, PartialEq)]
struct UnknownUser(u32);

/// The slow source: a database, say.
struct Database;

#[value_task]
impl Names for Database {
    async fn name(&self, id: u32) -> Result<Arc<str>, UnknownUser> {
        futures_timer::Delay::new(Duration::from_millis(5)).await;
        if id < 100 { Ok(format!("user {id}").into()) } else { Err(UnknownUser(id)) }
    }
}

/// Remembers what the source behind it answered.
struct Cache<S> {
    known: Mutex<HashMap<u32, Arc<str>>>,
    source: S,
}

#[value_task]
impl<S: Names> Names for Cache<S> {
    async fn name(&self, id: u32) -> Result<Arc<str>, UnknownUser> {
        // A hit returns at the call. Its future was built in a slot of the pool, and the caller polls nothing.
        if let Some(name) = self.known.lock().expect("the lock isn't poisoned").get(&id) {
            return Ok(name.clone());
        }
        let name = self.source.name(id).await?;
        self.known.lock().expect("the lock isn't poisoned").insert(id, name.clone());
        Ok(name)
    }
}

fn main() {
    let names: &dyn Names = &Cache { known: Mutex::default(), source: Database };
    pollster::block_on(async {
        let miss = names.name(7);
        assert!(!miss.is_completed());
        println!("miss: {}", miss.await.expect("user 7 exists"));

        let hit = names.name(7);
        assert!(hit.is_completed());
        println!("hit:  {}", hit.await.expect("user 7 exists"));

        assert_eq!(names.name(1000).await, Err(UnknownUser(1000)));
    });
}
