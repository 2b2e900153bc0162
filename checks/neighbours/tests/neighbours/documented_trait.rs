//! The page of the trait shows an async method as it is written.

use crate::pages::text;

const WRITTEN: &str = "asyncfnget(&self,id:u64)->u64";

mod async_trait {
    use super::*;

    #[test]
    fn the_page_shows_the_expanded_method() {
        let page = text("async_trait/trait.Store.html");
        assert!(!page.contains(WRITTEN) && page.contains("fnget<'life0,'async_trait>("));
    }
}

mod dynosaur {
    use super::*;

    #[test]
    fn the_page_shows_the_method_as_it_is_written() {
        assert!(text("dynosaur/trait.Store.html").contains(WRITTEN));
    }
}

mod dynify {
    use super::*;

    #[test]
    fn the_page_shows_the_method_as_it_is_written() {
        assert!(text("dynify/trait.Store.html").contains(WRITTEN));
    }
}

mod trait_variant {
    use super::*;

    #[test]
    fn the_page_shows_that_the_future_is_send() {
        let page = text("trait_variant/trait.Store.html");
        assert!(!page.contains(WRITTEN) && page.contains("fnget(&self,id:u64)->implFuture<Output=u64>+Send"));
    }
}

mod value_task {
    use super::*;

    #[test]
    fn the_page_shows_that_the_future_is_send() {
        let page = text("value_task/trait.Store.html");
        assert!(!page.contains(WRITTEN) && page.contains("->implFuture<Output=u64>+Send"), "{page}");
    }
}
