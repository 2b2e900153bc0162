//! Two threads that make, share, run, await, abandon, complete and drop tasks by a seed, against a model of the expected
//! results. Then they meet at tasks: one completes a task and leaves, while the other drops or awaits the last handle.
//!
//! `VALUETASK_STRESS_SEED` and `VALUETASK_STRESS_STEPS` (of each thread) choose another run or a longer one.
//! Invariants:
//!
//! - an awaiter of a completed task was woken since its last poll, or is woken soon: no awaiter sleeps for ever;
//! - a task completes with the first result that is set, and with no other;
//! - each result, waker, closure and error is dropped once, and as many bytes are alive in the end as before.

#[path = "util/by_hand.rs"]
mod by_hand;
#[path = "../../valuetask/tests/util/ledger.rs"]
mod ledger;
#[path = "../../valuetask/tests/util/stress.rs"]
mod stress;
#[path = "../../valuetask/tests/util/mod.rs"]
mod util;

use std::future::{Future, IntoFuture};
use std::hint;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use by_hand::ByHand;
use ledger::{Ledger, live_bytes};
use stress::{Random, from_env};
use util::Once;
use util::live::{self, Counted};
use valuetask::{Abandoned, ValueTask, pool};
use valuetask_tasks::{Shared, Task, TaskCompletionSource, TaskError};

#[global_allocator]
static ALLOCATOR: Ledger = Ledger;

const STEPS: u64 = if cfg!(miri) { 150 } else { 60_000 };
/// The number of tasks of each kind that a thread holds, and that are between threads.
const HELD: usize = if cfg!(miri) { 8 } else { 60 };

/// The number of meetings, and of those at a time.
const MEETINGS: u64 = if cfg!(miri) { 20 } else { 40_000 };
const AT_A_TIME: u64 = if cfg!(miri) { 10 } else { 1_000 };

/// The number of results that were made.
static MADE: AtomicUsize = AtomicUsize::new(0);

/// A result with a number.
type Numbered = Counted<usize>;

/// The model's state of a task: the number of its first result, plus one.
type Known = Arc<AtomicUsize>;

const PENDING: usize = 0;
const ABANDONED: usize = usize::MAX;
const FAILED: usize = usize::MAX - 1;

/// A task, or a future that its awaiters poll.
#[derive(Clone)]
enum Handle {
    Task(Task<Arc<Numbered>>),
    Shared(Shared<Arc<Numbered>>),
}

type Awaited = Pin<Box<dyn Future<Output = Result<Arc<Numbered>, TaskError>> + Send>>;

impl Handle {
    fn result(&self) -> Option<Result<&Arc<Numbered>, &TaskError>> {
        match self {
            Self::Task(task) => task.result(),
            Self::Shared(shared) => shared.result(),
        }
    }

    /// Awaits it in one of three ways.
    fn awaited(self, random: &mut Random) -> Awaited {
        match (self, random.below(3)) {
            (Self::Task(task), 0) => Box::pin(task.into_future()),
            (Self::Task(task), 1) => Box::pin(async move { (&task).await }),
            (Self::Task(task), _) => Box::pin(async move { task.get().await.cloned().map_err(Clone::clone) }),
            (Self::Shared(shared), 0) => Box::pin(shared.into_future()),
            (Self::Shared(shared), 1) => Box::pin(async move { (&shared).await }),
            (Self::Shared(shared), _) => Box::pin(async move { shared.get().await.cloned().map_err(Clone::clone) }),
        }
    }
}

#[derive(Clone)]
struct Subject {
    handle: Handle,
    known: Known,
}

impl Subject {
    /// Checks that the result is the one that was set.
    fn check(&self) {
        let Some(outcome) = self.handle.result() else { return };
        self.holds(outcome.map(|result| *result.get()).map_err(known_error));
    }

    fn holds(&self, outcome: Result<usize, usize>) {
        // The completing thread tells the model right after.
        let mut known = self.known.load(SeqCst);
        while known == PENDING {
            thread::yield_now();
            known = self.known.load(SeqCst);
        }
        assert_eq!(outcome, if matches!(known, ABANDONED | FAILED) { Err(known) } else { Ok(known - 1) });
    }
}

fn known_error(error: &TaskError) -> usize {
    match error.downcast_ref::<Abandoned>() {
        Some(Abandoned) => ABANDONED,
        None => FAILED,
    }
}

