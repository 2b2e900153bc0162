//! Visibility, unsafety and other words that an item or method may begin with.
#![allow(clippy::unused_self, reason = "what is tried is the shape, not its use")]

use pollster::block_on;

use super::attribute;
use crate::util::pause;

mod inner {
    use super::{attribute, pause};

    #[attribute]
    #[allow(unreachable_pub, reason = "one of the shapes")]
    pub trait Public {
        async fn public(&self) -> u32;
    }

    #[attribute]
    pub(crate) trait InCrate: super::Private {
        async fn in_crate(&self) -> u32 {
            self.private().await
        }
    }

    #[attribute]
    pub(in super::super) trait InPath {
        async fn in_path(&self) -> u32;
    }

    pub(crate) struct Thing;

    #[attribute]
    impl Thing {
        pub(super) async fn inherent(&self) -> u32 {
            self.hidden().await
        }

        async fn hidden(&self) -> u32 {
            pause().await;
            4
        }
    }

    #[attribute]
    pub(super) async fn function(thing: &Thing) -> u32 {
        thing.hidden().await + 1
    }
}

use inner::{InCrate, InPath, Public, Thing};

#[attribute]
trait Private: Sync {
    async fn private(&self) -> u32;
}

#[attribute]
impl Public for Thing {
    async fn public(&self) -> u32 {
        1
    }
}

#[attribute]
impl Private for Thing {
    async fn private(&self) -> u32 {
        pause().await;
        2
    }
}

impl InCrate for Thing {}

#[attribute]
impl InPath for Thing {
    async fn in_path(&self) -> u32 {
        3
    }
}

#[test]
fn visibility_is_kept() {
    assert_eq!(block_on(Thing.public()), 1);
    assert_eq!(block_on(Thing.in_crate()), 2);
    assert_eq!(block_on(Thing.in_path()), 3);
    assert_eq!(block_on(Thing.inherent()), 4);
    assert_eq!(block_on(inner::function(&Thing)), 5);
}

/// Documented, and with attributes of its own.
#[attribute]
#[must_use]
#[doc(alias = "documented")]
trait Attributed {
    /// Documented.
    async fn documented(&self) -> u32;

    #[doc(hidden)]
    #[cold]
    #[allow(clippy::unused_self, reason = "one of the attributes")]
    async fn allowed(&self) -> u32 {
        1
    }
}

#[attribute]
impl Attributed for Thing {
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "one of the attributes")]
    async fn documented(&self) -> u32 {
        #![allow(unused_variables, reason = "one inside")]
        let unused = 1;
        pause().await;
        2
    }
}

#[test]
fn attributes_of_the_user_are_kept() {
    assert_eq!(block_on(Thing.documented()) + block_on(Thing.allowed()), 3);
}
