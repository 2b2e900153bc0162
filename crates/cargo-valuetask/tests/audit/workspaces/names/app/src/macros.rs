macro_rules! service {
    ($name:ident) => {
        #[async_trait::async_trait]
        impl Service for $name { async fn made_by_a_macro(&self) {} }
    };
}
service!(A);
