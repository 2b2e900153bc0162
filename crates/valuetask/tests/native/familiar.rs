//! Names that other items have, too: those of the prelude, of every type's methods, and of another native trait's.

use pollster::block_on;
use valuetask::value_task;

/// Items of the module with the short names that an expansion could use.
mod shadowed {
    #![allow(dead_code, reason = "they are only in the way")]

    use ::valuetask::value_task;

    pub(super) struct Arc;
    pub(super) struct Rc;
    pub(super) struct Pin;
    pub(super) struct LocalValueTask;
    pub(super) enum Option {}
    pub(super) enum Result {}
    pub(super) trait Sync {}
    pub(super) trait From {}
    pub(super) trait Into {}
    pub(super) mod valuetask {}

    #[value_task(dyn = DynCount)]
    pub(super) trait Count: Send + ::core::marker::Sync {
        async fn count(&self) -> u64;

        async fn twice(&mut self) -> u64 {
            self.count().await + self.count().await
        }

        async fn last(self: Box<Self>) -> u64;
    }

    #[value_task(dyn)]
    impl Count for u64 {
        async fn count(&self) -> u64 {
            crate::util::Once::default().await;
            *self
        }

        async fn last(self: Box<Self>) -> u64 {
            *self
        }
    }
}

#[test]
fn names_of_the_prelude_may_be_other_items() {
    use shadowed::{Count as _, DynCount};
    let mut three: Box<dyn DynCount> = Box::new(3_u64);
    assert_eq!(block_on(three.twice()) + block_on(three.count()) + block_on(three.last()), 12);
    assert_eq!(block_on(3_u64.count()), 3);
}

/// Methods with the names of methods of pointers, of tasks and of every type.
#[value_task(dyn = DynFamiliar)]
#[allow(clippy::wrong_self_convention, reason = "names of other traits' methods")]
trait Familiar: Send + Sync {
    async fn clone(&self) -> u8;
    async fn as_ref(&self) -> u8;
    async fn borrow(&self) -> u8;
    async fn poll(&self) -> u8;
    async fn into_future(&self) -> u8;
    async fn drop(&self) -> u8;
    async fn type_id(&self) -> u8;
}

struct Numbers;

impl Familiar for Numbers {
    async fn clone(&self) -> u8 {
        1
    }

    async fn as_ref(&self) -> u8 {
        2
    }

    async fn borrow(&self) -> u8 {
        3
    }

    async fn poll(&self) -> u8 {
        4
    }

    async fn into_future(&self) -> u8 {
        5
    }

    async fn drop(&self) -> u8 {
        6
    }

    async fn type_id(&self) -> u8 {
        7
    }
}

#[test]
fn methods_that_are_called_like_those_of_every_type_are_the_traits() {
    let object: &dyn DynFamiliar = &Numbers;
    let tasks =
        [object.as_ref(), object.borrow(), object.poll(), object.into_future(), object.type_id(), object.clone()];
    assert_eq!(tasks.map(block_on), [2, 3, 4, 5, 7, 1]);
}

/// Two traits with a method of the same name, on one type.
mod twice {
    #[valuetask::value_task(dyn = DynRead)]
    pub(super) trait Read {
        async fn at(&self, index: usize) -> u8;
    }

    #[valuetask::value_task(dyn = DynSeek)]
    pub(super) trait Seek {
        async fn at(&self, index: usize) -> u8;
    }

    impl Read for [u8; 3] {
        async fn at(&self, index: usize) -> u8 {
            self[index]
        }
    }

    impl Seek for [u8; 3] {
        async fn at(&self, index: usize) -> u8 {
            self[2 - index]
        }
    }
}

#[test]
fn two_traits_may_have_methods_of_the_same_name() {
    use twice::{DynRead, DynSeek, Read, Seek};
    let bytes = [1, 2, 3];
    let (read, seek): (&dyn DynRead, &dyn DynSeek) = (&bytes, &bytes);
    assert_eq!((block_on(read.at(0)), block_on(seek.at(0))), (1, 3));
    assert_eq!((block_on(Read::at(&bytes, 0)), block_on(Seek::at(&bytes, 0))), (1, 3));
}
