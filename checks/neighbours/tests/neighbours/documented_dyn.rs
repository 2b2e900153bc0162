//! The page of what stands for `dyn` has each method with its documentation, and no generated lifetimes.

use crate::pages::text;

const DOCUMENTED: &str = "Looksanumberup.";

mod async_trait {
    use super::*;

    #[test]
    fn a_method_is_documented_under_generated_lifetimes() {
        let page = text("async_trait/trait.Store.html");
        assert!(page.contains(DOCUMENTED) && page.contains("fnget<'life0,'async_trait>("));
    }
}

mod dynosaur {
    use super::*;

    #[test]
    fn a_method_is_documented() {
        let page = text("dynosaur/struct.DynStore.html");
        assert!(page.contains("fnget(&self,id:u64)->implFuture<Output=u64>") && page.contains(DOCUMENTED));
    }
}

mod dynify {
    use super::*;

    #[test]
    fn a_method_is_documented_under_generated_lifetimes() {
        let page = text("dynify/trait.DynStore.html");
        assert!(page.contains(DOCUMENTED) && page.contains("fnget<'this,'dynify>("));
    }
}

mod value_task {
    use super::*;

    #[test]
    fn a_method_is_documented() {
        let page = text("value_task/trait.DynStore.html");
        assert!(page.contains("fnget(&self,id:u64)->ValueTask<'_,u64>") && page.contains(DOCUMENTED), "{page}");
    }
}
