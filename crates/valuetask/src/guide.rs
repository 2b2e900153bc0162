// The guide: documentation alone. `checks/guide` runs the examples of its pages.
//
// Links of a page lead to files, so that they work where the page is read as a file. Here `links.md` comes before it, and the first
// definition of a link counts.
#![doc = include_str!("../docs/links.md")]
#![doc = include_str!("../docs/guide/guide.md")]

/// Declares a module for each page.
macro_rules! pages {
    ($($name:ident: $page:literal,)*) => {$(
        #[doc = include_str!("../docs/links.md")]
        #[doc = include_str!($page)]
        pub mod $name {}
    )*};
}

pages! {
    adopting: "../docs/guide/adopting.md",
    box_future: "../docs/guide/box_future.md",
    choosing: "../docs/guide/choosing.md",
    compile_time: "../docs/guide/compile_time.md",
    debugging: "../docs/guide/debugging.md",
    elsewhere: "../docs/guide/elsewhere.md",
    generics: "../docs/guide/generics.md",
    locks: "../docs/guide/locks.md",
    memory: "../docs/guide/memory.md",
    mocks: "../docs/guide/mocks.md",
    native: "../docs/guide/native.md",
    native_moves: "../docs/guide/native_moves.md",
    neighbours: "../docs/guide/neighbours.md",
    parity: "../docs/guide/parity.md",
    recursion: "../docs/guide/recursion.md",
    tower: "../docs/guide/tower.md",
    waiting: "../docs/guide/waiting.md",
}
