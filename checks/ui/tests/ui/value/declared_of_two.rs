//! A type of the user's that is called like one of the library's, and whose values say together which task it is made of.

use valuetask::async_method;

trait Projects<'a> {
    type Task;
}

impl<'a, T> Projects<'a> for (T, T) {
    type Task = valuetask::ValueTask<'a, T>;
}

impl<'a> Projects<'a> for (usize, u8) {
    type Task = valuetask::ValueTask<'static, usize>;
}

type ValueTask<'a, T, U> = <(T, U) as Projects<'a>>::Task;

struct Text;

impl Text {
    #[async_method]
    async fn seven(&self) -> ValueTask<'_, usize, u8> {
        7
    }
}

fn main() {}
