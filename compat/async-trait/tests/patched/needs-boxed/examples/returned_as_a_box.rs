// E0308
use needs_boxed::{BoxFuture, Service};

pub fn name<S: Service>(service: &S) -> BoxFuture<'_, String> {
    service.name()
}

fn main() {}
