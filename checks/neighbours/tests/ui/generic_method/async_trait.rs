//! A generic method stands beside one that is called through `dyn`.

use neighbours::finish;

struct Texts(Vec<String>);

#[async_trait::async_trait]
trait Find {
    async fn find<T: PartialEq<str> + Sync>(&self, what: &T) -> Option<usize>;
    async fn len(&self) -> usize;
}

#[async_trait::async_trait]
impl Find for Texts {
    async fn find<T: PartialEq<str> + Sync>(&self, what: &T) -> Option<usize> {
        self.0.iter().position(|text| *what == **text)
    }

    async fn len(&self) -> usize {
        self.0.len()
    }
}

fn main() {
    let texts: Box<dyn Find> = Box::new(Texts(vec![]));
    assert_eq!(finish(texts.len()), 0);
}
