// pooled exact hot: not_found_add_async_trait_to_the_dependencies_or_choose_the_mode_boxed
#![forbid(unsafe_code)]

use bus::{Interface, *};

/// Comes before what the glob import has of this name.
#[allow(non_camel_case_types)]
pub struct methods;

#[methods]
impl Interface for methods {
    async fn name(&self) -> String {
        String::from("methods")
    }
}

fn main() {}
