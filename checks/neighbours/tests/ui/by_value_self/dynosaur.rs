//! `self` by value is called through a box.

use neighbours::finish;

struct Connection(u64);

#[::dynosaur::dynosaur(DynClose = dyn(box) Close)]
trait Close {
    async fn close(self) -> u64;
}

impl Close for Connection {
    async fn close(self) -> u64 {
        self.0
    }
}

fn main() {
    let connection: Box<DynClose<'_>> = DynClose::new_box(Connection(4));
    assert_eq!(finish(connection.close()), 4);
}
