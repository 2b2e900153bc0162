//! Unsafe traits, their implementations, and unsafe methods. Only the keyword is unsafe about them.
#![allow(unsafe_code, reason = "the word is what is tried")]

use pollster::block_on;

use super::attribute;
use crate::util::pause;

struct Thing(u32);

/// Without an async method.
///
/// # Safety
///
/// None is needed.
#[attribute]
unsafe trait Marked {}

// SAFETY: none is needed.
#[attribute]
unsafe impl Marked for Thing {}

/// With async methods.
///
/// # Safety
///
/// The number is even.
#[attribute]
pub(crate) unsafe trait Even: Sync {
    async fn even(&self) -> u32;

    async fn half(&self) -> u32 {
        self.even().await / 2
    }
}

// SAFETY: twice a number is even.
#[attribute]
unsafe impl Even for Thing {
    async fn even(&self) -> u32 {
        pause().await;
        self.0 * 2
    }
}

#[attribute]
trait Methods: Sync {
    /// # Safety
    ///
    /// `at` is less than two.
    async unsafe fn at(&self, at: usize) -> u32;

    /// # Safety
    ///
    /// `at` is less than one.
    async unsafe fn next(&self, at: usize) -> u32 {
        if at > 0 {
            return 0;
        }
        // SAFETY: one more than less than one is less than two.
        unsafe { self.at(at + 1).await }
    }
}

#[attribute]
impl Methods for [u32; 2] {
    async unsafe fn at(&self, at: usize) -> u32 {
        pause().await;
        // SAFETY: the contract of `at`.
        unsafe { *self.get_unchecked(at) }
    }
}

/// # Safety
///
/// `text` is not empty.
#[attribute]
async unsafe fn first(text: &[u8]) -> u8 {
    // SAFETY: the contract of `first`.
    let first = unsafe { text.first().copied().unwrap_unchecked() };
    pause().await;
    first
}

fn marked<T: Marked>(thing: &T) -> &T {
    thing
}

#[test]
fn a_trait_may_be_unsafe() {
    assert_eq!(block_on(marked(&Thing(3)).even()), 6);
    assert_eq!(block_on((&Thing(3) as &dyn Even).half()), 3);
}

#[test]
fn a_method_may_be_unsafe() {
    let numbers: &dyn Methods = &[3, 4];
    // SAFETY: there are two numbers.
    assert_eq!(block_on(unsafe { numbers.at(0) }), 3);
    // SAFETY: there are two numbers.
    assert_eq!(block_on(unsafe { numbers.next(0) }), 4);
    // SAFETY: there is a character.
    assert_eq!(block_on(unsafe { first(b"x") }), b'x');
}
