//! Every ordinary shape of an async method compiles, stays dyn-compatible and gives its value.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::pedantic)]
#![allow(clippy::unused_self, clippy::self_only_used_in_recursion, reason = "what is tried is the shape, not its use")]

mod util;

use std::fmt::Display;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use pollster::block_on;
use util::pause;
use valuetask::{LocalValueTask, ValueTask, value_task};

#[derive(Default)]
struct Store {
    name: String,
    hits: u32,
}

#[value_task]
trait Receivers: Send + Sync {
    async fn shared(&self, key: &str) -> String;
    async fn exclusive(&mut self, by: u32) -> u32;
    async fn owned(self) -> String
    where
        Self: Sized;
    async fn boxed(self: Box<Self>) -> String;
    async fn counted(self: Arc<Self>, suffix: &str) -> String;
    async fn pinned(self: Pin<&mut Self>) -> usize;
    async fn typed(self: &Self) -> usize;
    async fn through(self: &Arc<Self>) -> usize
    where
        Self: Sized;
}

#[value_task]
impl Receivers for Store {
    async fn shared(&self, key: &str) -> String {
        pause().await;
        format!("{}{key}", self.name)
    }

    async fn exclusive(&mut self, by: u32) -> u32 {
        self.hits += by;
        pause().await;
        self.hits += by;
        self.hits
    }

    async fn owned(mut self) -> String {
        pause().await;
        self.name.push('!');
        self.name
    }

    async fn boxed(self: Box<Self>) -> String {
        pause().await;
        self.name
    }

    async fn counted(self: Arc<Self>, suffix: &str) -> String {
        pause().await;
        format!("{}{suffix}", self.name)
    }

    async fn pinned(self: Pin<&mut Self>) -> usize {
        pause().await;
        self.name.len()
    }

    async fn typed(self: &Self) -> usize {
        pause().await;
        self.name.len()
    }

    async fn through(self: &Arc<Self>) -> usize {
        pause().await;
        self.name.len()
    }
}

fn store() -> Store {
    Store { name: "store".into(), hits: 0 }
}

#[test]
fn every_receiver_gives_its_value_through_dyn() {
    let mut boxed: Box<dyn Receivers> = Box::new(store());
    assert_eq!(block_on(boxed.shared("-a")), "store-a");
    assert_eq!(block_on(boxed.exclusive(2)), 4);
    assert_eq!(block_on(boxed.typed()), 5);
    assert_eq!(block_on(boxed.boxed()), "store");
    let counted: Arc<dyn Receivers> = Arc::new(store());
    assert_eq!(block_on(Arc::new(store()).through()), 5);
    assert_eq!(block_on(counted.counted("-b")), "store-b");
    let mut pinned = Box::pin(store());
    assert_eq!(block_on((pinned.as_mut() as Pin<&mut dyn Receivers>).pinned()), 5);
    assert_eq!(block_on(store().owned()), "store!");
}

#[value_task]
trait References {
    async fn longer(&self, a: &str, b: &str) -> usize;
    async fn own_part(&self, key: &str) -> Option<&str>;
    async fn part_of<'k>(&self, key: &'k str) -> &'k str;
    async fn nested(&self, list: &mut Vec<&str>, one: &'static str);
    async fn by_value(&self, key: Option<&str>) -> usize;
    async fn named<'a, 'b>(&'a self, key: &'b str) -> &'a str;
}

#[value_task]
impl References for Store {
    async fn longer(&self, a: &str, b: &str) -> usize {
        pause().await;
        a.len().max(b.len())
    }

    async fn own_part(&self, key: &str) -> Option<&str> {
        pause().await;
        (key == self.name).then_some(&*self.name)
    }

    async fn part_of<'k>(&self, key: &'k str) -> &'k str {
        pause().await;
        key
    }

    async fn nested(&self, list: &mut Vec<&str>, one: &'static str) {
        pause().await;
        list.push(one);
    }

    async fn by_value(&self, key: Option<&str>) -> usize {
        pause().await;
        key.map_or(0, str::len)
    }

    async fn named<'a, 'b>(&'a self, key: &'b str) -> &'a str {
        pause().await;
        if key.is_empty() { "" } else { &self.name }
    }
}

