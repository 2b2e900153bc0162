//! Patterns as arguments, unused arguments, and arguments that are configured away.

use pollster::block_on;

use super::attribute;
use crate::util::pause;

struct Point {
    x: u32,
    y: String,
}

/// A type with a destructor, so that nothing can be moved out of its owner.
struct Droppable;

impl Drop for Droppable {
    fn drop(&mut self) {}
}

struct Holder<T>(Droppable, T);

#[attribute]
trait Patterns {
    async fn tuple(&self, pair: (u32, u32, u32, u32)) -> u32;
    async fn fields(&self, point: Point) -> usize;
    async fn slice(&self, list: [u32; 4]) -> u32;
    async fn reference(&self, number: &u32, point: &(u32, String)) -> usize;
    async fn partly(&self, holder: Holder<u32>) -> u32;
    async fn rest(&self, holder: Holder<u32>) -> u32;
    async fn named(&self, whole: (u32, u32)) -> u32;
    async fn constant(&self, unit: ()) -> u32;
}

struct Store;

#[attribute]
impl Patterns for Store {
    async fn tuple(&self, (a, ref mut b, ref c, mut d): (u32, u32, u32, u32)) -> u32 {
        *b += a;
        d += c;
        pause().await;
        *b += d;
        *b
    }

    async fn fields(&self, Point { x, y: ref text, .. }: Point) -> usize {
        pause().await;
        text.len() + x as usize
    }

    async fn slice(&self, [first, .., mut last]: [u32; 4]) -> u32 {
        last += first;
        pause().await;
        last
    }

    async fn reference(&self, &number: &u32, (one, text): &(u32, String)) -> usize {
        pause().await;
        text.len() + (number + one) as usize
    }

    async fn partly(&self, Holder(_, number): Holder<u32>) -> u32 {
        pause().await;
        number
    }

    async fn rest(&self, Holder { 1: number, .. }: Holder<u32>) -> u32 {
        pause().await;
        number
    }

    async fn named(&self, whole @ (one, _): (u32, u32)) -> u32 {
        pause().await;
        whole.1 + one
    }

    async fn constant(&self, (): ()) -> u32 {
        3
    }
}

#[test]
fn an_argument_may_be_taken_apart_where_it_is_declared() {
    let object: &dyn Patterns = &Store;
    assert_eq!(block_on(object.tuple((1, 2, 3, 4))), 10);
    assert_eq!(block_on(object.fields(Point { x: 1, y: "abc".into() })), 4);
    assert_eq!(block_on(object.slice([1, 2, 3, 4])), 5);
    assert_eq!(block_on(object.reference(&1, &(2, "abc".into()))), 6);
    assert_eq!(block_on(object.partly(Holder(Droppable, 4))), 4);
    assert_eq!(block_on(object.rest(Holder(Droppable, 5))), 5);
    assert_eq!(block_on(object.named((1, 2))), 3);
    assert_eq!(block_on(object.constant(())), 3);
}

mod borrowed {
    #![allow(
        clippy::needless_borrow,
        clippy::needless_borrowed_reference,
        clippy::ref_binding_to_reference,
        clippy::unnested_or_patterns,
        reason = "patterns that no style wants are patterns"
    )]

    use pollster::block_on;

    use super::{Store, attribute};
    use crate::util::pause;

    /// Numbers and references that their patterns borrow, and the targets of the references.
    #[attribute]
    trait Borrowed: Sync {
        async fn number(&self, number: u64) -> u64;
        async fn text(&self, text: &str) -> usize;
        async fn whole(&self, number: u64) -> u64;
        async fn either(&self, number: u64) -> u64;
        async fn behind(&self, number: &u64, other: &mut u64) -> u64;
        async fn at_once(&self, number: u64) -> u64;
        async fn default(&self, ref mut number: u64, ref text: &str) -> u64 {
            pause().await;
            *number += 1;
            *number + text.len() as u64
        }
    }

    #[attribute]
    impl Borrowed for Store {
        async fn number(&self, ref mut number: u64) -> u64 {
            pause().await;
            *number += 1;
            *number
        }

        async fn text(&self, ref text: &str) -> usize {
            pause().await;
            text.len()
        }

        async fn whole(&self, mut whole @ ref inner: u64) -> u64 {
            pause().await;
            whole += 1;
            whole + *inner
        }

        async fn either(&self, (ref number @ ..=9 | ref number @ 10..): u64) -> u64 {
            pause().await;
            *number
        }

        async fn behind(&self, &ref number: &u64, &mut ref mut other: &mut u64) -> u64 {
            pause().await;
            *other += 1;
            *number + *other
        }

        async fn at_once(&self, ref mut number: u64) -> u64 {
            *number += 1;
            *number
        }
    }

    #[test]
    fn an_argument_may_be_borrowed_where_it_is_declared() {
        let object: &dyn Borrowed = &Store;
        assert_eq!(block_on(object.number(1)), 2);
        assert_eq!(block_on(object.text("abc")), 3);
        assert_eq!(block_on(object.whole(2)), 5);
        assert_eq!(block_on(object.either(4)), 4);
        let mut other = 1;
        assert_eq!(block_on(object.behind(&5, &mut other)), 7);
        assert_eq!(other, 2);
        assert_eq!(block_on(object.at_once(6)), 7);
        assert_eq!(block_on(object.default(1, "ab")), 4);
    }
}

