//! A method that takes `impl Trait` stands beside one that is called through `dyn`.

use neighbours::finish;

struct Texts(Vec<String>);

#[::dynosaur::dynosaur(DynWrite = dyn(box) Write)]
trait Write {
    async fn write(&mut self, text: impl Into<String> + Send);
    async fn len(&self) -> usize;
}

impl Write for Texts {
    async fn write(&mut self, text: impl Into<String> + Send) {
        self.0.push(text.into());
    }

    async fn len(&self) -> usize {
        self.0.len()
    }
}

fn main() {
    let mut texts = Texts(vec![]);
    finish(texts.write("a"));
    let texts: Box<DynWrite<'_>> = DynWrite::new_box(texts);
    assert_eq!(finish(texts.len()), 1);
}
