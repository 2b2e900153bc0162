//! A default body awaits the other methods, and isn't written again.

use neighbours::finish;

struct Three;

#[::trait_variant::make(Send)]
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
    assert_eq!(finish(Three.twice()), 6);
}