#[test]
fn what_a_task_returns_may_outlive_the_argument_it_does_not_mention() {
    let store = store();
    let found = {
        let key = String::from("store");
        block_on(store.own_part(&key))
    };
    assert_eq!(found, Some("store"));
    let named = {
        let key = String::from("x");
        block_on(store.named(&key))
    };
    assert_eq!(named, "store");
}

#[test]
fn several_references_collapse_into_the_lifetime_of_the_task() {
    let dynamic: &dyn References = &store();
    let local = String::from("abc");
    assert_eq!(block_on(dynamic.longer(&local, "x")), 3);
    assert_eq!(block_on(dynamic.part_of(&local)), "abc");
    assert_eq!(block_on(dynamic.by_value(Some(&local))), 3);
    let mut list = vec![&*local];
    block_on(dynamic.nested(&mut list, "y"));
    assert_eq!(list, ["abc", "y"]);
}

#[value_task]
trait Repo<K> {
    type Value;

    async fn get(&self, key: K) -> Option<Self::Value>;
    async fn put(&mut self, key: K, value: Self::Value);
    async fn make(key: K) -> K
    where
        Self: Sized;
}

struct Listed<V>(Vec<(String, V)>);

#[value_task]
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

    async fn make(key: String) -> String {
        pause().await;
        key
    }
}

#[value_task]
impl<'k, V: Clone + Send + Sync> Repo<&'k str> for Listed<V> {
    type Value = V;

    async fn get(&self, key: &'k str) -> Option<V> {
        pause().await;
        self.0.iter().find(|(known, _)| *known == key).map(|(_, value)| value.clone())
    }

    async fn put(&mut self, key: &'k str, value: V) {
        pause().await;
        self.0.push((key.into(), value));
    }

    async fn make(key: &'k str) -> &'k str {
        pause().await;
        key
    }
}

#[test]
fn keys_and_values_by_value_may_be_whatever_an_implementation_puts_for_them() {
    let mut listed = Listed(Vec::new());
    {
        let owned: &mut dyn Repo<String, Value = u32> = &mut listed;
        block_on(owned.put("a".into(), 1));
        assert_eq!(block_on(owned.get("a".into())), Some(1));
    }
    let key = String::from("b");
    let borrowed: &mut dyn Repo<&str, Value = u32> = &mut listed;
    block_on(borrowed.put(&key, 2));
    assert_eq!(block_on(borrowed.get(&key)), Some(2));
    assert_eq!(block_on(<Listed<u32> as Repo<&str>>::make(&key)), "b");
    assert_eq!(block_on(<Listed<u32> as Repo<String>>::make(key)), "b");
}

struct ByHand;

impl References for ByHand {
    fn longer<'a>(&'a self, a: &'a str, _: &'a str) -> ValueTask<'a, usize> {
        ValueTask::ready(a.len())
    }

    fn own_part<'s, 'a>(&'s self, _: &'a str) -> ValueTask<'a, Option<&'s str>> {
        ValueTask::ready(None)
    }

    fn part_of<'k, 'a>(&'a self, key: &'k str) -> ValueTask<'a, &'k str> {
        ValueTask::ready(key)
    }

    fn nested<'a>(&'a self, _: &'a mut Vec<&str>, _: &'static str) -> ValueTask<'a, ()> {
        ValueTask::ready(())
    }

    fn by_value<'a>(&'a self, _: Option<&'a str>) -> ValueTask<'a, usize> {
        ValueTask::ready(0)
    }

    fn named<'t, 'a>(&'a self, _: &str) -> ValueTask<'t, &'a str> {
        ValueTask::ready("")
    }
}

#[value_task]
trait Defaults: Display {
    async fn greeting(&self) -> String {
        pause().await;
        format!("hello {self}")
    }

    async fn consumed(self) -> String
    where
        Self: Sized,
    {
        pause().await;
        self.to_string()
    }

    fn plain(&self) -> usize {
        3
    }
}

impl Defaults for u32 {}

#[test]
fn a_default_body_runs_for_every_implementation() {
    assert_eq!(block_on(7.greeting()), "hello 7");
    assert_eq!(block_on(7.consumed()), "7");
    assert_eq!(7.plain(), 3);
}

impl Store {
    const LIMIT: u32 = 9;
}

#[value_task]
impl Store {
    async fn generic<T: Display + Send + Sync, const N: usize>(&self, value: T, _: [u8; N]) -> String {
        pause().await;
        format!("{value}{N}")
    }

