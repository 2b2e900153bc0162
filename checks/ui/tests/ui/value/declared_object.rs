//! An object that doesn't say how long it lives lives for ever, and so does the task that it is.

use std::future::Future;
use std::pin::Pin;

use valuetask::async_method;

type Boxed<'c, F> = Pin<Box<F>>;

struct Text(String);

impl Text {
    #[async_method]
    async fn len(&self) -> Boxed<'_, dyn Future<Output = usize> + Send> {
        self.0.len()
    }

    #[async_method]
    async fn of<'c>(&'c self, key: <&'static &'c str as Own>::O) -> Boxed<'c, dyn Future<Output = usize> + Send> {
        self.0.len() + key.len()
    }
}

trait Own {
    type O;
}

impl<'a> Own for &&'a str {
    type O = &'a str;
}

#[async_method]
trait Len {
    async fn len(&self) -> Boxed<'_, dyn Future<Output = usize> + Send>;
    async fn says(&self) -> Boxed<'_, dyn Future<Output = usize> + Send + '_>;
}

fn main() {}
