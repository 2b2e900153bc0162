//! The head of an implementation isn't changed, and its trait is only checked for being native.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::{Debug, Display};

use pollster::block_on;
use valuetask::value_task;

/// Takes any value that an implementation passes.
#[value_task]
trait Takes<'t, K: ?Sized, const N: usize = 1>: Send {
    async fn take(&self, key: &K, more: &'t [u8; N]) -> usize;
}

struct Lent<'l, T: ?Sized>(&'l T);

/// A bound follows from the head alone.
#[value_task]
impl<'t, 'l, T: Sync + ?Sized> Takes<'t, &'l T> for Lent<'l, T> {
    async fn take(&self, key: &&'l T, _: &'t [u8; 1]) -> usize {
        usize::from(std::ptr::eq(self.0, *key))
    }
}

/// An unsized argument.
#[value_task]
impl<'t, 'c> Takes<'t, [Cow<'c, str>], 2> for Lent<'_, str> {
    async fn take(&self, key: &[Cow<'c, str>], more: &'t [u8; 2]) -> usize {
        key.len() + self.0.len() + more.len()
    }
}

/// Clauses: one about `Self`, and one that follows from the head.
#[value_task(lazy)]
impl<'t, 'l, K, V, const N: usize> Takes<'t, (K, V), N> for HashMap<&'l K, V>
where
    K: Debug + Sync + Send + 'l,
    V: Clone + Send + Sync,
    Self: Clone,
    &'l K: Debug,
{
    async fn take(&self, key: &(K, V), more: &'t [u8; N]) -> usize {
        format!("{:?}", key.0).len() + more.len()
    }
}

/// The type itself, as an argument.
#[value_task]
impl<'t> Takes<'t, Box<Self>> for u8 {
    async fn take(&self, key: &Box<Self>, _: &'t [u8; 1]) -> usize {
        usize::from(**key + *self)
    }
}

/// Lifetimes without a name in the source.
#[value_task]
trait Named<K> {
    async fn name(&self, key: u8) -> u8;
}

