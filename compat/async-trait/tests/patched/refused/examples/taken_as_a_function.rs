// pooled exact hot: E0308
use refused::{BoxFuture, Service};

pub fn by_name<S: Service>() -> for<'a> fn(&'a S) -> BoxFuture<'a, String> {
    |service| S::name(service)
}

fn main() {}
