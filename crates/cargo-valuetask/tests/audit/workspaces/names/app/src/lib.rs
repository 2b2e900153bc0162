//! One attribute in every way that it can be named.
extern crate async_trait as asynchronous;

#[path = "elsewhere.rs"]
mod imported;
#[cfg(unix)]
mod deep;
mod macros;
pub mod handed { pub use shared::async_trait; }
use valuetask::value_task as paths_of;

mod through_use {
    use valuetask::value_task as async_trait;
    #[async_trait]
    impl A { async fn ours_by_the_name_of_the_other(&self) {} }
}

mod real {
    use async_trait::async_trait;
    #[async_trait]
    impl A { async fn the_real_one(&self) {} }
}

mod paths {
    #[async_trait::async_trait]
    impl A { async fn path(&self) {} }
    #[::valuetask::value_task(lazy)]
    impl A { async fn global_path(&self) {} }
    #[asynchronous::async_trait]
    impl A { async fn extern_crate_from_another_module(&self) {} }
    #[crate::asynchronous::async_trait(?Send)]
    impl A { async fn extern_crate(&self) {} }
}

mod reexports {
    use shared::prelude::*;
    #[method]
    impl A { async fn glob(&self) {} }
    #[tasks::async_trait]
    impl A { async fn module_renamed(&self) {} }
    #[either]
    impl A { async fn by_configuration(&self) {} }
    #[shared::async_trait]
    impl A { async fn across_members(&self) {} }
    #[framework::async_trait]
    impl A { async fn through_another_package(&self) {} }
    #[framework::wrapped]
    impl A { async fn a_macro_of_another_package(&self) {} }
    #[nowhere::async_trait]
    impl A { async fn unknown(&self) {} }
}

fn block() {
    use valuetask::async_method as inner;
    #[inner]
    impl A { async fn in_a_block(&self) -> B {} }
    mod apart {
        #[inner]
        impl A { async fn modules_in_blocks_see_nothing(&self) {} }
    }
}
