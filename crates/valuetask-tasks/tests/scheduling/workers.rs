//! Workers that block by `blocking_wait`: their spawned work and their timers go on.

use std::future::{Future, IntoFuture};
use std::sync::{Arc, Barrier, LazyLock, mpsc};
use std::task::{Context, Wake, Waker};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::task::{LocalSet, block_in_place};
use valuetask_tasks::scheduler::{TaskScheduler, TokioScheduler};
use valuetask_tasks::{Task, TaskCompletionSource, TimedOut};

const SOON: Duration = Duration::from_millis(2);

/// More than any runtime here has workers.
fn many() -> usize {
    2 * thread::available_parallelism().map_or(1, usize::from)
}

/// The scheduler that is current outside of any runtime, to be called inside another one.
static DEFAULT: LazyLock<TokioScheduler> = LazyLock::new(|| {
    let outside = || Task::spawn(async { TokioScheduler::try_current() }).blocking_wait_owned();
    let found = thread::spawn(outside).join().expect("no panic");
    found.expect("no panic").expect("a worker is inside its runtime")
});

/// The default scheduler and a runtime of the application, each with its scheduler.
fn on_each(check: impl Fn(&dyn TaskScheduler)) {
    check(&*DEFAULT);
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_time().build().expect("a runtime");
    check(&TokioScheduler::new(runtime.handle().clone()));
}

fn is_late(task: &Task<u32>) -> bool {
    task.blocking_wait().is_err_and(|error| error.downcast_ref::<TimedOut>().is_some())
}

#[test]
fn time_limits_hold_while_all_workers_wait_under_them_on_rt() {
    on_each(|scheduler| {
        // All of them wait at once, with limits that are set on the workers.
        let all = Arc::new(Barrier::new(many()));
        let waits = |_| {
            let all = Arc::clone(&all);
            Task::spawn_on(scheduler, async move {
                block_in_place(|| all.wait());
                is_late(&TaskCompletionSource::new().task().with_timeout(SOON))
            })
        };
        let waits: Vec<_> = (0..many()).map(waits).collect();
        assert!(waits.iter().all(|task| task.blocking_wait() == Ok(&true)));
    });
}

#[test]
fn delays_end_while_all_workers_wait_for_them_on_rt() {
    on_each(|scheduler| {
        let waits = |_| Task::spawn_on(scheduler, async { Task::delay(SOON).blocking_wait().is_ok() });
        let waits: Vec<_> = (0..many()).map(waits).collect();
        assert!(waits.iter().all(|task| task.blocking_wait() == Ok(&true)));
    });
}

#[test]
fn a_worker_may_wait_for_work_that_it_has_just_spawned_on_rt() {
    on_each(|scheduler| {
        let waits = |_| {
            Task::spawn_on(scheduler, async {
                let before = Task::spawn(async { 1 });
                let last = Task::spawn(async { Task::spawn(async { 2 }).blocking_wait().map_or(0, |two| *two) });
                let timely = last.blocking_wait_timeout(Duration::from_secs(3600)).is_some_and(|two| two == Ok(&2));
                timely && before.blocking_wait() == Ok(&1)
            })
        };
        let waits: Vec<_> = (0..many()).map(waits).collect();
        assert!(waits.iter().all(|task| task.blocking_wait() == Ok(&true)));
    });
}

/// Here, `block_in_place` would panic.
#[test]
fn a_thread_that_may_not_hand_over_its_work_waits_all_the_same_on_rt() {
    let wait = || Task::spawn_on(&*DEFAULT, DEFAULT.delay(SOON)).blocking_wait().is_ok();
    let of_one_thread = || Builder::new_current_thread().enable_time().build().expect("a runtime");

    assert!(of_one_thread().block_on(async { wait() }));
    assert!(LocalSet::new().block_on(&of_one_thread(), async { wait() }));
    let runtime = Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
    assert!(LocalSet::new().block_on(&runtime, async { wait() }));
    assert!(runtime.block_on(async { wait() }));

    // Within spawned work, and within blocking work.
    let nested = Task::spawn(async move {
        let on_itself = block_in_place(|| Handle::current().block_on(LocalSet::new().run_until(async { wait() })));
        let on_another = block_in_place(|| of_one_thread().block_on(async { wait() }));
        on_itself && on_another
    });
    assert_eq!(nested.blocking_wait(), Ok(&true));
    let handle = runtime.handle().clone();
    let blocking = Task::spawn_blocking(move || {
        handle.block_on(LocalSet::new().run_until(async { wait() })) && of_one_thread().block_on(async { wait() })
    });
    assert_eq!(blocking.blocking_wait(), Ok(&true));

    // Spawned work on a runtime of one thread, also inside another one.
    let (one, another) = (of_one_thread(), runtime.handle().clone());
    let spawned = Task::spawn_on(&TokioScheduler::new(one.handle().clone()), async move {
        let is_done = wait();
        let _entered = another.enter();
        is_done && wait()
    });
    assert_eq!(one.block_on(spawned.into_future()), Ok(true));
}

