//! Compares the time of a request on value tasks and on boxes, client and server on one thread, in turn.

use std::time::{Duration, Instant};

use network::{Error, with_boxes, with_value_tasks};

const REQUESTS: usize = 64_000;
const TURNS: usize = 9;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    println!("| handler | in flight | value tasks | boxes | ratio, median of {TURNS} turns |");
    println!("|---|---|---|---|---|");
    for suspends in [false, true] {
        let tasks = with_value_tasks::echo::Echo::new(suspends).await?;
        let boxes = with_boxes::echo::Echo::new(suspends).await?;
        for in_flight in [1, 8, 64] {
            let rounds = REQUESTS / in_flight / if in_flight == 1 { 4 } else { 1 };
            let mut turns = vec![];
            for _ in 0..TURNS {
                let start = Instant::now();
                tasks.ask(in_flight, rounds).await?;
                let middle = Instant::now();
                boxes.ask(in_flight, rounds).await?;
                turns.push((middle - start, middle.elapsed()));
            }
            let a_request = |time: Duration| time.as_secs_f64() * 1e6 / (rounds * in_flight) as f64;
            turns.sort_by(|a, b| ratio(a).total_cmp(&ratio(b)));
            let median = &turns[TURNS / 2];
            let handler = if suspends { "suspends" } else { "answers at once" };
            let (tasks, boxes) = (a_request(median.0), a_request(median.1));
            println!("| {handler} | {in_flight} | {tasks:.2} µs | {boxes:.2} µs | {:.2} |", ratio(median));
        }
    }
    Ok(())
}

fn ratio((tasks, boxes): &(Duration, Duration)) -> f64 {
    tasks.as_secs_f64() / boxes.as_secs_f64()
}
