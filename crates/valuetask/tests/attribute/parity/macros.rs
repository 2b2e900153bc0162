//! Macros around an attributed item, in its types, and in its bodies.

use std::future::ready;

use futures_util::{FutureExt, join, select_biased};
use pollster::block_on;

use super::attribute;
use crate::util::pause;

macro_rules! same {
    ($($token:tt)*) => { $($token)* };
}

struct Store {
    number: u32,
}

impl Store {
    const OWN: u32 = 3;

    async fn inherent() -> u32 {
        pause().await;
        1
    }
}

#[attribute]
trait Spelled
where
    same!(Self): Send + Sync,
{
    const LIMIT: u32;
    type Item;

    async fn in_types(&self, text: same!(String)) -> same!(Vec<usize>);
    #[cfg(any())]
    async fn left_out(&self, text: same!(Missing));
    async fn of_self(&self) -> u32;
    async fn items(&self) -> u32;
    async fn patterns(&self) -> u32;
    async fn defaulted() -> u32 {
        macro_rules! limit {
            ($by:literal) => {
                Self::LIMIT + $by
            };
        }
        pause().await;
        limit!(1)
    }
}

#[attribute]
impl Spelled for Store
where
    same!(Self): Send,
{
    const LIMIT: u32 = 5;
    type Item = u32;

    #[cfg(any())]
    async fn left_out(&self, text: same!(Missing)) {}

    async fn in_types(&self, text: same!(String)) -> same!(Vec<usize>) {
        pause().await;
        vec![text.len()]
    }

    async fn of_self(&self) -> u32 {
        macro_rules! number {
            ($this:ident) => {
                $this.number
            };
            () => {
                number!(self)
            };
        }
        println!("{} and {}", self.number, number!());
        let sum = number!(self) + same!(self.number);
        pause().await;
        sum + number!()
    }

    async fn items(&self) -> u32 {
        same!(let first: <Self as Spelled>::Item = Self::LIMIT;);
        same!(let second = <Self>::OWN;);
        same!(let third = Self::inherent().await;);
        let fourth = same!(<Self as Spelled>::defaulted()).await;
        first + second + third + fourth
    }

    async fn patterns(&self) -> u32 {
        same!(let Self { number } = *self;);
        let same!(Self { number: again }) = self;
        pause().await;
        same! {
            if let Self { number: 4 } = self {
                return number + again;
            }
        }
        0
    }
}

#[test]
fn macros_may_stand_for_any_part_of_an_item() {
    let store = Store { number: 4 };
    assert_eq!(block_on(store.in_types("abc".into())), [3]);
    assert_eq!(block_on(store.of_self()), 12);
    assert_eq!(block_on(store.items()), 5 + 3 + 1 + 6);
    assert_eq!(block_on(store.patterns()), 8);
    assert_eq!(block_on(Store::defaulted()), 6);
}

#[attribute]
trait Awaiting: Sync {
    async fn joined(&self, by: u32) -> u32 {
        let (one, two) = join!(
            async {
                pause().await;
                by
            },
            ready(2)
        );
        one + two
    }

    async fn selected(self: std::sync::Arc<Self>) -> u32
    where
        Self: Send + AsRef<u32>,
    {
        select_biased! {
            number = async { *(*self).as_ref() }.fuse() => number,
            () = std::future::pending().fuse() => 0,
        }
    }
}

struct Number(u32);

impl AsRef<u32> for Number {
    fn as_ref(&self) -> &u32 {
        &self.0
    }
}

impl Awaiting for Number {}

#[test]
fn a_macro_may_await() {
    assert_eq!(block_on(Number(0).joined(1)), 3);
    assert_eq!(block_on(std::sync::Arc::new(Number(7)).selected()), 7);
}

