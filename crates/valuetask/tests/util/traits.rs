//! Asserts at compile time that a type has or lacks a trait.

macro_rules! has {
    ($($type:ty: $($Trait:path),+;)+) => {$($(
        const _: () = {
            const fn has<T: $Trait>() {}
            has::<$type>();
        };
    )+)+};
}
pub(crate) use has;

macro_rules! lacks {
    ($($type:ty: $($Trait:path),+;)+) => {$($(
        const _: () = {
            /// Ambiguous exactly if the type has the trait.
            trait Ambiguous<A> {
                fn only() {}
            }
            impl<T: ?Sized> Ambiguous<()> for T {}
            #[allow(dead_code, reason = "its existence is the point")]
            struct Has;
            impl<T: ?Sized + $Trait> Ambiguous<Has> for T {}
            let _ = <$type as Ambiguous<_>>::only;
        };
    )+)+};
}
pub(crate) use lacks;
