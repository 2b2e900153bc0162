//! What each mode means for a caller.

use std::any::type_name_of_val;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use direct::Counter;
use pollster::block_on;

/// The environment wins over the features, `boxed` over all others, and `exact` over `hot`.
fn mode() -> &'static str {
    match option_env!("VALUETASK_COMPAT") {
        Some(mode) => mode,
        None if cfg!(feature = "boxed") => "boxed",
        None if cfg!(feature = "exact") => "exact",
        None if cfg!(feature = "hot") => "hot",
        None => "pooled",
    }
}

#[test]
fn only_the_hot_mode_runs_at_the_call() {
    let counter = Arc::new(AtomicU32::new(3));
    let call = counter.count();
    assert_eq!(counter.load(Ordering::Relaxed), if mode() == "hot" { 4 } else { 3 });
    assert_eq!(block_on(call), 3);
    assert_eq!(counter.load(Ordering::Relaxed), 4);
}

#[test]
fn each_mode_returns_its_type() {
    let counter: &dyn Counter = &AtomicU32::new(0);
    let call = counter.count();
    let name = type_name_of_val(&call);
    let expected = match mode() {
        "boxed" => "core::pin::Pin<alloc::boxed::Box<dyn",
        "hot" => "valuetask::value_task::ValueTask<",
        _ => "valuetask::value_task::pooled::PooledFuture<",
    };
    assert!(name.starts_with(expected), "{name}");
}
