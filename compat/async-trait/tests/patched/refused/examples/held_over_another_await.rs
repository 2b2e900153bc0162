// hot: is not `Send`
use refused::Service;

pub struct Twice<S>(S);

#[async_trait::async_trait]
impl<S: Service> Service for Twice<S> {
    type Output = S::Output;

    async fn call(&self, request: &str) -> S::Output {
        let second = self.0.call(request);
        self.0.name().await;
        second.await
    }
}

fn main() {}
