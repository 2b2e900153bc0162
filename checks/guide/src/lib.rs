//! The pages of the guides, the READMEs and the crates' front pages, so that `cargo test` runs their examples.
#![cfg_attr(doctest, allow(rustdoc::broken_intra_doc_links, reason = "links are those of the crate the pages are for"))]

/// Items that carry a page each.
macro_rules! pages {
    ($($name:ident: $path:literal,)*) => {$(
        #[cfg(doctest)]
        #[doc = include_str!(concat!("../../../", $path))]
        pub struct $name;
    )*

        /// The pages, as paths from the root of the repository.
        pub const PAGES: &[&str] = &[$($path),*];
    };
}

/// The documentation of the attributes. Their crate runs no examples, as these would depend on it once more, and on a scheduler for the host.
#[cfg(doctest)]
mod attributes {
    #[doc = include_str!("../../../crates/valuetask-macros/docs/async_method.md")]
    #[doc = include_str!("../../../crates/valuetask-macros/docs/async_recursion.md")]
    #[doc = include_str!("../../../crates/valuetask-macros/docs/async_trait.md")]
    #[doc = include_str!("../../../crates/valuetask-macros/docs/value_task.md")]
    struct Examples;
}

pages! {
    Adopting: "crates/valuetask/docs/guide/adopting.md",
    BoxFuture: "crates/valuetask/docs/guide/box_future.md",
    Choosing: "crates/valuetask/docs/guide/choosing.md",
    CompileTime: "crates/valuetask/docs/guide/compile_time.md",
    CratesIo: "crates/valuetask/README.md",
    Debugging: "crates/valuetask/docs/guide/debugging.md",
    Elsewhere: "crates/valuetask/docs/guide/elsewhere.md",
    FromDotnet: "docs/from-dotnet.md",
    Front: "crates/valuetask/docs/front.md",
    Generics: "crates/valuetask/docs/guide/generics.md",
    Guide: "crates/valuetask/docs/guide/guide.md",
    Io: "crates/valuetask-io/README.md",
    Locks: "crates/valuetask/docs/guide/locks.md",
    Memory: "crates/valuetask/docs/guide/memory.md",
    Mocks: "crates/valuetask/docs/guide/mocks.md",
    Native: "crates/valuetask/docs/guide/native.md",
    NativeMoves: "crates/valuetask/docs/guide/native_moves.md",
    Neighbours: "crates/valuetask/docs/guide/neighbours.md",
    Parity: "crates/valuetask/docs/guide/parity.md",
    Readme: "README.md",
    Recursion: "crates/valuetask/docs/guide/recursion.md",
    SingleFlight: "crates/valuetask-tasks/docs/guide/single_flight.md",
    Source: "crates/valuetask-source/README.md",
    Spawning: "crates/valuetask-tasks/docs/guide/spawning.md",
    Tasks: "crates/valuetask-tasks/README.md",
    TasksFront: "crates/valuetask-tasks/docs/front.md",
    TasksGuide: "crates/valuetask-tasks/docs/guide/guide.md",
    Tower: "crates/valuetask/docs/guide/tower.md",
    Waiting: "crates/valuetask/docs/guide/waiting.md",
}
