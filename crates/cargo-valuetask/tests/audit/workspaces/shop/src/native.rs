pub trait Native {
    async fn native(&self) -> [u8; 4];
    fn opaque(&self) -> impl Future<Output = u64> + Send;
}

impl Native for Plain {
    async fn native(&self) -> [u8; 4] {
        self.bytes
    }
    fn opaque(&self) -> impl Future<Output = u64> + Send {
        async { 7 }
    }
}

impl Plain {
    async fn inherent(&self) {}
}
