// hot: is not `Send`
use refused::Service;

fn spawn(_: impl std::future::Future<Output = ()> + Send + 'static) {}

pub fn start<S: Service + 'static>(service: S) {
    spawn(async move { drop(service.call("now").await) });
}

fn main() {}
