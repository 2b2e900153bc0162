//! Results that coerce, are inferred, or never exist.

use std::fmt::{Debug, Display};
use std::future::{Ready, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};

use pollster::block_on;

use super::attribute;
use crate::util::pause;

struct Thing;

#[attribute]
trait Returns: Sync {
    async fn object(&self, early: bool) -> Box<dyn Display + Send> {
        if early {
            return Box::new(1);
        }
        pause().await;
        Box::new("two")
    }

    async fn reference() -> &'static (dyn Debug + Sync) {
        return &3;
    }

    async fn slice(&self, early: bool) -> &[u8] {
        if early {
            return &[1, 2];
        }
        pause().await;
        &[1, 2, 3]
    }

    async fn pointer(&self) -> fn(u8) -> u8 {
        pause().await;
        u8::leading_ones_of
    }

    async fn iterator() -> Box<dyn Iterator<Item = u8> + Send> {
        Box::new(std::iter::empty())
    }

    async fn nested(
        &self,
        early: bool,
    ) -> Result<Option<Box<dyn Display + Send>>, Box<dyn std::error::Error + Send + Sync>> {
        if early {
            "x".parse::<u8>()?;
        }
        pause().await;
        Err("no number")?;
        Ok(Some(Box::new(1)))
    }

    async fn inferred(&self, from: &[u8]) -> Vec<u16> {
        if from.is_empty() {
            return Vec::default();
        }
        pause().await;
        from.iter().copied().map(Into::into).collect()
    }

    async fn future(&self) -> Ready<u8> {
        ready(4)
    }
}

trait LeadingOnes {
    fn leading_ones_of(self) -> u8;
}

impl LeadingOnes for u8 {
    fn leading_ones_of(self) -> u8 {
        u8::try_from(self.leading_ones()).expect("at most eight")
    }
}

#[attribute]
impl Returns for Thing {}

#[test]
fn a_result_coerces_at_a_return_as_at_the_end() {
    assert_eq!(block_on(Thing.object(true)).to_string(), "1");
    assert_eq!(block_on(Thing.object(false)).to_string(), "two");
    assert_eq!(format!("{:?}", block_on(Thing::reference())), "3");
    assert_eq!(block_on(Thing.slice(true)), [1, 2]);
    assert_eq!(block_on(Thing.slice(false)), [1, 2, 3]);
    assert_eq!(block_on(Thing.pointer())(0b1100_0000), 2);
    assert_eq!(block_on(Thing::iterator()).count(), 0);
}

#[test]
fn a_result_is_inferred_from_the_signature() {
    assert_eq!(block_on(Thing.nested(true)).err().expect("no number").to_string(), "invalid digit found in string");
    assert_eq!(block_on(Thing.nested(false)).err().expect("no number").to_string(), "no number");
    assert_eq!(block_on(Thing.inferred(&[])), []);
    assert_eq!(block_on(Thing.inferred(&[1, 2])), [1, 2]);
}

#[test]
fn a_result_may_be_a_future() {
    assert_eq!(block_on(block_on(Thing.future())), 4);
}

#[attribute]
trait Diverges {
    async fn unit(&self) {
        unimplemented!()
    }

    #[allow(clippy::unused_unit, reason = "written out is one of the shapes")]
    async fn written_unit(&self) -> () {
        todo!("later")
    }

    async fn value(&self) -> u8 {
        panic!("never")
    }

    async fn after(&self) -> Box<dyn Display + Send> {
        pause().await;
        unreachable!()
    }

    async fn endless(&self, mut rounds: u8) -> u8 {
        loop {
            rounds -= 1;
            pause().await;
            if rounds == 0 {
                return 7;
            }
        }
    }
}

#[attribute]
impl Diverges for Thing {}

fn panics<T>(run: impl FnOnce() -> T) -> bool {
    catch_unwind(AssertUnwindSafe(run)).is_err()
}

#[test]
fn a_body_may_never_return() {
    assert!(panics(|| block_on(Thing.unit())));
    assert!(panics(|| block_on(Thing.written_unit())));
    assert!(panics(|| block_on(Thing.value())));
    assert!(panics(|| block_on(Thing.after())));
    assert_eq!(block_on(Thing.endless(3)), 7);
}
