//! Methods that return an `impl Stream` or an `impl Iterator`: boxed by an object, and native elsewhere.

use std::fmt::Debug;
use std::pin::Pin;
use std::sync::Arc;
use std::thread;

use futures_util::{Stream, StreamExt as _, stream};
use valuetask::value_task;

#[value_task(dyn = DynNumbers)]
trait Numbers: Send + Sync {
    fn upto(&self) -> impl Stream<Item = u32> + Send;
    /// A result that borrows from both without naming them.
    fn with_prefix(&self, prefix: &str) -> impl Stream<Item = String> + Send;
    fn words<'s>(&'s mut self) -> impl Stream<Item = &'s str> + Send + 's;
    fn stays(&self) -> impl Iterator<Item = u32>;
    fn reversed(&self, (from, to): (u32, u32)) -> impl DoubleEndedIterator<Item = u32> + Send {
        from..to
    }
    fn forever(&self) -> impl Iterator<Item = u32> + Send + Unpin + 'static;
    async fn sum(&self) -> u32 {
        self.upto().fold(0, async |sum, number| sum + number).await
    }
}

struct Upto(u32, String);

impl Numbers for Upto {
    fn upto(&self) -> impl Stream<Item = u32> + Send {
        stream::iter(0..self.0)
    }

    fn with_prefix(&self, prefix: &str) -> impl Stream<Item = String> + Send {
        stream::iter(0..self.0).map(move |number| format!("{prefix}{number}"))
    }

    fn words<'s>(&'s mut self) -> impl Stream<Item = &'s str> + Send + 's {
        self.1.push_str(" end");
        stream::iter(self.1.split(' '))
    }

    fn stays(&self) -> impl Iterator<Item = u32> {
        let kept = std::rc::Rc::new(self.0);
        (0..self.0).map(move |number| number + *kept)
    }

    fn forever(&self) -> impl Iterator<Item = u32> + Send + Unpin + 'static {
        std::iter::repeat(self.0)
    }
}

async fn read<N: Numbers + ?Sized>(numbers: &mut N) -> String {
    let upto: Vec<_> = numbers.upto().collect().await;
    let prefix = String::from("no. ");
    let prefixed: Vec<_> = numbers.with_prefix(&prefix).collect().await;
    let words: Vec<_> = numbers.words().map(str::to_owned).collect().await;
    let stays: Vec<_> = numbers.stays().collect();
    let reversed: Vec<_> = numbers.reversed((1, 4)).rev().collect();
    let forever: Vec<_> = numbers.forever().take(2).collect();
    let sum = numbers.sum().await;
    format!("{upto:?} {prefixed:?} {words:?} {stays:?} {reversed:?} {forever:?} {sum}")
}

const READ: &str = r#"[0, 1, 2] ["no. 0", "no. 1", "no. 2"] ["a", "b", "end"] [3, 4, 5] [3, 2, 1] [3, 3] 3"#;

#[test]
fn an_object_and_pointers_to_it_yield_the_implementers_items() {
    let upto = || Upto(3, "a b".to_owned());
    assert_eq!(pollster::block_on(read(&mut upto())), READ);
    let object: &mut dyn DynNumbers = &mut upto();
    assert_eq!(pollster::block_on(read(object)), READ);
    let mut boxed: Box<dyn DynNumbers> = Box::new(upto());
    assert_eq!(pollster::block_on(read(&mut boxed)), READ);
    let mut lent: &mut dyn DynNumbers = &mut upto();
    assert_eq!(pollster::block_on(read(&mut lent)), READ);
}

#[test]
fn a_boxed_stream_has_the_traits_bounds() {
    let object: Box<dyn DynNumbers> = Box::new(Upto(2, String::new()));
    let mut upto: Pin<Box<dyn Stream<Item = u32> + Send + '_>> = object.upto();
    let first = thread::scope(|scope| scope.spawn(|| pollster::block_on(upto.next())).join().expect("it ends"));
    assert_eq!(first, Some(0));
    let mut forever: Box<dyn Iterator<Item = u32> + Send + Unpin + 'static> = object.forever();
    drop(upto);
    drop(object);
    assert_eq!(forever.next(), Some(2));
}

/// With parameters, an associated type, and results that borrow.
#[value_task(dyn = DynTable)]
trait Table<'t, K: Debug + Sync + 't>: Send + Sync {
    type Row: Debug;
    fn rows(&self, key: &K) -> impl Iterator<Item = (Self::Row, usize)> + Send;
    fn keys(&self) -> impl Stream<Item = &'t K>;
}

struct Rows<'t>(Vec<String>, &'t [u8]);

impl<'t> Table<'t, u8> for Rows<'t> {
    type Row = String;

    fn rows(&self, key: &u8) -> impl Iterator<Item = (String, usize)> + Send {
        self.0.iter().map(move |row| (row.clone(), row.len() * usize::from(*key)))
    }

    fn keys(&self) -> impl Stream<Item = &'t u8> {
        stream::iter(self.1)
    }
}

