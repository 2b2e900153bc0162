//! Callbacks of a cancellation token, beside the wait that tokio-util's token has for futures.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt};

use super::block_on::{finished, pending};
use crate::way::{Case, Run, Way};

const WAIT: &str = "tokio-util's cancelled()";

fn canceled_wait() -> Run {
    Box::new(|calls| {
        let call = |id: u64| {
            let token = CancellationToken::new();
            let mut canceled = pin!(token.cancelled());
            pending(canceled.as_mut());
            token.cancel();
            finished(canceled);
            id
        };
        (0..calls).map(call).sum()
    })
}

/// Cancels a token that has one callback, which adds up.
fn canceled_callback() -> Run {
    Box::new(|calls| {
        let sum = Arc::new(AtomicU64::new(0));
        for id in 0..calls {
            let (token, sum) = (CancellationToken::new(), Arc::clone(&sum));
            let _guard = token.callback_guard(move || {
                sum.fetch_add(id, Relaxed);
            });
            token.cancel();
        }
        sum.load(Relaxed)
    })
}

fn abandoned_wait() -> Run {
    let token = CancellationToken::new();
    Box::new(move |calls| {
        let call = |id: u64| {
            pending(pin!(token.cancelled()));
            id
        };
        (0..calls).map(call).sum()
    })
}

fn abandoned_callback() -> Run {
    let token = CancellationToken::new();
    Box::new(move |calls| (0..calls).map(|id| if token.callback_guard(|| ()).unregister() { id } else { 0 }).sum())
}

pub(super) fn cases() -> [Case; 2] {
    let way = |name, prepare| Way { name, prepare, goals: &[] };
    let canceled = vec![way(WAIT, canceled_wait), way("callback_guard, cancel", canceled_callback)];
    let abandoned = vec![way(WAIT, abandoned_wait), way("callback_guard, unregister", abandoned_callback)];
    [
        Case { name: "token made, waited for, canceled", calls: 100_000, bytes: None, ways: canceled },
        Case { name: "token waited for and abandoned", calls: 200_000, bytes: None, ways: abandoned },
    ]
}
