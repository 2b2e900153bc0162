//! Functions that await themselves, in the shapes that async-recursion takes.

use std::fmt::Debug;
use std::rc::Rc;

use pollster::block_on;
use valuetask::{LocalPooledFuture, PooledFuture, async_recursion};

struct Tree<T> {
    value: T,
    children: Vec<Tree<T>>,
}

/// The numbers from 1 on, in two children of each inner node.
fn tree(first: u64, depth: u32) -> Tree<u64> {
    let children =
        if depth == 0 { Vec::new() } else { vec![tree(2 * first, depth - 1), tree(2 * first + 1, depth - 1)] };
    Tree { value: first, children }
}

#[async_recursion]
async fn sum(tree: &Tree<u64>) -> u64 {
    let mut total = tree.value;
    for child in &tree.children {
        total += sum(child).await;
    }
    total
}

#[test]
fn a_function_awaits_itself_and_returns_a_pooled_future() {
    let tree = tree(1, 3);
    let all: PooledFuture<'_, u64> = sum(&tree);
    assert_eq!(block_on(all), (1..=15).sum());
}

#[async_recursion(?Send)]
async fn counted(depth: u32, calls: Rc<std::cell::Cell<u32>>) {
    calls.set(calls.get() + 1);
    if depth > 0 {
        counted(depth - 1, Rc::clone(&calls)).await;
    }
}

#[test]
fn a_future_need_not_be_send() {
    let calls = Rc::default();
    let local: LocalPooledFuture<'_, ()> = counted(4, Rc::clone(&calls));
    assert_eq!(calls.get(), 0, "nothing runs before the first poll");
    block_on(local);
    assert_eq!(calls.get(), 5);
}

#[async_recursion(Sync)]
async fn shared(depth: u32) -> u32 {
    if depth == 0 { 0 } else { 1 + shared(depth - 1).await }
}

#[test]
fn a_future_may_be_asked_to_be_sync() {
    fn is_sync<F: Future<Output = u32> + Send + Sync>(future: F) -> F {
        future
    }
    assert_eq!(block_on(is_sync(shared(7))), 7);
}

/// Elided, named, in the result, by value, generic, and opaque.
#[async_recursion]
async fn all<'a, T, const N: usize>(
    left: u32,
    first: &'a str,
    seen: &mut Vec<T>,
    value: T,
    more: [u8; N],
    show: impl Fn(&T) -> String + Send + Copy,
) -> Result<&'a str, String>
where
    T: Clone + Debug + Send + Sync,
{
    seen.push(value.clone());
    if left == 0 { Err(show(&value)) } else { all(left - 1, first, seen, value, more, show).await.or(Ok(first)) }
}

#[test]
fn parameters_lifetimes_and_opaque_arguments_are_kept() {
    let mut seen = Vec::new();
    assert_eq!(block_on(all(2, "first", &mut seen, 7_u8, [0; 3], |value| format!("{value:?}"))), Ok("first"));
    assert_eq!(seen, [7, 7, 7]);
    assert_eq!(block_on(all(0, "first", &mut seen, 8, [], |value| format!("{value:?}"))), Err("8".to_owned()));
}

impl<T: Debug + Sync> Tree<T> {
    #[async_recursion]
    async fn shown(&self, before: &str) -> String {
        let mut text = format!("{before}{:?}", self.value);
        for child in &self.children {
            text += &child.shown(" ").await;
        }
        text
    }

    #[async_recursion]
    async fn deepest(&mut self) -> Option<&mut T>
    where
        T: Send,
    {
        match self.children.last_mut() {
            Some(child) => child.deepest().await,
            None => Some(&mut self.value),
        }
    }
}

#[test]
fn a_method_of_an_impl_awaits_itself() {
    let mut tree = tree(1, 2);
    assert_eq!(block_on(tree.shown("")), "1 2 4 5 3 6 7");
    *block_on(tree.deepest()).expect("a leaf") = 70;
    assert_eq!(block_on(tree.shown("")), "1 2 4 5 3 6 70");
}

#[async_recursion]
async fn is_even(number: u32) -> bool {
    number == 0 || is_odd(number - 1).await
}

#[async_recursion]
async fn is_odd(number: u32) -> bool {
    number != 0 && is_even(number - 1).await
}

#[test]
fn two_functions_await_each_other() {
    assert!(block_on(is_even(10)) && block_on(is_odd(7)));
}
