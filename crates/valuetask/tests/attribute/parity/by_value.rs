//! Arguments by value that may borrow: a trait and its implementations agree on the clauses, though each sees other
//! types.

use std::borrow::Cow;
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;

use pollster::block_on;

use super::attribute;
use crate::util::pause;

struct Store(usize);

struct Key<'k>(&'k str);

#[attribute]
trait Lookup<K> {
    async fn by_value(&self, key: K) -> usize;
    async fn in_a_list(&mut self, keys: Vec<K>) -> usize;
    async fn beside_references(&self, prefix: &str, key: K, suffix: Option<&str>) -> usize;
    async fn behind_a_reference(&self, key: &K) -> usize;
    async fn of_the_method<Q: Into<usize> + Send>(&self, key: K, more: Q) -> usize;
    async fn without_a_receiver(key: K) -> usize;
    async fn not_at_all(&self, number: u64) -> usize;
    async fn by_default(&self, key: K) -> usize
    where
        K: Send,
    {
        self.by_value(key).await
    }
}

macro_rules! lookup {
    ([$($lifetime:tt)*] $Key:ty, |$key:ident| $len:expr) => {
        #[attribute]
        impl$($lifetime)* Lookup<$Key> for Store {
            async fn by_value(&self, $key: $Key) -> usize {
                pause().await;
                self.0 + $len
            }

            async fn in_a_list(&mut self, keys: Vec<$Key>) -> usize {
                self.0 += 1;
                pause().await;
                keys.len()
            }

            async fn beside_references(&self, prefix: &str, $key: $Key, suffix: Option<&str>) -> usize {
                pause().await;
                prefix.len() + $len + suffix.map_or(0, str::len)
            }

            async fn behind_a_reference(&self, $key: &$Key) -> usize {
                pause().await;
                $len
            }

            async fn of_the_method<Q: Into<usize> + Send>(&self, $key: $Key, more: Q) -> usize {
                pause().await;
                more.into() + $len
            }

            async fn without_a_receiver($key: $Key) -> usize {
                pause().await;
                $len
            }

            async fn not_at_all(&self, number: u64) -> usize {
                pause().await;
                usize::try_from(number).unwrap_or_default()
            }
        }
    };
}

