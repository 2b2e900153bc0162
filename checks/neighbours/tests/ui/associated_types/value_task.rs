//! Associated types, named by whoever calls through `dyn`.

use neighbours::finish;

struct Upto(u32);

#[valuetask::value_task(dyn = DynNext)]
trait Next {
    type Item;
    async fn next(&mut self) -> Option<Self::Item>;
}

impl Next for Upto {
    type Item = u32;

    async fn next(&mut self) -> Option<u32> {
        self.0 = self.0.checked_sub(1)?;
        Some(self.0)
    }
}

fn main() {
    let mut next: Box<dyn DynNext<Item = u32>> = Box::new(Upto(1));
    assert_eq!(finish(next.next()), Some(0));
    assert_eq!(finish(next.next()), None);
}
