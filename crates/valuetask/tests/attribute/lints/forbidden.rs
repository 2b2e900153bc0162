//! No expansion allows a lint that a crate forbids, which would be an error.
#![forbid(unsafe_code, unused_imports, unused_mut)]

use crate::util::pause;
use pollster::block_on;
use valuetask::{ValueTask, async_method, async_trait, value_task};

struct Store(u32);

/// Bodies that await only tasks, only other futures, both, or nothing.
macro_rules! every_kind {
    ($name:ident: $attribute:meta) => {
        mod $name {
            use super::*;

            #[$attribute]
            pub(super) trait Methods {
                async fn task(&self) -> u32;
                async fn future(&mut self, more: String) -> u32;
                async fn both(&mut self) -> u32;
                async fn nothing(&mut self) -> u32;
                async fn unused(&mut self, _: String) -> u32;
            }

            #[$attribute]
            impl Methods for Store {
                async fn task(&self) -> u32 {
                    ValueTask::ready(self.0).await
                }

                async fn future(&mut self, more: String) -> u32 {
                    self.0 += 1;
                    if self.0 == 3 {
                        return 1;
                    }
                    std::future::ready(more.len() as u32).await
                }

                async fn both(&mut self) -> u32 {
                    pause().await;
                    self.task().await
                }

                async fn nothing(&mut self) -> u32 {
                    self.0
                }

                async fn unused(&mut self, _: String) -> u32 {
                    7
                }
            }
        }
    };
}

every_kind!(hot: value_task);
every_kind!(lazy: value_task(lazy));
every_kind!(pooled: async_trait);
every_kind!(exact: async_trait(exact));
every_kind!(boxed: value_task(boxed));

#[async_method]
async fn declared(store: &Store) -> ValueTask<'_, u32> {
    pause().await;
    store.0
}

#[test]
fn bodies_of_every_kind_compile_and_run() {
    macro_rules! run {
        ($name:ident) => {{
            use $name::Methods as _;
            let mut store = Store(1);
            assert_eq!(block_on(store.task()), 1);
            assert_eq!(block_on(store.future("ab".into())), 2);
            assert_eq!(block_on(store.both()) + block_on(store.nothing()), 4);
            assert_eq!(block_on(store.unused(String::new())), 7);
        }};
    }
    run!(hot);
    run!(lazy);
    run!(pooled);
    run!(exact);
    run!(boxed);
    assert_eq!(block_on(declared(&Store(5))), 5);
}
