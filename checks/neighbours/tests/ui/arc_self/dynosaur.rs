//! `self: Arc<Self>` is called through an `Arc`.

use std::sync::Arc;

use neighbours::finish;

struct Pool(u64);

#[::dynosaur::dynosaur(DynShare = dyn(box) Share)]
trait Share {
    async fn share(self: Arc<Self>) -> u64;
}

impl Share for Pool {
    async fn share(self: Arc<Self>) -> u64 {
        self.0
    }
}

fn main() {
    let pool: Arc<DynShare<'_>> = DynShare::new_arc(Pool(4));
    assert_eq!(finish(pool.clone().share()) + finish(pool.share()), 8);
}
