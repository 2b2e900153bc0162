//! Methods of every shape: those that an object has, and their results.

use std::fmt::{Debug, Display};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use valuetask::{ValueTask, value_task};

use crate::util::Once;

struct Key<'k>(&'k str);

/// References and borrowing types, as arguments and results.
#[value_task(dyn = DynLends)]
trait Lends: Send + Sync {
    async fn one(&self) -> &str;
    async fn of_self(&self, key: &str) -> &str;
    async fn of_the_key<'k>(&self, key: &'k str) -> &'k str;
    async fn named<'s, 'k>(&'s self, key: &'k str, other: &'k str) -> (&'s str, &'k str);
    async fn by_value(&self, key: Key<'_>) -> usize;
    async fn option(&self, key: Option<&str>) -> usize;
    async fn exclusive(&mut self, list: &mut Vec<&str>) -> usize;
    async fn nothing(&self);
    fn by_hand(&self, key: &str) -> impl Future<Output = usize> + Send;
    fn by_hand_alone(&self) -> impl Future<Output = usize> + Send;
    fn by_hand_named<'s>(&'s self) -> impl Future<Output = usize> + Send + 's;
}

struct Words(String);

#[value_task(dyn)]
impl Lends for Words {
    async fn one(&self) -> &str {
        &self.0
    }

    async fn of_self(&self, key: &str) -> &str {
        Once::default().await;
        self.0.strip_prefix(key).unwrap_or("")
    }

    async fn of_the_key<'k>(&self, key: &'k str) -> &'k str {
        key.strip_prefix(&*self.0).unwrap_or(key)
    }

    async fn named<'s, 'k>(&'s self, key: &'k str, other: &'k str) -> (&'s str, &'k str) {
        (&self.0, if key.len() > other.len() { key } else { other })
    }

    async fn by_value(&self, key: Key<'_>) -> usize {
        key.0.len() + self.0.len()
    }

    async fn option(&self, key: Option<&str>) -> usize {
        key.map_or(0, str::len)
    }

    async fn exclusive(&mut self, list: &mut Vec<&str>) -> usize {
        Once::default().await;
        self.0.push_str(list.pop().unwrap_or(""));
        list.len()
    }

    async fn nothing(&self) {}

    fn by_hand(&self, key: &str) -> impl Future<Output = usize> + Send {
        let sum = key.len() + self.0.len();
        async move { sum }
    }

    fn by_hand_alone(&self) -> impl Future<Output = usize> + Send {
        std::future::ready(self.0.len())
    }

    fn by_hand_named<'s>(&'s self) -> impl Future<Output = usize> + Send + 's {
        std::future::ready(self.0.len())
    }
}

async fn lends<S: Lends + ?Sized>(store: &mut S) -> String {
    let mut said = Vec::new();
    let key = String::from("wo");
    said.push(store.one().await.to_owned());
    said.push(store.of_self(&key).await.to_owned());
    let rest = {
        let short_lived = ();
        let _ = &short_lived;
        store.of_the_key("words!").await
    };
    said.push(rest.to_owned());
    let (of_self, longer) = store.named(&key, "longer").await;
    said.push(format!("{of_self} {longer}"));
    let mut numbers = vec![store.by_value(Key(&key)).await, store.option(Some(&key)).await];
    let mut list = vec!["!", "?"];
    numbers.push(store.exclusive(&mut list).await);
    store.nothing().await;
    numbers.push(store.by_hand(&key).await);
    numbers.push(store.by_hand_alone().await);
    numbers.push(store.by_hand_named().await);
    format!("{} {numbers:?}", said.join(", "))
}

const LENT: &str = "words, rds, !, words longer [7, 2, 1, 8, 6, 6]";

#[test]
fn results_borrow_as_the_signature_says() {
    let words = || Words("words".to_owned());
    assert_eq!(pollster::block_on(lends(&mut words())), LENT);
    let object: &mut dyn DynLends = &mut words();
    assert_eq!(pollster::block_on(lends(object)), LENT);
    let mut boxed: Box<dyn DynLends> = Box::new(words());
    assert_eq!(pollster::block_on(lends(&mut boxed)), LENT);
    let mut twice: Box<dyn DynLends> = Box::new(Box::new(words()) as Box<dyn DynLends>);
    assert_eq!(pollster::block_on(lends(&mut twice)), LENT);
    let mut lent: &mut dyn DynLends = &mut words();
    assert_eq!(pollster::block_on(lends(&mut lent)), LENT);
}

