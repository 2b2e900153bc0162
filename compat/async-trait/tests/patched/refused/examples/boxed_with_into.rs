// hot: E0277
use refused::{BoxFuture, Service};

/// The remedy for a call that is returned as a box: it needs no bound on the result, and the original compiles it, too.
pub fn answer<'a, S: Service>(service: &'a S, request: &'a str) -> BoxFuture<'a, S::Output> {
    service.call(request).into()
}

fn main() {}
