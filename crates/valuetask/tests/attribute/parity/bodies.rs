//! The content of bodies: items, closures, blocks, labels, recursion, other async code.

use std::num::ParseIntError;
use std::sync::Mutex;

use pollster::block_on;

use super::attribute;
use crate::util::pause;

fn six() -> u32 {
    6
}

struct Store {
    number: u32,
    text: String,
}

impl Store {
    const LIMIT: u32 = 9;

    fn new() -> Self {
        Self { number: 4, text: "12 x".into() }
    }
}

#[attribute]
trait Bodies: Sync {
    async fn items(&self) -> u32;
    async fn closures(&self) -> u32;
    async fn blocks(&self) -> u32;
    async fn labels(&self, lists: &[&[u32]]) -> Option<u32>;
    async fn recursive(&self, depth: u32) -> u32;
    async fn parsed(&self) -> Result<u32, ParseIntError>;
    async fn guarded(&self, lock: &Mutex<u32>) -> u32;
    async fn shadowing(&self, number: u32) -> u32;
    async fn empty(&self) {}
    async fn path(&self) -> u32 {
        self::six()
    }
    async fn calls(&self) -> u32 {
        self.empty().await;
        <Self as Bodies>::path(self).await + Self::path(self).await + Bodies::path(self).await
    }
}

#[attribute]
#[allow(clippy::items_after_statements, reason = "where an item stands is what is tried")]
impl Bodies for Store {
    async fn items(&self) -> u32 {
        const MORE: u32 = 2;
        struct Inner(u32);
        impl Inner {
            fn get(self) -> u32 {
                self.0 + MORE
            }
        }
        pause().await;
        fn doubled(number: u32) -> u32 {
            number * 2
        }
        use std::cmp::max;
        max(doubled(self.number), Inner(1).get())
    }

    async fn closures(&self) -> u32 {
        let add = |more: u32| -> u32 {
            if more == 0 {
                return 1;
            }
            self.number + more
        };
        let later = async {
            pause().await;
            add(2)
        };
        let nested = async || later.await;
        nested().await + add(0)
    }

    async fn blocks(&self) -> u32 {
        let found = 'found: {
            if self.number > Self::LIMIT {
                break 'found 0;
            }
            pause().await;
            self.number
        };
        let constant = const { Self::LIMIT + 1 };
        let Some(first) = self.text.chars().next() else {
            return 0;
        };
        let inner = async { if first == 'x' { Err(()) } else { Ok(found + constant) } };
        inner.await.unwrap_or(0)
    }

    async fn labels(&self, lists: &[&[u32]]) -> Option<u32> {
        let mut sum = 0;
        'lists: for list in lists {
            for number in *list {
                match number {
                    0 => continue 'lists,
                    1 => break 'lists,
                    2 => return None,
                    _ => pause().await,
                }
                sum += number;
            }
        }
        let mut rounds = 0;
        let last = loop {
            rounds += 1;
            if rounds == 3 {
                break sum;
            }
            pause().await;
        };
        while sum > 100 {
            sum -= self.number;
        }
        Some(last)
    }

    async fn recursive(&self, depth: u32) -> u32 {
        if depth == 0 { self.number } else { self.recursive(depth - 1).await + 1 }
    }

    async fn parsed(&self) -> Result<u32, ParseIntError> {
        let mut sum = 0;
        for word in self.text.split(' ') {
            sum += word.parse::<u32>()?;
            pause().await;
        }
        Ok(sum)
    }

    async fn guarded(&self, lock: &Mutex<u32>) -> u32 {
        let value = *lock.lock().expect("not poisoned");
        pause().await;
        {
            let mut guard = lock.lock().expect("not poisoned");
            *guard += self.number;
        }
        value
    }

    async fn shadowing(&self, number: u32) -> u32 {
        let number = number + 1;
        pause().await;
        let number = number * self.number;
        #[allow(unused_variables, reason = "an attribute on a statement")]
        let unused = number;
        number
    }
}

#[test]
fn a_body_may_contain_items_closures_and_blocks() {
    let store = Store::new();
    assert_eq!(block_on(store.items()), 8);
    assert_eq!(block_on(store.closures()), 7);
    assert_eq!(block_on(store.blocks()), 14);
    assert_eq!(block_on(store.shadowing(1)), 8);
    assert_eq!(block_on(store.calls()), 18);
}

#[test]
fn a_body_may_leave_early_from_loops_and_by_question_mark() {
    let store = Store::new();
    assert_eq!(block_on(store.labels(&[&[3, 0, 9], &[4, 1, 2]])), Some(7));
    assert_eq!(block_on(store.labels(&[&[3], &[2]])), None);
    assert!(block_on(store.parsed()).is_err());
    assert_eq!(block_on(Store { text: "12 3".into(), ..store }.parsed()), Ok(15));
}

#[test]
fn a_body_may_call_itself_and_lock_between_its_awaits() {
    let lock = Mutex::new(1);
    let store: &dyn Bodies = &Store::new();
    assert_eq!(block_on(store.recursive(5)), 9);
    assert_eq!(block_on(store.guarded(&lock)), 1);
    assert_eq!(lock.into_inner().expect("not poisoned"), 5);
}

#[attribute]
async fn fibonacci(n: u32) -> u32 {
    if n < 2 {
        return n;
    }
    fibonacci(n - 1).await + fibonacci(n - 2).await
}

#[attribute]
impl Store {
    async fn inherent(&mut self, by: u32) -> &mut Self {
        pause().await;
        self.number += by;
        self
    }

    async fn made(number: u32) -> Self {
        Self { number, ..Self::new() }
    }
}

#[test]
fn functions_and_inherent_methods_are_taken_too() {
    assert_eq!(block_on(fibonacci(10)), 55);
    assert_eq!(block_on(block_on(Store::made(2)).inherent(1)).number, 3);
}
