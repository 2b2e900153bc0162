//! `cargo valuetask replay`: a stream of keys through a cache in front of a store, looked up four ways.

#![forbid(unsafe_code)]

pub(crate) mod args;
mod cache;
mod crew;
mod figures;
mod keys;
mod pass;
mod progress;
mod report;
mod rounds;
mod store;
mod value;
mod ways;
mod workload;

use core::time::Duration;
use std::num::NonZeroUsize;
use std::sync::{Arc, OnceLock};

use args::Args;
use crew::Crew;
use figures::Figures;
use keys::Keys;
use progress::Progress;
use store::Store;
use store::postgres::Postgres;
use store::redis::Redis;
use store::sqlite::Sqlite;
use store::url::StoreUrl;
use workload::Workload;

use crate::error::Error;

/// How long a store may take to clean up after a replay that failed.
const CLEAN_UP: Duration = Duration::from_secs(5);

/// Runs the subcommand.
pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let url = args.store.as_deref().map_or_else(|| Ok(StoreUrl::default_file()), StoreUrl::parse)?;
    report::check_files(args)?;
    // The drivers' own work: connections and timers. Lookups run on threads of their own.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().map_err(|error| {
            Error::failure(format_args!("can't start a thread: {error}"), "replay", "close some programs and run again")
        })?;
    let outcome = runtime.block_on(async {
        let keys = or_interrupted(read_keys(args)).await?;
        let kept = args.keep || (url.is_kept() && !args.remove);
        match &url {
            StoreUrl::Sqlite(path) => replay(or_interrupted(Sqlite::open(path)).await?, kept, keys, args).await,
            StoreUrl::Postgres(url) => replay(or_interrupted(Postgres::connect(url)).await?, kept, keys, args).await,
            StoreUrl::Redis(url) => replay(or_interrupted(Redis::connect(url)).await?, kept, keys, args).await,
        }
    });
    // After Ctrl-C a thread may still be waiting for standard input. It isn't waited for.
    runtime.shutdown_background();
    outcome
}

async fn read_keys(args: &Args) -> Result<Keys, Error> {
    let args = args.clone();
    tokio::task::spawn_blocking(move || Keys::from_args(&args)).await.expect("reading keys doesn't panic")
}

/// What `work` gives, unless Ctrl-C comes first.
async fn or_interrupted<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    tokio::select! {
        biased;
        listened = tokio::signal::ctrl_c() => Err(match listened {
            Ok(()) => Error::interrupted().with("nothing was measured, run again to start over"),
            Err(error) => Error::failure(format_args!("can't listen for Ctrl-C: {error}"), "replay", "run again"),
        }),
        outcome = work => outcome,
    }
}

/// Replays, and leaves the store as the options say, whatever happened.
async fn replay<S: Store>(store: S, kept: bool, keys: Keys, args: &Args) -> Result<(), Error> {
    let store = Arc::new(store);
    let workload = OnceLock::new();
    let outcome = or_interrupted(measure(&store, keys, &workload, args)).await;
    if let Some(workload) = workload.get() {
        Workload::stop(workload);
    }
    if kept {
        return outcome;
    }
    match (outcome, tokio::time::timeout(CLEAN_UP, store.remove()).await) {
        (Ok(()), Ok(removed)) => removed,
        (Ok(()), Err(_)) => Err(Error::failure(
            format_args!("{} is still there: the store didn't answer in time", store::NAME),
            store.place(),
            "delete it by hand",
        )),
        (Err(error), _) => Err(error),
    }
}

async fn measure<S: Store>(
    store: &Arc<S>,
    keys: Keys,
    shared: &OnceLock<Arc<Workload>>,
    args: &Args,
) -> Result<(), Error> {
    let digests = store::fill(&**store, &keys, &Progress::new("filling", keys.distinct())).await?;
    let workload = shared.get_or_init(|| Arc::new(Workload::new(keys, digests)));
    let keys = workload.keys();
    let capacity = args.capacity.or(NonZeroUsize::new(keys.distinct() / 4)).unwrap_or(NonZeroUsize::MIN);
    let crew = Crew::new(args.threads)?;
    let described = figures::Workload {
        keys: keys.origin().to_owned(),
        distinct: keys.distinct(),
        lookups: keys.order().len(),
        store: store.place().to_owned(),
        capacity: capacity.get(),
        threads: crew.size(),
        rounds: args.rounds.get(),
        checksum: workload.expected().to_string(),
    };
    report::introduce(&described)?;
    let ways = rounds::measure(store, workload, capacity, &crew, args.rounds).await?;
    let (verdict, savings) = report::verdict::of(&ways, &described);
    report::show(&Figures { workload: described, ways, verdict, savings }, args)
}
