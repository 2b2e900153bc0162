// pooled exact hot: E0308
use refused::{BoxFuture, Service};

pub fn name<S: Service>(service: &S) -> BoxFuture<'_, String> {
    service.name()
}

fn main() {}
