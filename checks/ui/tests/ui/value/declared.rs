//! A declared type has the lifetimes that its words say.

use valuetask::{ValueTask, async_method};

trait Projects {
    type Task;
}

impl<'s> Projects for &'static &'s () {
    type Task = ValueTask<'static, usize>;
}

type Reply<'s> = <&'static &'s () as Projects>::Task;

struct Text(String);

impl Text {
    #[async_method]
    async fn len(&self) -> Reply<'_> {
        self.0.len()
    }
}

fn main() {}
