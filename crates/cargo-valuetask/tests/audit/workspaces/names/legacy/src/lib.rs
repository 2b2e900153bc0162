#[macro_use]
extern crate async_trait;
extern crate valuetask as boxes;

mod inner {
    use boxes::async_trait as boxed;
    #[boxed]
    impl A { async fn a_path_from_the_root(&self) {} }
    #[async_trait]
    impl A { async fn by_macro_use(&self) {} }
}
