//! The cases of `cargo bench`.

mod block_on;
mod caches;
mod cancellation;
mod combinators;
mod cross_thread;
mod growth;
mod in_flight;
mod io;
mod kept;
mod layers;
mod lookups;
mod many_tasks;
mod native;
mod native_awaits;
mod numbers;
mod recursion;
mod scheduling;
mod shapes;
mod sources;
mod streams;
mod task_methods;
mod tasks;
mod values;

use crate::way::Case;

/// Every case, in the order of the tables.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = lookups::cases();
    cases.push(layers::case());
    cases.push(recursion::case());
    cases.extend(caches::cases());
    cases.push(cross_thread::case());
    cases.extend(in_flight::cases());
    cases.push(io::case());
    cases.extend(growth::cases());
    cases.extend(streams::cases());
    cases.extend(tasks::cases());
    cases.extend(many_tasks::cases());
    cases.extend(combinators::cases());
    cases.extend(task_methods::cases());
    cases.push(kept::case());
    cases.extend(scheduling::cases());
    cases.extend(cancellation::cases());
    cases.extend(sources::cases());
    cases.extend(native::cases());
    cases.extend(native_awaits::cases());
    cases.extend(shapes::cases());
    cases
}
