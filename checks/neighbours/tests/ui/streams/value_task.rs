//! A method that returns `impl Stream` is called through `dyn`.

use futures_core::Stream;
use futures_util::{StreamExt as _, stream};
use neighbours::finish;

struct Upto(u32);

#[valuetask::value_task(dyn = DynNumbers)]
trait Numbers {
    fn numbers(&self) -> impl Stream<Item = u32>;
}

impl Numbers for Upto {
    fn numbers(&self) -> impl Stream<Item = u32> {
        stream::iter(0..self.0)
    }
}

fn main() {
    let numbers: Box<dyn DynNumbers> = Box::new(Upto(3));
    assert_eq!(finish(Box::pin(numbers.numbers()).collect::<Vec<_>>()), [0, 1, 2]);
}
