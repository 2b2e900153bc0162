//! One lookup, in every flavour: a trait for each way to return the future, all with the same body.

/// What a lookup yields.
pub(crate) trait Value: Clone + Send + Sync + 'static {
    /// The value of an id that is not in the table.
    fn made(id: u64) -> Self;

    fn number(self) -> u64;
}

/// A table of 1,024 values; an id that isn't there takes one suspension.
#[derive(Clone)]
pub(crate) struct Table<V>(pub(crate) [Option<V>; 1024]);

impl<V: Value> Table<V> {
    /// Holds all ids but one in every `missing`.
    pub(crate) fn missing_one_in(missing: Option<u64>) -> Self {
        Self(std::array::from_fn(|id| {
            let id = id as u64;
            if missing.is_some_and(|every| id.is_multiple_of(every)) { None } else { Some(V::made(id)) }
        }))
    }

    #[inline(always)]
    pub(crate) fn get(&self, id: u64) -> Option<&V> {
        self.0[(id & 1023) as usize].as_ref()
    }
}

/// Two classes, so that no call site sees only one.
#[derive(Clone)]
pub(crate) struct Left<V>(pub(crate) Table<V>);
#[derive(Clone)]
pub(crate) struct Right<V>(pub(crate) Table<V>);

/// The traits of one type of value, and their implementations for both classes.
macro_rules! flavours {
    ($Value:ty) => {
        use dynify::Dynify as _;
        use stackfuture::StackFuture;
        use valuetask::value_task;

        use crate::cases::block_on::{Suspend, block_on};
        use crate::cases::flavours::{Left, Right, Table, Value};
        use crate::way::Run;

        pub(crate) trait Plain {
            fn get(&self, id: u64) -> $Value;
        }

        #[async_trait::async_trait]
        pub(crate) trait Boxed: Send + Sync {
            async fn get(&self, id: u64) -> $Value;
        }

        pub(crate) trait Stack: Send + Sync {
            fn get(&self, id: u64) -> StackFuture<'_, $Value, 64>;
        }

        #[dynify::dynify]
        pub(crate) trait Constructed {
            async fn get(&self, id: u64) -> $Value;
        }

        #[value_task]
        pub(crate) trait Hot: Send + Sync {
            async fn get(&self, id: u64) -> $Value;
        }

        #[valuetask::async_trait]
        pub(crate) trait Lazy: Send + Sync {
            async fn get(&self, id: u64) -> $Value;
        }

        macro_rules! implement {
            ($Class:ident) => {
                impl Plain for $Class<$Value> {
                    #[inline(never)]
                    fn get(&self, id: u64) -> $Value {
                        if let Some(value) = self.0.get(id) {
                            return value.clone();
                        }
                        <$Value>::made(id)
                    }
                }

                #[async_trait::async_trait]
                impl Boxed for $Class<$Value> {
                    #[inline(never)]
                    async fn get(&self, id: u64) -> $Value {
                        if let Some(value) = self.0.get(id) {
                            return value.clone();
                        }
                        Suspend::once().await;
                        <$Value>::made(id)
                    }
                }

                impl Stack for $Class<$Value> {
                    #[inline(never)]
                    fn get(&self, id: u64) -> StackFuture<'_, $Value, 64> {
                        StackFuture::from(async move {
                            if let Some(value) = self.0.get(id) {
                                return value.clone();
                            }
                            Suspend::once().await;
                            <$Value>::made(id)
                        })
                    }
                }

                impl Constructed for $Class<$Value> {
                    async fn get(&self, id: u64) -> $Value {
                        if let Some(value) = self.0.get(id) {
                            return value.clone();
                        }
                        Suspend::once().await;
                        <$Value>::made(id)
                    }
                }

                #[value_task]
                impl Hot for $Class<$Value> {
                    #[inline(never)]
                    async fn get(&self, id: u64) -> $Value {
                        if let Some(value) = self.0.get(id) {
                            return value.clone();
                        }
                        Suspend::once().await;
                        <$Value>::made(id)
                    }
                }

                #[valuetask::async_trait]
                impl Lazy for $Class<$Value> {
                    #[inline(never)]
                    async fn get(&self, id: u64) -> $Value {
                        if let Some(value) = self.0.get(id) {
                            return value.clone();
                        }
                        Suspend::once().await;
                        <$Value>::made(id)
                    }
                }
            };
        }

        implement!(Left);
        implement!(Right);

        /// Both classes over the same table, for as long as the program runs.
        fn pair(missing: Option<u64>) -> (&'static Left<$Value>, &'static Right<$Value>) {
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
        awaited!(lazy, Lazy, |receiver, id| receiver.get(id).await);
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
    };
}
pub(crate) use flavours;