    async fn opaque(&self, value: impl Display + Send + Sync, other: &(impl Display + Sync)) -> String {
        pause().await;
        format!("{value}{other}")
    }

    async fn patterns(&self, (a, mut b): (u32, u32), mut c: u32, _: u32, [d, ..]: [u32; 3]) -> u32 {
        pause().await;
        b += 1;
        c += 1;
        a + b + c + d + Self::LIMIT
    }

    async fn counting(&self, n: u32) -> u32 {
        if n == 0 { 0 } else { self.counting(n - 1).await + 1 }
    }
}

#[value_task]
async fn fibonacci(n: u32) -> u32 {
    if n < 2 {
        return n;
    }
    fibonacci(n - 1).await + fibonacci(n - 2).await
}

#[value_task]
async fn first_word(text: &str) -> Result<&str, std::num::ParseIntError> {
    let word = text.split(' ').next().unwrap_or(text);
    word.parse::<u32>()?;
    pause().await;
    Ok(word)
}

#[test]
fn inherent_and_free_functions_take_generics_patterns_and_recursion() {
    let store = store();
    assert_eq!(block_on(store.generic("x", [0; 4])), "x4");
    assert_eq!(block_on(store.opaque("x", &1)), "x1");
    assert_eq!(block_on(store.patterns((1, 2), 3, 4, [5, 6, 7])), 1 + 3 + 4 + 5 + 9);
    assert_eq!(block_on(store.counting(5)), 5);
    assert_eq!(block_on(fibonacci(10)), 55);
    assert_eq!(block_on(first_word("12 x")), Ok("12"));
    assert!(block_on(first_word("x")).is_err());
    let task: ValueTask<'static, u32> = fibonacci(3);
    assert!(task.is_completed());
}

#[value_task(?Send)]
trait Local {
    async fn held(&self) -> std::rc::Rc<u32>;

    #[value_task(Send)]
    async fn sent(&self) -> u32;
}

#[value_task(?Send)]
impl Local for u32 {
    async fn held(&self) -> std::rc::Rc<u32> {
        let held = std::rc::Rc::new(*self);
        pause().await;
        held
    }

    #[value_task(Send)]
    async fn sent(&self) -> u32 {
        pause().await;
        *self
    }
}

#[test]
fn a_method_may_stay_on_its_thread() {
    let task: LocalValueTask<'_, _> = 7.held();
    assert_eq!(*block_on(task), 7);
    let task: ValueTask<'_, u32> = 7.sent();
    assert_eq!(std::thread::scope(|scope| scope.spawn(|| block_on(task)).join()).ok(), Some(7));
}

mod elsewhere {
    pub(crate) mod core {}
    pub(crate) struct Option;
    pub(crate) mod hidden {
        pub(crate) use valuetask as renamed;
    }
}

mod disturbed {
    use super::elsewhere::{Option, core, hidden};
    use valuetask::value_task;

    #[value_task(crate = hidden::renamed)]
    pub(super) async fn through_a_path(_: &Option) -> u32 {
        super::pause().await;
        4
    }

    #[allow(unused_imports, reason = "a name that an expansion could trip over")]
    use core as _;
}

#[test]
fn a_path_of_its_own_and_names_like_those_of_std_do_not_disturb() {
    assert_eq!(block_on(disturbed::through_a_path(&elsewhere::Option)), 4);
}

#[value_task]
impl Store {
    async fn coerced(&self, early: bool) -> Box<dyn Display + Send> {
        if early {
            return Box::new(1);
        }
        pause().await;
        Box::new("two")
    }

    async fn never_returns(&self) -> u32 {
        pause().await;
        panic!("never")
    }

    async fn guarded(&self, lock: &Mutex<u32>) -> u32 {
        let value = *lock.lock().expect("not poisoned");
        pause().await;
        value
    }
}

#[test]
fn returned_values_coerce_as_in_an_async_function() {
    assert_eq!(block_on(store().coerced(true)).to_string(), "1");
    assert_eq!(block_on(store().coerced(false)).to_string(), "two");
    assert_eq!(block_on(store().guarded(&Mutex::new(3))), 3);
    let panicked = std::panic::catch_unwind(|| block_on(store().never_returns()));
    assert!(panicked.is_err());
    assert_eq!(block_on(ByHand.longer("ab", "")), 2);
}
