//! `#[async_method]` returns the declared type, in every position and of every kind.
#![forbid(unsafe_code)]

use std::cell::Cell;
use std::fmt::Display;
use std::future::Future;
use std::num::ParseIntError;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use crate::util::pause;
use pollster::block_on;
use valuetask::{LocalValueTask, TaskLike, ValueTask, async_method, value_task};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
type LocalBoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// A custom type that counts its polls.
struct Polled<'a, T> {
    task: ValueTask<'a, T>,
    polls: u32,
}

impl<'a, T> TaskLike for Polled<'a, T> {
    type Task = ValueTask<'a, T>;

    fn from_task(task: ValueTask<'a, T>) -> Self {
        Self { task, polls: 0 }
    }
}

impl<T> Future for Polled<'_, T> {
    type Output = (T, u32);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<(T, u32)> {
        self.polls += 1;
        let polls = self.polls;
        Pin::new(&mut self.task).poll(cx).map(|value| (value, polls))
    }
}

/// The body evaluates to a `Result`, and the returned type isn't a future.
struct Attempt<T, E>(BoxFuture<'static, Result<T, E>>);

impl<T, E> TaskLike for Attempt<T, E> {
    type Task = BoxFuture<'static, Result<T, E>>;

    fn from_task(task: Self::Task) -> Self {
        Self(task)
    }
}

impl<T, E> Attempt<T, E> {
    fn run(self) -> Result<T, E> {
        block_on(self.0)
    }
}

struct Store {
    values: Vec<u64>,
}

/// A custom type with a constant among its parameters.
struct Row<'a, T, const N: usize>(ValueTask<'a, [T; N]>);

impl<'a, T, const N: usize> TaskLike for Row<'a, T, N> {
    type Task = ValueTask<'a, [T; N]>;

    fn from_task(task: Self::Task) -> Self {
        Self(task)
    }
}

struct Fills<const N: usize>(u8);

#[async_method]
impl<const N: usize> Fills<N> {
    async fn row(&self) -> Row<'_, u8, N> {
        [self.0; N]
    }

    async fn rows<'k, const M: usize>(&self, key: &'k u8) -> Row<'k, [u8; N], M> {
        pause().await;
        [[*key; N]; M]
    }
}

#[async_method]
trait Filled<const N: usize>: Sync {
    type Of;
    async fn filled(&self) -> Row<'_, u8, N>;
    async fn of(&self) -> Polled<'_, Self::Of>;
    async fn twice(&self) -> Row<'_, [u8; N], 2> {
        let row = self.filled().0.await;
        [row; 2]
    }
}

/// An implementation writes what stands for the parameters.
#[async_method]
impl Filled<3> for Store {
    type Of = u8;

    async fn filled(&self) -> Row<'_, u8, 3> {
        [7; 3]
    }

    async fn of(&self) -> Polled<'_, u8> {
        7
    }
}

#[test]
fn a_declared_type_may_have_a_constant_of_the_methods_or_of_the_impls() {
    let fills = Fills::<2>(7);
    assert_eq!(block_on(fills.row().0), [7; 2]);
    assert_eq!(block_on(fills.rows::<3>(&8).0), [[8; 2]; 3]);
    assert_eq!(block_on(STORE.filled().0), [7; 3]);
    assert_eq!(block_on(STORE.twice().0), [[7; 3]; 2]);
    assert_eq!(block_on(STORE.of()).0, 7);
}

const STORE: &Store = &Store { values: Vec::new() };

fn store() -> Store {
    Store { values: vec![1, 2, 3] }
}

impl Store {
    #[async_method]
    async fn total(&self) -> ValueTask<'_, u64> {
        self.values.iter().sum()
    }

    #[async_method]
    async fn boxed(&self) -> BoxFuture<'_, u64> {
        self.total().await
    }

    #[async_method]
    async fn spelled_out(&self, add: &u64) -> Pin<Box<dyn Future<Output = u64> + Send + '_>> {
        self.boxed().await + add
    }

    #[async_method]
    async fn local(&self) -> LocalBoxFuture<'_, u64> {
        let total = Rc::new(Cell::new(0));
        pause().await;
        total.set(self.total().await);
        total.get()
    }

    #[async_method]
    async fn local_task(&self) -> LocalValueTask<'_, u64> {
        let total = Rc::new(self.total().await);
        pause().await;
        *total
    }

    #[async_method]
    pub(crate) async fn own(&self) -> Polled<'_, u64> {
        pause().await;
        self.total().await
    }

    #[async_method]
    async fn parsed(text: &'static str) -> Attempt<u64, ParseIntError> {
        let value = text.parse::<u64>()?;
        if value == 0 {
            return Ok(1);
        }
        pause().await;
        Ok(value * 2)
    }
}

