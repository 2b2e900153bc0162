//! `boxed`: methods that return `Pin<Box<dyn Future>>`, for traits whose signature can't change.
//!
//! - the trait may be under the attribute of the crate async-trait and the impl under ours, and the reverse
//! - an impl or a call may be written by hand
//! - nothing runs before the first poll, and an unpolled future drops its arguments
//! - one method of a trait may be boxed, and the others not
//! - the box becomes a task
//!
//! Pooled futures have every shape under either signature, too.
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::util::{Counted, Drops, pause};
use pollster::block_on;
use valuetask::{ValueTask, value_task};

/// A trait under one attribute and an impl under another, with every shape of signature that both have to write alike.
macro_rules! contract {
    ($name:ident: $on_trait:meta, $on_impl:meta) => {
        mod $name {
            use std::borrow::Cow;
            use std::fmt::Display;
            use std::pin::Pin;
            use std::sync::Arc;

            use pollster::block_on;
            #[allow(unused_imports, reason = "each contract uses two of the attributes")]
            use valuetask::{async_trait, value_task};

            use crate::util::pause;

            #[$on_trait]
            trait Contract<'t, K>: Send + Sync {
                type Out;
                async fn nothing(&self);
                async fn shared(&self, key: &K) -> usize;
                async fn exclusive(&mut self, by: usize) -> &mut usize;
                async fn owned(self) -> Self::Out
                where
                    Self: Sized;
                async fn boxed(self: Box<Self>, suffix: &str) -> String;
                async fn counted(self: Arc<Self>) -> usize;
                async fn pinned(self: Pin<&mut Self>, one: &str, two: &str) -> usize;
                async fn borrowed(&self) -> &str;
                async fn named<'a>(&self, one: &'a str, two: &str) -> &'a str;
                async fn two<'a, 'b: 'a>(&self, one: &'a str, two: &'b str) -> &'a str;
                async fn of_the_trait(&self, text: &'t str) -> &'t str;
                async fn anonymous(&self, text: Cow<'_, str>, list: &mut Vec<&str>) -> usize;
                async fn generic<T: Display + Sync + ?Sized, const N: usize>(
                    &self,
                    value: &T,
                    array: [u8; N],
                ) -> String;
                async fn clause<T>(&self, value: T) -> String
                where
                    T: Into<String> + Send;
                async fn opaque(&self, value: impl Display + Send, other: &(impl Display + Sync)) -> String;
                async fn called(&self, by: &(dyn for<'f> Fn(&'f str) -> usize + Sync)) -> usize;
                async fn not_called(&self, by: &(dyn Fn(&str) -> usize + Sync), or: fn(&usize) -> usize) -> usize;
                async fn made(size: usize) -> usize;
                async fn made_of(text: &str) -> Self
                where
                    Self: Sized;
                async fn defaulted(&self) -> usize {
                    self.borrowed().await.len()
                }
                async fn defaulted_without_receiver() -> usize
                where
                    Self: Sized,
                {
                    Self::made(1).await + 1
                }
            }

            struct Text(String, usize);

            #[$on_impl]
            impl<'t> Contract<'t, String> for Text {
                type Out = String;
                async fn nothing(&self) {
                    pause().await;
                }
                async fn shared(&self, key: &String) -> usize {
                    key.len() + self.1
                }
                async fn exclusive(&mut self, by: usize) -> &mut usize {
                    self.1 += by;
                    pause().await;
                    &mut self.1
                }
                async fn owned(mut self) -> Self::Out {
                    self.0.push('!');
                    self.0
                }
                async fn boxed(self: Box<Self>, suffix: &str) -> String {
                    pause().await;
                    self.0 + suffix
                }
                async fn counted(self: Arc<Self>) -> usize {
                    Arc::strong_count(&self)
                }
                async fn pinned(self: Pin<&mut Self>, one: &str, two: &str) -> usize {
                    self.1 + one.len() + two.len()
                }
                async fn borrowed(&self) -> &str {
                    pause().await;
                    &self.0
                }
                async fn named<'a>(&self, one: &'a str, _two: &str) -> &'a str {
                    one
                }
                async fn two<'a, 'b: 'a>(&self, one: &'a str, two: &'b str) -> &'a str {
                    if one.is_empty() { two } else { one }
                }
                async fn of_the_trait(&self, text: &'t str) -> &'t str {
                    text
                }
                async fn anonymous(&self, text: Cow<'_, str>, list: &mut Vec<&str>) -> usize {
                    list.push("anonymous");
                    text.len()
                }
                async fn generic<T: Display + Sync + ?Sized, const N: usize>(
                    &self,
                    value: &T,
                    array: [u8; N],
                ) -> String {
                    format!("{value}{}", array.len())
                }
                async fn clause<T>(&self, value: T) -> String
                where
                    T: Into<String> + Send,
                {
                    pause().await;
                    value.into()
                }
                async fn opaque(&self, value: impl Display + Send, other: &(impl Display + Sync)) -> String {
                    format!("{value}{other}")
                }
                async fn called(&self, by: &(dyn for<'f> Fn(&'f str) -> usize + Sync)) -> usize {
                    by(&self.0)
                }
                async fn not_called(&self, by: &(dyn Fn(&str) -> usize + Sync), _or: fn(&usize) -> usize) -> usize {
                    size_of_val(by)
                }
                async fn made(size: usize) -> usize {
                    size
                }
                async fn made_of(text: &str) -> Self {
                    pause().await;
                    Text(text.to_owned(), 0)
                }
            }

            #[test]
            fn every_shape_agrees_and_answers() {
                block_on(async {
                    let mut text = Text::made_of("text").await;
                    text.nothing().await;
                    assert_eq!(text.shared(&"key".to_owned()).await, 3);
                    *text.exclusive(3).await += 1;
                    assert_eq!(Pin::new(&mut text).pinned("a", "b").await, 6);
                    assert_eq!(text.borrowed().await, "text");
                    assert_eq!(text.named("one", "two").await, "one");
                    assert_eq!(text.two("", "two").await, "two");
                    assert_eq!(text.of_the_trait("for ever").await, "for ever");
                    let mut list = Vec::new();
                    assert_eq!(text.anonymous(Cow::Borrowed("abc"), &mut list).await, 3);
                    assert_eq!(list, ["anonymous"]);
                    assert_eq!(text.generic("value", [0; 5]).await, "value5");
                    assert_eq!(text.clause("into").await, "into");
                    assert_eq!(text.opaque(1, &2).await, "12");
                    assert_eq!(text.called(&|text| text.len()).await, 4);
                    assert_eq!(text.not_called(&|text| text.len(), |len| len * 2).await, 0);
                    assert_eq!((Text::made(7).await, text.defaulted().await), (7, 4));
                    assert_eq!(Text::defaulted_without_receiver().await, 2);
                    assert_eq!(Box::new(Text("box".to_owned(), 0)).boxed("ed").await, "boxed");
                    assert_eq!(Arc::new(Text(String::new(), 0)).counted().await, 1);
                    assert_eq!(text.owned().await, "text!");
                });
            }
        }
    };
}