#[value_task]
impl Named<(&str, Cow<'_, str>)> for Lent<'_, u8> {
    async fn name(&self, key: u8) -> u8 {
        *self.0 + key
    }
}

/// An object, and a trait under another name.
mod renamed {
    use super::{Display, Takes as r#Match, value_task};

    #[value_task]
    impl<'t> r#Match<'t, str> for dyn Display + Send + Sync + 't {
        async fn take(&self, key: &str, _: &'t [u8; 1]) -> usize {
            format!("{key}{self}").len()
        }
    }
}

/// An object of several bounds, of which an argument holds a reference beside what is opaque.
mod of_bounds {
    use super::value_task;

    pub(super) trait Shape: Send {
        fn area(&self) -> u8;
    }

    impl Shape for u8 {
        fn area(&self) -> u8 {
            *self
        }
    }

    #[value_task]
    impl<'s> dyn Shape + Sync + 's {
        pub(super) async fn beside(&self, (other, more): (&Self, impl Into<u8> + Send)) -> u8 {
            self.area() + other.area() + more.into()
        }
    }
}

/// Clauses that a generic caller would have to repeat.
#[value_task]
trait Asks: Sized
where
    Self::Item: Display,
    Vec<Self>: Debug,
{
    type Item;
    async fn ask(&self) -> Self::Item;
}

#[value_task]
impl Asks for u8 {
    type Item = u8;
    async fn ask(&self) -> u8 {
        *self
    }
}

/// A native trait of this name is in scope, too. A type that implements both writes them by two words.
mod of_two {
    use super::{Named, value_task};

    mod native {
        #[valuetask::value_task(dyn = DynNamed)]
        pub(super) trait Named {
            async fn name_natively(&self) -> u8;
        }
    }
    use native::Named as _;

    impl native::Named for () {
        async fn name_natively(&self) -> u8 {
            8
        }
    }

    #[value_task]
    impl super::Named<()> for () {
        async fn name(&self, key: u8) -> u8 {
            self.name_natively().await + key
        }
    }

    #[value_task]
    impl Named<()> for u16 {
        async fn name(&self, key: u8) -> u8 {
            ().name_natively().await + key + 1
        }
    }
}

/// A bound or an object names the native trait of this name, independent of imports.
mod over_native {
    use valuetask::value_task;

    pub(super) mod v1 {
        #[valuetask::value_task(dyn = DynStore)]
        pub(crate) trait Store: Send + Sync {
            async fn get(&self) -> u64;
        }

        pub(crate) trait Cached: Store {}

        /// An ordinary dyn compatible trait, as nothing in it is async.
        #[valuetask::value_task(dyn = DynSized)]
        pub(crate) trait Sized: Send + Sync {
            fn size(&self) -> u64;
        }
    }

    #[value_task]
    pub(super) trait Store<K>: Send + Sync {
        async fn get(&self, key: K) -> u64;
    }

    #[value_task]
    impl<T: v1::Store> Store<()> for T {
        async fn get(&self, (): ()) -> u64 {
            v1::Store::get(self).await
        }
    }

    #[value_task]
    impl<r#T> Store<u8> for T
    where
        r#T: v1::Cached,
    {
        async fn get(&self, key: u8) -> u64 {
            v1::Store::get(self).await + u64::from(key)
        }
    }

    #[value_task]
    pub(super) trait Sized {
        async fn size(&self) -> u64;
    }

    #[value_task]
    impl Sized for dyn v1::Sized {
        async fn size(&self) -> u64 {
            v1::Sized::size(self) + 1
        }
    }

    pub(super) struct Seven;

    impl v1::Store for Seven {
        async fn get(&self) -> u64 {
            7
        }
    }

    impl v1::Cached for Seven {}

    impl v1::Sized for Seven {
        fn size(&self) -> u64 {
            8
        }
    }
}

/// A deprecated trait that an implementation is allowed to name.
#[deprecated]
trait Old {
    fn get(&self) -> impl Future<Output = u8>;
}

#[value_task]
#[expect(deprecated, refining_impl_trait, reason = "it is what is tested")]
impl Old for u8 {
    async fn get(&self) -> u8 {
        *self
    }
}

#[cfg(any())]
#[value_task]
impl Missing for u8 {
    async fn get(&self) {}
}

#[test]
fn every_head_is_taken() {
    let lent = Lent(&7);
    assert_eq!(block_on(lent.take(&lent.0, &[1])), 1);
    assert_eq!(block_on(Lent("a").take(&["b".into()][..], &[1, 2])), 4);
    let key = 1_u8;
    assert_eq!(block_on(Lent(&1).name(2)), 3);
    assert_eq!(block_on(7_u8.ask()), 7);
    assert_eq!((block_on(().name(1)), block_on(1_u16.name(1))), (9, 10));
    let map = HashMap::from([(&key, 2_u8)]);
    assert_eq!(block_on(map.take(&(12, 3), &[1, 2, 3])), 5);
    assert_eq!(block_on(7_u8.take(&Box::new(1_u8), &[1])), 8);
    let shown: &(dyn Display + Send + Sync) = &"shown";
    assert_eq!(block_on(Takes::take(shown, "is ", &[1])), 8);
    let shape: &(dyn of_bounds::Shape + Sync) = &7_u8;
    assert_eq!(block_on(shape.beside((shape, true))), 15);
    #[expect(deprecated, reason = "it is what is tested")]
    let old = block_on(Old::get(&7));
    assert_eq!(old, 7);
}

#[test]
fn a_bound_by_a_native_trait_of_this_name_is_no_implementation() {
    use over_native::{Seven, Sized, Store, v1};
    assert_eq!(block_on(Store::get(&Seven, ())), 7);
    assert_eq!(block_on(Store::get(&Seven, 2_u8)), 9);
    let object: &dyn v1::Sized = &Seven;
    assert_eq!(block_on(Sized::size(object)), 9);
}
