//! What the head of an implementation says is taken as it is, and its trait is only asked whether it is native.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::{Debug, Display};

use pollster::block_on;
use valuetask::{async_trait, value_task};

/// Takes whatever an implementation gives it.
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

/// Clauses, of which one speaks of `Self` and one follows from the head.
#[async_trait]
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

/// Lifetimes that nobody has named.
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

/// A native trait of the same name is in scope beside it, and implemented.
mod of_two {
    use super::{Named, value_task};

    pub(super) mod native {
        #[valuetask::value_task(dyn = DynAsks)]
        pub(in super::super) trait Asks {
            async fn ask_natively(&self) -> u8;
        }
    }
    #[allow(unused_imports, reason = "it is only in the way")]
    use native::Asks;

    impl Asks for () {
        async fn ask_natively(&self) -> u8 {
            8
        }
    }

    #[value_task]
    impl Named<()> for () {
        async fn name(&self, key: u8) -> u8 {
            self.ask_natively().await + key
        }
    }
}

/// A deprecated trait that an implementation is allowed to name.
#[deprecated]
trait Old {
    fn get(&self) -> impl Future<Output = u8>;
}

#[value_task]
#[expect(deprecated, reason = "it is what is tested")]
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
    assert_eq!(block_on(().name(1)), 9);
    let map = HashMap::from([(&key, 2_u8)]);
    assert_eq!(block_on(map.take(&(12, 3), &[1, 2, 3])), 5);
    assert_eq!(block_on(7_u8.take(&Box::new(1_u8), &[1])), 8);
    let shown: &(dyn Display + Send + Sync) = &"shown";
    assert_eq!(block_on(Takes::take(shown, "is ", &[1])), 8);
    #[expect(deprecated, reason = "it is what is tested")]
    let old = block_on(Old::get(&7));
    assert_eq!(old, 7);
}
