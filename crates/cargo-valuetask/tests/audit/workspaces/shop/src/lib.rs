//! A shop: what is written before anybody thinks of what a call costs.
mod boxes;
mod hot;
mod native;
mod store;

/// More than 64 bytes, whatever `Extra` is.
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