contract!(ours_by_ours: value_task(boxed), value_task(boxed));
contract!(ours_by_theirs: value_task(boxed), ::async_trait::async_trait);
contract!(theirs_by_ours: ::async_trait::async_trait, async_trait(boxed));
contract!(pooled: async_trait, async_trait);
contract!(exact: async_trait(exact), async_trait(exact));

#[::async_trait::async_trait(?Send)]
trait Local {
    async fn count(&self, more: Rc<u32>) -> u32;
}

struct Number(u32);

#[value_task(boxed, ?Send)]
impl Local for Number {
    async fn count(&self, more: Rc<u32>) -> u32 {
        pause().await;
        self.0 + *more
    }
}

#[test]
fn a_future_that_isnt_send_is_boxed_without_send() {
    let local: &dyn Local = &Number(3);
    assert_eq!(block_on(local.count(Rc::new(4))), 7);
}

#[value_task(boxed)]
trait Service: Send + Sync {
    async fn call(&self, request: u32) -> u32;
}

struct Doubles;

#[value_task(boxed)]
impl Service for Doubles {
    async fn call(&self, request: u32) -> u32 {
        request * 2
    }
}

struct ByHand;

impl Service for ByHand {
    fn call<'life0, 'async_trait>(
        &'life0 self,
        request: u32,
    ) -> Pin<Box<dyn Future<Output = u32> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move { request + 1 })
    }
}

#[test]
fn a_box_comes_and_goes_as_one() {
    let services: [&dyn Service; 2] = [&Doubles, &ByHand];
    let calls: Vec<Pin<Box<dyn Future<Output = u32> + Send + '_>>> =
        services.iter().map(|service| service.call(4)).collect();
    assert_eq!(calls.into_iter().map(block_on).collect::<Vec<_>>(), [8, 5]);
}

#[test]
fn a_box_becomes_a_task() {
    let service: &dyn Service = &Doubles;
    let mut task: ValueTask<'_, u32> = ValueTask::from_future(service.call(4));
    assert!(!task.is_completed());
    assert_eq!(crate::util::poll(&mut task), std::task::Poll::Ready(8));
}

/// Boxed for the method with a fixed signature, a task for the other.
#[value_task]
trait Mixed {
    #[value_task(boxed)]
    async fn given(&self) -> u32;
    async fn own(&self) -> u32;
}

#[value_task]
impl Mixed for Number {
    #[value_task(boxed)]
    async fn given(&self) -> u32 {
        self.0
    }
    async fn own(&self) -> u32 {
        self.0
    }
}

#[test]
fn one_method_may_be_boxed_and_the_others_not() {
    let mixed: &dyn Mixed = &Number(5);
    let given: Pin<Box<dyn Future<Output = u32> + Send + '_>> = mixed.given();
    let own: ValueTask<'_, u32> = mixed.own();
    assert!(own.is_completed());
    assert_eq!((block_on(given), block_on(own)), (5, 5));
}

/// As a free function, `?Send` by its argument.
#[value_task(boxed, ?Send)]
async fn notes(ran: &std::cell::Cell<bool>, one: Counted) {
    ran.set(true);
    drop(one);
}

#[test]
fn nothing_runs_before_the_first_poll() {
    let (ran, drops) = (std::cell::Cell::new(false), Drops::default());
    let call = notes(&ran, drops.value());
    assert_eq!((ran.get(), drops.count()), (false, 0));
    block_on(call);
    assert_eq!((ran.get(), drops.count()), (true, 1));
}

#[test]
fn a_call_dropped_unpolled_drops_its_arguments_and_runs_nothing() {
    let (ran, drops) = (std::cell::Cell::new(false), Drops::default());
    drop(notes(&ran, drops.value()));
    assert_eq!((ran.get(), drops.count()), (false, 1));
}