#[attribute]
trait Unused {
    async fn wildcard(&self, _: &str, _: String) -> u32;
    async fn underscore(&self, _text: &str, kept: u32) -> u32;
    async fn changed(&self, text: String, number: u32) -> String;
    async fn defaulted(_: u32, _named: &str, kept: u32) -> u32 {
        kept
    }
}

#[attribute]
impl Unused for Store {
    async fn wildcard(&self, _: &str, _: String) -> u32 {
        pause().await;
        1
    }

    async fn underscore(&self, _text: &str, kept: u32) -> u32 {
        pause().await;
        kept
    }

    async fn changed(&self, mut text: String, mut number: u32) -> String {
        number += 1;
        text.push('!');
        pause().await;
        text + &number.to_string()
    }
}

#[test]
fn an_argument_may_go_unused_or_be_changed() {
    assert_eq!(block_on(Store.wildcard("", String::new())), 1);
    assert_eq!(block_on(Store.underscore("", 2)), 2);
    assert_eq!(block_on(Store.changed("a".into(), 2)), "a!3");
    assert_eq!(block_on(Store::defaulted(1, "", 3)), 3);
}

#[attribute]
trait Configured {
    async fn one(&self, one: u32) -> u32;
    async fn two(&self, pair: (u32, u32)) -> u32;
    async fn generic<#[cfg(not(test))] T: Send, #[cfg(test)] U: Send>(
        #[cfg(not(test))] one: T,
        #[cfg(test)] other: U,
    ) -> U;
    #[cfg(not(test))]
    async fn gone(&self, missing: Missing) -> Missing;
}

#[attribute]
impl Configured for Store {
    async fn one(&self, #[cfg(not(test))] one: u32, #[cfg(test)] other: u32) -> u32 {
        pause().await;
        other
    }

    async fn two(&self, #[cfg(not(test))] (one, two): (u32, u32), #[cfg(test)] (_, other): (u32, u32)) -> u32 {
        pause().await;
        other
    }

    async fn generic<#[cfg(not(test))] T: Send, #[cfg(test)] U: Send>(
        #[cfg(not(test))] one: T,
        #[cfg(test)] other: U,
    ) -> U {
        pause().await;
        other
    }

    #[cfg(not(test))]
    async fn gone(&self, missing: Missing) -> Missing {
        missing
    }
}

#[test]
fn arguments_parameters_and_methods_may_be_configured_away() {
    assert_eq!(block_on(Store.one(1)), 1);
    assert_eq!(block_on(Store.two((1, 2))), 2);
    assert_eq!(block_on(Store::generic("x")), "x");
}

/// Unused parts of a reference aren't held: their types needn't be `Sync`.
struct Unshared;

#[attribute]
trait TakesRef<T> {
    async fn take(&self, pair: &T) -> usize;
}

#[attribute]
impl<T> TakesRef<(T, T)> for Unshared {
    async fn take(&self, (_first, _second): &(T, T)) -> usize {
        pause().await;
        2
    }
}

#[test]
fn a_reference_is_destructured_in_the_signature() {
    assert_eq!(block_on(Unshared.take(&(std::cell::Cell::new(1), std::cell::Cell::new(2)))), 2);
}
