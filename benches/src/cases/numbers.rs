//! One lookup of a number by every way there is: a trait for each way to return the future, all with the same body.

use dynify::Dynify as _;
use stackfuture::StackFuture;
use valuetask::value_task;

use crate::cases::block_on::{Suspend, block_on};
use crate::cases::values::{Left, Right, Table, Value};
use crate::way::Run;

pub(crate) trait Plain {
    fn get(&self, id: u64) -> u64;
}

#[async_trait::async_trait]
pub(crate) trait Boxed: Send + Sync {
    async fn get(&self, id: u64) -> u64;
}

pub(crate) trait Stack: Send + Sync {
    fn get(&self, id: u64) -> StackFuture<'_, u64, 64>;
}

#[dynify::dynify]
pub(crate) trait Constructed {
    async fn get(&self, id: u64) -> u64;
}

#[value_task]
pub(crate) trait Hot: Send + Sync {
    async fn get(&self, id: u64) -> u64;
}

macro_rules! implement {
    ($Class:ident) => {
        impl Plain for $Class<u64> {
            #[inline(never)]
            fn get(&self, id: u64) -> u64 {
                if let Some(value) = self.0.get(id) {
                    return *value;
                }
                u64::made(id)
            }
        }

        #[async_trait::async_trait]
        impl Boxed for $Class<u64> {
            #[inline(never)]
            async fn get(&self, id: u64) -> u64 {
                if let Some(value) = self.0.get(id) {
                    return *value;
                }
                Suspend::once().await;
                u64::made(id)
            }
        }

        impl Stack for $Class<u64> {
            #[inline(never)]
            fn get(&self, id: u64) -> StackFuture<'_, u64, 64> {
                StackFuture::from(async move {
                    if let Some(value) = self.0.get(id) {
                        return *value;
                    }
                    Suspend::once().await;
                    u64::made(id)
                })
            }
        }

        impl Constructed for $Class<u64> {
            async fn get(&self, id: u64) -> u64 {
                if let Some(value) = self.0.get(id) {
                    return *value;
                }
                Suspend::once().await;
                u64::made(id)
            }
        }

        #[value_task]
        impl Hot for $Class<u64> {
            #[inline(never)]
            async fn get(&self, id: u64) -> u64 {
                if let Some(value) = self.0.get(id) {
                    return *value;
                }
                Suspend::once().await;
                u64::made(id)
            }
        }
    };
}

implement!(Left);
implement!(Right);

/// Both classes over the same table, for as long as the program runs.
fn pair(missing: Option<u64>) -> (&'static Left<u64>, &'static Right<u64>) {
    let table = Table::missing_one_in(missing);
    (Box::leak(Box::new(Left(table.clone()))), Box::leak(Box::new(Right(table))))
}

pub(crate) fn plain(missing: Option<u64>) -> Run {
    let (left, right) = pair(missing);
    #[inline(never)]
    fn drive(pair: [&dyn Plain; 2], calls: u64) -> u64 {
        (0..calls).map(|id| pair[(id & 1) as usize].get(id).number()).sum()
    }

    Box::new(move |calls| drive([left, right], calls))
}

/// A loop that awaits call after call, in a function of its own.
macro_rules! awaited {
    ($way:ident, $Trait:path, |$receiver:ident, $id:ident| $call:expr) => {
        pub(crate) fn $way(missing: Option<u64>) -> Run {
            #[inline(never)]
            fn drive(pair: [&dyn $Trait; 2], calls: u64) -> u64 {
                block_on(async {
                    let mut sum = 0;
                    for $id in 0..calls {
                        let $receiver = pair[($id & 1) as usize];
                        sum += $call.number();
                    }
                    sum
                })
            }

            let (left, right) = pair(missing);
            Box::new(move |calls| drive([left, right], calls))
        }
    };
}

awaited!(async_trait, Boxed, |receiver, id| receiver.get(id).await);
awaited!(stackfuture, Stack, |receiver, id| receiver.get(id).await);
awaited!(value_task, Hot, |receiver, id| receiver.get(id).await);
awaited!(dynify, DynConstructed, |receiver, id| {
    let mut stack = [std::mem::MaybeUninit::<u8>::uninit(); 64];
    let mut heap = Vec::<std::mem::MaybeUninit<u8>>::new();
    receiver.get(id).init2(&mut stack, &mut heap).await
});

/// The same loop as a `#[value_task]` function: a layer of the user's own.
pub(crate) fn in_value_task(missing: Option<u64>) -> Run {
    #[value_task]
    async fn drive(pair: [&'static dyn Hot; 2], calls: u64) -> u64 {
        let mut sum = 0;
        for id in 0..calls {
            sum += pair[(id & 1) as usize].get(id).await.number();
        }
        sum
    }

    let (left, right) = pair(missing);
    Box::new(move |calls| block_on(drive([left, right], calls)))
}
