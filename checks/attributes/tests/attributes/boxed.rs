//! `#[instrument]` under `boxed` and `exact`: it records what it records under the real `async_trait`, errors included.

use std::fmt::Debug;
use std::future::Future;

use attributes::{drive, pause, record};
use tracing::{info, instrument};
use valuetask::value_task;

type Found = Result<u32, String>;

/// A trait and an implementation under each attribute.
macro_rules! ways {
    ($($way:ident: $attribute:meta;)*) => {$(
        mod $way {
            use super::*;

            #[$attribute]
            pub(super) trait Service {
                async fn get(&self, key: u32, name: &str) -> Found;
                async fn in_debug(&mut self, names: (String, String)) -> Found;
            }

            pub(super) struct Store;

            #[$attribute]
            impl Service for Store {
                #[instrument(skip(self), err)]
                async fn get(&self, key: u32, name: &str) -> Found {
                    info!("before");
                    if key == 0 {
                        return Err(name.to_owned());
                    }
                    pause().await;
                    Ok(key)
                }

                #[instrument(skip_all, err(Debug), ret)]
                async fn in_debug(&mut self, (one, two): (String, String)) -> Found {
                    pause().await;
                    let length = one.len().checked_sub(two.len()).ok_or(two)?;
                    u32::try_from(length).map_err(|error| error.to_string())
                }
            }
        }
    )*};
}

ways! {
    real: async_trait::async_trait;
    boxed: value_task(boxed);
    exact: valuetask::async_trait(exact);
}

#[instrument(err)]
async fn plain(key: u32) -> Found {
    pause().await;
    key.checked_add(1).ok_or_else(|| "too large".to_owned())
}

mod below {
    use super::*;

    #[value_task(boxed)]
    #[instrument(err)]
    pub(super) async fn plain(key: u32) -> Found {
        pause().await;
        key.checked_add(1).ok_or_else(|| "too large".to_owned())
    }
}

fn lines<F: Future<Output: Debug>>(make: impl FnOnce() -> F) -> Vec<String> {
    record(|log| {
        let output = drive(make(), || log.line("poll"));
        log.line(format!("{output:?}"));
    })
}

/// Returns the records of one call, in each way.
macro_rules! all {
    ($($call:tt)*) => {{
        let real = of_way!(real, $($call)*);
        assert_eq!(of_way!(boxed, $($call)*), real);
        assert_eq!(of_way!(exact, $($call)*), real);
        real
    }};
}

macro_rules! of_way {
    ($way:ident, $($call:tt)*) => {{
        use $way::{Service, Store};
        lines(|| Box::leak(Box::new(Store)).$($call)*)
    }};
}

#[test]
fn an_error_is_recorded_as_it_is_displayed() {
    assert!(all!(get(0, "no")).contains(&"event ERROR error=no in get".to_owned()));
    assert!(all!(get(1, "yes")).ends_with(&["Ok(1)".to_owned()]));
}

#[test]
fn an_error_in_debug_and_a_result_are_recorded() {
    let recorded = all!(in_debug(("a".to_owned(), "bc".to_owned())));
    assert!(recorded.contains(&"event ERROR error=\"bc\" in in_debug".to_owned()), "{recorded:#?}");
    let recorded = all!(in_debug(("abc".to_owned(), "bc".to_owned())));
    assert!(recorded.iter().any(|line| line.contains("return=1")), "{recorded:#?}");
}

#[test]
fn a_free_function_records_the_spans_of_a_plain_one() {
    for key in [1, u32::MAX] {
        assert_eq!(lines(|| below::plain(key)), lines(|| plain(key)));
    }
}
