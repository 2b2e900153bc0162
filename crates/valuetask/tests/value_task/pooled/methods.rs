//! Returned by methods: written by hand, of `#[async_trait]`, and as `#[async_method]` declares.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::thread;

use valuetask::{
    LocalPooledFuture, LocalValueTask, PooledFuture, TaskLike, ValueTask, async_method, async_trait, value_task,
};

use crate::util::{Drops, pause, poll};

#[async_trait]
trait Store: Send + Sync {
    type Value;

    async fn get(&self, key: &str) -> Option<Self::Value>;

    async fn again(&self, key: &str) -> Option<Self::Value> {
        drop(self.get(key).await?);
        self.get(key).await
    }

    #[async_trait(?Send)]
    async fn local(&self, key: Rc<str>) -> usize {
        pause().await;
        key.len()
    }

    #[value_task]
    async fn len(&self) -> usize;

    #[async_trait(exact)]
    async fn named<'k>(&self, key: &'k str, _other: &str) -> &'k str;
}

struct Text(String);

#[async_trait]
impl Store for Text {
    type Value = Rc<str>;

    async fn get(&self, key: &str) -> Option<Rc<str>> {
        pause().await;
        self.0.contains(key).then(|| key.into())
    }

    #[value_task]
    async fn len(&self) -> usize {
        self.0.len()
    }

    #[async_trait(exact)]
    async fn named<'k>(&self, key: &'k str, _other: &str) -> &'k str {
        key
    }
}

#[test]
fn a_method_of_async_trait_returns_a_pooled_future_for_any_value() {
    let store: &dyn Store<Value = Rc<str>> = &Text("a text".into());
    let found: PooledFuture<'_, Option<Rc<str>>> = store.get("text");
    let len = thread::scope(|scope| scope.spawn(|| pollster::block_on(found).map(|found| found.len())).join());
    assert_eq!(len.expect("no panic"), Some(4));
    assert!(pollster::block_on(store.again("a")).is_some());
    let local: LocalPooledFuture<'_, usize> = store.local(Rc::from("four"));
    assert_eq!(pollster::block_on(local), 4);
}

#[test]
fn one_method_of_its_trait_may_start_at_the_call() {
    let store: &dyn Store<Value = Rc<str>> = &Text("a text".into());
    let len: ValueTask<'_, usize> = store.len();
    assert_eq!(len.try_result().ok(), Some(6));
    let named: PooledFuture<'_, &str> = store.named("key", "other");
    assert_eq!(pollster::block_on(named), "key");
}

/// Generic code awaits results without a `Send` bound, in futures that have to be `Send`.
#[async_trait]
impl<S: Store> Store for Box<S> {
    type Value = S::Value;

    async fn get(&self, key: &str) -> Option<S::Value> {
        let (first, second) = (S::get(self, key), S::get(self, key));
        drop(first.await?);
        second.await
    }

    #[value_task]
    async fn len(&self) -> usize {
        S::len(self).await
    }

    #[async_trait(exact)]
    async fn named<'k>(&self, key: &'k str, other: &str) -> &'k str {
        S::named(self, key, other).await
    }
}

#[test]
fn generic_code_holds_and_awaits_them_in_futures_that_are_send() {
    let store = Box::new(Text("a text".into()));
    let found = store.get("text");
    let len = thread::scope(|scope| scope.spawn(|| pollster::block_on(found).map(|found| found.len())).join());
    assert_eq!(len.expect("no panic"), Some(4));
    assert_eq!(store.len().try_result().ok(), Some(6));
}

/// A custom type made of a pooled future, which yields a `Result`.
struct Tried<'a, T>(PooledFuture<'a, Option<T>>);

impl<'a, T> TaskLike for Tried<'a, T> {
    type Task = PooledFuture<'a, Option<T>>;

    fn from_task(task: Self::Task) -> Self {
        Self(task)
    }
}

impl<T> Future for Tried<'_, T> {
    type Output = Result<T, &'static str>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx).map(|found| found.ok_or("nothing found"))
    }
}

