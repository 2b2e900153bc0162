//! Async methods that return a custom type: an answer that knows whether it was ready at the call.
//!
//! `cargo run -p valuetask --example own_return_type`

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use valuetask::{TaskLike, ValueTask, async_method};

/// An answer, and where it came from.
struct Answer<'a, T> {
    at_once: bool,
    task: ValueTask<'a, T>,
}

/// This makes it a return type for `#[async_method]`: which task it wants the body as, and what it makes of that.
impl<'a, T> TaskLike for Answer<'a, T> {
    type Task = ValueTask<'a, T>;

    fn from_task(task: ValueTask<'a, T>) -> Self {
        Self { at_once: task.is_completed(), task }
    }
}

impl<T> Future for Answer<'_, T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        Pin::new(&mut self.task).poll(cx)
    }
}

#[derive(Default)]
struct Primes {
    known: Mutex<HashMap<u32, bool>>,
}

#[async_method]
impl Primes {
    /// The body gives a `Result`, so it may use `?`; the caller gets an `Answer` of it.
    async fn is_prime(&self, text: &str) -> Answer<'_, Result<bool, std::num::ParseIntError>> {
        let number = text.parse::<u32>()?;
        if let Some(&prime) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&number) {
            return Ok(prime);
        }
        futures_timer::Delay::new(Duration::from_millis(1)).await;
        let prime = number > 1 && (2..number).all(|divisor| !number.is_multiple_of(divisor));
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(number, prime);
        Ok(prime)
    }
}

fn main() {
    let primes = Primes::default();
    let mut at_once = Vec::new();
    for text in ["7", "9", "7", "seven", "9"] {
        let answer = primes.is_prime(text);
        at_once.push(answer.at_once);
        match pollster::block_on(answer) {
            Ok(prime) => println!("{text}: {}", if prime { "prime" } else { "not prime" }),
            Err(error) => println!("{text}: {error}"),
        }
    }
    assert_eq!(at_once, [false, false, true, true, true]);
    println!("{} of {} were there at once", at_once.iter().filter(|&&at_once| at_once).count(), at_once.len());
}
