//! The cases of `cargo bench`.

mod block_on;
mod cross_thread;
mod io;
mod layers;
mod lookups;
mod numbers;
mod shapes;
mod streams;
mod values;

use crate::way::Case;

/// Every case, in the order of the tables.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = lookups::cases();
    cases.push(layers::case());
    cases.push(cross_thread::case());
    cases.push(io::case());
    cases.extend(streams::cases());
    cases.extend(shapes::cases());
    cases
}
