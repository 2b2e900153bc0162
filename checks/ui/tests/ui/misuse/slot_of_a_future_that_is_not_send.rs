use std::rc::Rc;

use valuetask_source::TaskSlot;

fn main() {
    let (mut slot, shared) = (TaskSlot::<64>::new(), Rc::new(7));
    drop(slot.lazy(async move { *shared }));
}
