//! Methods of native traits that return an `impl ValueStream`, which an object boxes.

use valuetask::value_task;
use valuetask_io::ValueStream;
use valuetask_io::stream::from_iter;

#[value_task(dyn = DynNumbers)]
trait Numbers: Send + Sync {
    fn values<'s>(&'s self) -> impl ValueStream<Item = u32> + 's;
}

struct Upto(u32);

impl Numbers for Upto {
    fn values(&self) -> impl ValueStream<Item = u32> {
        from_iter(0..self.0)
    }
}

fn sum<N: Numbers + ?Sized>(numbers: &N) -> u32 {
    let mut sum = 0;
    let mut values = numbers.values();
    while let Ok(Some(value)) = values.next().try_result() {
        sum += value;
    }
    sum
}

#[test]
fn an_object_yields_the_implementers_items() {
    assert_eq!(sum(&Upto(4)), 6);
    let object: &dyn DynNumbers = &Upto(4);
    assert_eq!(sum(object), 6);
    let boxed: Box<dyn ValueStream<Item = u32> + Send + '_> = object.values();
    assert_eq!(boxed.size_hint(), (4, Some(4)));
}
