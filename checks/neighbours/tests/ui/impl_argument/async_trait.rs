//! A method that takes `impl Trait` stands beside one that is called through `dyn`.

use neighbours::finish;

struct Texts(Vec<String>);

#[async_trait::async_trait]
trait Write {
    async fn write(&mut self, text: impl Into<String> + Send);
    async fn len(&self) -> usize;
}

#[async_trait::async_trait]
impl Write for Texts {
    async fn write(&mut self, text: impl Into<String> + Send) {
        self.0.push(text.into());
    }

    async fn len(&self) -> usize {
        self.0.len()
    }
}

fn main() {
    let texts: Box<dyn Write> = Box::new(Texts(vec![]));
    assert_eq!(finish(texts.len()), 0);
}
