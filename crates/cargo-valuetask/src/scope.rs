//! What a file declares: modules, `use` items, `extern crate`, and the items that may be async, with their attributes.
//! All places are byte ranges of the file as it is on the disk.

mod around;
mod boxes;
mod item;
mod macros;
mod meta;
mod node;
mod reader;
mod renamed;
mod returns;

pub(crate) use item::{AttributeUse, Boxed, Item, Made, Makes, Method, Owner, Returns, Words};
pub(crate) use macros::{Kind, Macro};
pub(crate) use node::{Import, Node, Scope};
pub(crate) use renamed::OF_BOXES;
pub(crate) use returns::{boxed_type, called_box};
