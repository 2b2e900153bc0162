//! Dropped calls leave nothing behind, in any number.
//!
//! One test, as the live bytes of all threads are counted.

#[path = "../../../crates/valuetask/tests/util/ledger.rs"]
mod ledger;
mod util;

use ledger::{Ledger, live_bytes};
use network::Limits;
use network::with_value_tasks::client::Caller;
use util::{Serving, asks};

#[global_allocator]
static ALLOCATOR: Ledger = Ledger;

/// Calls that are dropped at once, one after the other, each answered before the next.
async fn abandon(client: &dyn Caller, calls: usize) {
    for _ in 0..calls {
        drop(client.call(vec![b'a'; 1_000]));
        asks(client, "the next one").await;
    }
}

/// Calls that are dropped before the driver of the client has run, so that none of them is sent.
fn abandon_unsent(client: &dyn Caller, calls: usize) {
    for _ in 0..calls {
        drop(client.call(vec![b'a'; 1_000]));
    }
}

#[test]
fn a_client_keeps_no_buffer_for_each_call_that_was_given_up() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let serving = Serving::new(Limits::default()).await;
        let client = serving.client().await;
        abandon(&client, 100).await;
        let before = live_bytes();
        abandon(&client, 400).await;
        let more = live_bytes() - before;
        assert!(more < 100_000, "{more} bytes more after 400 calls of 1,000 bytes each");

        let before = live_bytes();
        abandon_unsent(&client, 400);
        let more = live_bytes() - before;
        assert!(more < 100_000, "{more} bytes more after 400 calls of 1,000 bytes each, none of which was sent");
        asks(&client, "the next one").await;
    });
}
