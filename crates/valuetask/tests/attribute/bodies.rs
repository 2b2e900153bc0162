//! Bodies that compile under the attribute as in an async function, and mean what they mean there.
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::collections::HashMap;
use std::rc::Rc;

use crate::util::pause;
use pollster::block_on;
use valuetask::{ValueTask, value_task};

struct Cache<V> {
    values: HashMap<String, V>,
    names: Vec<String>,
    hits: u32,
}

#[value_task]
trait Borrowing<V> {
    async fn get(&self, key: &str) -> Option<&V>;
    async fn name(&self, at: usize) -> Result<&str, usize>;
    async fn count(&mut self, limit: u32) -> Result<u32, String>;
    async fn consumed(self: Box<Self>, key: String) -> Option<V>;
}

#[value_task]
impl<V: Clone + Send + Sync> Borrowing<V> for Cache<V> {
    async fn get(&self, key: &str) -> Option<&V> {
        if let Some(value) = self.values.get(key) {
            return Some(value);
        }
        pause().await;
        self.values.values().next()
    }

    async fn name(&self, at: usize) -> Result<&str, usize> {
        let names = &self.names;
        let first = &self.names[0];
        if let Some(name) = names.get(at) {
            return Ok(name);
        }
        pause().await;
        if first.is_empty() { Err(names.len()) } else { Ok(first) }
    }

    async fn count(&mut self, limit: u32) -> Result<u32, String> {
        self.hits += 1;
        if self.hits > limit {
            return Err(format!("more than {limit}"));
        }
        if self.names.is_empty() {
            pause().await;
            self.names.push(self.hits.to_string());
            Ok(0)
        } else {
            Ok(self.hits)
        }
    }

    async fn consumed(self: Box<Self>, key: String) -> Option<V> {
        if key.is_empty() {
            return None;
        }
        pause().await;
        self.values.get(&key).cloned()
    }
}

#[test]
fn values_may_borrow_from_the_arguments_before_and_after_an_await() {
    let owned = String::from("one");
    let mut cache = Cache { values: HashMap::from([("a".to_owned(), &*owned)]), names: vec!["n".into()], hits: 0 };
    {
        let cache: &dyn Borrowing<&str> = &cache;
        let hit = {
            let key = String::from("a");
            cache.get(&key).try_result().expect("a hit has its value")
        };
        assert_eq!(hit, Some(&"one"));
        assert_eq!(block_on(cache.get("b")), Some(&"one"));
        assert_eq!(cache.name(0).try_result().expect("a hit has its value"), Ok("n"));
        assert_eq!(block_on(cache.name(3)), Ok("n"));
    }
    assert_eq!(cache.count(1).try_result().expect("a hit has its value"), Ok(1));
    assert_eq!(cache.count(1).try_result().expect("a hit has its value"), Err("more than 1".into()));
    cache.names.clear();
    assert_eq!(block_on(cache.count(9)), Ok(0));
    assert_eq!(cache.names, ["3"]);
    assert_eq!(block_on(Box::new(cache).consumed("a".into())), Some("one"));
}

macro_rules! mine {
    ($value:expr) => {
        $value + 1
    };
}

#[value_task]
async fn not_send_before_an_unknown_macro(number: u32) -> u32 {
    let sum = {
        let shared = Rc::new(number);
        let sum = mine!(*shared);
        if sum > 100 {
            return mine!(sum);
        }
        sum
    };
    for held in [Rc::new(sum)].into_iter().map(|held| *held) {
        let _ = mine!(held);
    }
    match Rc::new(sum).checked_add(1) {
        Some(more) if mine!(more) > 50 => return 0,
        _ => {}
    }
    pause().await;
    sum
}

#[test]
fn a_gate_holds_nothing_that_the_body_itself_does_not_hold_across_an_await() {
    let task: ValueTask<'static, u32> = not_send_before_an_unknown_macro(4);
    assert_eq!(std::thread::spawn(|| block_on(task)).join().expect("no panic"), 5);
}

#[value_task]
async fn number() -> u32 {
    3
}

/// One of its macro calls is configured in.
#[value_task]
async fn with_a_macro((plus, times): (u32, u32)) -> u32 {
    #[cfg(any())]
    missing!(plus);
    #[cfg(test)]
    let plus = mine!(plus);
    number().await * times + plus
}

#[test]
fn a_macro_call_may_stand_under_a_condition() {
    assert!(!with_a_macro((1, 2)).is_completed());
    assert_eq!(block_on(with_a_macro((1, 2))), 8);
}

mod shadowing {
    //! Macros under the names of plain ones that await something on a miss: a name proves nothing.

    macro_rules! ensure {
        ($hit:expr, $slow:expr) => {
            if !$hit {
                $slow.await;
            }
        };
    }
    macro_rules! vec {
        ($future:expr) => {
            [$future.await]
        };
    }
    pub(super) use {ensure, vec};
}

