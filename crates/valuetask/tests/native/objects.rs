//! Objects in programs: in trees, in boxes of boxes, of types that implement another trait or a trait of another crate.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use pollster::block_on;
use valuetask::value_task;

use crate::util::Once;

#[value_task(dyn = DynNode)]
trait Node: Send + Sync {
    async fn sum(&self) -> u64;

    async fn twice(&self) -> u64 {
        static CALLS: AtomicU64 = AtomicU64::new(0);
        Once::default().await;
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
    fn spawned<F: Future<Output = u64> + Send>(future: F) -> u64 {
        block_on(future)
    }
    spawned(node.sum())
}

#[test]
fn a_tree_of_objects_that_are_ready_is_ready_at_the_call() {
    let inner = Inner(vec![Box::new(Leaf(2)), Box::new(Leaf(3))]);
    let tree = Inner(vec![Box::new(Leaf(1)), Box::new(inner)]);
    let object: &dyn DynNode = &tree;
    assert_eq!(object.sum().try_result().ok(), Some(6));
    assert_eq!(block_on(tree.sum()), 6);
}

#[test]
fn a_generic_caller_spawns_calls_of_an_object_of_a_box_and_of_a_reference() {
    let object: Box<dyn DynNode> = Box::new(Leaf(4));
    assert_eq!(generic(&*object) + generic(&object) + generic(&&*object) + generic(&Leaf(4)), 16);
}

#[test]
fn an_object_of_a_box_of_an_object_is_ready_at_the_call() {
    let object: Box<dyn DynNode> = Box::new(Leaf(4));
    let nested: Box<dyn DynNode> = Box::new(object);
    assert_eq!(nested.sum().try_result().ok(), Some(4));
}

#[test]
fn a_static_of_a_default_body_is_one_for_static_and_dyn_calls() {
    let object: &dyn DynNode = &Leaf(1);
    assert_eq!((block_on(Leaf(1).twice()), block_on(object.twice())), (2, 2));
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
            Once::default().await;
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
    assert_eq!(block_on(object.get(2)), 6);
}

/// Stands for another crate.
mod other {
    pub(super) trait Store {
        async fn get(&self, id: u64) -> u64;
    }

    impl Store for u64 {
        async fn get(&self, id: u64) -> u64 {
            self * id
        }
    }
}

#[value_task(dyn(no_pointers) = DynStore, ?Send)]
trait Store {
    async fn get(&self, id: u64) -> u64;
}

impl<S: other::Store> Store for S {
    async fn get(&self, id: u64) -> u64 {
        other::Store::get(self, id).await
    }
}

impl other::Store for Box<dyn DynStore> {
    async fn get(&self, id: u64) -> u64 {
        (**self).get(id).await
    }
}

#[test]
fn a_trait_of_another_crate_is_called_through_an_object_of_one_over_it() {
    async fn generic<S: other::Store>(store: S) -> u64 {
        store.get(5).await
    }
    let store: Box<dyn DynStore> = Box::new(2_u64);
    assert_eq!(block_on((*store).get(4)), 8);
    assert_eq!((block_on(generic(store)), block_on(generic(2))), (10, 10));
}
