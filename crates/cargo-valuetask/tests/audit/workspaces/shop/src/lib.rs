//! A shop as it is written without a thought about the cost of a call.
mod boxes;
mod hot;
mod native;
mod store;

/// More than 64 bytes, for every `Extra`.
pub struct Item {
    name: String,
    tags: Vec<String>,
    notes: String,
    extra: Extra,
}

pub enum Known {
    Price(u64),
    Nothing,
}
