//! No expansion of a native trait causes a warning in code that denies them all.
#![deny(unsafe_code, clippy::undocumented_unsafe_blocks, clippy::missing_safety_doc)]
#![deny(clippy::pedantic, clippy::nursery, clippy::missing_inline_in_public_items, elided_lifetimes_in_paths)]
#![deny(single_use_lifetimes, unused_lifetimes, unused_qualifications, trivial_casts, missing_docs, unreachable_pub)]

use std::fmt::Display;
use std::sync::Arc;

use valuetask::value_task;

/// A number that lends.
struct Key<'k>(&'k str);

/// Numbers by their names, in every shape.
#[value_task(dyn = DynLookup)]
trait Lookup<K: Display + Send>: Send + Sync {
    /// What is found.
    type Value: Send + Sync;

    /// Finds a value.
    ///
    /// # Errors
    ///
    /// The key, where nothing is found.
    async fn find(&self, key: K) -> Result<Self::Value, String>;
    async fn lent(&self, key: &str, other: Key<'_>) -> usize;
    async fn named<'k>(&self, key: &'k str) -> &'k str;
    async fn change(&mut self, text: String, (a, b): (u8, u8)) -> Option<&str>;
    async fn close(self) -> usize;
    async fn boxed(self: Box<Self>) -> usize;
    async fn unit(&self) {
        //! It does nothing.
    }
    #[expect(clippy::type_complexity, reason = "it is here")]
    async fn complex(&self) -> Option<Result<Box<dyn Fn(u8, &str) -> Option<Vec<(u8, String)>> + Send>, Vec<Vec<u8>>>> {
        None
    }
    async fn loud(&self, one: u8) -> u8;
    async fn generic<D: Display + Sync>(&self, shown: &D) -> String {
        format!("{shown}{}", self.plain())
    }
    async fn silent(
        &self,
        #[allow(unused_variables, reason = "it is here")] one: u8,
        #[expect(unused_variables, reason = "it is here")] two: u8,
        #[cfg_attr(all(), deny(unused_variables))] three: u8,
    ) -> u8 {
        three
    }
    fn plain_silent(&self, #[expect(unused_variables, reason = "it is here")] key: u8) -> usize {
        self.plain()
    }
    fn plain(&self) -> usize;
    /// Yields numbers.
    fn numbers(&self, from: &u8) -> impl Iterator<Item = u8> + Send;
    fn words<'k>(&'k self, (from, to): (&'k str, &'k str)) -> impl Iterator<Item = &'k str> {
        from.split(' ').chain(std::iter::once(to))
    }
    #[deprecated = "it is old"]
    async fn old(&self) -> usize {
        let _ = self.named("old").await;
        self.plain()
    }
}

/// Has nothing.
struct Nothing(u8);

#[value_task(dyn)]
impl Lookup<u32> for Nothing {
    type Value = u8;

    async fn find(&self, key: u32) -> Result<u8, String> {
        if key == 0 {
            return Err(key.to_string());
        }
        Ok(self.0)
    }

    async fn lent(&self, key: &str, other: Key<'_>) -> usize {
        key.len() + other.0.len()
    }

    async fn named<'k>(&self, key: &'k str) -> &'k str {
        self.unit().await;
        key
    }

    async fn change(&mut self, text: String, (a, b): (u8, u8)) -> Option<&str> {
        self.0 += a + b;
        (!text.is_empty()).then_some("changed")
    }

    async fn close(self) -> usize {
        self.plain()
    }

    async fn boxed(self: Box<Self>) -> usize {
        self.plain()
    }

    async fn silent(&self, _: u8, #[expect(unused_variables, reason = "it is here")] two: u8, three: u8) -> u8 {
        three + 1
    }

    fn plain(&self) -> usize {
        usize::from(self.0)
    }

    #[expect(unused_variables, reason = "it is here")]
    async fn loud(&self, one: u8) -> u8 {
        self.0
    }

    fn numbers(&self, from: &u8) -> impl Iterator<Item = u8> + Send {
        *from..self.0
    }
}

