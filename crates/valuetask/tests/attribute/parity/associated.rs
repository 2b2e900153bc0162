//! Associated types and constants, and `Self` in every position of a signature and a body.

use std::marker::PhantomData;

use pollster::block_on;

use super::attribute;
use crate::util::pause;

#[attribute]
trait Source {
    const NAME: &'static str;
    const SIZE: usize = 2;
    type Item: Send;
    type Borrowed<'a>: Send
    where
        Self: 'a;

    async fn next(&mut self) -> Option<Self::Item>;
    async fn put(&mut self, item: Self::Item, again: <Self as Source>::Item);
    async fn borrowed(&self) -> Self::Borrowed<'_>;
    async fn given<'a>(&self, back: Self::Borrowed<'a>) -> Self::Borrowed<'a>
    where
        Self: 'a;
    async fn named(&self) -> String
    where
        Self: Sync,
    {
        pause().await;
        format!("{}{}", Self::NAME, <Self as Source>::SIZE)
    }
    async fn pair(&self, array: [u8; 2]) -> [u8; 2];
}

#[attribute]
impl<T: Send + Sync> Source for Vec<T> {
    const NAME: &'static str = "list";
    type Item = T;
    type Borrowed<'a>
        = &'a [T]
    where
        T: 'a;

    async fn next(&mut self) -> Option<Self::Item> {
        pause().await;
        self.pop()
    }

    async fn put(&mut self, item: T, again: <Self as Source>::Item) {
        self.push(item);
        pause().await;
        self.push(again);
    }

    async fn borrowed(&self) -> &[T] {
        pause().await;
        self
    }

    async fn given<'a>(&self, back: Self::Borrowed<'a>) -> Self::Borrowed<'a>
    where
        Self: 'a,
    {
        pause().await;
        &back[1..]
    }

    async fn pair(&self, array: [u8; 1 + 1]) -> [u8; 1 + 1] {
        pause().await;
        array
    }
}

#[test]
fn associated_types_and_constants_may_stand_in_signatures() {
    let mut list = vec!["a"];
    block_on(list.put("b", "c"));
    assert_eq!(block_on(list.next()), Some("c"));
    assert_eq!(block_on(list.borrowed()), ["a", "b"]);
    assert_eq!(block_on(list.given(&["x", "y"])), ["y"]);
    assert_eq!(block_on(list.named()), "list2");
    assert_eq!(block_on(list.pair([1, 2])), [1, 2]);
}

#[attribute]
trait Made: Sized {
    async fn made(of: u8) -> Self;
    async fn kind(&self) -> u8;
}

struct Unit;
struct Tuple(u8);
struct Named {
    number: u8,
}
enum Variants {
    None,
    Tuple(u8),
    Named { number: u8 },
}

#[attribute]
impl Made for Unit {
    async fn made(_: u8) -> Self {
        pause().await;
        Self
    }

    async fn kind(&self) -> u8 {
        let Self = self;
        0
    }
}

#[attribute]
impl Made for Tuple {
    async fn made(of: u8) -> Tuple {
        pause().await;
        [of].map(Self).into_iter().next().unwrap_or(Self(0))
    }

    async fn kind(&self) -> u8 {
        let Self(number) = self;
        pause().await;
        *number
    }
}

#[attribute]
impl Made for Named {
    async fn made(of: u8) -> Self {
        pause().await;
        let number = of;
        Self { number }
    }

    async fn kind(&self) -> u8 {
        let Self { number } = *self;
        pause().await;
        number
    }
}

#[attribute]
impl Made for Variants {
    async fn made(of: u8) -> Self {
        pause().await;
        match of {
            0 => Self::None,
            1 => Self::Tuple(of),
            number => Self::Named { number },
        }
    }

    async fn kind(&self) -> u8 {
        match self {
            Self::None => 0,
            Variants::Tuple(number) | Self::Named { number } => {
                pause().await;
                *number
            }
        }
    }
}

#[attribute]
impl<T: Send + Sync> Made for PhantomData<T> {
    async fn made(_: u8) -> Self {
        pause().await;
        Self
    }

    async fn kind(&self) -> u8 {
        9
    }
}

#[test]
fn self_is_made_and_taken_apart_in_a_body() {
    assert_eq!(block_on(block_on(Unit::made(1)).kind()), 0);
    assert_eq!(block_on(block_on(Tuple::made(1)).kind()), 1);
    assert_eq!(block_on(block_on(Named::made(2)).kind()), 2);
    for kind in 0..3 {
        assert_eq!(block_on(block_on(Variants::made(kind)).kind()), kind);
    }
    assert_eq!(block_on(block_on(PhantomData::<u8>::made(0)).kind()), 9);
}

/// An associated type with a lifetime, without a bound that `Self` outlives it.
#[attribute]
trait Builder {
    type Context<'c>: Send;
    type Built;

    async fn build(self, name: impl AsRef<str> + Send, context: Self::Context<'_>) -> Result<Self::Built, String>;
    async fn found(self: Box<Self>, context: Self::Context<'_>) -> Option<&str>;
}

struct Parts(u32);

#[attribute]
impl Builder for Parts {
    type Context<'c> = &'c str;
    type Built = String;

    async fn build(self, name: impl AsRef<str> + Send, context: Self::Context<'_>) -> Result<String, String> {
        pause().await;
        Ok(format!("{} {} {context}", self.0, name.as_ref()))
    }

    async fn found(self: Box<Self>, context: Self::Context<'_>) -> Option<&str> {
        pause().await;
        context.get(self.0 as usize..)
    }
}

#[test]
fn a_type_with_a_lifetime_is_passed_to_a_method_that_takes_self() {
    let context = String::from("here");
    assert_eq!(block_on(Parts(2).build("parts", &context)), Ok("2 parts here".to_owned()));
    let found = block_on(Box::new(Parts(2)).found(&context));
    assert_eq!(found, Some("re"));
}
