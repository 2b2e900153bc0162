//! The counts of a method's calls, however they end.
#![forbid(unsafe_code)]

use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use valuetask::stats::{Method, Snapshot, snapshot};
use valuetask::{ValueTask, async_method, async_trait, value_task};

/// Returns the counts of this file's method `name` since `earlier`.
fn counted(name: &str, earlier: &Snapshot) -> Option<Method> {
    let since = snapshot().since(earlier);
    since.methods().iter().find(|method| method.module() == module_path!() && method.name() == name).copied()
}

#[track_caller]
fn assert_counted(name: &str, earlier: &Snapshot, [calls, at_call, suspended, polls, in_flight]: [usize; 5]) {
    let method = counted(name, earlier).unwrap_or_else(|| panic!("{name} was called\n{}", snapshot().since(earlier)));
    let figures = [method.calls(), method.completed_at_call(), method.suspended(), method.polls(), method.in_flight()];
    assert_eq!(
        figures,
        [calls, at_call, suspended, polls, in_flight],
        "calls, at the call, suspended, polls, in flight"
    );
}

/// Polls a task with a waker that does nothing.
fn poll<T>(task: &mut ValueTask<'_, T>) -> Poll<T> {
    Pin::new(task).poll(&mut Context::from_waker(Waker::noop()))
}

