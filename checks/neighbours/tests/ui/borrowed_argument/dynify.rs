//! Results borrow from an argument and not from the receiver.

use neighbours::finish;
use ::dynify::PinDynify as _;

struct Words;

#[::dynify::dynify]
trait Lookup {
    async fn longest<'a>(&self, one: &'a str, other: &'a str) -> &'a str;
}

impl Lookup for Words {
    async fn longest<'a>(&self, one: &'a str, other: &'a str) -> &'a str {
        if one.len() > other.len() { one } else { other }
    }
}

fn main() {
    let text = String::from("longer");
    let longest = {
        let words: Box<dyn DynLookup> = Box::new(Words);
        finish(words.longest("short", &text).pin_boxed())
    };
    assert_eq!(longest, "longer");
}
