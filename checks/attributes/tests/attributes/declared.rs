//! `#[instrument]` on methods with a declared type: the spans of a plain async function.

use std::future::Future;
use std::pin::Pin;

use attributes::{drive, pause, record};
use tracing::{info, instrument};
use valuetask::{PooledFuture, TaskLike, ValueTask, async_method};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
type Found = Result<u32, String>;

/// A custom type.
struct Own<'a, T>(ValueTask<'a, T>);

impl<'a, T> TaskLike for Own<'a, T> {
    type Task = ValueTask<'a, T>;

    fn from_task(task: ValueTask<'a, T>) -> Self {
        Self(task)
    }
}

macro_rules! stores {
    ($($(#[$attribute:meta])? $Store:ident -> $Declared:ty;)*) => {$(
        struct $Store;

        $(#[$attribute])?
        impl $Store {
            #[instrument(skip(self), err, ret)]
            async fn get(&self, key: u32, name: &str) -> $Declared {
                info!("before");
                if key == 0 {
                    return Err(name.to_owned());
                }
                pause().await;
                info!("after");
                Ok(key)
            }
        }
    )*};
}

stores! {
    Plain -> Found;
    #[async_method] Hot -> ValueTask<'_, Found>;
    #[async_method] HotInOwn -> Own<'_, Found>;
    #[async_method(lazy)] Lazy -> ValueTask<'_, Found>;
    #[async_method] Pooled -> PooledFuture<'_, Found>;
    #[async_method] Boxed -> BoxFuture<'_, Found>;
}

/// Returns the records of the call, and those after it.
fn recorded<F: Future<Output = Found>>(make: impl FnOnce() -> F) -> (Vec<String>, Vec<String>) {
    let mut at_call = record(|log| {
        let made = make();
        log.line("made");
        log.line(format!("{:?}", drive(made, || ())));
    });
    let later = at_call.split_off(at_call.iter().position(|line| line == "made").expect("it was made"));
    (at_call, later[1..].to_vec())
}

/// Removes the lines of entered and left spans: a hot method has one more poll.
fn without_polls(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().filter(|line| !line.starts_with("enter") && !line.starts_with("exit")).collect()
}

#[test]
fn a_lazy_method_records_the_spans_of_a_plain_function() {
    for key in [0, 1] {
        let plain = recorded(|| Plain.get(key, "name"));
        assert_eq!(recorded(|| Lazy.get(key, "name")), plain);
        assert_eq!(recorded(|| Pooled.get(key, "name")), plain);
        assert_eq!(recorded(|| Boxed.get(key, "name")), plain);
    }
}

#[test]
fn a_hot_method_records_its_first_part_at_the_call_in_the_span() {
    for key in [0, 1] {
        let (_, plain) = recorded(|| Plain.get(key, "name"));
        for (at_call, later) in [recorded(|| Hot.get(key, "name")), recorded(|| HotInOwn.get(key, "name").0)] {
            assert!(at_call.contains(&"event INFO message=before in get".to_owned()), "{at_call:#?}");
            assert_eq!(without_polls([at_call, later].concat()), without_polls(plain.clone()));
        }
    }
}
