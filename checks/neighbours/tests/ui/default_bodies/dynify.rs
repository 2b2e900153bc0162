//! A default body awaits the other methods, and isn't written again.

use neighbours::finish;
use ::dynify::PinDynify as _;

struct Three;

#[::dynify::dynify]
trait Count: Send + Sync {
    async fn count(&self) -> u64;

    async fn twice(&self) -> u64 {
        self.count().await + self.count().await
    }
}

impl Count for Three {
    async fn count(&self) -> u64 {
        3
    }
}

fn main() {
    let three: Box<dyn DynCount> = Box::new(Three);
    assert_eq!(finish(three.twice().pin_boxed()), 6);
}
