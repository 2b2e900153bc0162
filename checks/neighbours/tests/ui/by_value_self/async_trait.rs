//! `self` by value is called through a box.

use neighbours::finish;

struct Connection(u64);

#[async_trait::async_trait]
trait Close {
    async fn close(self) -> u64;
}

#[async_trait::async_trait]
impl Close for Connection {
    async fn close(self) -> u64 {
        self.0
    }
}

fn main() {
    let connection: Box<dyn Close> = Box::new(Connection(4));
    assert_eq!(finish(connection.close()), 4);
}
