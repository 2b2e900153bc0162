//! `self` by value is called through a box.

use neighbours::finish;
use ::dynify::PinDynify as _;

struct Connection(u64);

#[::dynify::dynify]
trait Close {
    async fn close(self) -> u64;
}

impl Close for Connection {
    async fn close(self) -> u64 {
        self.0
    }
}

fn main() {
    let connection: Box<dyn DynClose> = Box::new(Connection(4));
    assert_eq!(finish(connection.close().pin_boxed()), 4);
}
