//! The user's own names beside those of native expansions: neither hides the other.
#![forbid(unsafe_code)]

use neighbours::{finish, pause};

/// Other items with every short name that an expansion could use.
mod shadowed {
    #![allow(dead_code, non_camel_case_types, reason = "they are only there to be in the way")]

    use ::valuetask::value_task;

    pub(super) struct Box;
    pub(super) struct Arc;
    pub(super) struct Rc;
    pub(super) struct Pin;
    pub(super) struct ValueTask;
    pub(super) struct LocalValueTask;
    pub(super) enum Option {}
    pub(super) enum Result {}
    pub(super) trait Send {}
    pub(super) trait Sync {}
    pub(super) trait Sized {}
    pub(super) trait Future {}
    pub(super) trait From {}
    pub(super) trait Into {}
    pub(super) mod core {}
    pub(super) mod std {}
    pub(super) mod alloc {}
    pub(super) mod valuetask {}

    #[value_task(dyn = DynCount)]
    pub(super) trait Count: ::core::marker::Send + ::core::marker::Sync {
        async fn count(&self) -> u64;

        async fn twice(&mut self) -> u64 {
            self.count().await + self.count().await
        }

        async fn last(self: ::std::boxed::Box<Self>) -> u64;
    }

    pub(super) struct Three;

    #[value_task(dyn)]
    impl Count for Three {
        async fn count(&self) -> u64 {
            super::pause().await;
            3
        }

        async fn last(self: ::std::boxed::Box<Self>) -> u64 {
            3
        }
    }
}

#[test]
fn names_of_the_language_are_something_else() {
    use shadowed::{Count as _, DynCount, Three};
    let mut three: Box<dyn DynCount> = Box::new(Three);
    assert_eq!(finish(three.twice()) + finish(three.count()) + finish(three.last()), 12);
    assert_eq!(finish(Three.count()), 3);
}

mod parameters {
    use valuetask::value_task;

    /// Parameters, arguments and types have the names that an expansion might take.
    #[value_task(dyn = DynEcho)]
    pub(super) trait Echo<T: Send, U, S, const N: usize>: Send + Sync
    where
        S: Clone + Send,
    {
        type Output: Send;
        type Error: Send;

        async fn echo(&self, this: T, task: &S, vt: u8, __self: u8, __arg1: u8) -> (T, S, usize);
        async fn output(&mut self, future: u8, cx: u8) -> Result<Self::Output, Self::Error>;
        async fn pattern(&self, (left, right): (u8, u8), [first, ..]: [u8; 3], mut last: u8) -> u8 {
            last += 1;
            left + right + first + last
        }
    }

    pub(super) struct Echoes;

    #[value_task(dyn)]
    impl Echo<u8, (), String, 4> for Echoes {
        type Output = u8;
        type Error = String;

        async fn echo(&self, this: u8, task: &String, vt: u8, __self: u8, __arg1: u8) -> (u8, String, usize) {
            (this + vt + __self + __arg1, task.clone(), 4)
        }

        async fn output(&mut self, future: u8, cx: u8) -> Result<u8, String> {
            super::pause().await;
            Ok(future + cx)
        }
    }
}

#[test]
fn parameters_and_arguments_have_names_that_an_expansion_might_take() {
    use parameters::{DynEcho, Echoes};
    let mut echoes: Box<dyn DynEcho<u8, (), String, 4, Output = u8, Error = String>> = Box::new(Echoes);
    assert_eq!(finish(echoes.echo(1, &"a".into(), 2, 3, 4)), (10, "a".into(), 4));
    assert_eq!(finish(echoes.output(1, 2)), Ok(3));
    assert_eq!(finish(echoes.pattern((1, 2), [3, 0, 0], 4)), 11);
}

macro_rules! declare {
    ($Trait:ident, $Dyn:ident, $method:ident, $Value:ty, |$argument:ident| $body:expr) => {
        #[valuetask::value_task(dyn = $Dyn)]
        trait $Trait: Send + Sync {
            async fn $method(&self, $argument: $Value) -> $Value;
            async fn provided(&self, $argument: $Value) -> $Value {
                let value = self.$method($argument).await;
                value + 1
            }
        }

        struct Made;

        #[valuetask::value_task(dyn)]
        impl $Trait for Made {
            async fn $method(&self, $argument: $Value) -> $Value {
                pause().await;
                $body
            }
        }
    };
}

#[test]
fn a_trait_that_a_macro_writes_inside_of_a_function_is_called_through_dyn() {
    declare!(Local, DynLocal, compute, u64, |value| value * 2);
    let made: std::sync::Arc<dyn DynLocal> = std::sync::Arc::new(Made);
    assert_eq!(finish(made.compute(4)), 8);
    assert_eq!(finish(made.provided(4)), 9);
    assert_eq!(finish(Made.provided(4)), 9);
}

mod raw {
    #[valuetask::value_task(dyn = r#dyn)]
    #[allow(non_camel_case_types, reason = "all of these are keywords")]
    pub(super) trait r#type {
        async fn r#match(&self, r#in: u8) -> u8;
    }

    impl r#type for u8 {
        async fn r#match(&self, r#in: u8) -> u8 {
            self + r#in
        }
    }
}

#[test]
fn raw_names_stay_raw() {
    let object: &dyn raw::r#dyn = &3_u8;
    assert_eq!(finish(object.r#match(4)), 7);
}

/// Methods with the names of methods of pointers, of tasks and of every type.
#[valuetask::value_task(dyn = DynFamiliar)]
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
    assert_eq!(tasks.map(finish), [2, 3, 4, 5, 7, 1]);
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
    assert_eq!((finish(read.at(0)), finish(seek.at(0))), (1, 3));
    assert_eq!((finish(Read::at(&bytes, 0)), finish(Seek::at(&bytes, 0))), (1, 3));
}