#[test]
fn a_method_returns_each_type_that_it_declares() {
    let store = store();
    let total: ValueTask<'_, u64> = store.total();
    let boxed: BoxFuture<'_, u64> = store.boxed();
    let spelled_out: BoxFuture<'_, u64> = store.spelled_out(&4);
    let local: LocalBoxFuture<'_, u64> = store.local();
    let local_task: LocalValueTask<'_, u64> = store.local_task();
    let values = block_on(async { [total.await, boxed.await, spelled_out.await, local.await, local_task.await] });
    assert_eq!(values, [6, 6, 10, 6, 6]);
}

#[test]
fn a_type_of_ones_own_is_returned_as_itself() {
    assert_eq!(block_on(store().own()), (6, 2), "polled until it was suspended, and once more");
}

#[test]
fn early_returns_and_question_marks_are_about_the_value() {
    assert_eq!(Store::parsed("0").run(), Ok(1));
    assert_eq!(Store::parsed("21").run(), Ok(42));
    assert!(Store::parsed("x").run().is_err());
}

thread_local! {
    static BEGUN: Cell<u32> = const { Cell::new(0) };
}

fn begin() {
    BEGUN.set(BEGUN.get() + 1);
}

#[async_method]
async fn hot() -> ValueTask<'static, ()> {
    begin();
    pause().await;
}

#[async_method]
async fn hot_in_ones_own() -> Polled<'static, ()> {
    begin();
    pause().await;
}

#[async_method]
async fn never_awaits() -> ValueTask<'static, u32> {
    begin();
    7
}

#[async_method(lazy)]
async fn lazy() -> ValueTask<'static, u32> {
    begin();
    7
}

#[async_method]
async fn boxed_never_awaits() -> BoxFuture<'static, u32> {
    begin();
    7
}

#[test]
fn a_task_starts_at_the_call_and_a_boxed_future_when_polled() {
    let task = hot();
    assert_eq!((BEGUN.get(), task.is_completed()), (1, false));
    let own = hot_in_ones_own();
    assert_eq!(BEGUN.get(), 2);
    let complete = never_awaits();
    assert_eq!((BEGUN.get(), complete.is_completed()), (3, true));
    let lazy = lazy();
    assert_eq!((BEGUN.get(), lazy.is_completed()), (3, false));
    let boxed = boxed_never_awaits();
    assert_eq!(BEGUN.get(), 3);
    block_on(async {
        task.await;
        own.await;
        assert_eq!(complete.await + lazy.await + boxed.await, 21);
    });
    assert_eq!(BEGUN.get(), 5);
}

#[test]
fn a_ready_value_passes_through_layers_at_the_call() {
    #[async_method]
    async fn twice(by: u32) -> ValueTask<'static, u32> {
        let first = never_awaits().await;
        first * by + never_awaits().await
    }

    assert_eq!(twice(2).try_result().ok(), Some(21));
}

/// Each method of a trait by itself, beside one that returns a task of its value.
#[value_task]
trait Mixed: Send + Sync {
    #[async_method]
    async fn boxed(&self, key: &str) -> BoxFuture<'_, usize>;

    async fn plain(&self, key: &str) -> usize;

    #[async_method(lazy)]
    async fn defaulted(&self, key: &str) -> ValueTask<'_, usize> {
        begin();
        self.boxed(key).await + self.plain(key).await
    }
}

#[value_task]
impl Mixed for Store {
    #[async_method]
    async fn boxed(&self, key: &str) -> BoxFuture<'_, usize> {
        pause().await;
        self.values.len() + key.len()
    }

    async fn plain(&self, key: &str) -> usize {
        key.len()
    }
}

#[test]
fn methods_of_both_kinds_share_a_trait_that_stays_dyn_compatible() {
    let store = store();
    let mixed: &dyn Mixed = &store;
    let boxed: BoxFuture<'_, usize> = mixed.boxed("abc");
    let plain: ValueTask<'_, usize> = mixed.plain("abc");
    assert_eq!(block_on(boxed) + block_on(plain), 9);
    let defaulted = mixed.defaulted("a");
    assert_eq!(BEGUN.get(), 0);
    assert_eq!(block_on(defaulted), 5);
    assert_eq!(BEGUN.get(), 1);
}

/// The attribute on single methods with a body, of a trait without it and of its impl.
trait Single {
    type Awaited<'a, T>: TaskLike
    where
        Self: 'a,
        T: 'a;

    fn without_a_body<'a>(&'a self, key: &'a str) -> ValueTask<'a, usize>;

    #[async_method]
    async fn with_a_body(&self) -> ValueTask<'_, usize>
    where
        Self: Sync,
    {
        pause().await;
        self.without_a_body("abc").await
    }

    fn not_async(&self) -> usize;
}

impl Single for Store {
    type Awaited<'a, T>
        = Polled<'a, T>
    where
        T: 'a;

    #[async_method]
    async fn without_a_body(&self, key: &str) -> ValueTask<'_, usize> {
        self.through_an_associated_type(key).await.0
    }

    fn not_async(&self) -> usize {
        block_on(self.with_a_body())
    }
}

