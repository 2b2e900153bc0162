//! The size of machines: that of a plain `async fn`, for every kind of operand.
//!
//! A box tells the size of its content. A box that `#[async_method]` declares has a body with rewritten awaits, like
//! that of a hot method.

use std::future::{Future, ready};
use std::pin::Pin;

use valuetask::{LocalValueTask, ValueTask, async_method, async_trait};

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
type LocalBoxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// The cost of an await: an argument is captured, and bound by a name of its own.
const ROOM: usize = 16;

/// The counter of a method's calls is in its machine, too.
const COUNTER: usize = if cfg!(feature = "stats") { 2 * size_of::<usize>() } else { 0 };

/// A future of about 1,000 bytes.
async fn thousand_bytes(seed: u8) -> u8 {
    let bytes = [seed; 1000];
    ready(()).await;
    bytes[usize::from(seed)]
}

/// A body under the attribute and as a plain function, and the sizes of both machines.
macro_rules! sizes {
    ($name:ident() -> $T:ty $body:block) => {{
        #[async_method]
        async fn $name() -> Boxed<'static, $T> $body
        let ours = size_of_val(&*$name()) - COUNTER;
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
    #[async_method]
    async fn awaits_a_task() -> LocalBoxed<'static, u64> {
        task().await[1]
    }
    let machine = awaits_a_task();
    assert!(size_of_val(&*machine) - COUNTER <= 2 * size_of::<usize>());
}

#[test]
fn a_body_whose_awaits_are_not_rewritten_is_that_of_a_plain_function() {
    #[async_trait(boxed)]
    async fn ours(seed: u8) -> u8 {
        thousand_bytes(seed).await + thousand_bytes(2).await
    }
    async fn plain(seed: u8) -> u8 {
        thousand_bytes(seed).await + thousand_bytes(2).await
    }
    let (ours, plain) = (size_of_val(&*ours(1)), size_of_val(&plain(1)));
    assert!(ours <= plain + ROOM, "{ours} {plain}");
}