#[async_method]
impl Text {
    async fn declared(&self, key: &str) -> PooledFuture<'_, Option<usize>> {
        let found = self.get(key).await?;
        Some(found.len())
    }

    async fn declared_locally<K: AsRef<str>>(&self, key: K) -> LocalPooledFuture<'_, Rc<usize>> {
        let held = Rc::new(key);
        pause().await;
        Rc::new((*held).as_ref().len())
    }

    async fn tried<'a>(&'a self, key: &'a str) -> Tried<'a, usize> {
        self.declared(key).await
    }

    async fn itself(self: Box<Self>) -> PooledFuture<'static, Self> {
        pause().await;
        *self
    }
}

#[test]
fn an_async_method_declares_one_or_a_type_made_of_one() {
    let text = Text("a text".into());
    assert_eq!(pollster::block_on(text.declared("text")), Some(4));
    assert_eq!(*pollster::block_on(text.declared_locally(String::from("own"))), 3);
    assert_eq!(pollster::block_on(text.tried("text")), Ok(4));
    assert_eq!(pollster::block_on(text.tried("none")), Err("nothing found"));
    assert_eq!(pollster::block_on(Box::new(text).itself()).0, "a text");
}

#[test]
fn a_declared_one_runs_nothing_before_it_is_polled() {
    #[async_method]
    async fn held<T: Send>(held: T, ran: &mut bool) -> PooledFuture<'_, T> {
        *ran = true;
        pause().await;
        held
    }

    let (drops, mut ran) = (Drops::default(), false);
    drop(held(drops.value(), &mut ran));
    assert_eq!((drops.count(), ran), (1, false));
    let mut future = held(drops.value(), &mut ran);
    assert!(poll(&mut future).is_pending());
    drop(future);
    assert_eq!((drops.count(), ran), (2, true));
}

/// A trait whose methods are written by hand.
trait Handler: Sync {
    fn call<'a>(&'a self, request: &'a str) -> PooledFuture<'a, usize>;

    fn local<'a>(&'a self, request: &'a str) -> LocalPooledFuture<'a, Rc<str>> {
        LocalPooledFuture::new(async move { Rc::from(request) })
    }
}

impl<F: Fn(&str) -> usize + Sync> Handler for F {
    fn call<'a>(&'a self, request: &'a str) -> PooledFuture<'a, usize> {
        PooledFuture::new(async move { self(request) })
    }
}

#[test]
fn a_method_written_by_hand_returns_one() {
    let handlers: [&dyn Handler; 2] = [&str::len, &|text: &str| text.len() * 2];
    let answers: Vec<_> = handlers.iter().map(|handler| pollster::block_on(handler.call("abc"))).collect();
    assert_eq!(answers, [3, 6]);
    assert_eq!(&*pollster::block_on(handlers[0].local("abc")), "abc");
}

#[test]
fn a_function_that_calls_itself_returns_one() {
    fn sum<'a>(numbers: &'a [u32]) -> PooledFuture<'a, u32> {
        PooledFuture::new(async move {
            let Some((first, rest)) = numbers.split_first() else { return 0 };
            pause().await;
            first + sum(rest).await
        })
    }

    assert_eq!(pollster::block_on(sum(&[1, 2, 3])), 6);
}

#[test]
fn a_hot_method_awaits_one_as_any_other_future() {
    #[value_task]
    async fn hot(store: &Text) -> LocalOrNot {
        match store.get("text").await {
            Some(_) => LocalOrNot::Found,
            None => LocalOrNot::Missing,
        }
    }

    #[derive(Debug, PartialEq)]
    enum LocalOrNot {
        Found,
        Missing,
    }

    let text = Text("a text".into());
    let task = hot(&text);
    assert!(!task.is_completed());
    assert_eq!(pollster::block_on(task), LocalOrNot::Found);
    let local: LocalValueTask<'_, u32> = LocalPooledFuture::new(async { 7 }).into();
    assert_eq!(pollster::block_on(local), 7);
}
