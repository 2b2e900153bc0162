//! Default bodies, and bodies that stand twice: the values, effects and drop order of an async function.

use std::cell::RefCell;
use std::error::Error;

use valuetask::value_task;

use crate::util::Once;

thread_local! {
    static TRACE: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

/// Records its drop.
struct Noisy(&'static str);

impl Drop for Noisy {
    fn drop(&mut self) {
        TRACE.with_borrow_mut(|trace| trace.push(self.0));
    }
}

fn traced<T>(run: impl FnOnce() -> T) -> (T, Vec<&'static str>) {
    TRACE.take();
    let value = run();
    (value, TRACE.take())
}

/// A body that a macro writes.
macro_rules! body {
    ($first:ident, $fourth:ident) => {{
        let _local = Noisy("local");
        Once::default().await;
        let _ = Noisy("at once");
        $first.0.len() + $fourth.0.len()
    }};
}

#[value_task(dyn = DynDrops)]
trait Drops: Send + Sync {
    async fn default(&self, first: Noisy, _: Noisy, (third, _): (Noisy, Noisy), fourth: Noisy) -> usize {
        let _third = third;
        body!(first, fourth)
    }

    async fn consumed(self, _unused: Noisy) -> usize
    where
        Self: Sized,
    {
        1
    }

    async fn twice(&self, first: Noisy, _: Noisy, (third, _): (Noisy, Noisy), fourth: Noisy) -> usize;
}

struct Hot(#[allow(dead_code, reason = "it is dropped")] Noisy);

#[value_task(dyn)]
impl Drops for Hot {
    async fn twice(&self, first: Noisy, _: Noisy, (third, _): (Noisy, Noisy), fourth: Noisy) -> usize {
        let _third = third;
        let _local = Noisy("local");
        Once::default().await;
        let _ = Noisy("at once");
        first.0.len() + fourth.0.len()
    }
}

async fn plain(_: &Hot, first: Noisy, _: Noisy, (third, _): (Noisy, Noisy), fourth: Noisy) -> usize {
    let _third = third;
    body!(first, fourth)
}

fn four() -> (Noisy, Noisy, (Noisy, Noisy), Noisy) {
    (Noisy("first"), Noisy("second"), (Noisy("third"), Noisy("beside it")), Noisy("fourth"))
}

#[test]
fn everything_is_dropped_as_in_an_async_function() {
    let hot = Hot(Noisy("self"));
    let (a, b, c, d) = four();
    let expected = traced(|| pollster::block_on(plain(&hot, a, b, c, d)));
    let object: &dyn DynDrops = &hot;
    let (a, b, c, d) = four();
    assert_eq!(traced(|| pollster::block_on(Drops::default(&hot, a, b, c, d))), expected);
    let (a, b, c, d) = four();
    assert_eq!(traced(|| pollster::block_on(object.default(a, b, c, d))), expected);
    let (a, b, c, d) = four();
    assert_eq!(traced(|| pollster::block_on(hot.twice(a, b, c, d))), expected);
    let (a, b, c, d) = four();
    assert_eq!(traced(|| pollster::block_on(object.twice(a, b, c, d))), expected);
}

#[test]
fn unused_arguments_live_as_long_as_the_body() {
    let (_, trace) = traced(|| pollster::block_on(Hot(Noisy("self")).consumed(Noisy("unused"))));
    assert_eq!(trace, ["unused", "self"]);
}

#[test]
fn a_dropped_task_drops_its_content() {
    let hot = Hot(Noisy("self"));
    let object: &dyn DynDrops = &hot;
    let (a, b, c, d) = four();
    let (_, trace) = traced(|| drop(object.twice(a, b, c, d)));
    assert_eq!(trace, ["local", "third", "fourth", "beside it", "second", "first"]);
}

/// Types that a body's value coerces to, patterns, and early ends.
#[value_task(dyn = DynCoerces)]
trait Coerces: Send + Sync {
    async fn parse(&self, text: &str, mut times: u8) -> Result<u32, Box<dyn Error + Send + Sync>> {
        let mut sum = 0;
        while times > 0 {
            times -= 1;
            if text.is_empty() {
                return Err("nothing".into());
            }
            Once::default().await;
            sum += text.parse::<u32>()?;
        }
        Ok(sum)
    }

    async fn any(&self, number: bool) -> Box<dyn std::fmt::Display + Send> {
        if number {
            return Box::new(7);
        }
        Box::new("seven")
    }

    async fn never(&self) -> std::convert::Infallible {
        panic!("never")
    }

    async fn replace(&mut self, &(a, b): &(u8, u8), [c, ..]: [u8; 2]) -> u8 {
        a + b + c
    }

    #[allow(clippy::needless_borrow, reason = "a pattern that no style wants is one")]
    async fn borrow(&self, ref mut number: u64, ref text: &str, whole @ ref inner: u64) -> u64 {
        Once::default().await;
        *number += whole + *inner;
        *number + text.len() as u64
    }
}

impl Coerces for () {}

#[test]
fn a_default_body_coerces_and_ends_early() {
    let mut unit = ();
    let object: &mut dyn DynCoerces = &mut unit;
    assert_eq!(pollster::block_on(object.parse("7", 2)).unwrap(), 14);
    assert_eq!(pollster::block_on(object.parse("", 1)).unwrap_err().to_string(), "nothing");
    assert!(pollster::block_on(object.parse("x", 1)).is_err());
    assert_eq!(pollster::block_on(object.any(true)).to_string(), "7");
    assert_eq!(pollster::block_on(object.any(false)).to_string(), "seven");
    assert_eq!(pollster::block_on(object.replace(&(1, 2), [3, 4])), 6);
    assert_eq!(pollster::block_on(object.borrow(1, "abc", 2)), 8);
    assert_eq!(pollster::block_on(Coerces::borrow(&(), 1, "abc", 2)), 8);
    let panics = std::panic::catch_unwind(|| pollster::block_on(Coerces::never(&())));
    assert!(panics.is_err());
}
