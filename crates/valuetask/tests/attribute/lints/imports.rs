//! An import of an attribute that only methods have is used, and an attribute that isn't imported is known by its name.
#![deny(warnings)]

use pollster::block_on;

/// Both are imported, one for a method.
mod both {
    use valuetask::{async_trait, value_task};

    #[value_task]
    pub(super) trait Numbers {
        async fn get(&self) -> u32;
        #[async_trait]
        async fn add(&mut self, more: u32);
        #[async_trait]
        async fn sub(&mut self, less: u32);
    }

    #[value_task]
    impl Numbers for u32 {
        async fn get(&self) -> u32 {
            *self
        }
        #[async_trait]
        async fn add(&mut self, more: u32) {
            *self += more;
        }
        #[async_trait]
        async fn sub(&mut self, less: u32) {
            *self -= less;
        }
    }
}

/// The item's attribute is written by its path.
mod by_path {
    use valuetask::value_task;

    #[valuetask::value_task(dyn = DynLazy)]
    pub(super) trait Lazy: Send + Sync {
        #[value_task(lazy)]
        async fn get(&self) -> u32;
    }

    #[valuetask::value_task(dyn)]
    impl Lazy for u32 {
        #[value_task(lazy)]
        async fn get(&self) -> u32 {
            *self
        }
    }
}

/// A module is imported, for the attribute of a method.
mod by_module {
    use ::valuetask as tasks;

    #[::valuetask::value_task]
    pub(super) trait Numbers {
        #[tasks::async_trait]
        async fn number(&self) -> u32;
    }

    #[::valuetask::value_task]
    impl Numbers for u32 {
        #[tasks::async_trait]
        async fn number(&self) -> u32 {
            *self
        }
    }
}

/// Nothing is imported.
mod by_name {
    #[valuetask::value_task]
    pub(super) trait Numbers {
        #[async_trait]
        async fn plain(&self) -> u32;
    }

    #[valuetask::value_task]
    impl Numbers for u32 {
        #[async_trait]
        async fn plain(&self) -> u32 {
            *self
        }
    }
}

#[test]
fn an_attribute_of_a_method_uses_its_import_or_needs_none() {
    use both::Numbers as _;
    use by_module::Numbers as _;
    use by_name::Numbers as _;

    let mut number = 7;
    block_on(number.add(2));
    block_on(number.sub(1));
    assert_eq!(block_on(number.get()), 8);
    assert_eq!(block_on((&number as &dyn by_path::DynLazy).get()), 8);
    assert_eq!(block_on(number.number()), 8);
    assert_eq!(block_on(number.plain()), 8);
}
