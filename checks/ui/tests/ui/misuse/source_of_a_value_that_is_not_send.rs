use std::rc::Rc;

use valuetask_source::{CompletionPool, ManualResetSource};

fn main() {
    let source = ManualResetSource::<Rc<u32>>::new();
    drop(source.task().unwrap());
    drop(CompletionPool::<Rc<u32>>::new().lease());
}
