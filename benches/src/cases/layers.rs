//! Three layers of `dyn`, each adding one to what the layer below answers at once.

use std::hint::black_box;
use std::mem::MaybeUninit;

use dynify::Dynify as _;
use stackfuture::StackFuture;
use valuetask::value_task;

use super::block_on::block_on;
use super::numbers::{Boxed, Constructed, DynConstructed, Hot, Plain, Stack};
use super::values::{Left, Table};
use crate::way::{ASYNC_TRAIT, Case, DYNIFY, Goal, PLAIN, Run, STACKFUTURE, VALUE_TASK, Way};

/// A layer over another.
struct Layer<T: ?Sized + 'static>(&'static T);

impl Plain for Layer<dyn Plain> {
    #[inline(never)]
    fn get(&self, id: u64) -> u64 {
        self.0.get(id) + 1
    }
}

#[async_trait::async_trait]
impl Boxed for Layer<dyn Boxed> {
    #[inline(never)]
    async fn get(&self, id: u64) -> u64 {
        self.0.get(id).await + 1
    }
}

impl Stack for Layer<dyn Stack> {
    #[inline(never)]
    fn get(&self, id: u64) -> StackFuture<'_, u64, 64> {
        StackFuture::from_or_box(async move { self.0.get(id).await + 1 })
    }
}

impl Constructed for Layer<dyn DynConstructed> {
    async fn get(&self, id: u64) -> u64 {
        let mut stack = [MaybeUninit::<u8>::uninit(); 64];
        let mut heap = Vec::<MaybeUninit<u8>>::new();
        self.0.get(id).init2(&mut stack, &mut heap).await + 1
    }
}

#[value_task]
impl Hot for Layer<dyn Hot> {
    #[inline(never)]
    async fn get(&self, id: u64) -> u64 {
        self.0.get(id).await + 1
    }
}

/// Two layers over a table, as a trait object.
macro_rules! stacked {
    ($Trait:path) => {{
        let table: &'static Left<u64> = Box::leak(Box::new(Left(Table::missing_one_in(None))));
        let middle: &'static Layer<dyn $Trait> = Box::leak(Box::new(Layer::<dyn $Trait>(table)));
        let outer: &'static Layer<dyn $Trait> = Box::leak(Box::new(Layer::<dyn $Trait>(middle)));
        outer as &'static dyn $Trait
    }};
}

/// A loop that awaits call after call.
macro_rules! awaited {
    ($way:ident, $Trait:path, |$receiver:ident, $id:ident| $call:expr) => {
        fn $way() -> Run {
            #[inline(never)]
            fn drive(outer: &dyn $Trait, calls: u64) -> u64 {
                block_on(async {
                    let mut sum = 0;
                    for $id in 0..calls {
                        let $receiver = black_box(outer);
                        sum += $call;
                    }
                    sum
                })
            }

            let outer = stacked!($Trait);
            Box::new(move |calls| drive(outer, calls))
        }
    };
}

fn plain() -> Run {
    let outer = stacked!(Plain);
    Box::new(move |calls| (0..calls).map(|id| black_box(outer).get(id)).sum())
}

awaited!(async_trait, Boxed, |receiver, id| receiver.get(id).await);
awaited!(stackfuture, Stack, |receiver, id| receiver.get(id).await);
awaited!(value_task_, Hot, |receiver, id| receiver.get(id).await);
awaited!(dynify, DynConstructed, |receiver, id| {
    let mut stack = [MaybeUninit::<u8>::uninit(); 64];
    let mut heap = Vec::<MaybeUninit<u8>>::new();
    receiver.get(id).init2(&mut stack, &mut heap).await
});

pub(super) fn case() -> Case {
    const VALUE_TASK_GOALS: &[Goal] = &[Goal::ratio(PLAIN, 1.75), Goal::ratio(ASYNC_TRAIT, 0.18)];
    let ways = vec![
        Way { name: PLAIN, prepare: plain, goals: &[] },
        Way { name: ASYNC_TRAIT, prepare: async_trait, goals: &[] },
        Way { name: STACKFUTURE, prepare: stackfuture, goals: &[] },
        Way { name: DYNIFY, prepare: dynify, goals: &[] },
        Way { name: VALUE_TASK, prepare: value_task_, goals: VALUE_TASK_GOALS },
    ];
    Case { name: "three layers", calls: 1_000_000, bytes: None, ways }
}
