// is not `Send`
use needs_boxed::Service;

fn spawn(_: impl std::future::Future<Output = ()> + Send + 'static) {}

pub fn start<S: Service + 'static>(service: S) {
    spawn(async move { drop(service.call("now").await) });
}

fn main() {}
