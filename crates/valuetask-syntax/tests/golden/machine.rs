//! The hot machine: every await asks, and a gate stands before what may hide one.

#[value_task]
impl Store {
    #[inline]
    pub async fn run(mut self: Box<Self>, (a, mut b): (u32, u32), mut c: u32, _: u32) -> Result<u32, Error> {
        let inner = async { never_wrapped().await };
        b += self.next(c).await? + inner.await;
        c += 1;
        println!("{a}");
        Ok(a + b + c)
    }

    async fn hidden(&self) -> u32 {
        first!();
        let shared = Shared::new();
        if shared.is_closed() {
            second!(shared);
        }
        vec![self.load().await].len() as u32
    }
}
