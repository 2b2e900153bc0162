//! A cache's hit: a map behind a lock whose value is cloned, in a method that awaits if the key is missing. By result, and by layers.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, RwLock};

use super::block_on::{Suspend, block_on};
use crate::way::{ALIAS, ASYNC_TRAIT, Case, Goal, PLAIN, Run, VALUE_TASK, Way};

/// What the cache holds: 96 bytes with the tag of a result.
#[derive(Clone)]
struct User {
    id: u64,
    name: String,
    mail: String,
    roles: [u64; 4],
}

/// Few enough users for the first level of the processor's cache.
const USERS: u64 = 64;

struct Cache(RwLock<HashMap<u64, Arc<User>>>);

impl Cache {
    fn filled() -> &'static Self {
        let user = |id| Arc::new(User { id, name: "Ada".into(), mail: "ada@example.org".into(), roles: [id; 4] });
        Box::leak(Box::new(Self(RwLock::new((0..USERS).map(|id| (id, user(id))).collect()))))
    }

    #[inline(always)]
    fn found<T>(&self, id: u64, what: impl FnOnce(&Arc<User>) -> T) -> Option<T> {
        self.0.read().expect("the lock isn't poisoned").get(&id).map(what)
    }
}

/// A way's trait, its cache, and a loop of calls for each method.
macro_rules! way {
    ($module:ident: $(#[$attribute:meta])? [$($keyword:tt)?] |$call:ident| $awaited:expr, else $miss:expr, by $run:path) => {
        mod $module {
            use super::*;

            $(#[$attribute])?
            trait Users: Send + Sync {
                $($keyword)? fn shared(&self, id: u64) -> io::Result<Arc<User>>;
                $($keyword)? fn name(&self, id: u64) -> Option<String>;
                $($keyword)? fn user(&self, id: u64) -> io::Result<User>;
                $($keyword)? fn page(&self, id: u64) -> io::Result<[u64; 25]>;
                $($keyword)? fn layered(&self, inner: &dyn Users, id: u64) -> io::Result<Arc<User>>;
            }

            $(#[$attribute])?
            impl Users for Cache {
                #[inline(never)]
                $($keyword)? fn shared(&self, id: u64) -> io::Result<Arc<User>> {
                    if let Some(user) = self.found(id, Arc::clone) {
                        return Ok(user);
                    }
                    let () = $miss;
                    Err(io::ErrorKind::NotFound.into())
                }

                #[inline(never)]
                $($keyword)? fn name(&self, id: u64) -> Option<String> {
                    if let Some(name) = self.found(id, |user| user.name.clone()) {
                        return Some(name);
                    }
                    let () = $miss;
                    None
                }

                #[inline(never)]
                $($keyword)? fn user(&self, id: u64) -> io::Result<User> {
                    if let Some(user) = self.found(id, |user| User::clone(user)) {
                        return Ok(user);
                    }
                    let () = $miss;
                    Err(io::ErrorKind::NotFound.into())
                }

                #[inline(never)]
                $($keyword)? fn page(&self, id: u64) -> io::Result<[u64; 25]> {
                    if let Some(page) = self.found(id, |user| [user.id; 25]) {
                        return Ok(page);
                    }
                    let () = $miss;
                    Err(io::ErrorKind::NotFound.into())
                }

                #[inline(never)]
                $($keyword)? fn layered(&self, inner: &dyn Users, id: u64) -> io::Result<Arc<User>> {
                    let $call = inner.shared(id);
                    $awaited
                }
            }

            way!(@ shared, |cache: &'static dyn Users, id| cache.shared(id), |$call| $awaited, |user| user.map_or(0, |it| it.id), $run);
            way!(@ name, |cache: &'static dyn Users, id| cache.name(id), |$call| $awaited, |name| name.map_or(0, |it| it.len() as u64), $run);
            way!(@ user, |cache: &'static dyn Users, id| cache.user(id), |$call| $awaited,
                |user| user.map_or(0, |it| it.id + it.roles[3] + it.mail.len() as u64), $run);
            way!(@ page, |cache: &'static dyn Users, id| cache.page(id), |$call| $awaited, |page| page.map_or(0, |it| it[7]), $run);
            way!(@ layered, |cache: &'static dyn Users, id| cache.layered(cache, id), |$call| $awaited,
                |user| user.map_or(0, |it| it.id), $run);
        }
    };
    (@ $name:ident, |$cache:ident: $Users:ty, $id:ident| $asked:expr, |$call:ident| $awaited:expr, |$value:ident| $number:expr, $run:path) => {
        pub(super) fn $name() -> Run {
            let $cache: $Users = Cache::filled();
            Box::new(move |calls| {
                $run(async {
                    let mut sum = 0;
                    for id in 0..calls {
                        let $id = id % USERS;
                        let $call = $asked;
                        let $value = $awaited;
                        sum += $number;
                    }
                    sum
                })
            })
        }
    };
}

way!(plain: [] |value| value, else (), by block_on);
way!(boxed: #[async_trait::async_trait] [async] |call| call.await, else Suspend::once().await, by block_on);
way!(hot: #[valuetask::value_task] [async] |call| call.await, else Suspend::once().await, by block_on);
way!(alias: #[valuetask::async_trait] [async] |call| call.await, else Suspend::once().await, by block_on);

pub(super) fn cases() -> Vec<Case> {
    const HOT: &[Goal] = &[Goal::ratio(ALIAS, 1.0), Goal::share(0.25)];
    macro_rules! case {
        ($name:literal, $method:ident) => {
            Case {
                name: $name,
                calls: 200_000,
                bytes: None,
                ways: vec![
                    Way { name: PLAIN, prepare: plain::$method, goals: &[] },
                    Way { name: ASYNC_TRAIT, prepare: boxed::$method, goals: &[] },
                    Way { name: VALUE_TASK, prepare: hot::$method, goals: HOT },
                    Way { name: ALIAS, prepare: alias::$method, goals: &[] },
                ],
            }
        };
    }
    vec![
        case!("a cache's hit, Result<Arc<User>>", shared),
        case!("a cache's hit, Option<String>", name),
        case!("a cache's hit, Result<User>, 96 bytes", user),
        case!("a cache's hit, Result<[u64; 25]>, 208 bytes", page),
        case!("a cache's hit, two layers, Result<Arc<User>>", layered),
    ]
}
