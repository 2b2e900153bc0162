#[super::imported::nothing]
impl A { async fn of_no_module(&self) {} }
#[crate::asynchronous::async_trait]
impl A { async fn of_no_module_by_the_root(&self) {} }
