//! Attributes look for `Box::pin`, but no box is allocated.

use allocation_counter::measure;
use attributes::{drive, pause};
use fastrace::trace;
use tracing::instrument;
use valuetask::{async_trait, value_task};

struct Store;

#[value_task]
impl Store {
    #[instrument(skip_all)]
    async fn hit(&self, key: u64) -> u64 {
        key
    }

    #[instrument(skip_all)]
    async fn suspended(&self, key: u64) -> u64 {
        pause().await;
        key
    }

    #[trace]
    async fn traced(&self, key: u64) -> u64 {
        pause().await;
        key
    }
}

#[async_trait]
trait Pooled {
    #[instrument(skip_all)]
    async fn pooled(&self, key: u64) -> u64 {
        pause().await;
        key
    }
}

impl Pooled for Store {}

#[test]
fn a_call_under_an_attribute_allocates_nothing() {
    let calls = || {
        assert_eq!(Store.hit(1).try_result().ok(), Some(1));
        assert_eq!(drive(Store.suspended(2), || ()), 2);
        assert_eq!(drive(Store.traced(3), || ()), 3);
        assert_eq!(drive(Store.pooled(4), || ()), 4);
    };
    calls();
    assert_eq!(measure(calls).count_total, 0);
    assert_eq!(measure(|| drop(std::hint::black_box(Box::new(1)))).count_total, 1, "allocations are counted");
}
