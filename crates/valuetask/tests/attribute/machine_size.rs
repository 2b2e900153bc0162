//! How large machines are: what a plain `async fn` is, and no larger for what is awaited in it.
//!
//! A box tells the size of what is in it, and a boxed body awaits as every other does.

use std::future::{Future, ready};
use std::pin::Pin;

use valuetask::{LocalValueTask, ValueTask, value_task};

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
type LocalBoxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// What an await may cost: an argument is captured, and bound by a name of its own.
const ROOM: usize = 16;

/// A future of about 1,000 bytes.
async fn thousand_bytes(seed: u8) -> u8 {
    let bytes = [seed; 1000];
    ready(()).await;
    bytes[usize::from(seed)]
}

/// A method body under the attribute and as it is, and the machines of both.
macro_rules! sizes {
    ($(#[$attr:meta])* $name:ident() -> $T:ty $body:block) => {{
        #[value_task(boxed, $($attr)*)]
        async fn $name() -> $T $body
        let ours = size_of_val(&*$name());
        let plain = {
            async fn $name() -> $T $body
            size_of_val(&$name())
        };
        (ours, plain)
    }};
}

#[test]
fn a_future_of_another_kind_is_kept_once() {
    let (ours, plain) = sizes!(once() -> u8 { thousand_bytes(1).await });
    assert!(ours <= plain + ROOM, "{ours} {plain}");
    let (ours, plain) = sizes!(twice() -> u8 { thousand_bytes(1).await + thousand_bytes(2).await });
    assert!(ours <= plain + ROOM, "{ours} {plain}");
    let (ours, plain) = sizes!(matched() -> u8 {
        match thousand_bytes(1).await {
            0 => thousand_bytes(2).await,
            1 => thousand_bytes(3).await,
            more => more,
        }
    });
    assert!(ours <= plain + ROOM, "{ours} {plain}");
    let (ours, plain) = sizes!(kept() -> u8 {
        let first = thousand_bytes(1);
        let second = thousand_bytes(2);
        first.await + second.await
    });
    assert!(ours <= plain + ROOM, "{ours} {plain}");
}

#[test]
fn a_task_is_kept_without_room_for_its_value() {
    fn task() -> ValueTask<'static, [u64; 16]> {
        ValueTask::ready([0; 16])
    }
    fn boxed() -> Boxed<'static, [u64; 16]> {
        Box::pin(ready([0; 16]))
    }
    let (ours, _) = sizes!(awaits_a_task() -> u64 { task().await[1] });
    let (_, theirs) = sizes!(awaits_a_box() -> u64 { boxed().await[1] });
    assert!(ours <= theirs, "{ours} {theirs}");
    assert!(ours <= 2 * size_of::<usize>(), "{ours}");
}

#[test]
fn a_task_that_stays_on_its_thread_is_kept_without_room_for_its_value() {
    fn task() -> LocalValueTask<'static, [u64; 16]> {
        LocalValueTask::ready([0; 16])
    }
    #[value_task(boxed, ?Send)]
    async fn awaits_a_task() -> u64 {
        task().await[1]
    }
    let machine: LocalBoxed<'_, u64> = awaits_a_task();
    assert!(size_of_val(&*machine) <= 2 * size_of::<usize>());
}
