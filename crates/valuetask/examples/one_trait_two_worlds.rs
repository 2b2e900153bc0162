//! One `dyn` trait with a synchronous and an asynchronous implementer. Neither allocates where it has its answer.
//!
//! `cargo run -p valuetask --example one_trait_two_worlds`

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use valuetask::{ValueTask, pool, value_task};

/// Hands out numbers, each once.
#[value_task]
trait Tickets: Send + Sync {
    async fn next(&self) -> u32;
}

/// Synchronous: written without the attribute, it returns a value and mentions no future.
#[derive(Default)]
struct Counter(AtomicU32);

impl Tickets for Counter {
    fn next(&self) -> ValueTask<'_, u32> {
        self.0.fetch_add(1, Relaxed).into()
    }
}

/// Asynchronous: takes a block of ten from a server, and asks again only when it is used up.
#[derive(Default)]
struct Blocks {
    server: Counter,
    next: AtomicU32,
}

#[value_task]
impl Tickets for Blocks {
    async fn next(&self) -> u32 {
        let ticket = self.next.fetch_add(1, Relaxed);
        if !ticket.is_multiple_of(10) {
            return ticket;
        }
        futures_timer::Delay::new(Duration::from_millis(1)).await;
        self.server.next().await * 10
    }
}

fn main() {
    for tickets in [&Counter::default() as &dyn Tickets, &Blocks::default()] {
        pollster::block_on(async {
            let mut at_once = 0;
            for expected in 0..30 {
                let task = tickets.next();
                at_once += u32::from(task.is_completed());
                assert_eq!(task.await, expected);
            }
            println!("30 tickets, {at_once} of them without a suspension");
        });
    }
    println!("slots that the pool ever allocated: {}", pool::stats().allocations);
}
