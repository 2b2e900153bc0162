//! Methods that a `dyn` can't have, because of their result, their bounds on `Self` or their receiver: the trait has
//! them natively, and its object has the others.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use pollster::block_on;
use valuetask::{ValueTask, value_task};

use crate::util::Once;

/// An object's answer to a method that it hasn't.
trait Missing {
    fn rows(&self) -> &'static str {
        "missing"
    }
    fn lent(&self) -> &'static str {
        "missing"
    }
}

type Shared<T> = Arc<T>;

/// Async, with an opaque output.
#[value_task(dyn = DynRows)]
trait Rows {
    async fn rows(&self) -> impl Iterator<Item = u32> + Send;
    async fn nested(&self, up_to: u32) -> Option<impl Debug + Send>;
    async fn later(&self) -> impl Future<Output = u32> + Send;
    fn by_hand(&self) -> impl Future<Output = impl Debug + Send> + Send;
    async fn count(&self) -> u32;
}

#[value_task(dyn)]
impl Rows for u32 {
    async fn rows(&self) -> impl Iterator<Item = u32> + Send {
        Once::default().await;
        0..*self
    }

    async fn nested(&self, up_to: u32) -> Option<impl Debug + Send> {
        Once::default().await;
        (*self <= up_to).then_some(*self)
    }

    async fn later(&self) -> impl Future<Output = u32> + Send {
        Once::default().await;
        std::future::ready(*self)
    }

    fn by_hand(&self) -> impl Future<Output = impl Debug + Send> + Send {
        std::future::ready(*self)
    }

    async fn count(&self) -> u32 {
        *self
    }
}

/// The refined output of an implementation, which the hidden method repeats.
#[value_task(dyn)]
#[allow(refining_impl_trait, reason = "what is tested")]
impl Rows for Vec<u32> {
    async fn rows(&self) -> std::vec::IntoIter<u32> {
        self.clone().into_iter()
    }

    async fn nested(&self, up_to: u32) -> Option<u32> {
        self.first().copied().filter(|first| *first <= up_to)
    }

    async fn later(&self) -> std::future::Ready<u32> {
        std::future::ready(7)
    }

    async fn by_hand(&self) -> usize {
        self.len()
    }

    async fn count(&self) -> u32 {
        self.iter().sum()
    }
}

impl Missing for dyn DynRows + '_ {}

async fn read<R: Rows>(rows: &R) -> String {
    let all: Vec<_> = rows.rows().await.collect();
    let (nested, later) = (rows.nested(3).await, rows.later().await.await);
    format!("{all:?} {nested:?} {later} {:?} {}", rows.by_hand().await, rows.count().await)
}

#[test]
fn the_output_of_an_async_method_may_be_opaque() {
    assert_eq!(block_on(read(&3)), "[0, 1, 2] Some(3) 3 3 3");
    assert_eq!(block_on(read(&vec![4, 5])), "[4, 5] None 7 2 9");
    let object: &dyn DynRows = &3;
    assert_eq!(object.count().try_result().ok(), Some(3));
    assert_eq!(object.rows(), "missing");
}

/// A closure as a result, also of a default body.
#[value_task(dyn = DynTrims)]
trait Trims: Sync {
    async fn trim(&self) -> impl Fn(&str) -> &str + Send {
        Once::default().await;
        str::trim
    }
    async fn measure(&self) -> impl Fn(Vec<u32>) -> usize + Send;
}

#[value_task(dyn)]
impl Trims for u32 {
    async fn measure(&self) -> impl Fn(Vec<u32>) -> usize + Send {
        let more = *self as usize;
        move |values: Vec<u32>| values.len() + more
    }
}

#[test]
fn an_async_method_may_yield_a_closure() {
    assert_eq!(block_on(7.trim())(" a "), "a");
    assert_eq!(block_on(7.measure())(vec![1]), 8);
}

