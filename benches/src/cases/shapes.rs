//! What a lookup costs by the shape of its result: answered at once, through three layers, in a service, and suspended once.

use std::hint::black_box;
use std::num::ParseIntError;
use std::ops::Deref;
use std::sync::{Arc, RwLock};

use valuetask::value_task;

use super::block_on::{Suspend, block_on};
use super::values::{Left, Right, Table, Value};
use crate::way::{ALIAS, ASYNC_TRAIT, Case, Goal, PLAIN, Run, VALUE_TASK, Way};

/// A table behind a lock, as a cache has one.
struct Locked<V>(RwLock<Table<V>>);

/// A layer over another, which looks at each value.
struct Layer<T: ?Sized + 'static>(&'static T);

/// What has a table.
trait Tables<V> {
    fn table(&self) -> impl Deref<Target = Table<V>>;
}

impl<V> Tables<V> for Left<V> {
    #[inline(always)]
    fn table(&self) -> impl Deref<Target = Table<V>> {
        &self.0
    }
}

impl<V> Tables<V> for Right<V> {
    #[inline(always)]
    fn table(&self) -> impl Deref<Target = Table<V>> {
        &self.0
    }
}

impl<V> Tables<V> for Locked<V> {
    #[inline(always)]
    fn table(&self) -> impl Deref<Target = Table<V>> {
        self.0.read().expect("the lock isn't poisoned")
    }
}

