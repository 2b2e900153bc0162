use std::{future::Future, pin::Pin};

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

pub trait Handler {
    fn handle(&self, request: Request) -> Answer<'_, Reply>;
    fn named(&self) -> BoxFuture<'_, [u64; 9]>;
}

impl Handler for Echo {
    fn handle(&self, request: Request) -> Answer<'_, Reply> {
        Box::pin(async move {
            let permit = self.limit.acquire().await?;
            Ok(permit.use_for(request))
        })
    }

    fn named(&self) -> BoxFuture<'_, [u64; 9]> {
        self.inner.named()
    }
}

#[someone::elses]
impl Unclear for Echo {
    async fn unclear(&self) {}
}

fn made() -> Pin<Box<dyn Future<Output = ()>>> {
    async { COUNT.fetch_add(1); }.boxed_local()
}

service! {
    #[async_trait]
    impl Handler for Made { async fn f(&self) {} }
}
