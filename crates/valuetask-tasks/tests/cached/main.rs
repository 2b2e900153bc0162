//! Values that are loaded once: [`Cached`], [`Expiring`] and [`CachedMap`].
//!
//! | file       | question                                                        |
//! |------------|-----------------------------------------------------------------|
//! | `lent`     | when a load begins, which callers share it, and what is kept    |
//! | `ends`     | callers that leave, errors, panics, and what is dropped         |
//! | `expiring` | values that expire, or are replaced                             |
//! | `map`      | values by key, and which keys go                                |

mod ends;
mod expiring;
#[path = "../util/gate.rs"]
mod gate;
mod lent;
mod map;
#[path = "../../../valuetask/tests/util/mod.rs"]
mod util;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use gate::Gate;

/// A clock that a test sets.
#[derive(Clone, Default)]
struct Seconds(Arc<AtomicU64>);

impl Seconds {
    fn set(&self, seconds: u64) {
        self.0.store(seconds, SeqCst);
    }

    fn clock(&self) -> impl Fn() -> Instant + Send + Sync + 'static {
        let (start, seconds) = (Instant::now(), Arc::clone(&self.0));
        move || start + Duration::from_secs(seconds.load(SeqCst))
    }
}

/// Loads of a gate's number, which count how often they began.
#[derive(Clone, Default)]
struct Loads {
    gate: Gate,
    begun: Arc<AtomicU64>,
}

impl Loads {
    fn begun(&self) -> u64 {
        self.begun.load(SeqCst)
    }

    /// Returns which load it was, once the gate is open.
    fn load(&self) -> impl Future<Output = u64> + Send + 'static {
        let (gate, number) = (self.gate.clone(), self.begun.fetch_add(1, SeqCst) + 1);
        async move {
            gate.pass().await;
            number
        }
    }
}
