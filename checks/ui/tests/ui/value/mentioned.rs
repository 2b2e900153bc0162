//! What a type mentions outlives the task, also where the type that it stands for doesn't show it.

use std::ops::Deref;

use valuetask::{ValueTask, async_method, value_task};

trait Has<'x>: Send {
    type Part: AsRef<str> + Send;
}

impl<'x> Has<'x> for () {
    type Part = &'x str;
}

trait Key: AsRef<str> + Send {}

impl Key for &str {}

type Option<T> = <T as Deref>::Target;

macro_rules! target {
    ($lifetime:lifetime, $ty:ident) => { <&$lifetime $ty as Deref>::Target };
}

#[value_task]
async fn below_a_reference<K: AsRef<str> + Send>(_prefix: &u8, key: <&K as Deref>::Target) -> usize {
    key.as_ref().len()
}

#[value_task]
async fn under_a_condition<K: AsRef<str> + Send>(_prefix: &u8, #[cfg(all())] key: <&K as Deref>::Target) -> usize {
    key.as_ref().len()
}

#[value_task]
async fn by_a_macro<'k, K: AsRef<str> + Send>(_prefix: &'k u8, key: target!('k, K)) -> usize {
    key.as_ref().len()
}

#[value_task]
async fn by_another_name<K: AsRef<str> + Send>(_prefix: &u8, key: Option<&K>) -> usize {
    key.as_ref().len()
}

#[value_task]
async fn opaque_below_a_reference(_prefix: &u8, key: Option<&impl Key>) -> usize {
    key.as_ref().len()
}

#[value_task]
async fn part_of_a_parameter<'k, K: Has<'k>>(_prefix: &u8, key: K::Part) -> usize {
    key.as_ref().len()
}

#[async_method]
async fn declared<K: AsRef<str> + Send>(_prefix: &u8, key: <&K as Deref>::Target) -> ValueTask<'_, usize> {
    key.as_ref().len()
}

struct Text<'k>(&'k str);

#[value_task]
impl<'k> Text<'k> {
    async fn receiver(self: <&Self as Deref>::Target, _prefix: &u8) -> usize {
        self.0.len()
    }
}

#[value_task(dyn = DynStore)]
trait Store: Send + Sync {
    async fn len<'k>(&self, key: <&&'k str as Deref>::Target) -> usize;
}

fn apply<A, B, R>(f: impl FnOnce(A, B) -> R, a: A, b: B) -> R {
    f(a, b)
}

fn a(text: &str) -> ValueTask<'static, usize> {
    apply(below_a_reference::<&str>, &0, text)
}

fn b(text: &str) -> ValueTask<'static, usize> {
    apply(under_a_condition::<&str>, &0, text)
}

fn c(text: &str) -> ValueTask<'static, usize> {
    apply(by_a_macro::<&str>, &0, text)
}

fn d(text: &str) -> ValueTask<'static, usize> {
    apply(by_another_name::<&str>, &0, text)
}

fn e(text: &str) -> ValueTask<'static, usize> {
    apply(opaque_below_a_reference, &0, text)
}

fn f(text: &str) -> ValueTask<'static, usize> {
    apply(part_of_a_parameter::<()>, &0, text)
}

fn g(text: &str) -> ValueTask<'static, usize> {
    apply(declared::<&str>, &0, text)
}

fn h(text: &str) -> ValueTask<'static, usize> {
    apply(Text::receiver, Text(text), &0)
}

fn i(text: &str, store: &'static dyn DynStore) -> ValueTask<'static, usize> {
    apply(<dyn DynStore>::len, store, text)
}

fn main() {}
