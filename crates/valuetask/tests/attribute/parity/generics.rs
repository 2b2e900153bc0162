//! Type parameters, const parameters, bounds and clauses, closures of higher rank.

use std::fmt::{Debug, Display};
use std::future::Future;
use std::pin::Pin;

use pollster::block_on;

use super::attribute;
use crate::util::pause;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

struct Store(u32);

#[attribute]
trait Generic {
    async fn shown<T: Display + Send>(&self, value: T) -> String;
    async fn behind<T: Debug + Sync + ?Sized>(&self, value: &T) -> String;
    async fn listed<T, const N: usize>(&self, values: [T; N]) -> Vec<T>
    where
        T: Send;
    async fn unused<T>(&self) -> usize;
    async fn flagged<const FLAG: bool>(self) -> bool
    where
        Self: Sized;
    async fn kept<T: Send>(value: Box<T>) -> T {
        pause().await;
        *value
    }
}

#[attribute]
impl Generic for Store {
    async fn shown<T: Display + Send>(&self, value: T) -> String {
        pause().await;
        format!("{value}{}", self.0)
    }

    async fn behind<T: Debug + Sync + ?Sized>(&self, value: &T) -> String {
        pause().await;
        format!("{value:?}")
    }

    async fn listed<T, const N: usize>(&self, values: [T; N]) -> Vec<T>
    where
        T: Send,
    {
        pause().await;
        values.into()
    }

    async fn unused<T>(&self) -> usize {
        pause().await;
        size_of::<T>()
    }

    async fn flagged<const FLAG: bool>(self) -> bool {
        pause().await;
        FLAG
    }
}

#[test]
fn a_method_may_have_type_and_const_parameters() {
    let text = String::from("a");
    assert_eq!(block_on(Store(1).shown(&text)), "a1");
    assert_eq!(block_on(Store(1).behind("a")), "\"a\"");
    assert_eq!(block_on(Store(1).listed([&*text, "b"])), ["a", "b"]);
    assert_eq!(block_on(Store(1).unused::<u16>()), 2);
    assert!(block_on(Store(1).flagged::<true>()));
    assert_eq!(*block_on(Store::kept(Box::new(&*text))), *"a");
}

#[attribute]
trait Repo<K, const N: usize = 2> {
    type Value;

    async fn get(&self, key: K) -> Option<Self::Value>;
    async fn put(&mut self, key: K, value: Self::Value);
    async fn make(key: K) -> [K; N]
    where
        Self: Sized,
        K: Clone;
    async fn refer<'a>(&self, key: &'a K) -> &'a K;
}

struct Listed<V>(Vec<(String, V)>);

#[attribute]
impl<V: Clone + Send + Sync> Repo<String> for Listed<V> {
    type Value = V;

    async fn get(&self, key: String) -> Option<V> {
        pause().await;
        self.0.iter().find(|(known, _)| *known == key).map(|(_, value)| value.clone())
    }

    async fn put(&mut self, key: String, value: V) {
        pause().await;
        self.0.push((key, value));
    }

    async fn make(key: String) -> [String; 2] {
        pause().await;
        [key.clone(), key]
    }

    async fn refer<'a>(&self, key: &'a String) -> &'a String {
        key
    }
}

#[attribute]
impl<'k, V: Clone + Send + Sync, const N: usize> Repo<&'k str, N> for Listed<V> {
    type Value = V;

    async fn get(&self, key: &'k str) -> Option<V> {
        pause().await;
        self.0.iter().find(|(known, _)| *known == key).map(|(_, value)| value.clone())
    }

    async fn put(&mut self, key: &'k str, value: V) {
        pause().await;
        self.0.push((key.into(), value));
    }

    async fn make(key: &'k str) -> [&'k str; N] {
        pause().await;
        [key; N]
    }

    async fn refer<'a>(&self, key: &'a &'k str) -> &'a &'k str {
        pause().await;
        key
    }
}

