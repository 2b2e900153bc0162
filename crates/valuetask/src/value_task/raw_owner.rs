//! [`RawOwner`]: what a machine owns, and its [`Header`].

use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::ptr::{self, NonNull};
use core::task::{Context, Poll};

/// Returns an odd address, which no header has.
pub const fn nowhere<H>() -> NonNull<H> {
    match NonNull::new(ptr::without_provenance_mut(1)) {
        Some(header) => header,
        None => unreachable!(),
    }
}

/// The beginning of every operation.
///
/// Only accessed through a raw pointer that may access the whole operation.
#[repr(C)]
#[allow(missing_debug_implementations, reason = "only part of the hidden interface")]
pub struct Header<T> {
    /// The static of the operation's type that [`functions`](super::functions) has.
    pub(super) functions: *const (),
    marker: PhantomData<fn() -> T>,
}

// SAFETY: never written after it was made. Its functions have contracts of their own.
unsafe impl<T> Send for Header<T> {}
// SAFETY: never written after it was made. Its functions have contracts of their own.
unsafe impl<T> Sync for Header<T> {}

impl<T> Header<T> {
    /// Makes a header of a static with the functions of an operation.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) const fn new(functions: *const ()) -> Self {
        Self { functions, marker: PhantomData }
    }
}

/// The owner of a pinned value that begins with a [`Header`].
///
/// Dropping the owner gives the operation up.
///
/// # Safety
///
/// The pointer of [`into_header`](Self::into_header) is to a header made by [`Header::of`] this type. The header may be
/// read until [`from_header`](Self::from_header) has made the owner again and the owner is polled or dropped. If the
/// owner [`CAN_BE_LEFT`](Self::CAN_BE_LEFT), it may be forgotten after it was ready, and an owner that is made again
/// after that is only dropped.
pub unsafe trait RawOwner: Sized {
    /// The future that is polled.
    type Future: Future<Output = Self::Output>;

    /// The output of the future.
    type Output;

    /// `true` if the header is all that the owner knows.
    ///
    /// Then the owner can be made again after it was ready, to be dropped.
    const CAN_BE_LEFT: bool;

    /// Turns the owner into a pointer to its header.
    fn into_header(self) -> NonNull<Header<Self::Output>>;

    /// Makes the owner again.
    ///
    /// # Safety
    ///
    /// The pointer came from [`into_header`](Self::into_header) of this type, and isn't used again by the caller.
    unsafe fn from_header(header: NonNull<()>) -> Self;

    /// Returns the future. Once it is ready, the operation is only dropped.
    fn pinned(&mut self) -> Pin<&mut Self::Future>;

    /// Polls the future.
    ///
    /// A separate function, so that optimised code writes the result where the caller's result is.
    #[inline(always)]
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.pinned().poll(cx)
    }
}
