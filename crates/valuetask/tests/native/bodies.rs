//! Bodies of many kinds, under the attribute and without it: calls of a known type and through `dyn` return the same, and
//! drop what they hold in the same order.

use std::error::Error;
use std::fmt::{Debug, Display};
use std::num::ParseIntError;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use valuetask::value_task;

use crate::util::Once;

/// What was dropped, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn note(&self, text: impl Display) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(text.to_string());
    }

    fn guard(&self, name: &'static str) -> Guard {
        Guard(self.clone(), name)
    }
}

/// Notes that it is dropped.
struct Guard(Log, &'static str);

impl Guard {
    async fn pass(&self, value: u64) -> u64 {
        Once::default().await;
        value
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.note(self.1);
    }
}

trait Named: Send + Sync {
    fn name(&self) -> String;
}

#[value_task(dyn = DynBodies)]
trait Bodies<'t, K: Debug + Send + Sync + 't, const N: usize>: Named {
    type Row: Debug + Send;
    async fn rows(&self, keys: [K; N]) -> Vec<Self::Row>;
    async fn arguments(&self, first: Guard, _: Guard, (third, fourth): (Guard, Guard)) -> u64;
    async fn unused(&self, _first: Guard, second: Guard) -> u64;
    async fn temporaries(&self, log: &Log) -> u64;
    async fn operators(&self, text: &str) -> Result<u64, Box<dyn Error + Send + Sync>>;
    async fn early(&self, log: Log) -> Result<u64, ParseIntError>;
    async fn branches(&self, at: u64) -> Box<dyn Display + Send>;
    async fn labels(&self, most: u64) -> u64;
    async fn nested(&self, value: u64) -> u64;
    async fn borrows(&self, first: &str, second: &str) -> String;
    async fn lends<'a>(&'a self, text: &'a str) -> &'a str;
    async fn of_two<'a, 'b>(&'a self, text: &'b str) -> (&'a str, &'b str);
    async fn for_trait(&self, text: &'t str) -> &'t str;
    async fn exclusive(&mut self, more: u64) -> u64;
    async fn by_value(self, log: Log) -> u64
    where
        Self: Sized;
    async fn boxed(self: Box<Self>) -> u64;
    async fn nothing(&self);
    async fn macros(&self, value: u64) -> String;
    async fn items(&self, value: u64) -> u64;
    async fn shadows(&self, task: u64, __asked: u64) -> u64;
    async fn many(&self, object: &dyn DynSteps) -> u64;
    async fn generic<T: Into<u64> + Send>(&self, value: T) -> u64;
    async fn r#type(&self, r#match: u64) -> u64;
    #[cfg(not(miri))]
    async fn conditional(&self) -> u64;
}

/// What is ready at the call unless it is 0.
#[value_task(dyn = DynSteps)]
trait Steps: Send + Sync {
    async fn step(&self, value: u64) -> u64;
}

struct Ready;

#[value_task(dyn)]
impl Steps for Ready {
    async fn step(&self, value: u64) -> u64 {
        if value == 0 {
            Once::default().await;
        }
        value
    }
}

macro_rules! bodies {
    ($Type:ident, $(#[$attr:meta])*) => {
        struct $Type<T>(String, T);

        impl<T: Send + Sync> Named for $Type<T> {
            fn name(&self) -> String {
                self.0.clone()
            }
        }

        $(#[$attr])*
        impl<'t, T: Clone + Into<u64> + Send + Sync> Bodies<'t, String, 2> for $Type<T> {
            type Row = (usize, String);

            async fn rows(&self, keys: [String; 2]) -> Vec<(usize, String)> {
                let mut rows = Vec::new();
                for (at, key) in keys.into_iter().enumerate() {
                    if at == 1 {
                        Once::default().await;
                    }
                    rows.push((at, key));
                }
                rows
            }

            async fn arguments(&self, first: Guard, _: Guard, (third, fourth): (Guard, Guard)) -> u64 {
                let local = first.0.guard("local");
                let sum = third.pass(3).await + fourth.pass(4).await;
                drop(third);
                sum + local.pass(first.1.len() as u64).await
            }

            async fn unused(&self, _first: Guard, second: Guard) -> u64 {
                let _ = second;
                Once::default().await;
                7
            }

            async fn temporaries(&self, log: &Log) -> u64 {
                let value = match log.guard("scrutinee").pass(1).await {
                    1 => log.guard("arm").pass(2).await,
                    _ => 0,
                };
                log.note("between");
                log.guard("tail").pass(value).await
            }

            async fn operators(&self, text: &str) -> Result<u64, Box<dyn Error + Send + Sync>> {
                let number: u64 = text.parse()?;
                let negated = !Ready.step(number).await;
                let Some(odd) = Some(number).filter(|number| number % 2 == 1) else {
                    return Err(format!("{} is even", Ready.step(number).await).into());
                };
                if Ready.step(odd).await > 5 && -(Ready.step(odd).await as i64) < 0 {
                    return Ok(!negated);
                }
                Err("small")?
            }

            async fn early(&self, log: Log) -> Result<u64, ParseIntError> {
                let _guard = log.guard("held");
                Once::default().await;
                let value = "no number".parse::<u64>()?;
                log.note("never");
                Ok(log.guard("never").pass(value).await)
            }

            async fn branches(&self, at: u64) -> Box<dyn Display + Send> {
                match at {
                    0 => Box::new(Ready.step(1).await),
                    1 => return Box::new("one"),
                    at if Ready.step(at).await == 2 => Box::new('2'),
                    _ => Box::new(self.0.clone()),
                }
            }

            async fn labels(&self, most: u64) -> u64 {
                let mut sum = 0;
                'outer: loop {
                    while Ready.step(sum).await < most {
                        sum += 2;
                        if sum % 5 == 0 {
                            continue 'outer;
                        }
                    }
                    break 'outer Ready.step(sum).await;
                }
            }

            async fn nested(&self, value: u64) -> u64 {
                let add = |more: u64| async move { Ready.step(more).await + 1 };
                let block = async { add(value).await };
                let of_three = [Ready.step(value).await, add(block.await).await, 7];
                of_three[Ready.step(1).await as usize]
            }

            async fn borrows(&self, first: &str, second: &str) -> String {
                let longest = if first.len() > second.len() { first } else { second };
                Once::default().await;
                format!("{longest} {}", self.0)
            }

            async fn lends<'a>(&'a self, text: &'a str) -> &'a str {
                Once::default().await;
                if text.is_empty() { &self.0 } else { text }
            }

            async fn of_two<'a, 'b>(&'a self, text: &'b str) -> (&'a str, &'b str) {
                Once::default().await;
                (&self.0, text)
            }

            async fn for_trait(&self, text: &'t str) -> &'t str {
                Once::default().await;
                text
            }

            async fn exclusive(&mut self, more: u64) -> u64 {
                let name = &mut self.0;
                name.push('+');
                Once::default().await;
                name.push('-');
                name.len() as u64 + more
            }

            async fn by_value(self, log: Log) -> u64 {
                let _guard = log.guard("by value");
                Once::default().await;
                self.1.into()
            }

            async fn boxed(self: Box<Self>) -> u64 {
                Once::default().await;
                (*self).1.into()
            }

            async fn nothing(&self) {
                Once::default().await
            }

            async fn macros(&self, value: u64) -> String {
                let list = vec![Ready.step(value).await, value];
                assert!(Ready.step(0).await == 0, "{}", value);
                format!("{list:?} {}", Ready.step(value).await)
            }

            async fn items(&self, value: u64) -> u64 {
                const MORE: u64 = 3;
                fn twice(value: u64) -> u64 {
                    value * 2
                }
                twice(Ready.step(value).await) + MORE
            }

            async fn shadows(&self, task: u64, __asked: u64) -> u64 {
                let __ret = Ready.step(task).await;
                let gated = Ready.step(__asked).await;
                __ret + gated + __asked
            }

            async fn many(&self, object: &dyn DynSteps) -> u64 {
                let sum = object.step(1).await + object.step(2).await + object.step(3).await + object.step(4).await;
                let flow = ControlFlow::<u64, u64>::Continue(object.step(5).await);
                let ControlFlow::Continue(five) = flow else { unreachable!("it continues") };
                sum + five + object.step(6).await + self.1.clone().into()
            }

            async fn generic<U: Into<u64> + Send>(&self, value: U) -> u64 {
                Ready.step(value.into()).await
            }

            async fn r#type(&self, r#match: u64) -> u64 {
                Ready.step(r#match).await
            }

            #[cfg(not(miri))]
            async fn conditional(&self) -> u64 {
                Ready.step(9).await
            }
        }
    };
}

bodies!(Plain,);
bodies!(Hot, #[value_task(dyn)]);

/// Runs all methods of `$all`, which `$make` makes, and gives what they return and drop.
macro_rules! told {
    ($make:expr) => {{
        let (log, mut told) = (Log::default(), Vec::new());
        let mut all = $make;
        macro_rules! tell {
            ($call:expr) => {
                told.push(format!("{:?}", pollster::block_on(async { $call.await })))
            };
        }
        tell!(all.rows(["a".to_owned(), "b".to_owned()]));
        tell!(all.arguments(log.guard("1"), log.guard("2"), (log.guard("3"), log.guard("4"))));
        tell!(all.unused(log.guard("5"), log.guard("6")));
        tell!(all.temporaries(&log));
        tell!(async { all.operators("7").await.map_err(|error| error.to_string()) });
        tell!(async { all.operators("8").await.map_err(|error| error.to_string()) });
        tell!(async { all.operators("1").await.map_err(|error| error.to_string()) });
        tell!(async { all.operators("").await.map_err(|error| error.to_string()) });
        tell!(all.early(log.clone()));
        for at in 0..4 {
            tell!(async { all.branches(at).await.to_string() });
        }
        tell!(all.labels(19));
        tell!(all.nested(3));
        tell!(all.borrows("first", "second"));
        tell!(all.lends(""));
        tell!(all.lends("lent"));
        tell!(all.of_two("two"));
        tell!(all.for_trait("trait"));
        tell!(all.exclusive(3));
        tell!(all.nothing());
        tell!(all.macros(4));
        tell!(all.items(4));
        tell!(all.shadows(1, 2));
        tell!(all.many(&Ready));
        tell!(all.r#type(6));
        #[cfg(not(miri))]
        tell!(all.conditional());
        told.push(all.name());
        tell!(all.boxed());
        told.extend(log.0.lock().unwrap_or_else(PoisonError::into_inner).drain(..));
        told
    }};
}

#[test]
fn all_calls_return_and_drop_the_same() {
    let plain = told!(Box::new(Plain("name".to_owned(), 7_u32)));
    assert_eq!(told!(Box::new(Hot("name".to_owned(), 7_u32))), plain);
    let object = told!({
        let object: Box<dyn DynBodies<'_, String, 2, Row = (usize, String)>> =
            Box::new(Plain("name".to_owned(), 7_u32));
        object
    });
    assert_eq!(object, plain);
    let hot = told!({
        let object: Box<dyn DynBodies<'_, String, 2, Row = (usize, String)>> = Box::new(Hot("name".to_owned(), 7_u32));
        object
    });
    assert_eq!(hot, plain);
    let (log, hot) = (Log::default(), Hot("name".to_owned(), 7_u32));
    assert_eq!(pollster::block_on(hot.generic(3_u8)), 3);
    assert_eq!(pollster::block_on(hot.by_value(log.clone())), 7);
}

#[test]
fn a_future_that_is_not_polled_drops_its_arguments_in_order() {
    fn dropped<'t>(bodies: &impl Bodies<'t, String, 2>) -> Vec<String> {
        let log = Log::default();
        drop(bodies.arguments(log.guard("1"), log.guard("2"), (log.guard("3"), log.guard("4"))));
        drop(bodies.unused(log.guard("5"), log.guard("6")));
        log.0.lock().unwrap_or_else(PoisonError::into_inner).split_off(0)
    }
    assert_eq!(dropped(&Plain(String::new(), 7_u32)), ["1", "2", "3", "4", "5", "6"]);
    assert_eq!(dropped(&Hot(String::new(), 7_u32)), ["1", "2", "3", "4", "5", "6"]);
}

#[test]
fn a_body_runs_at_the_call_up_to_its_fifth_await() {
    #[value_task(dyn = DynCount)]
    trait Count: Send + Sync {
        async fn four(&self, object: &dyn DynSteps) -> u64;
        async fn five(&self, object: &dyn DynSteps) -> u64;
    }
    struct Counts;
    #[value_task(dyn)]
    impl Count for Counts {
        async fn four(&self, object: &dyn DynSteps) -> u64 {
            object.step(1).await + object.step(2).await + object.step(3).await + object.step(4).await
        }

        async fn five(&self, object: &dyn DynSteps) -> u64 {
            let four = object.step(1).await + object.step(2).await + object.step(3).await + object.step(4).await;
            four + object.step(5).await
        }
    }
    let object: &dyn DynCount = &Counts;
    assert_eq!(object.four(&Ready).try_result().ok(), Some(10));
    let task = object.five(&Ready);
    assert!(!task.is_completed());
    assert_eq!(pollster::block_on(task), 15);
}

/// Not without the attribute: whether the future is `Send` depends on the future itself.
#[test]
fn a_method_under_the_attribute_may_await_itself() {
    #[value_task(dyn = DynCount)]
    trait Count: Send + Sync {
        async fn down(&self, left: u64) -> u64;
    }
    struct Counts;
    #[value_task(dyn)]
    impl Count for Counts {
        async fn down(&self, left: u64) -> u64 {
            if left == 0 { Ready.step(0).await } else { left + Box::pin(self.down(left - 1)).await }
        }
    }
    let object: &dyn DynCount = &Counts;
    assert_eq!(pollster::block_on(Counts.down(4)), 10);
    assert_eq!(pollster::block_on(object.down(4)), 10);
}