/// A lint that is expected of the trait isn't expected of its erased trait.
#[expect(non_camel_case_types, reason = "it is here")]
#[value_task(dyn = DynSmall)]
trait small: Send + Sync {
    async fn get(&self) -> u8;
}

/// Without `Send` or `Sync`.
#[value_task(dyn = DynOpen)]
trait Open {
    async fn get(&self, key: &str) -> Option<&str>;
}

impl Open for Nothing {
    async fn get(&self, _: &str) -> Option<&str> {
        None
    }
}

/// Unsafe to implement, which is allowed only here.
///
/// # Safety
///
/// The answer is what the number says.
#[value_task(dyn = DynTrusted)]
#[allow(unsafe_code, reason = "a trait that is unsafe to implement")]
unsafe trait Trusted {
    async fn answer(&self) -> u8;
}

// SAFETY: the answer is the number.
#[allow(unsafe_code, reason = "a trait that is unsafe to implement")]
#[value_task(dyn)]
unsafe impl Trusted for Nothing {
    async fn answer(&self) -> u8 {
        self.0
    }
}

/// Lints of clippy's that a crate may enable one by one: they don't fire for hidden methods, or for the arguments of
/// one.
mod restricted {
    #![deny(clippy::missing_trait_methods, clippy::used_underscore_binding, clippy::used_underscore_items)]

    use super::{Nothing, value_task};

    #[value_task(dyn = DynCount)]
    pub(super) trait Count: Send + Sync {
        async fn count(&self, _from: u8, (a, b): (u8, u8)) -> u8 {
            a + b
        }
    }

    impl Count for Nothing {
        async fn count(&self, _from: u8, _: (u8, u8)) -> u8 {
            self.0
        }
    }

    #[value_task(dyn)]
    impl Count for u16 {
        async fn count(&self, from: u8, (a, _): (u8, u8)) -> u8 {
            Nothing(self.to_le_bytes()[0] + a).count(from, (0, 0)).await
        }
    }
}

#[test]
fn nothing_warns() {
    let mut object: Box<dyn DynLookup<u32, Value = u8>> = Box::new(Nothing(7));
    assert_eq!(object.find(0).try_result().ok(), Some(Err("0".to_owned())));
    assert_eq!(object.find(1).try_result().ok(), Some(Ok(7)));
    assert_eq!(pollster::block_on(object.lent("a", Key("b"))), 2);
    assert_eq!(pollster::block_on(object.named("a")), "a");
    assert_eq!(pollster::block_on(object.change("a".to_owned(), (1, 2))), Some("changed"));
    #[allow(deprecated, reason = "that it is deprecated is for its callers")]
    let old = object.old();
    assert_eq!(pollster::block_on(old), 10);
    assert_eq!(pollster::block_on(Nothing(7).generic(&"n")), "n7");
    assert_eq!(object.plain(), 10);
    assert_eq!(object.plain_silent(1), 10);
    assert_eq!(object.numbers(&7).count() + object.words(("a", "b")).count(), 5);
    assert_eq!(object.silent(1, 2, 3).try_result().ok(), Some(4));
    assert_eq!(pollster::block_on(object.close()), 10);
    let object: Box<dyn DynLookup<u32, Value = u8>> = Box::new(Nothing(7));
    assert_eq!(pollster::block_on(object.boxed()), 7);
    let open: Arc<dyn DynOpen + Send + Sync> = Arc::new(Nothing(7));
    assert_eq!(pollster::block_on(open.get("a")), None);
    let trusted: &dyn DynTrusted = &Nothing(7);
    assert_eq!(trusted.answer().try_result().ok(), Some(7));
    let counts: [&dyn restricted::DynCount; 2] = [&Nothing(7), &7];
    for count in counts {
        assert_eq!(pollster::block_on(count.count(0, (0, 0))), 7);
    }
}
