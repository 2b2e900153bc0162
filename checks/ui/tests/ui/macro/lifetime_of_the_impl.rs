//! The lifetime is the method's in the trait, and the impl's in the impl.
use valuetask::value_task;

struct Page<'p>(&'p str);

#[value_task]
trait Store {
    async fn whole<'s>(&'s self, other: &'s str) -> &'s str;
}

#[value_task]
impl<'s> Store for Page<'s> {
    async fn whole(&'s self, other: &'s str) -> &'s str {
        if self.0.is_empty() { other } else { self.0 }
    }
}

fn main() {}