struct Source {
    /// `None` after the drop.
    source: Option<Arc<TaskCompletionSource<Arc<Numbered>>>>,
    known: Known,
}

impl Source {
    fn new(source: Arc<TaskCompletionSource<Arc<Numbered>>>, known: Known) -> Self {
        Self { source: Some(source), known }
    }

    fn get(&self) -> &Arc<TaskCompletionSource<Arc<Numbered>>> {
        self.source.as_ref().expect("it isn't dropped")
    }
}

impl Drop for Source {
    /// The last handle that is dropped abandons it: exactly one does, even if several are dropped at once.
    fn drop(&mut self) {
        if let Some(source) = self.source.take().and_then(Arc::into_inner) {
            let unset = !source.task().is_completed();
            drop(source);
            if unset {
                assert_eq!(self.known.swap(ABANDONED, SeqCst), PENDING);
            }
        }
    }
}

/// Spawned work, which completes its task and leaves, or abandons it.
struct Work {
    /// `None` once it was polled to its end.
    work: Option<ValueTask<'static>>,
    known: Known,
}

impl Work {
    /// Polls the work, and returns it unless it is done.
    fn run(mut self) -> Option<Self> {
        let is_pending = self.work.as_mut().is_some_and(|work| util::poll(work).is_pending());
        if !is_pending {
            self.work = None;
        }
        is_pending.then_some(self)
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if self.work.take().is_some() {
            assert_eq!(self.known.swap(ABANDONED, SeqCst), PENDING);
        }
    }
}

/// A thread's alarm for one awaiter.
struct Alarm {
    _counted: Counted,
    woken: AtomicBool,
    thread: thread::Thread,
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, SeqCst);
        self.thread.unpark();
    }
}

/// An awaiter of a subject by value, with the alarm of its last poll.
struct Awaiter {
    subject: Subject,
    future: Awaited,
    alarm: Option<Arc<Alarm>>,
}

impl Awaiter {
    fn new(subject: Subject, random: &mut Random) -> Self {
        let future = subject.handle.clone().awaited(random);
        Self { subject, future, alarm: None }
    }

    /// Polls with a new alarm or the last one, and returns `true` if it is ready.
    fn poll(&mut self, random: &mut Random) -> bool {
        let here = thread::current();
        let alarm = match self.alarm.take() {
            Some(alarm) if alarm.thread.id() == here.id() && random.below(2) == 0 => alarm,
            _ => Arc::new(Alarm { _counted: Counted::default(), woken: AtomicBool::new(false), thread: here }),
        };
        alarm.woken.store(false, SeqCst);
        let waker = Waker::from(Arc::clone(&alarm));
        self.alarm = Some(alarm);
        let Poll::Ready(outcome) = self.future.as_mut().poll(&mut Context::from_waker(&waker)) else { return false };
        self.subject.holds(outcome.map(|result| *result.get()).map_err(|error| known_error(&error)));
        true
    }

    /// Sleeps while it is pending, for ever if a wake-up is lost.
    fn finish(mut self, random: &mut Random) {
        while !self.poll(random) {
            let alarm = self.alarm.as_ref().expect("it was polled");
            while !alarm.woken.load(SeqCst) {
                thread::park();
            }
        }
    }
}

#[derive(Default)]
struct Held {
    sources: Vec<Source>,
    works: Vec<Work>,
    subjects: Vec<Subject>,
    awaiters: Vec<Awaiter>,
}

/// The tasks and sources between the threads.
type Between = Mutex<Held>;

fn numbered() -> Arc<Numbered> {
    Arc::new(Counted::new(MADE.fetch_add(1, SeqCst)))
}

/// Returns a closure that returns the result, and is counted.
fn shares() -> impl FnOnce(&Arc<Numbered>) -> Arc<Numbered> + Send {
    let counted = Counted::new(());
    move |result| {
        drop(counted);
        Arc::clone(result)
    }
}

