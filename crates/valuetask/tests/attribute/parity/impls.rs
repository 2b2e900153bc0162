//! The types that a trait may be implemented for.

use std::fmt::Display;
use std::marker::PhantomData;
use std::sync::Arc;

use pollster::block_on;

use super::attribute;
use crate::util::pause;

#[attribute]
trait Size: Send + Sync {
    async fn size(&self) -> usize;
}

#[attribute]
impl Size for str {
    async fn size(&self) -> usize {
        pause().await;
        self.len()
    }
}

#[attribute]
impl<T: Send + Sync> Size for [T] {
    async fn size(&self) -> usize {
        self.len()
    }
}

#[attribute]
impl<T: Size + ?Sized> Size for &T {
    async fn size(&self) -> usize {
        (**self).size().await
    }
}

#[attribute]
impl<T> Size for Box<T>
where
    T: Size + ?Sized,
{
    async fn size(&self) -> usize {
        pause().await;
        T::size(self).await
    }
}

#[attribute]
impl Size for Arc<dyn Size> {
    async fn size(&self) -> usize {
        self.as_ref().size().await
    }
}

#[attribute]
impl<A: Size, B: Size> Size for (A, B) {
    async fn size(&self) -> usize {
        self.0.size().await + self.1.size().await
    }
}

#[attribute]
impl<const N: usize> Size for [u8; N] {
    async fn size(&self) -> usize {
        N
    }
}

#[attribute]
impl Size for dyn Display + Send + Sync {
    async fn size(&self) -> usize {
        let text = self.to_string();
        pause().await;
        text.len()
    }
}

#[attribute]
#[allow(unused_parens, reason = "one of the shapes")]
impl Size for (dyn Fn(u8) -> u8 + Send + Sync) {
    async fn size(&self) -> usize {
        self(3).into()
    }
}

#[attribute]
impl Size for fn(&str) -> usize {
    async fn size(&self) -> usize {
        pause().await;
        self("four")
    }
}

#[attribute]
impl<T> Size for PhantomData<fn() -> T> {
    async fn size(&self) -> usize {
        size_of::<T>()
    }
}

#[attribute]
impl Size for () {
    async fn size(&self) -> usize {
        0
    }
}

#[test]
fn a_trait_may_be_implemented_for_any_type() {
    assert_eq!(block_on("abc".size()), 3);
    assert_eq!(block_on([1, 2][..].size()), 2);
    assert_eq!(block_on((&&"abc").size()), 3);
    assert_eq!(block_on(Box::new([1_u8, 2, 3, 4]).size()), 4);
    assert_eq!(block_on(("ab", ()).size()), 2);
    assert_eq!(block_on((str::len as fn(&str) -> usize).size()), 4);
    assert_eq!(block_on(PhantomData::<fn() -> u16>.size()), 2);
}

#[test]
fn a_trait_may_be_implemented_for_objects() {
    let object: Box<dyn Size> = Box::new(("ab", Box::new([0_u8; 3])));
    assert_eq!(block_on(object.size()), 5);
    assert_eq!(block_on(Arc::<dyn Size>::from(object).size()), 5);
    assert_eq!(block_on((&12 as &(dyn Display + Send + Sync)).size()), 2);
    assert_eq!(block_on((&(|number: u8| number + 1) as &(dyn Fn(u8) -> u8 + Send + Sync)).size()), 4);
}

/// Implemented for every type with a bound.
#[attribute]
trait Shown {
    async fn shown(&self) -> String;
    async fn of_type() -> usize
    where
        Self: Sized;
}

trait Numbered {
    fn number() -> usize;
}

impl Numbered for u8 {
    fn number() -> usize {
        8
    }
}

#[attribute]
impl<T: Display + Numbered + Sync> Shown for T {
    async fn shown(&self) -> String {
        pause().await;
        format!("<{self}>")
    }

    async fn of_type() -> usize {
        pause().await;
        Self::number() + T::number()
    }
}

#[test]
fn a_trait_may_be_implemented_for_every_type_that_has_another() {
    assert_eq!(block_on((&7_u8 as &dyn Shown).shown()), "<7>");
    assert_eq!(block_on(u8::of_type()), 16);
}

/// Implemented by forwarding types, with receivers of each kind.
#[attribute]
trait Service: Send {
    async fn call(&mut self, with: &str) -> String;
    async fn finish(self: Box<Self>) -> usize;
}

struct Log(Vec<String>);

#[attribute]
impl Service for Log {
    async fn call(&mut self, with: &str) -> String {
        pause().await;
        self.0.push(with.into());
        with.to_uppercase()
    }

    async fn finish(self: Box<Self>) -> usize {
        self.0.len()
    }
}

#[attribute]
impl<S: Service + ?Sized> Service for Box<S> {
    async fn call(&mut self, with: &str) -> String {
        S::call(self, with).await
    }

    async fn finish(self: Box<Self>) -> usize {
        S::finish(*self).await
    }
}

#[attribute]
impl<S> Service for &mut S
where
    S: Service + ?Sized,
{
    async fn call(&mut self, with: &str) -> String {
        S::call(self, with).await
    }

    async fn finish(self: Box<Self>) -> usize {
        pause().await;
        0
    }
}

#[test]
fn a_call_is_forwarded_through_boxes_and_references() {
    let mut service: Box<Box<dyn Service>> = Box::new(Box::new(Log(Vec::new())));
    assert_eq!(block_on(service.call("a")), "A");
    assert_eq!(block_on(Service::call(&mut &mut service, "b")), "B");
    assert_eq!(block_on(service.finish()), 2);
}