/// A worker that drives its runtime's timer has nothing to hand over.
///
/// The timer is tokio's, in real time: only the driver of a runtime of several threads wakes on the worker that drives it, and the time of
/// such a runtime can't be paused.
#[test]
fn a_waker_that_a_timer_wakes_may_wait_too_on_rt() {
    struct Waits(mpsc::Sender<bool>);
    impl Wake for Waits {
        fn wake(self: Arc<Self>) {
            let is_done = Task::spawn_on(&*DEFAULT, async {}).blocking_wait().is_ok();
            self.0.send(is_done).expect("the test listens");
        }
    }

    let runtime = Builder::new_multi_thread().worker_threads(1).enable_time().build().expect("a runtime");
    let spawned = Task::spawn_on(&TokioScheduler::new(runtime.handle().clone()), async {});
    assert_eq!(spawned.blocking_wait(), Ok(&()));
    let (say, said) = mpsc::channel();
    let waker = Waker::from(Arc::new(Waits(say)));
    let _entered = runtime.enter();
    // A sleep that is over when it is polled wakes no task. A longer one does.
    let polled = |doubled| {
        let mut sleep = Box::pin(tokio::time::sleep(SOON * (1_u32 << doubled)));
        sleep.as_mut().poll(&mut Context::from_waker(&waker)).is_pending().then_some(sleep)
    };
    let _sleep = (0..).find_map(polled);
    assert_eq!(said.recv(), Ok(true));
}

/// The address space of a child process has no room for another thread's stack. See [`Task::blocking_wait`] for the remedy: await.
#[cfg(all(target_os = "linux", not(miri)))]
#[test]
fn a_wait_panics_in_spawned_work_where_no_thread_can_be_started() {
    use std::{env, fs, panic, process};

    // The constants of Linux.
    const ADDRESS_SPACE: i32 = 9;
    unsafe extern "C" {
        fn setrlimit(resource: i32, limit: *const [u64; 2]) -> i32;
    }

    /// The size of the process, in KiB.
    fn size() -> u64 {
        let status = fs::read_to_string("/proc/self/status").expect("a status");
        let size = status.lines().find_map(|line| line.strip_prefix("VmSize:")).expect("a size");
        size.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// The status of a child that has done all.
    const DONE: i32 = 7;
    const NAME: &str = "workers::a_wait_panics_in_spawned_work_where_no_thread_can_be_started";
    if env::var_os("IS_CHILD").is_none() {
        // A sanitizer's shadow is larger than any limit.
        if size() < 1 << 30 {
            let mut child = process::Command::new(env::current_exe().expect("a path"));
            let ended =
                child.args(["--exact", NAME, "--test-threads=1"]).env("IS_CHILD", "1").output().expect("a child");
            assert_eq!(ended.status.code(), Some(DONE), "{ended:?}");
        }
        return;
    }
    let runtimes = [(); 2].map(|()| Builder::new_multi_thread().worker_threads(1).build().expect("a runtime"));
    let schedulers = runtimes.each_ref().map(|runtime| TokioScheduler::new(runtime.handle().clone()));
    for scheduler in &schedulers {
        Task::spawn_on(scheduler, async {}).blocking_wait().expect("the worker has begun");
    }
    panic::set_hook(Box::new(|_| ()));
    let limit = [(size() << 10) + (1 << 20), u64::MAX];
    // SAFETY: a pointer to a limit.
    assert_eq!(unsafe { setrlimit(ADDRESS_SPACE, &raw const limit) }, 0);
    let (_source, pending) = TaskCompletionSource::<u32>::channel();
    let (task, shared) = (pending.clone(), valuetask_tasks::Shared::from(pending));
    let waits = [
        Task::spawn_on(&schedulers[0], async move { task.blocking_wait().is_ok() }),
        Task::spawn_on(&schedulers[1], async move { shared.blocking_wait().is_ok() }),
    ];
    for wait in waits {
        assert!(pollster::block_on(wait).is_err_and(|error| error.is_panicked()));
    }
    // A runtime that has lost its worker may never shut down.
    process::exit(DONE);
}
