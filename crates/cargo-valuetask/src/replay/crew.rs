//! The threads that look up. They live as long as the replay, so that what a thread keeps is warm when it's measured.

#![forbid(unsafe_code)]

use std::num::NonZeroUsize;
use std::sync::{Arc, mpsc};
use std::thread;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::error::Error;

type Job = Box<dyn FnOnce(&Runtime) + Send>;

/// Worker threads, each with a runtime that runs on that thread alone.
#[derive(Debug)]
pub(crate) struct Crew {
    workers: Vec<mpsc::Sender<Job>>,
}

impl Crew {
    pub(crate) fn new(threads: NonZeroUsize) -> Result<Self, Error> {
        let workers = (0..threads.get()).map(|_| hire()).collect::<std::io::Result<_>>().map_err(|error| {
            Error::failure(
                format_args!("can't start a thread: {error}"),
                format_args!("--threads {threads}"),
                "use fewer",
            )
        })?;
        Ok(Self { workers })
    }

    pub(crate) fn size(&self) -> usize {
        self.workers.len()
    }

    /// Runs `work` on all threads at once, telling each its number, and waits for what they return.
    pub(crate) async fn run<R: Send + 'static>(
        &self,
        work: impl Fn(usize, &Runtime) -> Result<R, Error> + Send + Sync + 'static,
    ) -> Result<Vec<R>, Error> {
        let work = Arc::new(work);
        let mut answers = Vec::with_capacity(self.workers.len());
        for (number, worker) in self.workers.iter().enumerate() {
            let (answer, received) = oneshot::channel();
            let work = Arc::clone(&work);
            // Nobody waits for the answer of a replay that was interrupted.
            let job: Job = Box::new(move |runtime| drop(answer.send(work(number, runtime))));
            worker.send(job).map_err(|_| lost())?;
            answers.push(received);
        }
        let mut results = Vec::with_capacity(answers.len());
        for answer in answers {
            results.push(answer.await.map_err(|_| lost())??);
        }
        Ok(results)
    }
}

fn hire() -> std::io::Result<mpsc::Sender<Job>> {
    let (jobs, received) = mpsc::channel::<Job>();
    // No I/O on this thread, the drivers have their own: it then waits on a condition, which is woken faster than a
    // poll is.
    let runtime = Builder::new_current_thread().enable_time().build()?;
    thread::Builder::new().name("lookup".to_owned()).spawn(move || {
        for job in received {
            job(&runtime);
        }
    })?;
    Ok(jobs)
}

fn lost() -> Error {
    Error::failure("a worker thread has panicked", "replay", "report this with the command line you used")
}