/// With clauses about `Self`, and about its associated types.
#[value_task(dyn = DynShows)]
trait Shows {
    type Row;
    async fn shown(&self) -> String
    where
        Self: Debug,
    {
        format!("{self:?}")
    }
    async fn copied(&self) -> Self::Row
    where
        Self: Clone,
        Self::Row: From<Self>,
    {
        self.clone().into()
    }
    async fn lent(&self) -> String
    where
        for<'a> &'a Self: Debug,
    {
        format!("{:?}", &self)
    }
    fn plain(&self) -> String
    where
        Self: Debug,
    {
        format!("{self:?}!")
    }
    async fn pinned(&mut self) -> u32
    where
        Self: Unpin,
    {
        3
    }
    async fn row(&self) -> String
    where
        Self::Row: Debug;
    async fn sent(&self) -> u32
    where
        Self: Send + Sync + 'static,
    {
        1
    }
    fn shared(&self) -> u32
    where
        Self: Sync,
    {
        2
    }
}

#[value_task(dyn)]
impl Shows for u32 {
    type Row = u64;

    async fn copied(&self) -> u64
    where
        Self: Clone,
    {
        u64::from(*self)
    }

    async fn row(&self) -> String {
        format!("{:?}", u64::from(*self))
    }
}

async fn show<S: Shows<Row = u64> + Sync + Send + 'static>(shows: S) -> String {
    format!("{} {} {}", shows.row().await, shows.sent().await, shows.shared())
}

#[test]
fn a_method_may_ask_of_self_what_an_object_is_not() {
    let said = [block_on(7.shown()), block_on(7.lent()), 7.plain(), block_on(7.pinned()).to_string()];
    assert_eq!(said, ["7", "7", "7!", "3"]);
    assert_eq!(block_on(Shows::copied(&7)), 7);
    assert_eq!(block_on(show(7)), "7 1 2");
    let object: Box<dyn DynShows<Row = u64> + Send + Sync> = Box::new(7);
    assert_eq!(object.row().try_result().ok().as_deref(), Some("7"));
    let task: ValueTask<'_, u32> = (*object).sent();
    assert_eq!((block_on(task), (*object).shared()), (1, 2));
    assert_eq!(block_on(show(object)), "7 1 2");
}

/// Called through pointers to pointers to `Self`, and through one pointer.
#[value_task(dyn = DynCalled)]
#[allow(clippy::borrowed_box, clippy::redundant_allocation, reason = "what is tested")]
trait Called: Send + Sync {
    async fn lent(self: &Arc<Self>) -> u32;
    async fn twice(self: &&Self) -> u32;
    async fn boxed(self: Box<Box<Self>>) -> u32;
    fn plain(self: &mut Box<Self>) -> u32;
    async fn default(self: &Box<Self>) -> u32 {
        5
    }
    async fn by_one(self: &Self) -> u32;
    async fn by_another_name(self: Shared<Self>) -> u32;
    async fn pinned(self: Pin<Shared<Self>>) -> u32;
}

#[value_task(dyn)]
#[allow(clippy::needless_arbitrary_self_type, reason = "what is tested")]
impl Called for u32 {
    async fn lent(self: &Arc<Self>) -> u32 {
        Once::default().await;
        **self
    }

    async fn twice(self: &&Self) -> u32 {
        **self
    }

    async fn boxed(self: Box<Box<Self>>) -> u32 {
        **self
    }

    fn plain(self: &mut Box<Self>) -> u32 {
        **self
    }

    async fn by_one(self: &Self) -> u32 {
        *self
    }

    async fn by_another_name(self: Shared<Self>) -> u32 {
        *self
    }

    async fn pinned(self: Pin<Shared<Self>>) -> u32 {
        *self
    }
}

impl Missing for dyn DynCalled {}

#[test]
fn a_method_may_be_called_through_other_pointers() {
    let (shared, mut boxed) = (Arc::new(1), Box::new(4));
    let of_all = [block_on(shared.lent()), block_on((&2).twice()), block_on(Box::new(Box::new(3)).boxed())];
    assert_eq!(of_all, [1, 2, 3]);
    assert_eq!((boxed.plain(), block_on(boxed.default())), (4, 5));
    let object: Arc<dyn DynCalled> = shared;
    assert_eq!(object.by_one().try_result().ok(), Some(1));
    assert_eq!((object.lent(), block_on(object.clone().by_another_name())), ("missing", 1));
    assert_eq!(block_on(Pin::from(Box::new(1)).as_ref().get_ref().by_one()), 1);
    let pinned: Pin<Arc<dyn DynCalled>> = Arc::pin(6);
    assert_eq!(block_on(pinned.pinned()), 6);
}
