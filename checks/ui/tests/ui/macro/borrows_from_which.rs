//! A result that borrows, and doesn't say from which argument.
use valuetask::value_task;

#[value_task]
async fn longest(a: &str, b: &str) -> &str {
    if a.len() > b.len() { a } else { b }
}

struct Names;

#[value_task]
impl Names {
    async fn first(all: &[String], prefix: &str) -> Option<&String> {
        all.iter().find(|name| name.starts_with(prefix))
    }
}

fn main() {}