fn make(random: &mut Random, held: &mut Held) {
    let known = Known::default();
    match random.below(5) {
        0 => {
            let result = numbered();
            known.store(result.get() + 1, SeqCst);
            let suspends = random.below(4);
            let shared = Shared::new(async move {
                for _ in 0..suspends {
                    Once::default().await;
                }
                result
            });
            held.subjects.push(Subject { handle: Handle::Shared(shared), known });
        }
        1 if !held.subjects.is_empty() => {
            let before = held.subjects[random.below(held.subjects.len())].clone();
            let known = Arc::clone(&before.known);
            let handle = match before.handle {
                Handle::Task(task) if random.below(2) == 0 => Handle::Task(
                    task.try_continue_with(|task| task.result().unwrap().map(shares()).map_err(TaskError::clone)),
                ),
                other => Handle::Shared(Shared::try_new(other.awaited(random))),
            };
            held.subjects.push(Subject { handle, known });
        }
        2 => {
            let (result, suspends, completes) = (numbered(), random.below(3), Arc::clone(&known));
            let scheduler = ByHand::default();
            let task = Task::spawn_on(&scheduler, async move {
                for _ in 0..suspends {
                    Once::default().await;
                }
                assert_eq!(completes.swap(result.get() + 1, SeqCst), PENDING);
                result
            });
            held.subjects.push(Subject { handle: Handle::Task(task), known: Arc::clone(&known) });
            held.works
                .extend(scheduler.take().into_iter().map(|work| Work { work: Some(work), known: Arc::clone(&known) }));
        }
        _ => {
            let source = TaskCompletionSource::new();
            held.subjects.push(Subject { handle: Handle::Task(source.task().clone()), known: Arc::clone(&known) });
            held.sources.push(Source::new(Arc::new(source), known));
        }
    }
}

fn any<T>(random: &mut Random, from: &mut Vec<T>) -> Option<T> {
    (!from.is_empty()).then(|| from.swap_remove(random.below(from.len())))
}

fn step(random: &mut Random, held: &mut Held, between: &Between) {
    match random.below(110) {
        0..16 if held.subjects.len() < HELD => make(random, held),
        16..30 if held.awaiters.len() < HELD => {
            if let Some(subject) = any(random, &mut held.subjects) {
                held.awaiters.push(Awaiter::new(subject.clone(), random));
                held.subjects.push(subject);
            }
        }
        30..55 => {
            if let Some(mut awaiter) = any(random, &mut held.awaiters)
                && !awaiter.poll(random)
            {
                held.awaiters.push(awaiter);
            }
        }
        55..60 => drop(any(random, &mut held.awaiters)),
        60..70 => {
            if let Some(source) = any(random, &mut held.sources) {
                let result = numbered();
                let number = *result.get();
                let (set, then) = match random.below(4) {
                    0 => (source.get().set_error(TaskError::new(Counted::new("lost"))).is_ok(), FAILED),
                    _ => (source.get().set_result(result).is_ok(), number + 1),
                };
                if set {
                    assert_eq!(source.known.swap(then, SeqCst), PENDING);
                }
            }
        }
        70..72 => drop(any(random, &mut held.sources)),
        100..108 => {
            let pending = any(random, &mut held.works).and_then(Work::run);
            held.works.extend(pending);
        }
        108 => drop(any(random, &mut held.works)),
        72..78 => drop(any(random, &mut held.subjects)),
        78..82 => held.subjects.iter().for_each(Subject::check),
        82..84 => {
            // Two setters of one source.
            if let Some(source) = any(random, &mut held.sources) {
                let twin = Source::new(Arc::clone(source.get()), Arc::clone(&source.known));
                held.sources.push(source);
                between.lock().expect("no panic").sources.push(twin);
            }
        }
        84..92 => {
            let mut between = between.lock().expect("no panic");
            if between.subjects.len() + between.awaiters.len() < HELD {
                between.subjects.extend(any(random, &mut held.subjects));
                between.awaiters.extend(any(random, &mut held.awaiters));
                between.sources.extend(any(random, &mut held.sources));
                between.works.extend(any(random, &mut held.works));
            }
        }
        _ => {
            let mut between = between.lock().expect("no panic");
            held.subjects.extend(any(random, &mut between.subjects));
            held.awaiters.extend(any(random, &mut between.awaiters));
            held.sources.extend(any(random, &mut between.sources));
            held.works.extend(any(random, &mut between.works));
        }
    }
}

