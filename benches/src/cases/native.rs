//! What a trait costs that stays native: static calls, and calls through what each way makes `dyn` of it, for a handful of result shapes.

use std::hint::black_box;
use std::mem::MaybeUninit;
use std::num::ParseIntError;
use std::sync::Arc;

use dynify::Dynify as _;
use valuetask::value_task;

use super::block_on::{Suspend, block_on};
use super::values::{Left, Right, Table, Value};
use crate::way::{
    ASYNC_TRAIT, Case, DYNIFY, DYNOSAUR, ERASED, Goal, HOT_ERASED, NATIVE, TRAIT_VARIANT, VALUE_TASK, Way,
};

/// A layer over another, which looks at each value.
struct Layer<T: ?Sized + 'static>(&'static T);

fn leaked<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// Both classes over the same table, for as long as the program runs.
fn pair<V: Value>(missing: Option<u64>) -> (&'static Left<V>, &'static Right<V>) {
    let table = Table::missing_one_in(missing);
    (leaked(Left(table.clone())), leaked(Right(table)))
}

/// The trait of a way, its implementers, and a loop of static calls.
macro_rules! way {
    ($Trait:ident: $drive:ident, [$(#[$on_trait:meta])*] [$(#[$on_impl:meta])*]) => {
        $(#[$on_trait])*
        trait $Trait: Send + Sync {
            async fn get(&self, id: u64) -> Yielded;
        }

        way!(@ $Trait for Left, [$(#[$on_impl])*]);
        way!(@ $Trait for Right, [$(#[$on_impl])*]);

        #[inline(never)]
        fn $drive(pair: (&'static Left<Yielded>, &'static Right<Yielded>), calls: u64) -> u64 {
            let (left, right) = pair;
            block_on(async {
                let mut sum = 0;
                for id in 0..calls {
                    let value =
                        if id & 1 == 0 { $Trait::get(left, id).await } else { $Trait::get(right, id).await };
                    sum += value.number();
                }
                sum
            })
        }
    };
    (@ $Trait:ident for $Class:ident, [$(#[$on_impl:meta])*]) => {
        $(#[$on_impl])*
        impl $Trait for $Class<Yielded> {
            async fn get(&self, id: u64) -> Yielded {
                if let Some(value) = self.0.get(id) {
                    return value.clone();
                }
                Suspend::once().await;
                Yielded::made(id)
            }
        }
    };
}

/// A layer over what stands for `dyn`, objects in each situation, and a loop of calls through it.
macro_rules! dynamic {
    (
        $Trait:ident by $Dyn:ty: $drive:ident, $objects:ident, [$(#[$on_impl:meta])*] |$made:ident| $make:expr,
        |$object:ident, $id:ident| $awaited:expr
    ) => {
        $(#[$on_impl])*
        impl $Trait for Layer<$Dyn> {
            async fn get(&self, $id: u64) -> Yielded {
                let $object = self.0;
                let value = $awaited;
                black_box(&value);
                value
            }
        }

        fn $objects(missing: Option<u64>, layers: usize) -> [&'static $Dyn; 2] {
            let (left, right) = pair::<Yielded>(missing);
            let objects: [&'static $Dyn; 2] = [{ let $made = left; $make }, { let $made = right; $make }];
            objects.map(|inner| (0..layers).fold(inner, |inner, _| { let $made = leaked(Layer(inner)); $make }))
        }

        #[inline(never)]
        fn $drive(pair: [&'static $Dyn; 2], calls: u64) -> u64 {
            block_on(async {
                let mut sum = 0;
                for $id in 0..calls {
                    let $object = pair[($id & 1) as usize];
                    sum += $awaited.number();
                }
                sum
            })
        }
    };
}

/// Awaits a constructor of dynify's on 64 bytes of stack, or on the heap.
macro_rules! in_place {
    ($call:expr) => {{
        let mut stack = [MaybeUninit::<u8>::uninit(); 64];
        let mut heap = Vec::<MaybeUninit<u8>>::new();
        $call.init2(&mut stack, &mut heap).await
    }};
}

/// A case of calls whose receivers' types are known.
macro_rules! statically {
    ($name:expr, $($way:expr => $drive:ident $($goals:expr)?),*) => {
        Case {
            name: concat!($name, ", static"),
            calls: 500_000,
            bytes: None,
            ways: vec![$(Way {
                name: $way,
                prepare: || {
                    let pair = pair::<Yielded>(None);
                    Box::new(move |calls| $drive(pair, calls))
                },
                goals: const { &[$($goals)?] },
            }),*],
        }
    };
}

/// A case of calls through `dyn`.
macro_rules! dynamically {
    ($name:expr, $situation:expr, $missing:expr, $layers:expr, $($way:expr => $drive:ident of $objects:ident),*) => {
        Case {
            name: concat!($name, $situation),
            calls: 200_000,
            bytes: None,
            ways: vec![$(Way {
                name: $way,
                prepare: || {
                    let pair = $objects($missing, $layers);
                    Box::new(move |calls| $drive(pair, calls))
                },
                goals: &[],
            }),*],
        }
    };
}

/// Values of one shape, made of a number, and the number again.
macro_rules! shapes {
    ($($module:ident: $name:literal, $Value:ty;)*) => {
        $(mod $module {
            use super::*;

            type Yielded = $Value;

            way!(Native: static_native, [] []);
            way!(Boxed: static_boxed, [#[async_trait::async_trait]] [#[async_trait::async_trait]]);
            way!(Wrapped: static_wrapped, [#[dynosaur::dynosaur(DynWrapped = dyn(box) Wrapped)]] []);
            way!(Constructed: static_constructed, [#[dynify::dynify]] []);
            way!(Changed: static_changed, [#[value_task]] [#[value_task]]);
            way!(Lazy: static_lazy, [#[value_task(dyn = DynLazy)]] []);
            way!(Hot: static_hot, [#[value_task(dyn = DynHot)]] [#[value_task(dyn)]]);
            way!(Variant: static_variant, [#[trait_variant::make(Send)]] []);

            dynamic!(Boxed by dyn Boxed: boxed, boxes, [#[async_trait::async_trait]] |made| made, |object, id| object.get(id).await);
            dynamic!(Wrapped by DynWrapped<'static>: wrapped, wraps, [] |made| DynWrapped::from_ref(made), |object, id| object.get(id).await);
            dynamic!(Constructed by dyn DynConstructed: constructed, constructors, [] |made| made, |object, id| in_place!(object.get(id)));
            dynamic!(Changed by dyn Changed: changed, changeds, [#[value_task]] |made| made, |object, id| object.get(id).await);
            dynamic!(Lazy by dyn DynLazy: lazy, lazies, [] |made| made, |object, id| object.get(id).await);
            dynamic!(Hot by dyn DynHot: hot, hots, [#[value_task(dyn)]] |made| made, |object, id| object.get(id).await);

            pub(super) fn cases() -> [Case; 4] {
                [
                    statically!(
                        $name,
                        NATIVE => static_native,
                        ASYNC_TRAIT => static_boxed,
                        DYNOSAUR => static_wrapped,
                        DYNIFY => static_constructed,
                        TRAIT_VARIANT => static_variant,
                        VALUE_TASK => static_changed,
                        ERASED => static_lazy Goal::instructions(NATIVE, 1.0),
                        HOT_ERASED => static_hot Goal::instructions(NATIVE, 1.0)
                    ),
                    shapes!(@ $name, ", dyn hit", None, 0),
                    shapes!(@ $name, ", dyn suspended", Some(1), 0),
                    shapes!(@ $name, ", dyn three layers", None, 2),
                ]
            }
        })*

        pub(super) fn cases() -> Vec<Case> {
            [$($module::cases()),*].into_iter().flatten().collect()
        }
    };
    (@ $name:expr, $situation:expr, $missing:expr, $layers:expr) => {
        dynamically!(
            $name,
            $situation,
            $missing,
            $layers,
            ASYNC_TRAIT => boxed of boxes,
            DYNOSAUR => wrapped of wraps,
            DYNIFY => constructed of constructors,
            VALUE_TASK => changed of changeds,
            ERASED => lazy of lazies,
            HOT_ERASED => hot of hots
        )
    };
}

shapes! {
    numbers: "native u64", u64;
    shared: "native Result<Arc<u64>, ParseIntError>", Result<Arc<u64>, ParseIntError>;
    texts: "native Option<String>", Option<String>;
    arrays: "native [u64; 16]", [u64; 16];
    large: "native Result<[u64; 100], u8>", Result<[u64; 100], u8>;
}
