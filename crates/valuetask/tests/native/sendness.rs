//! The objects of a trait, and which of them, and of their results, may go to another thread.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;
use std::thread;

use valuetask::{LocalValueTask, ValueTask, value_task};

use crate::util::Once;

fn is_send<T: Send>(value: T) -> T {
    value
}

/// Without `Send` or `Sync`: objects add them.
#[value_task(dyn = DynCounter)]
trait Counter {
    type Item;
    async fn next(&mut self) -> Option<Self::Item>;
    async fn peek(&self) -> Option<&Self::Item>;
    async fn skip(&mut self, by: usize) -> Option<Self::Item> {
        for _ in 0..by {
            self.next().await;
        }
        self.next().await
    }
}

struct Upto(u32);

impl Counter for Upto {
    type Item = u32;

    async fn next(&mut self) -> Option<u32> {
        self.0 = self.0.checked_sub(1)?;
        Some(self.0)
    }

    async fn peek(&self) -> Option<&u32> {
        Once::default().await;
        Some(&self.0)
    }
}

async fn drain<C: Counter<Item = u32> + Send>(mut counter: C) -> u32 {
    let mut sum = counter.peek().await.copied().unwrap_or(0);
    sum += 100 * counter.skip(1).await.unwrap_or(0);
    while let Some(next) = counter.next().await {
        sum += next;
    }
    sum
}

#[test]
fn an_object_goes_to_another_thread_if_it_says_so() {
    let counter: Box<dyn DynCounter<Item = u32> + Send + Sync> = Box::new(Upto(4));
    let sum = thread::spawn(|| pollster::block_on(is_send(drain(counter)))).join().unwrap();
    assert_eq!(sum, 4 + 200 + 1);
    let mut counter: Box<dyn DynCounter<Item = u32> + Send> = Box::new(Upto(4));
    let next = thread::spawn(move || pollster::block_on(is_send(counter.next()))).join().unwrap();
    assert_eq!(next, Some(3));
}

/// An implementation that is neither `Send` nor `Sync` has an object, too.
struct Local(Rc<Cell<u32>>);

impl Stays for Local {
    async fn get(&mut self) -> u32 {
        self.0.get()
    }
}

#[value_task(dyn = DynStays, ?Send)]
trait Stays {
    async fn get(&mut self) -> u32;
    #[value_task(Send)]
    async fn sent(&self, key: u32) -> u32
    where
        Self: Sync,
    {
        key
    }
}

#[test]
fn a_local_trait_takes_local_values() {
    let shared = Rc::new(Cell::new(7));
    let mut local: Box<dyn DynStays> = Box::new(Local(Rc::clone(&shared)));
    let task: LocalValueTask<'_, u32> = local.get();
    shared.set(8);
    assert_eq!(pollster::block_on(task), 8);
}

/// A clause of a method requires `Self: Sync`: pointers to an object with `Sync` implement the trait.
#[value_task(dyn = DynClause)]
trait Clause {
    async fn get(&self) -> u32
    where
        Self: Sync;
    async fn set(&mut self, value: u32)
    where
        Self: Send;
}

#[value_task(dyn)]
impl Clause for u32 {
    async fn get(&self) -> u32 {
        *self
    }

    async fn set(&mut self, value: u32) {
        *self = value;
    }
}

async fn reset<C: Clause + Send + Sync>(mut clause: C) -> u32 {
    clause.set(8).await;
    clause.get().await
}

#[test]
fn a_clause_of_a_method_is_kept() {
    let object: Box<dyn DynClause + Send + Sync> = Box::new(7);
    assert_eq!(object.get().try_result().ok(), Some(7));
    assert_eq!(pollster::block_on(reset(object)), 8);
    let mut object: Box<dyn DynClause + Send> = Box::new(7);
    assert!(object.set(8).is_completed());
    assert_eq!(pollster::block_on(reset(7)), 8);
}

#[test]
fn an_object_that_is_only_sync_is_called_from_several_threads() {
    let counter: &(dyn DynCounter<Item = u32> + Sync) = &Upto(4);
    let peeked = thread::scope(|scope| {
        let peek = || pollster::block_on(counter.peek()).copied();
        let other = scope.spawn(peek);
        (other.join().unwrap(), peek())
    });
    assert_eq!(peeked, (Some(4), Some(4)));
}

/// A default body that holds `&self`.
#[value_task(dyn = DynPeeks)]
trait Peeks {
    async fn peek(&self) -> u32;
    async fn twice(&self) -> u32 {
        2 * self.peek().await
    }
}

impl Peeks for u32 {
    async fn peek(&self) -> u32 {
        *self
    }
}

async fn twice<P: Peeks + Sync + ?Sized>(peeks: &P) -> u32 {
    peeks.twice().await
}

#[test]
fn an_object_that_is_only_sync_implements_the_trait() {
    let object: &(dyn DynPeeks + Sync) = &4;
    assert_eq!(pollster::block_on(is_send(twice(object))), 8);
    assert_eq!(pollster::block_on(is_send(twice(&object))), 8);
}

/// A predicate about the target.
#[value_task(dyn = DynSomewhere, Send = cfg(not(any())))]
trait Somewhere: Sync {
    async fn get(&self) -> u32;
}

#[value_task(dyn, Send = cfg(not(any())))]
impl Somewhere for u32 {
    async fn get(&self) -> u32 {
        *self
    }
}