/// Runs one thread's steps, and returns the tasks that it has in the end.
fn run(seed: u64, steps: u64, between: &Between) -> Held {
    let (mut random, mut held) = (Random(seed), Held::default());
    (0..steps).for_each(|_| step(&mut random, &mut held, between));
    held
}

/// Lets two threads meet at a task: one runs its work to the end, and so leaves, while the other has the last handle.
fn meet(random: &mut Random) {
    let scheduler = ByHand::default();
    let tasks: Vec<_> =
        (0..AT_A_TIME).map(|number| Task::spawn_on(&scheduler, async move { Counted::new(number) })).collect();
    let arrived = [const { AtomicU64::new(0) }; 2];
    let arrive = |thread: usize, meeting: u64| {
        arrived[thread].store(meeting, SeqCst);
        let mut spins = 0_u32;
        while arrived[1 - thread].load(SeqCst) < meeting {
            spins += 1;
            if cfg!(miri) || spins.is_multiple_of(1_000) { thread::yield_now() } else { hint::spin_loop() }
        }
    };
    let works = scheduler.take();
    thread::scope(|scope| {
        let completer = scope.spawn(|| {
            for (mut work, meeting) in works.into_iter().zip(1..) {
                arrive(0, meeting);
                assert!(util::poll(&mut work).is_ready());
            }
        });
        for (task, meeting) in tasks.into_iter().zip(1..) {
            let (late, end) = (random.below(64), random.below(10));
            arrive(1, meeting);
            (0..late).for_each(|_| hint::spin_loop());
            part(task, end);
        }
        completer.join().expect("no panic");
    });
}

/// Ends the use of a last handle, in one of several ways.
fn part(task: Task<Counted<u64>>, end: usize) {
    let waker = Waker::from(Arc::new(Alarm {
        _counted: Counted::default(),
        woken: AtomicBool::new(false),
        thread: thread::current(),
    }));
    let mut cx = Context::from_waker(&waker);
    match end {
        0 => drop(Pin::new(&mut task.get()).poll(&mut cx)),
        1 => drop(Pin::new(&mut task.into_future()).poll(&mut cx)),
        2 => drop(task.try_unwrap()),
        3 => {
            let counted = Counted::new(());
            drop(task.continue_with(move |_| counted));
        }
        4 => {
            let counted = Counted::new(());
            let all = Task::when_all([task]);
            drop(all.continue_with(move |_| counted));
        }
        _ => drop(task),
    }
}

/// Returns the bytes that are alive once both threads have ended.
fn left_by_threads(seed: u64, steps: u64) -> isize {
    let between = Between::default();
    let mut left: Vec<Held> = thread::scope(|scope| {
        let threads = [0, 1].map(|thread| {
            let between = &between;
            scope.spawn(move || run(seed.wrapping_mul(2).wrapping_add(thread), steps, between))
        });
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    left.push(between.into_inner().expect("no panic"));
    // Two threads sleep on the remaining tasks while all sources are abandoned, which completes every task.
    let (mut sources, mut works) = (Vec::new(), Vec::new());
    let (mut subjects, mut awaiters) = (Vec::new(), [Vec::new(), Vec::new()]);
    for held in &mut left {
        sources.append(&mut held.sources);
        works.append(&mut held.works);
        subjects.append(&mut held.subjects);
        held.awaiters.drain(..).enumerate().for_each(|(number, awaiter)| awaiters[number % 2].push(awaiter));
    }
    thread::scope(|scope| {
        let threads = awaiters.map(|awaiters| {
            scope.spawn(move || awaiters.into_iter().for_each(|awaiter| awaiter.finish(&mut Random(!seed))))
        });
        drop((sources, works));
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    });
    subjects.iter().for_each(Subject::check);
    drop((subjects, left));
    (0..MEETINGS / AT_A_TIME).for_each(|_| meet(&mut Random(seed)));
    pool::trim();
    live_bytes()
}

#[test]
fn no_wake_up_is_lost_and_nothing_is_left() {
    let seed = from_env("VALUETASK_STRESS_SEED", 1);
    let steps = from_env("VALUETASK_STRESS_STEPS", STEPS);
    // The first round makes the allocations that the process keeps, also those of the test harness, which starts to
    // wait meanwhile.
    let round = || live::checked(|| left_by_threads(seed, steps));
    let before = round();
    let after = round();
    assert_eq!(after, before, "seed {seed}");
}
