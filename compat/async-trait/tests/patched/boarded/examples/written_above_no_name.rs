// pooled exact hot: not_found_add_async_trait_to_the_dependencies_or_choose_the_mode_boxed
#![forbid(unsafe_code)]

use written::exported;

#[exported]
pub trait Named {
    async fn name(&self) -> String;
}

fn main() {}
