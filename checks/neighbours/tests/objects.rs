//! Objects of companions in programs: in trees, in boxes of boxes, in types that implement another trait.
#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use allocation_counter::measure;
use neighbours::{finish, pause, spawned};
use valuetask::value_task;

#[value_task(dyn = DynNode)]
trait Node: Send + Sync {
    async fn sum(&self) -> u64;

    async fn twice(&self) -> u64 {
        static CALLS: AtomicU64 = AtomicU64::new(0);
        pause().await;
        CALLS.fetch_add(1, Relaxed);
        assert!(CALLS.load(Relaxed) <= 2, "a default body stands once");
        2 * self.sum().await
    }
}

struct Leaf(u64);

struct Inner(Vec<Box<dyn DynNode>>);

#[value_task(dyn)]
impl Node for Leaf {
    async fn sum(&self) -> u64 {
        self.0
    }
}

#[value_task(dyn)]
impl Node for Inner {
    async fn sum(&self) -> u64 {
        let mut sum = 0;
        for node in &self.0 {
            sum += node.sum().await;
        }
        sum
    }
}

fn generic<S: Node + ?Sized>(node: &S) -> u64 {
    spawned(node.sum())
}

#[test]
fn a_tree_of_objects_that_are_ready_is_ready_at_the_call() {
    let inner = Inner(vec![Box::new(Leaf(2)), Box::new(Leaf(3))]);
    let tree = Inner(vec![Box::new(Leaf(1)), Box::new(inner)]);
    let object: &dyn DynNode = &tree;
    assert_eq!(object.sum().try_result().ok(), Some(6));
    assert_eq!(finish(tree.sum()), 6);
}

#[test]
fn a_generic_caller_spawns_calls_of_an_object_of_a_box_and_of_a_reference() {
    let object: Box<dyn DynNode> = Box::new(Leaf(4));
    assert_eq!(generic(&*object) + generic(&object) + generic(&&*object) + generic(&Leaf(4)), 16);
}

#[test]
fn an_object_of_a_box_of_an_object_is_ready_and_allocates_nothing() {
    let object: Box<dyn DynNode> = Box::new(Leaf(4));
    let nested: Box<dyn DynNode> = Box::new(object);
    let call = || assert_eq!(nested.sum().try_result().ok(), Some(4));
    call();
    assert_eq!(measure(call).count_total, 0);
}

#[test]
fn a_static_of_a_default_body_is_one_for_static_and_dyn_calls() {
    let object: &dyn DynNode = &Leaf(1);
    assert_eq!((finish(Leaf(1).twice()), finish(object.twice())), (2, 2));
}

mod rows {
    use super::*;

    #[value_task(dyn = DynStore)]
    pub(super) trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    pub(super) trait Table: Send + Sync {
        fn row(&self, id: u64) -> u64;
    }

    impl<T: Table> Store for T {
        async fn get(&self, id: u64) -> u64 {
            pause().await;
            self.row(id)
        }
    }

    impl Table for u64 {
        fn row(&self, id: u64) -> u64 {
            self * id
        }
    }
}

#[test]
fn all_implementers_of_another_trait_may_implement_a_native_one() {
    use rows::DynStore;
    let object: &dyn DynStore = &3_u64;
    assert_eq!(finish(object.get(2)), 6);
}