#[test]
fn an_object_returns_a_value_that_outlives_the_arguments() {
    let words = Words("words".to_owned());
    let object: &dyn DynLends = &words;
    let rest = {
        let key = String::from("wo");
        let task: ValueTask<'_, &str> = object.of_self(&key);
        pollster::block_on(task)
    };
    assert_eq!(rest, "rds");
    assert_eq!(object.one().try_result().ok(), Some("words"));
}

/// Receivers of every kind.
#[value_task(dyn = DynOwned)]
trait Owned: Send + Sync {
    async fn close(self) -> String;
    async fn boxed(self: Box<Self>) -> String;
    fn describe(&self) -> String;
}

#[value_task(dyn)]
impl Owned for Words {
    async fn close(self) -> String {
        self.0
    }

    async fn boxed(self: Box<Self>) -> String {
        self.0 + "!"
    }

    fn describe(&self) -> String {
        self.0.clone()
    }
}

async fn close<S: Owned>(store: S) -> String {
    store.close().await
}

#[test]
fn an_object_is_passed_on_in_its_box() {
    let object = || Box::new(Words("words".to_owned())) as Box<dyn DynOwned>;
    assert_eq!(object().close().try_result().ok().as_deref(), Some("words"));
    assert_eq!(object().boxed().try_result().ok().as_deref(), Some("words!"));
    assert_eq!(pollster::block_on(close(object())), "words");
    assert_eq!(pollster::block_on(close(Words("words".to_owned()))), "words");
    assert_eq!(object().describe(), "words");
}

#[value_task(dyn = DynShared)]
trait Shared: Send + Sync {
    async fn shared(self: Arc<Self>) -> String;
    async fn pinned(self: Pin<&mut Self>) -> usize;
}

#[value_task(dyn)]
impl Shared for Words {
    async fn shared(self: Arc<Self>) -> String {
        self.0.clone()
    }

    async fn pinned(self: Pin<&mut Self>) -> usize {
        self.0.len()
    }
}

#[test]
fn an_object_is_called_through_other_pointers() {
    let object: Arc<dyn DynShared> = Arc::new(Words("words".to_owned()));
    assert_eq!(object.shared().try_result().ok().as_deref(), Some("words"));
    let mut pinned: Pin<Box<dyn DynShared>> = Box::pin(Words("words".to_owned()));
    assert_eq!(pollster::block_on(pinned.as_mut().pinned()), 5);
}