#[value_task]
async fn ensured(hit: bool) -> u32 {
    shadowing::ensure!(hit, pause());
    7
}

#[value_task]
async fn listed(number: u32) -> u32 {
    use shadowing::vec;
    let [(), ..] = vec![pause()];
    number
}

#[test]
fn a_macro_that_awaits_under_a_plain_name_works_on_hits_and_misses() {
    assert_eq!(ensured(true).try_result().ok(), Some(7));
    assert!(!ensured(false).is_completed());
    assert_eq!(block_on(ensured(false)), 7);
    assert_eq!(block_on(listed(3)), 3);
}

#[value_task]
async fn typed_by_the_rest(limit: u8) -> Vec<u8> {
    let mut start = 0;
    let text = "ab";
    if limit == 0 {
        return Vec::new();
    }
    pause().await;
    start += limit;
    vec![start, u8::try_from(text.len()).unwrap_or_default()]
}

#[test]
fn types_are_inferred_across_an_await() {
    assert!(typed_by_the_rest(0).is_completed());
    assert_eq!(block_on(typed_by_the_rest(3)), [3, 2]);
}

/// A body that never returns: the language has no `!` among generic arguments yet.
#[value_task]
trait Serving: Sync {
    async fn serve(&self, left: u32) -> !;
    #[value_task(boxed)]
    async fn serve_boxed(&self) -> !;
    async fn serve_by_default(&self) -> ! {
        self.serve(2).await
    }
}

#[value_task]
impl Serving for u32 {
    async fn serve(&self, mut left: u32) -> ! {
        loop {
            pause().await;
            if left == 0 {
                panic!("served");
            }
            left -= 1;
        }
    }

    #[value_task(boxed)]
    async fn serve_boxed(&self) -> ! {
        self.serve(0).await
    }
}

#[value_task]
async fn serve_unless(over: bool, server: &dyn Serving) -> u32 {
    if !over {
        server.serve_by_default().await
    }
    let left: u32 = if over { 7 } else { server.serve(0).await };
    left
}

#[test]
fn a_method_may_never_yield() {
    assert_eq!(block_on(serve_unless(true, &1)), 7);
    let message = |served: std::thread::Result<u32>| *served.expect_err("it never yields").downcast::<&str>().unwrap();
    for server in [
        || block_on(serve_unless(false, &1)),
        || block_on(Serving::serve(&1, 0)),
        || block_on(Serving::serve_boxed(&1)),
    ] {
        assert_eq!(message(std::panic::catch_unwind(server)), "served");
    }
}

struct Bounds(u32, u32);

#[value_task]
impl Bounds {
    async fn low(&self) -> u32 {
        pause().await;
        self.0
    }

    async fn range(&self) -> std::ops::Range<u32> {
        self.low().await..self.1
    }

    async fn open(&self, open: bool) -> Vec<u32> {
        let range = match open {
            true => self.low().await..u32::MAX,
            false => self.low().await..self.low().await + 1,
        };
        range.take(2).collect()
    }

    async fn pair(&self) -> [i32; 2] {
        pause().await;
        [3, 5]
    }

    #[allow(clippy::deref_addrof, reason = "an operand that begins with a sign and an await")]
    async fn negated(&self, way: u8) -> i32 {
        match way {
            0 => -self.pair().await[0],
            1 => !self.pair().await[1],
            2 => *&self.pair().await[1] + self.pair().await[0],
            _ => {
                pause().await;
                -self.pair().await[1]
            }
        }
    }

    async fn up_to(&self) -> std::ops::RangeTo<i32> {
        ..self.pair().await[1] + 1
    }
}

#[test]
fn an_await_may_stand_where_a_block_would_end_a_statement() {
    let negated = |way| block_on(Bounds(0, 0).negated(way));
    assert_eq!((0..4).map(negated).collect::<Vec<_>>(), [-3, !5, 8, -5]);
    assert_eq!(block_on(Bounds(0, 0).up_to()), ..6);
    assert_eq!(block_on(Bounds(1, 3).range()), 1..3);
    assert_eq!((block_on(Bounds(4, 0).open(true)), block_on(Bounds(4, 0).open(false))), (vec![4, 5], vec![4]));
}

#[value_task]
async fn sum_of_tasks_begun_before() -> u8 {
    let (mut before, mut sum) = (None, 0);
    for number in 0..4 {
        if let Some(task) = before.take() {
            let value: u8 = task.await;
            sum += value;
        }
        before = Some(ValueTask::ready(number));
    }
    sum
}

#[test]
fn an_operand_may_be_a_task_by_what_a_later_line_says() {
    assert_eq!(sum_of_tasks_begun_before().try_result().ok(), Some(3));
}
