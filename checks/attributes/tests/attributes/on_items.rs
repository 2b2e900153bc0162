//! Attributes that change a body after this crate's has read it: on the item around a method, and on an item in its body.

use attributes::{drive, pause};
use macro_rules_attribute::apply;
use valuetask::value_task;

/// Puts an await before the body of each async method of an impl, as a rate limiter would.
macro_rules! limited {
    ($(#[$attr:meta])* impl $Trait:ident for $Type:ty { $($items:tt)* }) => {
        limited!(@[$(#[$attr])* impl $Trait for $Type] [] $($items)*);
    };
    (@[$($head:tt)*] [$($done:tt)*]) => { $($head)* { $($done)* } };
    (@$head:tt [$($done:tt)*] async fn $name:ident(&$this:ident) -> $Output:ty { $($body:tt)* } $($items:tt)*) => {
        limited!(@$head [$($done)* async fn $name(&$this) -> $Output { pause().await; $($body)* }] $($items)*);
    };
    (@$head:tt [$($done:tt)*] $item:tt $($items:tt)*) => { limited!(@$head [$($done)* $item] $($items)*); };
}

/// Writes a statement in the place of an item.
macro_rules! awaits {
    ($($item:tt)*) => {
        pause().await;
    };
}

#[value_task(dyn = DynStore)]
trait Store: Sync {
    async fn get(&self) -> u32;
    async fn twice(&self) -> u32;
}

struct Below;

#[value_task(dyn)]
#[apply(limited!)]
impl Store for Below {
    async fn get(&self) -> u32 {
        7
    }

    async fn twice(&self) -> u32 {
        2 * self.get().await
    }
}

struct Above;

#[apply(limited!)]
#[value_task(dyn)]
impl Store for Above {
    async fn get(&self) -> u32 {
        7
    }

    async fn twice(&self) -> u32 {
        2 * self.get().await
    }
}

#[test]
fn an_impls_attribute_adds_an_await_to_a_body_without_one() {
    for store in [&Below as &dyn DynStore, &Above] {
        assert_eq!(drive(store.get(), || ()), 7);
        assert_eq!(drive(store.twice(), || ()), 14);
    }
    assert_eq!(drive(Store::get(&Below), || ()) + drive(Store::get(&Above), || ()), 14);
}

struct Inner;

#[value_task]
impl Inner {
    async fn get(&self) -> u32 {
        #[apply(awaits!)]
        fn replaced() {}
        7
    }

    async fn under_a_condition(&self) -> u32 {
        #[cfg_attr(true, apply(awaits!))]
        struct Replaced;
        7
    }
}

#[test]
fn an_attribute_of_an_item_in_a_body_may_write_an_await_for_it() {
    assert_eq!(drive(Inner.get(), || ()), 7);
    assert_eq!(drive(Inner.under_a_condition(), || ()), 7);
}