/// Parameters, associated types, and a clause about both.
#[value_task(dyn = DynRepo)]
trait Repo<'r, K: Debug + Send, const N: usize = 1>: Send + Sync
where
    K: 'r,
{
    type Value: Display + Send;
    type Error: From<std::fmt::Error> + Debug + Send + Sync;
    async fn len(&self) -> usize;
    async fn get(&self, key: K) -> Result<Self::Value, Self::Error>;
    async fn put(&mut self, keys: [K; N], value: Self::Value) -> Result<(), <Self as Repo<'r, K, N>>::Error>;
    async fn text(&self, text: &'r str) -> usize;
    fn all(&self) -> Vec<Self::Value>;
}

struct List(Vec<String>);

#[value_task(dyn)]
impl<'r> Repo<'r, String, 2> for List {
    type Value = String;
    type Error = std::fmt::Error;

    async fn len(&self) -> usize {
        self.0.len()
    }

    async fn get(&self, key: String) -> Result<String, std::fmt::Error> {
        Once::default().await;
        self.0.iter().find(|value| **value == key).cloned().ok_or(std::fmt::Error)
    }

    async fn put(&mut self, keys: [String; 2], value: String) -> Result<(), std::fmt::Error> {
        self.0.extend(keys);
        self.0.push(value);
        Ok(())
    }

    async fn text(&self, text: &'r str) -> usize {
        text.len()
    }

    fn all(&self) -> Vec<String> {
        self.0.clone()
    }
}

async fn fill<'r, R: Repo<'r, String, 2> + ?Sized>(repo: &mut R, value: R::Value) -> Option<R::Value> {
    repo.put(["a".to_owned(), "b".to_owned()], value).await.ok()?;
    let found = repo.get("b".to_owned()).await.ok()?;
    (repo.len().await == 3 && repo.text("two").await == 3 && repo.all().len() == 3).then_some(found)
}

#[test]
fn a_trait_may_have_parameters_and_types() {
    let mut list = List(Vec::new());
    assert_eq!(pollster::block_on(fill(&mut list, "c".to_owned())).as_deref(), Some("b"));
    let mut object: Box<dyn DynRepo<'_, String, 2, Value = String, Error = std::fmt::Error>> =
        Box::new(List(Vec::new()));
    assert_eq!(pollster::block_on(fill(&mut object, "c".to_owned())).as_deref(), Some("b"));
    assert_eq!(pollster::block_on(object.get("z".to_owned())), Err(std::fmt::Error));
    assert_eq!(object.len().try_result().ok(), Some(3));
}

/// Items that an object can't have, with a default body or without.
#[value_task(dyn = DynPart)]
trait Part: Send + Sync {
    const LIMIT: usize;
    type Guard<'g>
    where
        Self: 'g;
    async fn get(&self) -> usize;
    fn new(size: usize) -> Self
    where
        Self: Sized;
    async fn opened(size: usize) -> Self
    where
        Self: Sized;
    async fn each<F: Fn(usize) + Send + Sync>(&self, each: F) {
        each(self.get().await);
    }
    async fn show(&self, what: impl Display + Send) -> String {
        format!("{what} {}", self.get().await)
    }
    async fn guard(&self) -> Self::Guard<'_>;
    async fn array(&self) -> [u8; 2]
    where
        Self: Sized,
    {
        [1, 2]
    }
    async fn equal(&self, other: &Self) -> bool;
    fn stream(&self) -> impl Iterator<Item = usize>;
}

struct Size(usize);

#[value_task(dyn)]
impl Part for Size {
    const LIMIT: usize = 7;
    type Guard<'g> = &'g usize;

    async fn get(&self) -> usize {
        self.0
    }

    fn new(size: usize) -> Self {
        Self(size)
    }

    async fn opened(size: usize) -> Self {
        Self(size.min(Self::LIMIT))
    }

    async fn guard(&self) -> &usize {
        &self.0
    }

    async fn equal(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn stream(&self) -> impl Iterator<Item = usize> {
        0..self.0
    }
}

#[test]
fn items_that_an_object_cannot_have_stay_native() {
    let size = pollster::block_on(Size::opened(9));
    assert!(pollster::block_on(size.equal(&Size::new(7))));
    assert_eq!(*pollster::block_on(size.guard()), 7);
    assert_eq!(size.stream().sum::<usize>(), 21);
    assert_eq!(pollster::block_on(size.show("size")), "size 7");
    assert_eq!(pollster::block_on(Part::array(&size)), [1, 2]);
    pollster::block_on(size.each(|size| assert_eq!(size, 7)));
    let object: &dyn DynPart = &size;
    assert_eq!(object.get().try_result().ok(), Some(7));
}

/// If the items that an object can't have have default bodies, pointers to it implement the trait.
#[value_task(dyn = DynProvides)]
trait Provides: Send + Sync {
    async fn get(&self) -> usize;
    async fn each<F: Fn(usize) + Send + Sync>(&self, each: F) {
        each(self.get().await);
    }
    fn new() -> Self
    where
        Self: Sized;
}

struct Fixed(usize);

impl Provides for Fixed {
    async fn get(&self) -> usize {
        self.0
    }

    fn new() -> Self {
        Self(7)
    }
}

#[test]
fn default_bodies_exist_for_an_object_too() {
    let object: &dyn DynProvides = &Fixed::new();
    let seen = std::sync::Mutex::new(0);
    pollster::block_on(object.each(|size| *seen.lock().unwrap() += size));
    assert_eq!(*seen.lock().unwrap(), 7);
}
