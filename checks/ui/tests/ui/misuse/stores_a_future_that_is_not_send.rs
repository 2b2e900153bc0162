use std::rc::Rc;
use valuetask::ValueTask;

fn local() -> ValueTask<'static, usize> {
    let shared = Rc::new(7);
    ValueTask::from_future(async move { Rc::strong_count(&shared) })
}

fn main() {}
