//! The user's own names that an expansion could collide with.

use pollster::block_on;

use super::attribute;
use crate::util::pause;

/// Names as in a crate with other async code.
mod core {}
mod std {}
mod alloc {}
mod valuetask {}

/// Without a prelude, and with all of its names shadowed.
mod shadowed {
    #![no_implicit_prelude]
    #![allow(dead_code, reason = "to be there is their purpose")]

    use super::{attribute, pause};

    pub(super) struct Option(pub(super) u32);
    pub(super) struct Some;
    pub(super) struct None;
    pub(super) struct Result;
    pub(super) struct Box;
    pub(super) struct Poll;
    pub(super) struct Pin;
    pub(super) struct ValueTask;
    pub(super) trait Future {}
    pub(super) trait Send {}
    pub(super) trait Sync {}
    pub(super) trait Gated {}
    pub(super) fn drop() {}

    #[attribute]
    pub(super) trait Ask {
        async fn ask(&self, more: &Option, some: Some) -> u32;
        async fn asked(&self, _: None) -> u32 {
            pause().await;
            9
        }
    }

    #[attribute]
    impl Ask for Option {
        async fn ask(&self, more: &Option, _some: Some) -> u32 {
            if more.0 == 0 {
                return 0;
            }
            pause().await;
            self.0 + more.0
        }
    }
}

#[test]
fn names_like_those_of_the_standard_library_do_not_disturb() {
    use shadowed::{Ask, None, Option, Some};

    assert_eq!(block_on(Option(1).ask(&Option(2), Some)), 3);
    assert_eq!(block_on(Option(1).ask(&Option(0), Some)), 0);
    assert_eq!(block_on(Option(1).asked(None)), 9);
}

#[attribute]
trait Own<'task, T> {
    async fn own(&self, __arg1: T, __ret: &'task str, (one, two): (u32, u32)) -> u32;
    async fn carried(&self, __carried: u32, __carried0: T) -> T;
}

#[attribute]
impl<'task, __T: Send> Own<'task, __T> for u32 {
    async fn own(&self, __arg1: __T, __ret: &'task str, (__arg2, one): (u32, u32)) -> u32 {
        let __arg3 = __arg2 + one;
        if __arg3 == 0 {
            return 0;
        }
        pause().await;
        *self + __arg3
    }

    async fn carried(&self, __carried: u32, __carried0: __T) -> __T {
        let __arm = __carried;
        let __ret = __carried0;
        if __arm == 1 {
            return __ret;
        }
        pause().await;
        __ret
    }
}

#[test]
fn names_like_those_of_an_expansion_do_not_disturb() {
    assert_eq!(block_on(4.own("x", "y", (1, 2))), 7);
    assert_eq!(block_on(4.own("x", "y", (0, 0))), 0);
    assert_eq!(block_on(4.carried(1, "x")), "x");
    assert_eq!(block_on(4.carried(3, "y")), "y");
}

/// Types with the names of the library's own types in an expansion, and a variable.
struct __Awaited(u32);
struct Awaited(u32);

#[attribute]
async fn wrapped(number: u32) -> u32 {
    let (one, __asked) = (__Awaited(number), Awaited(1));
    pause().await;
    one.0 + __asked.0
}

#[test]
fn types_like_those_of_an_expansion_do_not_disturb() {
    assert_eq!(block_on(wrapped(2)), 3);
}

/// Lifetimes with the names that an expansion uses.
struct Key<'k>(&'k str);

#[attribute]
async fn lifetimes<'task, 'of_key>(key: Key<'_>, task: &'task str, other: &'of_key str) -> &'of_key str {
    let all: for<'task_> fn(&'task_ str) -> &'task_ str = |text| text;
    pause().await;
    if all(task).len() > key.0.len() { "" } else { other }
}

#[test]
fn lifetimes_like_those_of_an_expansion_do_not_disturb() {
    assert_eq!(block_on(lifetimes(Key("k"), "t", "o")), "o");
}

/// Methods with the names of a task's methods are the user's.
#[attribute]
trait Tasklike: Sync {
    async fn poll(&self) -> u32 {
        pause().await;
        1
    }
    async fn ready(&self) -> u32 {
        self.poll().await + self.is_completed().await
    }
    async fn is_completed(&self) -> u32 {
        2
    }
    async fn r#await(&self, r#type: u32) -> u32 {
        self.ready().await + r#type
    }
    #[allow(non_snake_case, reason = "a lint at the user's own name")]
    async fn camelCase(&self) -> u32 {
        self.r#await(1).await
    }
}

impl Tasklike for () {}

#[test]
fn methods_may_be_named_as_they_like() {
    assert_eq!(block_on(().camelCase()), 4);
}

mod elsewhere {
    pub(super) mod hidden {
        pub(in super::super) use ::valuetask as renamed;
    }
}

#[attribute(crate = elsewhere::hidden::renamed)]
async fn through_a_path(number: u32) -> u32 {
    pause().await;
    number
}

#[test]
fn the_crate_may_be_reached_by_another_path() {
    assert_eq!(block_on(through_a_path(4)), 4);
}

/// The name of a trait that an expansion had.
struct __Held(u32);

#[attribute]
trait Holds {
    async fn held(&self, held: __Held) -> u32;
}

#[attribute]
impl Holds for () {
    async fn held(&self, held: __Held) -> u32 {
        pause().await;
        held.0
    }
}

#[test]
fn a_held_type_has_any_name() {
    assert_eq!(block_on(().held(__Held(3))), 3);
}