#[test]
fn an_implementations_type_for_a_parameter_may_own_or_borrow() {
    let mut listed = Listed(Vec::new());
    {
        let owned: &mut dyn Repo<String, Value = u32> = &mut listed;
        block_on(owned.put("a".into(), 1));
        assert_eq!(block_on(owned.get("a".into())), Some(1));
        assert_eq!(block_on(owned.refer(&"x".into())), "x");
    }
    let key = String::from("b");
    {
        let borrowed: &mut dyn Repo<&str, 3, Value = u32> = &mut listed;
        block_on(borrowed.put(&key, 2));
        assert_eq!(block_on(borrowed.get(&key)), Some(2));
        assert_eq!(block_on(borrowed.refer(&&*key)), &"b");
    }
    assert_eq!(block_on(<Listed<u32> as Repo<&str, 3>>::make(&key)), ["b"; 3]);
    assert_eq!(block_on(<Listed<u32> as Repo<String>>::make(key)), ["b", "b"]);
}

#[attribute]
trait Calling: Sync {
    async fn counted(&self, lines: &[&str], each: impl Fn(&str) -> usize + Send + Sync) -> usize;
    async fn changed(&self, mut each: impl FnMut(&str) + Send) {
        each("one");
        pause().await;
        each("two");
    }
    async fn through<F, T>(&self, work: F) -> T
    where
        F: for<'a> FnOnce(&'a Self, &'a str) -> Boxed<'a, T> + Send,
        T: Send;
    async fn spawned<F, Fut>(&self, work: F) -> Fut::Output
    where
        F: FnOnce(u32) -> Fut + Send,
        Fut: Future<Output: Send> + Send;
    async fn pointed(&self, call: fn(&u32) -> &u32, of: &u32) -> u32;
    async fn object(&self, call: &(dyn for<'a> Fn(&'a str) -> &'a str + Sync)) -> usize {
        pause().await;
        call("abc").len()
    }
}

#[attribute]
impl Calling for Store {
    async fn counted(&self, lines: &[&str], each: impl Fn(&str) -> usize + Send + Sync) -> usize {
        pause().await;
        lines.iter().map(|line| each(line)).sum()
    }

    async fn through<F, T>(&self, work: F) -> T
    where
        F: for<'a> FnOnce(&'a Self, &'a str) -> Boxed<'a, T> + Send,
        T: Send,
    {
        let text = String::from("local");
        work(self, &text).await
    }

    async fn spawned<F, Fut>(&self, work: F) -> Fut::Output
    where
        F: FnOnce(u32) -> Fut + Send,
        Fut: Future<Output: Send> + Send,
    {
        work(self.0).await
    }

    async fn pointed(&self, call: fn(&u32) -> &u32, of: &u32) -> u32 {
        pause().await;
        call(of) + self.0
    }
}

#[test]
fn closures_may_be_of_higher_rank() {
    let store = Store(3);
    let by = 1;
    assert_eq!(block_on(store.counted(&["a", "bc"], |line| line.len() + by)), 5);
    let mut seen = Vec::new();
    block_on(store.changed(|line| seen.push(line.to_owned())));
    assert_eq!(seen, ["one", "two"]);
    let sum = store.through(|store, text| {
        Box::pin(async move {
            pause().await;
            text.len() + store.0 as usize
        })
    });
    assert_eq!(block_on(sum), 8);
    assert_eq!(block_on(store.spawned(|number| async move { number + 1 })), 4);
    assert_eq!(block_on(store.pointed(|number| number, &4)), 7);
    assert_eq!(block_on(store.object(&str::trim)), 3);
}

#[attribute(?Send)]
async fn by_async_closure(call: impl AsyncFn(&str) -> usize) -> usize {
    call("a").await + call("bc").await
}

#[test]
fn a_closure_may_be_async() {
    let lengths = by_async_closure(async |text| {
        pause().await;
        text.len()
    });
    assert_eq!(block_on(lengths), 3);
}

#[attribute]
trait Pointed<T>: Sync {
    async fn through(&self, value: T, pick: for<'a> fn(&'a str, &str) -> &'a str) -> usize;
}

#[attribute]
impl Pointed<u8> for () {
    async fn through(&self, value: u8, pick: for<'a> fn(&'a str, &str) -> &'a str) -> usize {
        pause().await;
        pick("one", "").len() + usize::from(value)
    }
}

#[test]
fn a_pointer_to_a_function_of_any_lifetime_is_held_by_value() {
    assert_eq!(block_on(Pointed::through(&(), 4, |first, _| first)), 7);
}
