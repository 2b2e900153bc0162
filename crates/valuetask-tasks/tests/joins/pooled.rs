//! Several pooled futures awaited at once: in tuples, all of one type, the first of them.

use std::rc::Rc;

use valuetask::{LocalPooledFuture, PooledFuture};
use valuetask_tasks::{join, try_join, try_when_all, when_all, when_any};

use crate::util::{Drops, pause, poll};

fn number(n: u64) -> PooledFuture<'static, u64> {
    PooledFuture::new(async move {
        pause().await;
        n
    })
}

fn checked(n: u64) -> PooledFuture<'static, Result<u64, String>> {
    PooledFuture::new(async move {
        pause().await;
        if n < 10 { Ok(n) } else { Err(format!("{n} is too large")) }
    })
}

fn local(n: u64) -> LocalPooledFuture<'static, Rc<u64>> {
    LocalPooledFuture::new(async move { Rc::new(number(n).await) })
}

fn local_checked(n: u64) -> LocalPooledFuture<'static, Result<Rc<u64>, Rc<str>>> {
    LocalPooledFuture::new(async move { checked(n).await.map(Rc::new).map_err(Rc::from) })
}

#[test]
fn futures_of_different_types_are_joined() {
    let text = String::from("borrowed");
    let name = PooledFuture::new(async { text.as_str() });
    let mut joined = join((number(1), name));
    assert!(!joined.is_completed() && poll(&mut joined).is_pending());
    assert_eq!(pollster::block_on(joined), (1, "borrowed"));
    assert_eq!(pollster::block_on(join((local(1), local(2)))), (Rc::new(1), Rc::new(2)));
}

#[test]
fn the_first_error_of_a_tuple_drops_the_others() {
    assert_eq!(pollster::block_on(try_join((checked(1), checked(2)))), Ok((1, 2)));
    let drops = Drops::default();
    let held = drops.value();
    let never = PooledFuture::<Result<u64, String>>::new(async move {
        let _held = held;
        std::future::pending().await
    });
    assert_eq!(pollster::block_on(try_join((never, checked(10)))), Err("10 is too large".to_owned()));
    assert_eq!(drops.count(), 1);
    let failed = pollster::block_on(try_join((local_checked(1), local_checked(11))));
    assert_eq!(failed, Err(Rc::from("11 is too large")));
}

#[test]
fn all_of_one_type_are_awaited() {
    assert_eq!(pollster::block_on(when_all((0..100).map(number))), (0..100).collect::<Vec<_>>());
    assert_eq!(pollster::block_on(when_all([local(1), local(2)])), [Rc::new(1), Rc::new(2)]);
    assert_eq!(pollster::block_on(when_all(None::<PooledFuture<'_, u8>>)), []);
}

#[test]
fn all_of_one_type_are_awaited_up_to_an_error() {
    assert_eq!(pollster::block_on(try_when_all((0..10).map(checked))), Ok((0..10).collect()));
    let failed = pollster::block_on(try_when_all((5..15).map(checked)));
    assert_eq!(failed, Err("10 is too large".to_owned()));
    let local = pollster::block_on(try_when_all((0..2).map(local_checked)));
    assert_eq!(local, Ok(vec![Rc::new(0), Rc::new(1)]));
}

#[test]
fn the_first_of_them_is_awaited() {
    let never = || PooledFuture::new(std::future::pending());
    let first = when_any([never(), number(7), never()]).expect("there are some");
    assert_eq!(pollster::block_on(first), (1, 7));
    assert!(when_any(None::<PooledFuture<'_, u8>>).is_none());
    let first = when_any([local(1), local(2)]).expect("there are some");
    assert_eq!(pollster::block_on(first), (0, Rc::new(1)));
}
