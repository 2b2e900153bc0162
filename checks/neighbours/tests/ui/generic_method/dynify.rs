//! A generic method stands beside one that is called through `dyn`.

use neighbours::finish;
use ::dynify::PinDynify as _;

struct Texts(Vec<String>);

#[::dynify::dynify]
trait Find {
    async fn find<T: PartialEq<str> + Sync>(&self, what: &T) -> Option<usize>;
    async fn len(&self) -> usize;
}

impl Find for Texts {
    async fn find<T: PartialEq<str> + Sync>(&self, what: &T) -> Option<usize> {
        self.0.iter().position(|text| *what == **text)
    }

    async fn len(&self) -> usize {
        self.0.len()
    }
}

fn main() {
    let texts = Texts(vec!["a".into()]);
    assert_eq!(finish(texts.find(&String::from("a"))), Some(0));
    let texts: Box<dyn DynFind> = Box::new(texts);
    assert_eq!(finish(texts.len().pin_boxed()), 1);
}
