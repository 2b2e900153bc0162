//! `TaskSlot`: memory in an object for a task.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use valuetask::{ValueTask, value_task};
use valuetask_source::TaskSlot;

use crate::elsewhere;
use crate::left::Stays;
use crate::util::{Drops, pause, poll};

#[value_task]
trait Reader: Send {
    async fn read(&mut self) -> u32;
}

struct Connection {
    next: u32,
    slot: TaskSlot<64>,
}

#[value_task]
impl Reader for Connection {
    fn read(&mut self) -> ValueTask<'_, u32> {
        self.slot.start(async {
            if self.next.is_multiple_of(2) {
                pause().await;
            }
            self.next += 1;
            self.next
        })
    }
}

#[test]
fn a_method_of_a_dyn_trait_keeps_its_machine_in_the_object() {
    let reader: &mut dyn Reader = &mut Connection { next: 0, slot: TaskSlot::new() };
    let mut first = reader.read();
    assert!(poll(&mut first).is_ready());
    drop(first);
    assert_eq!(reader.read().try_result().ok(), Some(2), "ready at the call");
    assert_eq!(pollster::block_on(reader.read()), 3);
}

#[test]
fn a_slot_can_be_printed() {
    assert_eq!(format!("{:?}", TaskSlot::<64>::new()), "TaskSlot { size: 64, .. }");
}

#[test]
fn lazy_runs_nothing_before_the_first_poll() {
    let (mut slot, mut ran) = (TaskSlot::<64>::new(), false);
    let mut task = slot.lazy(async { ran = true });
    assert!(!task.is_completed());
    assert!(poll(&mut task).is_ready());
    drop(task);
    assert!(ran);
}

#[test]
fn the_memory_is_the_same_each_time_and_stays_when_the_object_moves() {
    let mut slot = TaskSlot::<64>::new();
    let mut places = Vec::new();
    for _ in 0..3 {
        let mut moved = Box::new(mem::take(&mut slot));
        let mut place = 0;
        let mut task = moved.lazy(async {
            place = (&raw const place).addr();
            let here = 0_u8;
            let address = (&raw const here).addr();
            pause().await;
            let _ = here;
            address
        });
        assert!(poll(&mut task).is_pending());
        places.push(match poll(&mut task) {
            Poll::Ready(address) => address,
            Poll::Pending => panic!("it suspends once"),
        });
        drop(task);
        slot = *moved;
    }
    assert!(places.iter().all(|place| *place == places[0]), "{places:?}");
}

#[test]
fn a_leaked_task_keeps_its_memory_and_the_slot_goes_on() {
    let drops = Drops::default();
    let mut slot = TaskSlot::<96>::new();
    let mut task = slot.lazy(Stays::with(drops.value()));
    assert!(poll(&mut task).is_pending());
    mem::forget(task);
    let mut moved = slot;
    for _ in 0..2 {
        let mut next = moved.lazy(Stays::with(drops.value()));
        assert!(poll(&mut next).is_pending());
    }
    assert_eq!(drops.count(), 2, "a pinned future that is leaked is neither dropped nor overwritten");
    mem::forget(moved.start(Stays::with(drops.value())));
    drop(moved);
    assert_eq!(drops.count(), 2);
}

#[test]
fn a_future_that_panics_in_a_poll_or_when_it_is_dropped_frees_the_slot() {
    struct PanicsInDrop;
    impl Drop for PanicsInDrop {
        fn drop(&mut self) {
            panic!("in a drop");
        }
    }
    let mut slot = TaskSlot::<64>::new();
    let panics = catch_unwind(AssertUnwindSafe(|| drop(slot.start(async { panic!("in a poll") }))));
    assert!(panics.is_err());
    let panics = catch_unwind(AssertUnwindSafe(|| {
        drop(slot.lazy(async {
            let _guard = PanicsInDrop;
            pause().await;
        }));
        let mut task = slot.lazy(async {
            let _guard = PanicsInDrop;
            pause().await;
        });
        let _ = poll(&mut task);
    }));
    assert!(panics.is_err());
    assert!(poll(&mut slot.lazy(async { 7 })).is_ready());
}

#[test]
fn a_larger_future_takes_a_slot_of_the_pool() {
    let mut slot = TaskSlot::<16>::new();
    let large = [7_u8; 100];
    let mut task = slot.lazy(async move {
        pause().await;
        large[99]
    });
    assert!(poll(&mut task).is_pending());
    assert_eq!(poll(&mut task), Poll::Ready(7));
    type Sixteen = std::future::Ready<u64>;
    assert!(TaskSlot::<16>::holds::<Sixteen>() && !TaskSlot::<15>::holds::<Sixteen>());
    #[repr(align(32))]
    struct Aligned;
    assert!(!TaskSlot::<1024>::holds::<std::future::Ready<Aligned>>());
}

#[test]
fn a_task_in_a_slot_may_be_finished_on_another_thread() {
    let mut connection = Connection { next: 0, slot: TaskSlot::new() };
    for read in 1..=3 {
        let task = connection.read();
        assert_eq!(elsewhere(|| pollster::block_on(task)), read);
    }
}