async fn all<'t, T: Table<'t, u8, Row = String>>(table: T) -> (String, Option<&'t u8>) {
    let rows = format!("{:?}", table.rows(&2).collect::<Vec<_>>());
    let last = table.keys().fold(None, async |_, key| Some(key)).await;
    (rows, last)
}

#[test]
fn a_trait_may_have_parameters_and_types() {
    let keys = [1, 2];
    let table = || Rows(vec!["a".to_owned(), "bcd".to_owned()], &keys);
    let expected = (r#"[("a", 2), ("bcd", 6)]"#.to_owned(), Some(&2));
    assert_eq!(pollster::block_on(all(table())), expected);
    let boxed: Box<dyn DynTable<'_, u8, Row = String> + '_> = Box::new(table());
    assert_eq!(boxed.rows(&1).count(), 2);
    assert_eq!(pollster::block_on(all(boxed)), expected);
}

/// A result with borrows of several lifetimes is boxed for an object, which then isn't an implementer. A result that is
/// unknown, or by value, stays native.
#[value_task(dyn = DynOwns)]
trait Owns: Send + Sync {
    fn of_two<'k>(&self, key: &'k str) -> impl Stream<Item = &'k str>;
    fn of_self(&self, key: &str) -> impl Iterator<Item = &str>;
    fn shared(self: Arc<Self>) -> impl Stream<Item = u32>;
    fn pinned(self: Pin<&mut Self>) -> impl Iterator<Item = u32>;
    fn by_value(self) -> impl Stream<Item = u32>;
    fn shown(&self) -> impl Debug;
    fn nested(&self) -> impl Iterator<Item = impl Debug>;
}

impl Owns for Upto {
    fn of_two<'k>(&self, key: &'k str) -> impl Stream<Item = &'k str> {
        stream::iter(key.split(' ').take(self.0 as usize))
    }

    fn of_self(&self, key: &str) -> impl Iterator<Item = &str> {
        self.1.split(' ').filter(move |word| *word == key)
    }

    fn shared(self: Arc<Self>) -> impl Stream<Item = u32> {
        stream::iter(0..self.0)
    }

    fn pinned(self: Pin<&mut Self>) -> impl Iterator<Item = u32> {
        0..self.0
    }

    fn by_value(self) -> impl Stream<Item = u32> {
        stream::iter(0..self.0)
    }

    fn shown(&self) -> impl Debug {
        self.0
    }

    fn nested(&self) -> impl Iterator<Item = impl Debug> {
        0..self.0
    }
}

#[test]
fn an_object_boxes_a_result_with_several_borrows() {
    let upto = || Upto(2, "a b a".to_owned());
    let object: &dyn DynOwns = &upto();
    let key = "a b c".to_owned();
    assert_eq!(pollster::block_on(object.of_two(&key).collect::<Vec<_>>()), ["a", "b"]);
    assert_eq!(object.of_self("a").count(), 2);
    let object: Arc<dyn DynOwns> = Arc::new(upto());
    assert_eq!(pollster::block_on(object.shared().collect::<Vec<_>>()), [0, 1]);
    let mut object: Pin<Box<dyn DynOwns>> = Box::pin(upto());
    assert_eq!(object.as_mut().pinned().last(), Some(1));
    assert_eq!(format!("{:?} {}", upto().shown(), upto().nested().count()), "2 2");
    assert_eq!(pollster::block_on(upto().by_value().collect::<Vec<_>>()), [0, 1]);
}

/// With a default body, a result with borrows of several lifetimes stays native.
#[value_task(dyn = DynSplits)]
trait Splits: Send + Sync {
    fn of_two<'k>(&self, key: &'k str) -> impl Iterator<Item = &'k str> {
        key.split(' ')
    }
    fn shared(self: Arc<Self>) -> impl Stream<Item = u32> {
        stream::iter(0..self.limit().count().try_into().unwrap_or(0))
    }
    fn limit(&self) -> impl Iterator<Item = u32>;
}

impl Splits for Upto {
    fn of_two<'k>(&self, key: &'k str) -> impl Iterator<Item = &'k str> {
        key.split(' ').take(self.0 as usize)
    }

    fn limit(&self) -> impl Iterator<Item = u32> {
        0..self.0
    }
}

fn split<S: Splits + ?Sized>(splits: &S) -> (usize, usize) {
    (splits.of_two("a b c").count(), splits.limit().count())
}

#[test]
fn a_pointer_to_an_object_has_the_default_of_a_result_with_several_borrows() {
    let upto = || Upto(2, String::new());
    assert_eq!(split(&upto()), (2, 2));
    let boxed: Box<dyn DynSplits> = Box::new(upto());
    assert_eq!((split(&*boxed), split(&boxed)), ((3, 2), (3, 2)));
    assert_eq!(pollster::block_on(Arc::new(boxed).shared().collect::<Vec<_>>()), [0, 1]);
}
