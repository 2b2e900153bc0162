//! Lints about the user's own code: each is expected here, and it is an error if one doesn't fire.
//!
//! Those of clippy only run under clippy.
#![deny(unfulfilled_lint_expectations)]
#![allow(clippy::allow_attributes_without_reason, reason = "that they fire is the reason of all of them")]
#![allow(dead_code, reason = "most of it is only there to be read")]

use std::cell::RefCell;
use std::sync::Mutex;

use pollster::block_on;

use super::attribute;
use crate::util::pause;

struct Store(u32);

#[attribute]
trait Loud: Sync {
    async fn number(&self) -> u32;

    #[expect(unused_variables)]
    async fn argument(&self, unused: u32) {
        pause().await;
    }

    #[expect(unused_variables)]
    async fn argument_without_await(&self, unused: &str) {}

    #[expect(unused_variables)]
    async fn local(&self) {
        let unused = 1;
        pause().await;
    }

    #[expect(unused_mut)]
    async fn needlessly_mutable(&self, mut text: String) -> String {
        pause().await;
        text
    }

    #[expect(unused_assignments)]
    async fn assignment(&self) -> u32 {
        let mut number = 1;
        pause().await;
        number = 2;
        number
    }

    #[expect(unused_must_use)]
    async fn result(&self) {
        pause().await;
        "1".parse::<u32>();
    }

    #[expect(unused_must_use)]
    async fn awaited_result(&self) {
        fallible().await;
    }

    #[expect(unused_must_use)]
    async fn awaited_task(&self) {
        self.fails().await;
    }

    async fn fails(&self) -> Result<u32, u32> {
        Err(1)
    }

    #[expect(unused_must_use)]
    async fn task(&self) {
        self.number();
    }

    #[expect(unreachable_code)]
    async fn unreachable(&self) -> u32 {
        pause().await;
        return 1;
        2
    }

    #[expect(unreachable_patterns)]
    async fn pattern(&self, number: u32) -> u32 {
        match number {
            any => any + self.number().await,
            _ => 1,
        }
    }

    #[expect(unused_labels, unused_parens, path_statements)]
    async fn words(&self, number: u32) -> u32 {
        'label: loop {
            number;
            pause().await;
            if number > 1 {
                return (number);
            }
        }
    }

    #[expect(non_snake_case)]
    async fn name(&self, camelCase: u32) -> u32 {
        camelCase
    }

    #[expect(deprecated)]
    async fn deprecated(&self) -> u32 {
        pause().await;
        old()
    }

    #[expect(clippy::await_holding_lock)]
    #[value_task(?Send)]
    async fn lock(&self, lock: &Mutex<u32>) -> u32 {
        let guard = lock.lock().expect("not poisoned");
        pause().await;
        *guard
    }

    #[expect(clippy::await_holding_refcell_ref)]
    #[value_task(?Send)]
    async fn borrow(&self, cell: &RefCell<u32>) -> u32 {
        let borrowed = cell.borrow();
        *borrowed + self.number().await
    }

    #[expect(clippy::large_futures)]
    async fn large(&self) -> u8 {
        large().await
    }

    #[expect(clippy::let_underscore_future)]
    async fn dropped(&self) {
        let _ = pause();
    }
}

#[attribute]
impl Loud for Store {
    async fn number(&self) -> u32 {
        self.0
    }
}

#[deprecated]
fn old() -> u32 {
    1
}

async fn fallible() -> Result<u32, u32> {
    pause().await;
    Ok(1)
}

async fn large() -> u8 {
    let (one, other) = ([1_u8; 9_000], [0_u8; 9_000]);
    pause().await;
    one[1] + other[1]
}

#[attribute]
impl Store {
    #[expect(dead_code)]
    async fn never_called(&self) -> u32 {
        self.0
    }

    async fn called(&self) -> u32 {
        pause().await;
        self.0
    }
}

#[test]
fn code_that_lints_speak_of_runs_all_the_same() {
    assert_eq!(block_on(Store(1).lock(&Mutex::new(2))), 2);
    assert_eq!(block_on(Store(1).borrow(&RefCell::new(2))), 3);
    assert_eq!(block_on(Store(1).called()), 1);
    assert_eq!(block_on(Store(1).large()), 1);
}