fn leaked<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// The trait of a way, its implementations, and a loop of calls in a function of its own.
macro_rules! way {
    (
        $Trait:ident: $drive:ident, $(#[$attribute:meta])? [$($keyword:tt)?] |$call:ident| $awaited:expr,
        else $miss:expr, by $run:path
    ) => {
        $(#[$attribute])?
        trait $Trait: Send + Sync {
            $($keyword)? fn get(&self, id: u64) -> Yielded;
        }

        way!(@ $Trait for Left<Yielded>, $(#[$attribute])? [$($keyword)?] $miss);
        way!(@ $Trait for Right<Yielded>, $(#[$attribute])? [$($keyword)?] $miss);
        way!(@ $Trait for Locked<Yielded>, $(#[$attribute])? [$($keyword)?] $miss);

        $(#[$attribute])?
        impl $Trait for Layer<dyn $Trait> {
            #[inline(never)]
            $($keyword)? fn get(&self, id: u64) -> Yielded {
                let $call = self.0.get(id);
                let value = $awaited;
                black_box(&value);
                value
            }
        }

        #[inline(never)]
        fn $drive(pair: [&dyn $Trait; 2], calls: u64) -> u64 {
            $run(async {
                let mut sum = 0;
                for id in 0..calls {
                    let $call = pair[(id & 1) as usize].get(id);
                    sum += $awaited.number();
                }
                sum
            })
        }
    };
    (@ $Trait:ident for $Class:ty, $(#[$attribute:meta])? [$($keyword:tt)?] $miss:expr) => {
        $(#[$attribute])?
        impl $Trait for $Class {
            #[inline(never)]
            $($keyword)? fn get(&self, id: u64) -> Yielded {
                if let Some(value) = self.table().get(id) {
                    return value.clone();
                }
                $miss;
                Yielded::made(id)
            }
        }
    };
}

/// Two objects behind one trait, in a situation.
macro_rules! objects {
    ($Trait:ident, hit) => {
        objects!(@ $Trait, None)
    };
    ($Trait:ident, suspended) => {
        objects!(@ $Trait, Some(1))
    };
    ($Trait:ident, layers) => {
        objects!($Trait, hit).map(|inner| -> &'static dyn $Trait {
            let middle: &'static dyn $Trait = leaked(Layer(inner));
            leaked(Layer(middle))
        })
    };
    ($Trait:ident, service) => {
        [(); 2].map(|()| -> &'static dyn $Trait {
            let cache: &'static dyn $Trait = leaked(Locked(RwLock::new(Table::<Yielded>::missing_one_in(None))));
            leaked(Layer(cache))
        })
    };
    (@ $Trait:ident, $missing:expr) => {{
        let table = Table::<Yielded>::missing_one_in($missing);
        let pair: [&'static dyn $Trait; 2] = [leaked(Left(table.clone())), leaked(Right(table))];
        pair
    }};
}

/// A situation in all ways, with the goals of the last two.
macro_rules! case {
    ($name:expr, $situation:ident, $hot:expr, $alias:expr) => {{
        let prepares: [fn() -> Run; 4] = [
            case!(@ Plain, $situation, drive_plain),
            case!(@ Boxed, $situation, drive_boxed),
            case!(@ Hot, $situation, drive_hot),
            case!(@ Alias, $situation, drive_alias),
        ];
        let [plain, boxed, hot, alias] = prepares;
        let ways = vec![
            Way { name: PLAIN, prepare: plain, goals: &[] },
            Way { name: ASYNC_TRAIT, prepare: boxed, goals: &[] },
            Way { name: VALUE_TASK, prepare: hot, goals: $hot },
            Way { name: ALIAS, prepare: alias, goals: $alias },
        ];
        Case { name: $name, calls: 200_000, bytes: Some(size_of::<Yielded>()), ways }
    }};
    (@ $Trait:ident, $situation:ident, $drive:ident) => {
        || {
            let pair = objects!($Trait, $situation);
            Box::new(move |calls| $drive(pair, calls))
        }
    };
}

/// What a call of the alias may take of async-trait's time, by the size of its result.
const fn alias(bytes: usize) -> &'static [Goal] {
    if bytes <= 72 { const { &[Goal::ratio(ASYNC_TRAIT, 0.85)] } } else { const { &[Goal::ratio(ASYNC_TRAIT, 1.05)] } }
}

/// Values of one shape, made of a number, and the number again.
macro_rules! shapes {
    ($($module:ident: $name:literal, $Value:ty, |$id:ident| $make:expr, |$value:ident| $number:expr;)*) => {
        $(mod $module {
            use super::*;

            type Yielded = $Value;

            impl Value for Yielded {
                fn made($id: u64) -> Self {
                    $make
                }

                fn number(self) -> u64 {
                    let $value = self;
                    $number
                }
            }

            way!(Plain: drive_plain, [] |value| value, else (), by block_on);
            way!(Boxed: drive_boxed, #[async_trait::async_trait] [async] |call| call.await, else Suspend::once().await, by block_on);
            way!(Hot: drive_hot, #[value_task] [async] |call| call.await, else Suspend::once().await, by block_on);
            way!(Alias: drive_alias, #[valuetask::async_trait] [async] |call| call.await, else Suspend::once().await, by block_on);

            pub(super) fn cases() -> [Case; 4] {
                let alias = alias(size_of::<Yielded>());
                [
                    case!(concat!($name, ", hit"), hit, const { &[Goal::share(0.6)] }, alias),
                    case!(concat!($name, ", three layers"), layers, const { &[Goal::share(0.5)] }, alias),
                    case!(concat!($name, ", service"), service, const { &[Goal::ratio(ASYNC_TRAIT, 0.6)] }, alias),
                    case!(concat!($name, ", suspended"), suspended, const { &[Goal::ratio(ASYNC_TRAIT, 0.85)] }, &[]),
                ]
            }
        })*

        pub(super) fn cases() -> Vec<Case> {
            [$($module::cases()),*].into_iter().flatten().collect()
        }
    };
}

/// What a method of a repository returns: 72 bytes.
#[derive(Clone)]
struct User {
    id: u64,
    name: String,
    roles: [u64; 4],
    active: bool,
}

shapes! {
    numbers: "u64", u64, |id| id & 1023, |value| value;
    parts: "Result<u32, u8>", Result<u32, u8>, |id| Ok((id & 1023) as u32), |value| value.map_or(0, u64::from);
    tagged: "Result<u64, u8>", Result<u64, u8>, |id| Ok(id & 1023), |value| value.unwrap_or_default();
    shared: "Result<Arc<u64>, ParseIntError>", Result<Arc<u64>, ParseIntError>,
        |id| Ok(Arc::new(id & 1023)), |value| *value.expect("it is found");
    names: "Option<Arc<str>>", Option<Arc<str>>,
        |id| Some(format!("{}", id & 1023).into()), |value| value.map_or(0, |name| name.len() as u64);
    texts: "Option<String>", Option<String>,
        |id| Some(format!("{}", id & 1023)), |value| value.map_or(0, |text| text.len() as u64);
    triples: "Result<[u64; 3], u8>", Result<[u64; 3], u8>, |id| Ok([id & 1023; 3]), |value| value.map_or(0, |it| it[1]);
    bytes: "Result<[u8; 33], u8>", Result<[u8; 33], u8>, |id| Ok([id as u8; 33]), |value| value.map_or(0, |it| u64::from(it[7]));
    users: "struct of 72 bytes", User,
        |id| User { id: id & 1023, name: String::new(), roles: [id; 4], active: true },
        |value| value.id + value.roles[3] + value.name.len() as u64 + u64::from(value.active);
    arrays: "[u64; 16]", [u64; 16], |id| [id & 1023; 16], |value| value[7];
    pages: "Result<[u64; 32], u8>", Result<[u64; 32], u8>, |id| Ok([id & 1023; 32]), |value| value.map_or(0, |page| page[7]);
    large: "Result<[u64; 100], u8>", Result<[u64; 100], u8>, |id| Ok([id & 1023; 100]), |value| value.map_or(0, |page| page[7]);
    huge: "[u64; 512]", [u64; 512], |id| [id & 1023; 512], |value| value[7];
}
