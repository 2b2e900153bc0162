//! `impl Trait` as an argument and as a result.

use std::fmt::{Debug, Display};

use pollster::block_on;

use super::attribute;
use crate::util::pause;

struct Store(u32);

#[attribute]
trait Taking {
    async fn by_value(&self, value: impl Display + Send) -> String;
    async fn by_reference(
        &self,
        value: &(impl Display + Sync),
        other: &mut (impl Iterator<Item = u32> + Send),
    ) -> String
    where
        Self: Sync;
    async fn wrapped(&self, values: Option<Vec<impl Into<u32> + Send>>) -> u32;
    #[value_task(?Send)]
    async fn pointed(&self, value: *const impl Sized) -> usize;
    async fn nested(pairs: impl IntoIterator<Item = impl Display + Send, IntoIter: Send> + Send) -> String;
}

#[attribute]
impl Taking for Store {
    async fn by_value(&self, value: impl Display + Send) -> String {
        pause().await;
        format!("{value}{}", self.0)
    }

    async fn by_reference(
        &self,
        value: &(impl Display + Sync),
        other: &mut (impl Iterator<Item = u32> + Send),
    ) -> String {
        let sum: u32 = other.sum();
        format!("{value}{sum}")
    }

    async fn wrapped(&self, values: Option<Vec<impl Into<u32> + Send>>) -> u32 {
        pause().await;
        values.into_iter().flatten().map(Into::into).sum()
    }

    #[value_task(?Send)]
    async fn pointed(&self, value: *const impl Sized) -> usize {
        usize::from(value.is_null())
    }

    async fn nested(pairs: impl IntoIterator<Item = impl Display + Send, IntoIter: Send> + Send) -> String {
        let mut text = String::new();
        for one in pairs {
            text += &one.to_string();
            pause().await;
            drop(one);
        }
        text
    }
}

#[test]
fn an_argument_may_be_opaque() {
    let text = String::from("a");
    assert_eq!(block_on(Store(1).by_value(&text)), "a1");
    assert_eq!(block_on(Store(1).by_reference(&text, &mut [1, 2].into_iter())), "a3");
    assert_eq!(block_on(Store(1).wrapped(Some(vec![1_u8, 2]))), 3);
    assert_eq!(block_on(Store(1).pointed(&raw const text)), 0);
    assert_eq!(block_on(Store::nested([&*text, "b"])), "ab");
}

#[attribute]
trait Giving {
    type Error: Debug;

    async fn shown(&self) -> impl Display + Send;
    async fn fallible(&self, fails: bool) -> Result<impl AsRef<str> + Send, Self::Error>;
    async fn listed(&self) -> Vec<impl Display + Send>;
    async fn counted(by: usize) -> impl Iterator<Item = usize> + Send;
}

#[attribute]
impl Giving for Store {
    type Error = u32;

    async fn shown(&self) -> impl Display + Send {
        pause().await;
        self.0
    }

    async fn fallible(&self, fails: bool) -> Result<impl AsRef<str> + Send, u32> {
        if fails {
            return Err(self.0);
        }
        pause().await;
        Ok("fine")
    }

    async fn listed(&self) -> Vec<impl Display + Send> {
        vec![self.0]
    }

    async fn counted(by: usize) -> impl Iterator<Item = usize> + Send {
        pause().await;
        (0..).step_by(by)
    }
}

#[test]
fn a_result_may_be_opaque() {
    assert_eq!(block_on(Store(7).shown()).to_string(), "7");
    assert_eq!(block_on(Store(7).fallible(false)).map(|text| text.as_ref().len()), Ok(4));
    assert_eq!(block_on(Store(7).fallible(true)).err(), Some(7));
    assert_eq!(block_on(Store(7).listed())[0].to_string(), "7");
    assert_eq!(block_on(Store::counted(3)).nth(2), Some(6));
}

/// Closures that say the types of their arguments.
#[attribute]
trait Makes {
    async fn trims(&self) -> impl Fn(&str) -> &str;
    async fn takes(&self, more: usize) -> impl Fn(Vec<u32>) -> usize + Send;
}

#[attribute]
impl Makes for u32 {
    async fn trims(&self) -> impl Fn(&str) -> &str {
        pause().await;
        str::trim
    }

    async fn takes(&self, more: usize) -> impl Fn(Vec<u32>) -> usize + Send {
        pause().await;
        move |values: Vec<u32>| values.len() + more
    }
}

#[test]
fn a_closure_may_be_the_result() {
    assert_eq!(block_on(Makes::trims(&7))(" a "), "a");
    assert_eq!(block_on(Makes::takes(&7, 2))(vec![1, 2]), 4);
}

/// The parts of a result that aren't opaque are expected of the body, too.
#[attribute]
trait Coerced {
    async fn boxed(&self) -> Result<impl AsRef<str> + Send, Box<dyn Debug + Send + Sync>>;
}

#[attribute]
impl Coerced for Store {
    async fn boxed(&self) -> Result<impl AsRef<str> + Send, Box<dyn Debug + Send + Sync>> {
        if self.0 == 0 {
            return Err(Box::new(self.0));
        }
        pause().await;
        if self.0 > 1 { Ok("fine") } else { Err(Box::new("one")) }
    }
}

#[test]
fn types_beside_the_opaque_part_coerce() {
    let outcome = |number| block_on(Store(number).boxed()).map(|text| text.as_ref().len());
    assert_eq!(outcome(2).ok(), Some(4));
    assert_eq!([0, 1].map(|number| format!("{:?}", outcome(number).unwrap_err())), ["0", "\"one\""]);
}
