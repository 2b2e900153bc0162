//! A generic method stands beside one that is called through `dyn`.

use neighbours::finish;

struct Texts(Vec<String>);

#[::dynosaur::dynosaur(DynFind = dyn(box) Find)]
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
    let texts: Box<DynFind<'_>> = DynFind::new_box(texts);
    assert_eq!(finish(texts.len()), 1);
}