impl Store {
    #[async_method]
    async fn through_an_associated_type(&self, key: &str) -> <Self as Single>::Awaited<'_, usize> {
        pause().await;
        key.len()
    }
}

#[test]
fn the_attribute_stands_on_one_method_of_a_trait_or_impl() {
    assert_eq!(store().not_async(), 3);
}

/// The attribute on whole items, with all their generics.
#[async_method]
trait Cache<K> {
    async fn put(&mut self, key: K, name: &str) -> BoxFuture<'_, usize>;
    async fn take(self: Box<Self>, key: &K) -> LocalValueTask<'_, Option<K>>;
    #[value_task(?Send)]
    async fn size(&self) -> usize;
}

#[async_method]
impl<K: Send + PartialEq> Cache<K> for Vec<K> {
    async fn put(&mut self, key: K, name: &str) -> BoxFuture<'_, usize> {
        pause().await;
        self.push(key);
        self.len() + name.len()
    }

    async fn take(mut self: Box<Self>, key: &K) -> LocalValueTask<'_, Option<K>> {
        let at = self.iter().position(|held| held == key)?;
        pause().await;
        Some(self.swap_remove(at))
    }

    #[value_task(?Send)]
    async fn size(&self) -> usize {
        self.len()
    }
}

#[test]
fn generics_of_the_item_and_arguments_by_value_outlive_the_returned_task() {
    let first = String::from("first");
    let mut list: Box<dyn Cache<&str>> = Box::new(Vec::new());
    assert_eq!(block_on(list.put(&first, "name")), 5);
    assert_eq!(list.size().try_result().ok(), Some(1));
    assert_eq!(block_on(list.take(&"first")), Some("first"));
}

#[async_method]
async fn shown<T: Display + Send + Sync>(value: T, (left, right): (&str, &str)) -> ValueTask<'_, String> {
    pause().await;
    format!("{left}{value}{right}")
}

#[async_method]
async fn defaulted<T: Default + Send>() -> ValueTask<'static, T> {
    pause().await;
    T::default()
}

#[async_method]
async fn opaque(value: &u32) -> ValueTask<'_, impl Display + use<'_>> {
    pause().await;
    format!("<{value}>")
}

#[async_method]
async fn declared<'a>(store: &'a Store, _: &u32) -> BoxFuture<'a, &'a [u64]> {
    &store.values
}

#[test]
fn free_functions_take_generics_patterns_and_lifetimes_of_their_own() {
    assert_eq!(block_on(shown(1, ("(", ")"))), "(1)");
    assert_eq!(block_on(defaulted::<u32>()), 0);
    assert_eq!(block_on(opaque(&3)).to_string(), "<3>");
    assert!(block_on(declared(STORE, &1)).is_empty());
}

#[async_method]
trait Layered<K> {
    async fn below(&self, key: K) -> LocalValueTask<'_, Option<Rc<K>>>;

    async fn above(&self, key: K) -> LocalValueTask<'_, Option<Rc<K>>> {
        let first = self.below(key).await?;
        Some(Rc::clone(&first))
    }
}

#[async_method]
impl Layered<bool> for Store {
    async fn below(&self, suspends: bool) -> LocalValueTask<'_, Option<Rc<bool>>> {
        if suspends {
            pause().await;
        }
        Some(Rc::new(suspends))
    }
}

#[test]
fn a_value_that_is_not_send_goes_through_the_layers_of_a_generic_trait_at_the_call() {
    let layered: &dyn Layered<bool> = STORE;
    assert_eq!(layered.above(false).try_result().ok(), Some(Some(Rc::new(false))));
    let suspended = layered.above(true);
    assert!(!suspended.is_completed());
    assert_eq!(block_on(suspended), Some(Rc::new(true)));
}

/// A task that says itself that it is outlived by what it yields.
struct Bounded<'a, T: 'a>(ValueTask<'a, T>);

impl<'a, T: 'a> TaskLike for Bounded<'a, T> {
    type Task = ValueTask<'a, T>;

    fn from_task(task: ValueTask<'a, T>) -> Self {
        Self(task)
    }
}

#[async_method]
async fn longer<'a, 'b: 'a>(_: &'a u8, text: &'b str) -> Bounded<'a, &'b str> {
    text
}

#[test]
fn a_declared_type_may_need_what_a_signature_says_of_its_lifetimes() {
    assert_eq!(longer(&1, "text").0.try_result().ok(), Some("text"));
}

struct Part(u8);

impl Part {
    #[value_task]
    async fn with(&self, other: Option<Self>, more: [Self; 1]) -> u8 {
        self.0 + other.map_or(0, |other| other.0) + more[0].0
    }
}

#[test]
fn an_attribute_on_one_method_lets_it_hold_a_self_in_other_types() {
    assert_eq!(Part(1).with(Some(Part(2)), [Part(3)]).try_result().ok(), Some(6));
}
