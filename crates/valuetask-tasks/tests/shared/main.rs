//! [`Shared`]: a future that its awaiters poll.
//!
//! | file           | question                                                     |
//! |----------------|--------------------------------------------------------------|
//! | `awaiters`     | which awaiter polls, and which ones are woken                |
//! | `handles`      | what a handle keeps, and the result that it gets             |
//! | `panics`       | panics in poll, in drop, and of wakers                       |
//! | `async_method` | methods that return one                                      |
//! | `terminated`   | futures that have returned their result                      |
//! | `weak`         | weak handles, and what they don't keep                       |

mod async_method;
mod awaiters;
#[path = "../util/gate.rs"]
mod gate;
mod handles;
mod panics;
mod terminated;
#[path = "../../../valuetask/tests/util/mod.rs"]
mod util;
mod weak;

use gate::Gate;
