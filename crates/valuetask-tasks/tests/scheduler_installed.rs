//! A scheduler that was installed is asked before any other. Alone in its process, as it is installed for good.

use std::panic::catch_unwind;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use valuetask::ValueTask;
#[cfg(feature = "cancel")]
use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt};
use valuetask_tasks::scheduler::{CurrentScheduler, TaskScheduler};
use valuetask_tasks::{Task, scheduler};

static ASKED: AtomicU32 = AtomicU32::new(0);

/// Does everything at once.
#[derive(Debug)]
struct AtOnce;

impl TaskScheduler for AtOnce {
    fn schedule(&self, work: ValueTask<'static>) {
        ASKED.fetch_add(1, SeqCst);
        pollster::block_on(work);
    }

    fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        ASKED.fetch_add(10, SeqCst);
        work();
    }

    fn delay(&self, _: Duration) -> ValueTask<'static> {
        ASKED.fetch_add(100, SeqCst);
        ValueTask::ready(())
    }
}

#[test]
fn an_installed_scheduler_is_asked_first_and_a_second_one_is_refused() {
    let itself = catch_unwind(|| scheduler::install(CurrentScheduler)).expect_err("it would ask itself");
    let message = itself.downcast_ref::<&str>().copied().unwrap_or_default();
    assert!(message.contains("`CurrentScheduler`") && message.contains("install one"), "{message}");

    scheduler::install(AtOnce).expect("the first");
    assert_eq!(Task::spawn(async { 2 }).result(), Some(Ok(&2)));
    assert_eq!(ASKED.swap(0, SeqCst), 1);
    assert_eq!(Task::spawn_blocking(|| 3).result(), Some(Ok(&3)));
    assert_eq!(ASKED.swap(0, SeqCst), 10);
    assert!(Task::delay(Duration::from_secs(3600)).is_completed());
    assert_eq!(ASKED.swap(0, SeqCst), 100, "a timer that is ready at once schedules nothing");
    #[cfg(feature = "cancel")]
    {
        let token = CancellationToken::new();
        let _timer = token.cancel_after(Duration::from_secs(3600));
        assert!(token.is_cancelled());
        assert_eq!(ASKED.swap(0, SeqCst), 101, "scheduled work cancels the token, and not the call");
    }
    let refused = scheduler::install(AtOnce).expect_err("the second");
    assert_eq!(refused.to_string(), "a scheduler is installed already");
    assert!(Task::spawn_blocking(|| ()).is_completed());
    assert_eq!(ASKED.load(SeqCst), 10, "the first one is asked, too");
}
