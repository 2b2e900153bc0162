//! [`Implying`]: what the methods of an implementation return that hold what may borrow.
#![forbid(unsafe_code)]

/// `T`, in a signature that implies that `Implied` is well-formed, and so what its references say of lifetimes.
pub type Implying<T, Implied> = <T as SameType<Implied>>::Same;

/// A type, by whatever it is said with.
pub trait SameType<Implied: ?Sized> {
    /// The type itself.
    type Same: ?Sized;
}

impl<T: ?Sized, Implied: ?Sized> SameType<Implied> for T {
    type Same = T;
}