/// An attributed item that a macro writes, out of fragments of every kind.
macro_rules! implement {
    ($vis:vis trait $name:ident<$life:lifetime, $param:ident: $bound:ident> for $ty:ty;
     fn $method:ident($arg:ident: $arg_ty:ty, $pat:pat) -> $ret:ty = $early:expr, $body:block) => {
        #[attribute]
        $vis trait $name<$life, $param: $bound> {
            async fn $method(&self, $arg: $arg_ty, other: ($param, u32)) -> $ret;
        }

        #[attribute]
        impl<$life, $param: $bound> $name<$life, $param> for $ty {
            async fn $method(&self, $arg: $arg_ty, $pat: ($param, u32)) -> $ret {
                if $early {
                    return Default::default();
                }
                pause().await;
                $body
            }
        }
    };
}

implement! {
    pub(super) trait Referring<'w, T: Send> for &'w Store;
    fn referred(text: &str, (_, number)) -> Option<usize> = number == 0, { Some(text.len()) }
}

implement! {
    trait Owning<'e, S: Send> for Vec<&'e str>;
    fn owned(text: &'e str, _) -> &'e str = text.is_empty(), { text }
}

macro_rules! commands {
    ($($name:ident<$param:ident: $bound:tt>,)*) => {
        #[attribute]
        trait Commands: Sized + Send {
            $(
                async fn $name<$param: $bound>(&mut self, by: $param) -> $param {
                    pause().await;
                    by
                }
            )*
        }
    };
}

commands! {
    one<T: Send>,
    two<K: Send>,
}

impl Commands for Store {}

#[test]
fn an_attributed_item_may_be_written_by_a_macro() {
    let mut store = Store { number: 1 };
    assert_eq!(block_on((&store).referred("abc", ("x", 2))), Some(3));
    assert_eq!(block_on((&store).referred("abc", ("x", 0))), None);
    assert_eq!(block_on(vec![""].owned("abc", (1, 2))), "abc");
    assert_eq!(block_on(store.one("x")), "x");
    assert_eq!(block_on(store.two(2)), 2);
}

/// A receiver whose name is passed to the macro, and names of the macro and of its caller that look alike.
macro_rules! spelled_by_the_caller {
    ($Type:ident: |$this:ident, $key:ident| $body:expr) => {
        #[attribute]
        impl ByValue for $Type {
            async fn by_value($this, $key: u32) -> u32 {
                let key = 100;
                pause().await;
                $body + key
            }

            async fn boxed($this: Box<Self>, ($key, _): (u32, u32)) -> u32 {
                let key = 100;
                $body + key
            }

            async fn exclusive(&mut $this, $key: u32) -> u32 {
                let key = 100;
                pause().await;
                $this.number += 1;
                $body + key
            }
        }
    };
}

#[attribute]
trait ByValue: Sized {
    async fn by_value(self, key: u32) -> u32;
    async fn boxed(self: Box<Self>, key: (u32, u32)) -> u32;
    async fn exclusive(&mut self, key: u32) -> u32;
}

struct Spelt {
    number: u32,
}

spelled_by_the_caller!(Spelt: |self, key| self.number * key);

#[test]
fn names_resolve_where_they_were_written() {
    assert_eq!(block_on(Spelt { number: 2 }.by_value(3)), 106);
    assert_eq!(block_on(Box::new(Spelt { number: 2 }).boxed((3, 0))), 106);
    assert_eq!(block_on(Spelt { number: 2 }.exclusive(3)), 109);
}

struct Raw(*const u8);

// SAFETY: the pointer is never read.
#[allow(unsafe_code, reason = "a part that isn't `Send` of a whole that is")]
unsafe impl Send for Raw {}
// SAFETY: the pointer is never read.
#[allow(unsafe_code, reason = "the same")]
unsafe impl Sync for Raw {}

macro_rules! address {
    ($pointer:expr) => {
        $pointer as usize
    };
}

#[attribute]
async fn parts_that_are_not_send(Raw(pointer): Raw, &Raw(other): &'static Raw) -> usize {
    let _ = other;
    address!(pointer)
}

#[test]
fn an_argument_whose_parts_are_not_send_is_taken_apart_beside_an_unknown_macro() {
    static NOWHERE: Raw = Raw(std::ptr::null());
    let task = parts_that_are_not_send(Raw(std::ptr::null()), &NOWHERE);
    assert_eq!(std::thread::spawn(|| block_on(task)).join().unwrap(), 0);
}
