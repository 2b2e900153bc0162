// hot: E0277
use std::rc::Rc;

use refused::Service;

pub struct Shares;

#[async_trait::async_trait]
impl Service for Shares {
    type Output = Rc<str>;

    async fn call(&self, request: &str) -> Rc<str> {
        request.into()
    }
}

fn main() {
    fn is_send(_: impl Send) {}
    is_send(Shares.call("twice"));
}