lookup!([] String, |key| key.len());
lookup!([] u64, |key| key.to_string().len());
lookup!([] &'static [u8], |key| key.len());
lookup!([<'k>] &'k str, |key| key.len());
lookup!([<'k>] Key<'k>, |key| key.0.len());
lookup!([<'k>] (Key<'k>, [&'k u8; 2]), |key| key.0.0.len() + key.1.len());
lookup!([<'k>] Box<dyn Fn() -> usize + Send + Sync + 'k>, |key| key());
lookup!([<T: Send + Sync>] Arc<[T]>, |key| key.len());

#[test]
fn a_parameter_of_the_trait_is_any_type() {
    let owned = String::from("four");
    let mut store = Store(1);
    assert_eq!(block_on(store.by_value(String::from("ab"))), 3);
    assert_eq!(block_on(store.by_default(12_345_u64)), 6);
    assert_eq!(block_on(Lookup::<u64>::not_at_all(&store, 7)), 7);
    assert_eq!(block_on(store.by_value(&b"abc"[..])), 4);
    assert_eq!(block_on(store.by_default(&*owned)), 5);
    assert_eq!(block_on(store.beside_references("ab", Key(&owned), Some("c"))), 7);
    assert_eq!(block_on(store.behind_a_reference(&(Key(&owned), [&1, &2]))), 6);
    assert_eq!(block_on(store.of_the_method(Arc::from([1_u8]), 7_u8)), 8);
    let closure: Box<dyn Fn() -> usize + Send + Sync + '_> = Box::new(|| owned.len());
    assert_eq!(block_on(<Store as Lookup<_>>::without_a_receiver(closure)), 4);
    assert_eq!(block_on(store.in_a_list(vec![1_u64, 2])), 2);
    let object: &dyn Cowed = &store;
    assert_eq!(block_on(object.cowed(owned.into())), 4);
}

/// An object's methods may take by value, too.
#[attribute]
trait Cowed {
    async fn cowed(&self, key: Cow<'_, str>) -> usize;
}

#[attribute]
impl Cowed for Store {
    async fn cowed(&self, key: Cow<'_, str>) -> usize {
        pause().await;
        key.len()
    }
}

#[attribute]
trait Associated {
    type Key;

    async fn by_value(&self, key: Self::Key) -> usize;
    async fn two(&mut self, key: Self::Key, or: Option<Self::Key>) -> usize;
    async fn without_a_receiver(key: Self::Key, beside: &str) -> usize;
    async fn owned(self: Box<Self>, key: Self::Key) -> usize;
}

struct Borrowing<'k>(&'k str);

macro_rules! associated {
    ([$($lifetime:tt)*] $Type:ty, $Key:ty, |$key:ident| $len:expr) => {
        #[attribute]
        impl$($lifetime)* Associated for $Type {
            type Key = $Key;

            async fn by_value(&self, $key: $Key) -> usize {
                pause().await;
                $len
            }

            async fn two(&mut self, $key: $Key, or: Option<Self::Key>) -> usize {
                pause().await;
                if let Some($key) = or { $len } else { $len }
            }

            async fn without_a_receiver($key: $Key, beside: &str) -> usize {
                pause().await;
                beside.len() + $len
            }

            async fn owned(self: Box<Self>, $key: $Key) -> usize {
                pause().await;
                $len
            }
        }
    };
}

associated!([] bool, String, |key| key.len());
associated!([] u8, &'static str, |key| key.len());
associated!([<'k>] Borrowing<'k>, &'k str, |key| key.len());
associated!([<T: Send + Sync>] Vec<T>, Vec<T>, |key| key.len());

#[test]
fn an_associated_type_is_any_type_that_the_implementation_holds() {
    let owned = String::from("four");
    let mut borrowing = Borrowing(&owned);
    assert_eq!(block_on(borrowing.by_value("abc")), 3);
    assert_eq!(block_on(borrowing.two("abc", Some(borrowing.0))), 4);
    assert_eq!(block_on(Borrowing::without_a_receiver(&owned, "ab")), 6);
    assert_eq!(block_on(Box::new(borrowing).owned(&owned)), 4);
    assert_eq!(block_on(7_u8.by_value("abc")) + block_on(true.by_value(owned)), 7);
    assert_eq!(block_on(vec![1_u8].two(vec![], None)), 0);
}

/// An implementation names the parameter, even if it has a default.
#[attribute]
trait Defaulted<K = u64, const N: usize = 2> {
    async fn get(&self, key: K, more: [u8; N]) -> usize;
}

#[attribute]
impl Defaulted<u64, 2> for Store {
    async fn get(&self, key: u64, more: [u8; 2]) -> usize {
        pause().await;
        usize::try_from(key).unwrap_or_default() + more.len()
    }
}

#[attribute]
impl<'k> Defaulted<&'k str, 1> for Store {
    async fn get(&self, key: &'k str, more: [u8; 1]) -> usize {
        pause().await;
        key.len() + more.len()
    }
}

#[test]
fn a_parameter_with_a_default_is_said() {
    let store: &dyn Defaulted = &Store(1);
    assert_eq!(block_on(store.get(3, [0, 0])) + block_on(Store(1).get("ab", [0])), 8);
}

/// Methods of types, and functions, whose own parameters and lifetimes are held.
struct Holder<'h, T>(&'h T);

#[attribute]
impl<'h, T: Sync + Send + Clone> Holder<'h, T> {
    async fn beside_self(&self, other: T, borrowed: &'h T) -> (T, [&'h T; 2]) {
        pause().await;
        (other, [borrowed, self.0])
    }

    async fn by_value(self, other: T) -> (&'h T, T) {
        pause().await;
        (self.0, other)
    }

    async fn made(from: &'h T, other: Option<T>) -> Holder<'h, T> {
        pause().await;
        drop(other);
        Holder(from)
    }

    async fn pinned(self: Pin<&mut Self>, key: Key<'_>) -> usize {
        pause().await;
        let from: *const T = self.0;
        key.0.len() + usize::from(!from.is_null())
    }
}

#[attribute]
async fn counted<K: Ord + Send, V: Sync>(
    map: HashMap<&str, K>,
    values: Option<(&V, Key<'_>)>,
    f: impl Fn(usize) -> usize + Send,
) -> usize {
    pause().await;
    f(map.len()) + values.map_or(0, |(_, key)| key.0.len())
}

#[test]
fn arguments_of_declared_types_are_held_by_value() {
    let (text, owned) = (String::from("text"), String::from("key"));
    let mut holder = block_on(Holder::made(&text, Some(String::new())));
    assert_eq!(block_on(holder.beside_self(String::from("a"), &text)).1, ["text", "text"]);
    assert_eq!(block_on(Pin::new(&mut holder).pinned(Key(&owned))), 4);
    assert_eq!(block_on(holder.by_value(String::new())).0, "text");
    let map = HashMap::from([(&*owned, 1), ("b", 2)]);
    assert_eq!(block_on(counted(map, Some((&text, Key(&owned))), |len| len * 10)), 23);
}

#[test]
fn a_method_whose_arguments_are_references_is_a_value_for_every_lifetime() {
    let keys = [String::from("a"), String::from("bc")];
    let lens: Vec<_> = keys.iter().map(|key| &**key).map(len).map(block_on).collect();
    assert_eq!(lens, [1, 2]);
    let mapped: Vec<_> = keys.iter().map(|key| Some(Key(key))).map(key_len).map(block_on).collect();
    assert_eq!(mapped, [1, 2]);
    assert_eq!(for_any(len), 5);
}

fn for_any<F: for<'a> Fn(&'a str) -> T<'a>>(f: F) -> usize {
    let owned = String::from("local");
    block_on(f(&owned))
}

type T<'a> = super::Returned<'a, usize>;

#[attribute]
async fn len(text: &str) -> usize {
    pause().await;
    text.len()
}

#[attribute]
async fn key_len(key: Option<Key<'_>>) -> usize {
    pause().await;
    key.map_or(0, |key| key.0.len())
}

/// Lifetimes beneath a reference in a type of a clause. The only lifetime, beside those that have to outlive the task.
#[attribute]
trait Beneath<K: Send>: Sync {
    async fn find(&self, names: Option<&[&str]>, key: K) -> usize;
    async fn open(names: Option<&mut Vec<&str>>) -> usize;
    async fn named<'k>(key: Option<Key<'k>>) -> usize;
}

#[attribute]
impl<K: Send> Beneath<K> for Holder<'_, u8> {
    async fn find(&self, names: Option<&[&str]>, key: K) -> usize {
        pause().await;
        drop(key);
        names.map_or(0, <[_]>::len) + usize::from(*self.0)
    }

    async fn open(names: Option<&mut Vec<&str>>) -> usize {
        pause().await;
        names.map_or(0, |names| names.len())
    }

    async fn named(key: Option<Key<'_>>) -> usize {
        pause().await;
        key.map_or(0, |key| key.0.len())
    }
}

/// Its lifetime can't be shortened.
#[derive(Clone, Copy)]
struct Exactly<'a>(fn(&'a ()) -> &'a ());

#[attribute]
async fn beside<K: AsRef<str> + Send>(exactly: Exactly<'_>, key: K) -> usize {
    pause().await;
    usize::from(exactly.0(&()) == &()) + key.as_ref().len()
}

#[attribute]
async fn borrowed(names: Cow<'_, [&str]>) -> usize {
    pause().await;
    names.len()
}

macro_rules! of_any_arguments {
    ($($argument:ty),*) => {
        #[attribute]
        impl NoParameters<$($argument),*> for Store {
            async fn plainly(&self, key: String) -> usize {
                self.0 + key.len()
            }
        }
    };
}

#[attribute]
trait NoParameters {
    async fn plainly(&self, key: String) -> usize;
}

of_any_arguments!();

#[test]
fn nested_and_neighbouring_types_have_their_own_lifetimes() {
    let (one, own) = (1, String::from("own"));
    let mut names = vec!["a", &own];
    assert_eq!(block_on(Holder(&one).find(Some(&names), &own)), 3);
    assert_eq!(block_on(<Holder<'_, u8> as Beneath<u8>>::open(Some(&mut names))), 2);
    assert_eq!(block_on(<Holder<'_, u8> as Beneath<u8>>::named(Some(Key(&own)))), 3);
    assert_eq!(block_on(beside(Exactly::<'static>(|unit| unit), &own)), 4);
    let kept: Vec<&'static str> = vec!["a"];
    assert_eq!(block_on(borrowed(Cow::<[&'static str]>::Borrowed(&kept))), 1);
    assert_eq!(block_on(Store(1).plainly(own)), 4);
}
