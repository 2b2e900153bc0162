//! One trait in every way, for its documentation.
#![allow(
    async_fn_in_trait,
    unreachable_pub,
    reason = "it is documented as it is written, and as the attributes emit it"
)]

/// By async-trait.
pub mod async_trait {
    /// A store of numbers.
    #[::async_trait::async_trait]
    pub trait Store {
        /// Looks a number up.
        async fn get(&self, id: u64) -> u64;
    }
}

/// By dynosaur.
pub mod dynosaur {
    /// A store of numbers.
    #[::dynosaur::dynosaur(pub DynStore = dyn(box) Store)]
    pub trait Store {
        /// Looks a number up.
        async fn get(&self, id: u64) -> u64;
    }
}

/// By dynify.
pub mod dynify {
    /// A store of numbers.
    #[::dynify::dynify]
    pub trait Store {
        /// Looks a number up.
        async fn get(&self, id: u64) -> u64;
    }
}

/// By trait-variant.
pub mod trait_variant {
    /// A store of numbers.
    #[::trait_variant::make(Send)]
    pub trait Store {
        /// Looks a number up.
        async fn get(&self, id: u64) -> u64;
    }
}

/// By the native mode of `#[value_task]`.
pub mod value_task {
    /// A store of numbers.
    #[valuetask::value_task(dyn = DynStore)]
    pub trait Store {
        /// Looks a number up.
        async fn get(&self, id: u64) -> u64;
    }
}
