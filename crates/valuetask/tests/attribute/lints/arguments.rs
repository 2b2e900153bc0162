//! Attributes of arguments: lints apply where the body binds them, and conditions throughout, as in an `async fn` of
//! the language.
#![forbid(unsafe_code)]
#![deny(warnings)]

use crate::util::pause;
use pollster::block_on;

/// The same methods under an attribute, with `cfg(all())` those of the language.
macro_rules! methods {
    ($name:ident: $attribute:meta) => {
        mod $name {
            use super::pause;

            pub(super) struct Store;

            #[$attribute]
            impl Store {
                pub(super) async fn unused(
                    &self,
                    #[expect(unused_variables, reason = "on purpose")] number: u64,
                    #[expect(unused_variables, reason = "on purpose")] list: Vec<u8>,
                    #[allow(unused_variables, reason = "on purpose")] text: &str,
                    #[cfg_attr(all(), expect(unused_variables, reason = "on purpose"))] name: String,
                ) {
                    pause().await;
                }

                pub(super) async fn of_parts(
                    &self,
                    #[expect(unused, reason = "on purpose")] (mut list, text): (Vec<u8>, String),
                ) {
                }

                pub(super) async fn never_changed(
                    &self,
                    #[expect(unused_mut, reason = "on purpose")] mut list: Vec<u8>,
                ) -> usize {
                    pause().await;
                    list.len()
                }

                pub(super) async fn overwritten(
                    &self,
                    #[expect(unused_assignments, reason = "on purpose")] mut list: Vec<u8>,
                ) -> usize {
                    list = vec![1];
                    list.len()
                }

                pub(super) async fn named(
                    &self,
                    #[expect(non_snake_case, reason = "on purpose")] List: Vec<u8>,
                ) -> usize {
                    List.len()
                }

                pub(super) async fn under_conditions(
                    &self,
                    #[cfg_attr(all(), cfg(any()))] left: Out,
                    #[cfg_attr(all(), cfg_attr(all(), cfg(all()), expect(unused_mut, reason = "a")))] mut list: Vec<u8>,
                ) -> usize {
                    list.len()
                }
            }
        }
    };
}

methods!(of_the_language: cfg(all()));
methods!(hot: valuetask::value_task);
methods!(lazy: valuetask::value_task(lazy));
methods!(pooled: valuetask::async_trait);
methods!(exact: valuetask::async_trait(exact));
methods!(boxed: valuetask::async_trait(boxed));

macro_rules! run {
    ($store:expr) => {{
        let store = $store;
        block_on(store.unused(1, vec![1], "text", String::from("name")));
        block_on(store.of_parts((vec![1], String::from("text"))));
        assert_eq!(block_on(store.never_changed(vec![1])), 1);
        assert_eq!(block_on(store.overwritten(vec![])), 1);
        assert_eq!(block_on(store.named(vec![1])), 1);
        assert_eq!(block_on(store.under_conditions(vec![1])), 1);
    }};
}

#[test]
fn lints_and_conditions_of_an_argument_hold_in_the_body() {
    run!(of_the_language::Store);
    run!(hot::Store);
    run!(lazy::Store);
    run!(pooled::Store);
    run!(exact::Store);
    run!(boxed::Store);
}
