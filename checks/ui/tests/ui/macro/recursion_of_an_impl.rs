//! `#[async_recursion]` is for one function. It doesn't see what is around a method.

use valuetask::async_recursion;

struct Stack<T>(Vec<T>);

#[async_recursion]
impl<T: Sync> Stack<T> {
    async fn len(&self) -> usize {
        self.0.len()
    }
}

impl<T: Send> Stack<T> {
    #[async_recursion]
    async fn push(&mut self, value: T) {
        self.0.push(value);
    }
}

#[async_recursion(?Send, Sync)]
async fn local(depth: u32) {
    if depth > 0 {
        local(depth - 1).await;
    }
}

#[async_recursion(lazy)]
async fn hot() {}

fn main() {}
