//! smol's executor as a scheduler: spawned tasks run on its threads, without tokio.
#![forbid(unsafe_code)]

use std::future::pending;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use async_executor::Executor;
use futures_timer::Delay;
use valuetask::ValueTask;
use valuetask_tasks::scheduler::TaskScheduler;
use valuetask_tasks::{Task, TaskError, scheduler};

struct Smol(Arc<Executor<'static>>);

impl Smol {
    /// Starts a thread for each core.
    fn start() -> std::io::Result<Self> {
        let executor = Arc::new(Executor::new());
        for number in 0..thread::available_parallelism()?.get() {
            let executor = Arc::clone(&executor);
            let named = thread::Builder::new().name(format!("smol-{number}"));
            named.spawn(move || pollster::block_on(executor.run(pending::<()>())))?;
        }
        Ok(Self(executor))
    }
}

impl TaskScheduler for Smol {
    fn schedule(&self, work: ValueTask<'static>) {
        self.0.spawn(work).detach();
    }

    /// An application may hand the closure to the crate `blocking`, which reuses its threads.
    fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        thread::spawn(work);
    }

    /// The time begins at the call. The timer's own thread wakes the awaiter, so it wakes spawned work, which wakes the awaiter.
    fn delay(&self, duration: Duration) -> ValueTask<'static> {
        let elapsed = self.0.spawn(Delay::new(duration));
        ValueTask::from_future(elapsed)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    scheduler::install(Smol::start()?)?;

    let name = || thread::current().name().map(str::to_owned);
    let spawned = Task::spawn(async move { name() });
    let Ok(Some(thread)) = spawned.blocking_wait() else { return Err("threads of the executor have names".into()) };
    assert!(thread.starts_with("smol-"), "{thread}");

    let sum = Task::spawn_blocking(|| (1..=1000_u64).sum::<u64>());
    let later = Task::spawn(async move {
        Task::delay(Duration::from_millis(1)).await?;
        sum.await
    });
    assert_eq!(later.blocking_wait(), Ok(&Ok(500_500)));

    let late = Task::<()>::spawn(pending()).with_timeout(Duration::from_millis(1));
    let is_late = |error: &TaskError| error.downcast_ref::<valuetask_tasks::TimedOut>().is_some();
    assert!(late.blocking_wait().is_err_and(is_late));
    println!("spawned on {thread}");
    Ok(())
}