#[value_task(dyn = DynNowhere, Send = cfg(any()))]
trait Nowhere {
    async fn get(&self) -> u32;
}

#[value_task(dyn, Send = cfg(any()))]
impl Nowhere for Rc<u32> {
    async fn get(&self) -> u32 {
        let kept = Rc::clone(self);
        Once::default().await;
        *kept
    }
}

#[test]
fn the_target_decides_for_the_erased_trait_too() {
    let somewhere: &dyn DynSomewhere = &7;
    let task: ValueTask<'_, u32> = somewhere.get();
    assert_eq!(is_send(task).try_result().ok(), Some(7));
    let nowhere: &dyn DynNowhere = &Rc::new(7);
    let task: LocalValueTask<'_, u32> = nowhere.get();
    assert_eq!(pollster::block_on(task), 7);
}

/// A generic caller may spawn the future of a native method.
fn spawned<S: Somewhere + Send + Sync + 'static>(store: Arc<S>) -> u32 {
    thread::spawn(move || pollster::block_on(is_send(store.get()))).join().unwrap()
}

#[test]
fn a_native_future_may_be_sent() {
    assert_eq!(spawned(Arc::new(7)), 7);
}

/// A future written by hand that isn't `Send` has a local task.
#[value_task(dyn = DynByHand)]
trait ByHand {
    fn local(&self) -> impl Future<Output = u32>;
    fn sent(&self) -> impl Future<Output = u32> + Send;
}

impl ByHand for u32 {
    fn local(&self) -> impl Future<Output = u32> {
        let kept = Rc::new(*self);
        async move { *kept }
    }

    fn sent(&self) -> impl Future<Output = u32> + Send {
        std::future::ready(*self)
    }
}

#[test]
fn methods_written_by_hand_may_be_send_or_not() {
    let object: &dyn DynByHand = &7;
    let local: LocalValueTask<'_, u32> = object.local();
    let sent: ValueTask<'_, u32> = object.sent();
    assert_eq!(pollster::block_on(local) + pollster::block_on(is_send(sent)), 14);
}

/// A result that isn't `Send`, of an implementer that isn't either, through each pointer to an object.
#[value_task(dyn = DynLends, ?Send)]
trait Lends {
    async fn lend(&self) -> Rc<u32>;
    async fn lend_mut(&mut self) -> Option<Rc<u32>> {
        Some(self.lend().await)
    }
}

#[value_task(dyn = DynGives, ?Send)]
trait Gives {
    async fn give(&self) -> Rc<u32>;
}

struct Shares(Rc<u32>);

#[value_task(dyn, ?Send)]
impl Lends for Shares {
    async fn lend(&self) -> Rc<u32> {
        Rc::clone(&self.0)
    }
}

impl Gives for Shares {
    async fn give(&self) -> Rc<u32> {
        Once::default().await;
        Rc::clone(&self.0)
    }
}

async fn lent<L: Lends + ?Sized>(lends: &mut L) -> u32 {
    *lends.lend().await + *lends.lend_mut().await.unwrap_or_default()
}

async fn given<G: Gives + ?Sized>(gives: &G) -> u32 {
    *gives.give().await
}

#[test]
fn local_results_are_returned_through_each_pointer_to_an_object() {
    let shares = || Shares(Rc::new(7));
    let mut boxed: Box<dyn DynLends> = Box::new(shares());
    let task: LocalValueTask<'_, Rc<u32>> = boxed.lend();
    assert!(task.is_completed());
    drop(task);
    assert_eq!(pollster::block_on(lent(&mut boxed)), 14);
    assert_eq!(pollster::block_on(lent(&mut *boxed)), 14);
    let mut lender: &mut dyn DynLends = &mut shares();
    assert_eq!(pollster::block_on(lent(&mut lender)), 14);

    let boxed: Box<dyn DynGives> = Box::new(shares());
    let shared: Rc<dyn DynGives> = Rc::new(shares());
    let synced: Arc<dyn DynGives> = Arc::new(Threadless);
    let lent: &dyn DynGives = &shares();
    assert_eq!(pollster::block_on(given(&boxed)), 7);
    assert_eq!(pollster::block_on(given(&*boxed)), 7);
    assert_eq!(pollster::block_on(given(&shared)), 7);
    assert_eq!(pollster::block_on(given(&lent)), 7);
    assert_eq!(pollster::block_on(given(&synced)), 9);
    let task: LocalValueTask<'_, Rc<u32>> = shared.give();
    assert_eq!(*pollster::block_on(task), 7);
}

/// An implementer that is `Send` and `Sync`, whose results aren't.
struct Threadless;

impl Gives for Threadless {
    async fn give(&self) -> Rc<u32> {
        Rc::new(9)
    }
}

impl Lends for Threadless {
    async fn lend(&self) -> Rc<u32> {
        Rc::new(9)
    }
}

#[test]
fn an_object_of_a_local_trait_may_go_to_another_thread() {
    let mut boxed: Box<dyn DynLends + Send> = Box::new(Threadless);
    let synced: Arc<dyn DynGives + Send + Sync> = Arc::new(Threadless);
    let other = thread::spawn(move || {
        assert_eq!(*pollster::block_on(boxed.lend()), 9);
        assert_eq!(*pollster::block_on(synced.give()), 9);
        pollster::block_on(given(&synced)) + pollster::block_on(given(&*synced)) + pollster::block_on(lent(&mut boxed))
    });
    assert_eq!(other.join().expect("no panic"), 36);
}