/// Pending once.
async fn once() {
    let mut polled = false;
    std::future::poll_fn(|cx| {
        cx.waker().wake_by_ref();
        if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

#[test]
fn a_ready_call_and_a_pending_one_are_counted() {
    #[value_task]
    async fn waits(times: u32) -> u32 {
        for _ in 0..times {
            once().await;
        }
        times
    }

    let before = snapshot();
    for times in [0, 0, 0, 2] {
        assert_eq!(pollster::block_on(waits(times)), times);
    }
    assert_counted("waits", &before, [4, 3, 1, 3, 0]);
    assert_eq!(counted("waits", &before).and_then(|method| method.share_at_call()), Some(0.75));
}

#[test]
fn calls_that_are_ready_at_their_first_poll_are_as_many_under_each_attribute() {
    struct Store;
    #[async_trait]
    impl Store {
        async fn pooled(&self, times: u32) {
            for _ in 0..times {
                once().await;
            }
        }

        #[value_task(lazy)]
        async fn lazy(&self, times: u32) {
            self.pooled(times).await;
        }

        #[value_task]
        async fn hot(&self, times: u32) {
            self.pooled(times).await;
        }

        #[value_task]
        async fn asks(&self, times: u32) {
            self.hot(times).await;
        }
    }

    let before = snapshot();
    for times in [0, 0, 0, 2] {
        pollster::block_on(async {
            Store.pooled(times).await;
            Store.lazy(times).await;
            Store.asks(times).await;
        });
    }
    drop((Store.pooled(0), Store.lazy(0)));
    let ready = |name| counted(name, &before).map(|method| (method.ready_at_first_poll(), method.calls()));
    // `lazy` and `hot` call `pooled`, too.
    assert_eq!(ready("Store::pooled"), Some((9, 13)));
    assert_eq!(ready("Store::lazy"), Some((3, 5)));
    assert_eq!([ready("Store::hot"), ready("Store::asks")], [Some((3, 4)); 2]);
    let asks = counted("Store::asks", &before).expect("it was called");
    assert_eq!(
        (asks.share_ready(), asks.share_at_call()),
        (Some(0.75), Some(0.0)),
        "a pooled future isn't polled at the call"
    );
}

#[test]
fn a_body_without_an_await() {
    #[value_task]
    async fn seven() -> u32 {
        7
    }

    let before = snapshot();
    drop(seven());
    assert_counted("seven", &before, [1, 1, 0, 0, 0]);
}

#[test]
fn a_pooled_call_counts_when_it_is_polled_or_dropped() {
    #[async_trait]
    trait Answers {
        async fn answer(&self) -> u32 {
            7
        }

        #[value_task(lazy)]
        async fn answer_lazily(&self) -> u32 {
            7
        }
    }
    impl Answers for () {}

    let before = snapshot();
    let (polled, dropped) = (().answer(), ().answer());
    let (polled_too, dropped_too) = (().answer_lazily(), ().answer_lazily());
    assert_eq!(counted("Answers::answer", &before).map_or(0, |method| method.calls()), 0);
    assert_eq!(pollster::block_on(polled) + pollster::block_on(polled_too), 14);
    drop((dropped, dropped_too));
    assert_counted("Answers::answer", &before, [2, 0, 0, 1, 0]);
    assert_counted("Answers::answer_lazily", &before, [2, 0, 0, 1, 0]);
}

#[test]
fn a_pooled_call_that_suspends_is_in_flight_until_it_ends() {
    struct Store;
    #[async_trait(exact)]
    impl Store {
        async fn waits(&self, times: u32) -> u32 {
            for _ in 0..times {
                once().await;
            }
            times
        }

        #[async_trait(?Send)]
        async fn waits_locally(&self, times: u32) -> u32 {
            self.waits(times).await
        }
    }

    let before = snapshot();
    assert_eq!(pollster::block_on(Store.waits(0)) + pollster::block_on(Store.waits_locally(2)), 2);
    assert_counted("Store::waits", &before, [2, 0, 1, 4, 0]);
    assert_counted("Store::waits_locally", &before, [1, 0, 1, 3, 0]);
    let mut kept = Store.waits(1);
    assert!(kept.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert_counted("Store::waits", &before, [3, 0, 2, 5, 1]);
    drop(kept);
    assert_counted("Store::waits", &before, [3, 0, 2, 5, 0]);
}

#[test]
fn a_pending_call_is_in_flight_until_it_is_dropped() {
    struct Never<T>(T);
    #[value_task]
    impl<T: Sync> Never<T> {
        async fn ends(&self) -> &T {
            pending::<()>().await;
            &self.0
        }
    }

    let before = snapshot();
    let never = Never(7);
    let mut tasks: Vec<_> = (0..3).map(|_| never.ends()).collect();
    assert_counted("Never<T>::ends", &before, [3, 0, 0, 0, 3]);
    assert!(poll(&mut tasks[0]).is_pending());
    assert!(poll(&mut tasks[0]).is_pending());
    assert_counted("Never<T>::ends", &before, [3, 0, 1, 2, 3]);
    let between = snapshot();
    drop(tasks);
    assert_counted("Never<T>::ends", &before, [3, 0, 1, 2, 0]);
    assert_counted("Never<T>::ends", &between, [0, 0, 0, 0, 0]);
}

#[test]
fn a_panic_ends_a_call() {
    #[value_task]
    async fn panics(at_once: bool) {
        if !at_once {
            once().await;
        }
        panic!("on purpose");
    }

    let before = snapshot();
    assert!(catch_unwind(|| drop(panics(true))).is_err());
    let task = AssertUnwindSafe(panics(false));
    assert!(catch_unwind(move || pollster::block_on({ task }.0)).is_err());
    assert_counted("panics", &before, [2, 0, 1, 2, 0]);
}

#[test]
fn an_implementation_is_named_by_its_path() {
    #[value_task]
    trait Store<K> {
        async fn get(&self, key: K) -> Option<K>;
    }
    #[value_task]
    impl<K: Copy + Send> Store<K> for &[(K, u8)] {
        async fn get(&self, key: K) -> Option<K> {
            self.first().map(|_| key)
        }
    }

    let before = snapshot();
    drop(Store::get(&[(7, 0)].as_slice(), 7));
    drop(Store::get(&[("a", 0)].as_slice(), "a"));
    assert_counted("<&[(K, u8)] as Store<K>>::get", &before, [2, 2, 0, 0, 0]);
}

#[test]
fn a_declared_return_type() {
    #[async_method]
    async fn declared() -> ValueTask<'static, u32> {
        7
    }

    let before = snapshot();
    drop(declared());
    assert_counted("declared", &before, [1, 1, 0, 0, 0]);
}

#[test]
fn a_boxed_method_is_not_counted() {
    #[value_task(boxed)]
    async fn from_elsewhere() -> u32 {
        7
    }

    let before = snapshot();
    assert_eq!(pollster::block_on(from_elsewhere()), 7);
    assert_eq!(counted("from_elsewhere", &before), None);
}

#[test]
fn calls_of_all_threads_are_counted() {
    #[value_task]
    async fn anywhere(waits: bool) {
        if waits {
            once().await;
        }
    }

    let before = snapshot();
    std::thread::scope(|scope| {
        for waits in [true, false] {
            scope.spawn(move || (0..1000).for_each(|_| pollster::block_on(anywhere(waits))));
        }
    });
    assert_counted("anywhere", &before, [2000, 1000, 1000, 2000, 0]);
}

#[test]
fn a_table_has_a_line_a_method_and_the_most_called_first() {
    #[value_task]
    async fn often(waits: bool) {
        if waits {
            once().await;
        }
    }
    #[value_task]
    async fn seldom() {}

    let before = snapshot();
    drop(seldom());
    for call in 0..1000 {
        pollster::block_on(often(call % 16 == 0));
    }
    let table = snapshot().since(&before).to_string();
    let of_these: Vec<_> = table.lines().filter(|line| line.ends_with("often") || line.ends_with("seldom")).collect();
    assert!(table.starts_with("calls  at call    ready  suspended  polls  in flight  method\n"), "{table}");
    assert_eq!(of_these[0], " 1000   93.7 %   93.7 %         63    126          0  stats::often");
    assert_eq!(of_these[1], "    1  100.0 %  100.0 %          0      0          0  stats::seldom");
}

#[test]
fn a_method_that_was_not_called_has_no_share_and_no_line() {
    #[value_task]
    async fn before_only() {}

    drop(before_only());
    let before = snapshot();
    assert_counted("before_only", &before, [0; 5]);
    assert_eq!(counted("before_only", &before).and_then(|method| method.share_at_call()), None);
    assert!(!snapshot().since(&before).to_string().contains("before_only"));
}

#[test]
fn a_recorder_gets_all_counts() {
    use std::sync::{Arc, Mutex};

    use metrics::{Counter, CounterFn, Gauge, GaugeFn, Histogram, Key, KeyName, Metadata, SharedString, Unit};

    #[derive(Clone, Default)]
    struct Heard(Arc<Mutex<Vec<(Key, f64)>>>);
    struct One(Heard, Key);

    impl One {
        fn hear(&self, value: f64) {
            self.0.0.lock().unwrap().push((self.1.clone(), value));
        }
    }
    impl CounterFn for One {
        fn increment(&self, _: u64) {
            unreachable!("a counter is set to what was counted");
        }
        fn absolute(&self, value: u64) {
            self.hear(value as f64);
        }
    }
    impl GaugeFn for One {
        fn increment(&self, _: f64) {
            unreachable!("a gauge is set to what was counted");
        }
        fn decrement(&self, _: f64) {
            unreachable!("a gauge is set to what was counted");
        }
        fn set(&self, value: f64) {
            self.hear(value);
        }
    }
    impl metrics::Recorder for Heard {
        fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
            Counter::from_arc(Arc::new(One(self.clone(), key.clone())))
        }
        fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
            Gauge::from_arc(Arc::new(One(self.clone(), key.clone())))
        }
        fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
            unreachable!("nothing is a histogram")
        }
    }

    #[value_task]
    async fn recorded(waits: bool) {
        if waits {
            pending::<()>().await;
        }
    }

    drop(recorded(false));
    let _in_flight = recorded(true);
    let heard = Heard::default();
    metrics::with_local_recorder(&heard, valuetask::stats::record);
    let heard = heard.0.lock().unwrap();
    let mut of_this: Vec<_> = heard
        .iter()
        .filter(|(key, _)| key.labels().any(|label| (label.key(), label.value()) == ("method", "stats::recorded")))
        .map(|(key, value)| (key.name(), *value))
        .collect();
    of_this.sort_by_key(|(name, _)| *name);
    let expected = [
        ("valuetask_calls_total", 2.0),
        ("valuetask_completed_at_call_total", 1.0),
        ("valuetask_in_flight", 1.0),
        ("valuetask_polls_total", 0.0),
        ("valuetask_ready_at_first_poll_total", 1.0),
        ("valuetask_suspended_total", 0.0),
    ];
    assert_eq!(of_this, expected);
}
