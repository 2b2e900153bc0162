//! fastrace's `#[trace]`: a reporter gets the tree of spans that it gets under the real `async_trait`.

use std::sync::{Mutex, PoisonError};

use attributes::drive;
use fastrace::Span;
use fastrace::collector::{Config, Reporter, SpanRecord};
use fastrace::prelude::SpanContext;

#[path = "fastraced"]
mod boxed {
    use ::async_trait::async_trait;

    #[path = "service.rs"]
    pub(super) mod service;
}

#[path = "fastraced"]
mod pooled {
    use valuetask::async_trait;

    #[path = "service.rs"]
    #[allow(clippy::duplicate_mod, reason = "the same code under another attribute")]
    pub(super) mod service;
}

#[path = "fastraced"]
mod hot {
    use valuetask::value_task as async_trait;

    #[path = "service.rs"]
    #[allow(clippy::duplicate_mod, reason = "the same code under another attribute")]
    pub(super) mod service;
}

/// The reports since the last call.
static REPORTED: Mutex<Vec<SpanRecord>> = Mutex::new(Vec::new());

/// One trace at a time: the reporter is global.
static ALONE: Mutex<()> = Mutex::new(());

struct Keep;

impl Reporter for Keep {
    fn report(&mut self, mut spans: Vec<SpanRecord>) {
        REPORTED.lock().unwrap_or_else(PoisonError::into_inner).append(&mut spans);
    }
}

/// Returns the spans of one call, made and polled under a root: each as the names from the root to it, and its
/// properties.
fn reported(run: impl FnOnce()) -> Vec<String> {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    fastrace::set_reporter(Keep, Config::default());
    let root = Span::root("root", SpanContext::random());
    let entered = root.set_local_parent();
    run();
    drop(entered);
    drop(root);
    fastrace::flush();
    let spans = std::mem::take(&mut *REPORTED.lock().unwrap_or_else(PoisonError::into_inner));
    let mut lines: Vec<String> = spans.iter().map(|span| line(span, &spans)).collect();
    lines.sort();
    lines
}

fn line(span: &SpanRecord, all: &[SpanRecord]) -> String {
    // The path of a function has the name of its module above.
    let name = span.name.replace("boxed", "way").replace("pooled", "way").replace("hot", "way");
    let properties: String = span.properties.iter().map(|(key, value)| format!(" {key}={value}")).collect();
    let parent = all.iter().find(|parent| parent.span_id == span.parent_id);
    parent.map_or_else(String::new, |parent| line(parent, all) + " > ") + &name + &properties
}

macro_rules! by {
    ($way:ident, |$service:ident| $call:expr) => {{
        use $way::service::{Service, Store};
        reported(|| {
            let $service = Store;
            let _ = drive($call, || ());
        })
    }};
}

macro_rules! the_same {
    ($($test:ident: |$service:ident| $call:expr;)*) => {$(
        #[test]
        fn $test() {
            let boxed = by!(boxed, |$service| $call);
            assert!(boxed.len() > 1, "nothing reported: {boxed:#?}");
            assert_eq!(by!(pooled, |$service| $call), boxed);
            assert_eq!(by!(hot, |$service| $call), boxed);
        }
    )*};
}

the_same! {
    a_span_and_what_happens_in_it: |service| service.get(1);
    a_method_that_awaits_nothing: |service| service.hit(1);
    a_name: |service| service.renamed(1);
    properties_of_arguments: |service| service.described(1, "name".into());
    an_early_error: |service| service.fails();
    a_default_body_and_the_methods_it_calls: |service| service.provided(7);
}

#[test]
fn a_span_for_each_poll() {
    let boxed = by!(boxed, |service| service.polled());
    assert_eq!(boxed, ["root", "root > polled", "root > polled", "root > polled > before"]);
    assert_eq!(by!(pooled, |service| service.polled()), boxed);
    let hot = by!(hot, |service| service.polled());
    assert_eq!(
        hot,
        ["root", "root > polled", "root > polled", "root > polled", "root > polled > before"],
        "and the call's"
    );
}

#[test]
fn code_that_runs_at_the_call_is_in_the_span() {
    use hot::service::{Service, Store};
    let spans = reported(|| drop(Store.provided(7)));
    let expected = ["root", "root > provided", "root > provided > ", "root > provided > "];
    for (span, expected) in spans.iter().zip(expected) {
        assert!(span.starts_with(expected), "{spans:#?}");
    }
    assert!(spans.iter().any(|span| span.ends_with(" > before")), "{spans:#?}");
}

mod native {
    use fastrace::trace;
    use valuetask::value_task;

    #[value_task(dyn = DynStore)]
    pub(super) trait Store: Send + Sync {
        async fn get(&self, id: u64) -> u64;
    }

    pub(super) struct Doubles;

    #[value_task(dyn)]
    impl Store for Doubles {
        #[trace]
        async fn get(&self, id: u64) -> u64 {
            id * 2
        }
    }
}

#[test]
fn a_span_has_the_name_of_the_native_method_by_both_ways_to_call_it() {
    use native::{Doubles, DynStore, Store};
    let by_type = reported(|| {
        let _ = drive(Doubles.get(1), || ());
    });
    assert!(by_type[1].ends_with("::get"), "{by_type:?}");
    let object: &dyn DynStore = &Doubles;
    let by_object = reported(|| {
        let _ = drive(object.get(1), || ());
    });
    assert_eq!(by_object, by_type);
}
