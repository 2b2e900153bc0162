//! A type parameter without a `Send` bound.
use valuetask::value_task;

#[value_task]
async fn store<V: ToString>(value: V) -> usize {
    std::future::ready(()).await;
    value.to_string().len()
}

fn main() {
    drop(store(1));
}
