//! Custom sources in safe code: a correct one, and some that break the contract.
#![forbid(unsafe_code)]

use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use valuetask::ValueTask;
use valuetask_source::{SourceStatus, StaleToken, Token, ValueTaskSource, from_shared_source, from_source};

use crate::util::poll;
use crate::{Wakes, message_of, poll_with};

/// A mailbox for one letter at a time.
#[derive(Default)]
struct Mailbox(Mutex<Letters>);

#[derive(Default)]
struct Letters {
    version: u64,
    letter: Option<String>,
    reader: Option<Waker>,
}

impl Mailbox {
    fn post(&self, letter: &str) {
        let mut letters = self.0.lock().unwrap();
        letters.letter = Some(letter.to_owned());
        let reader = letters.reader.take();
        drop(letters);
        reader.into_iter().for_each(Waker::wake);
    }

    fn letter(&self) -> ValueTask<'_, String> {
        let version = self.0.lock().unwrap().version;
        from_source(self, Token::new(version)).unwrap()
    }
}

impl ValueTaskSource<String> for Mailbox {
    fn status(&self, token: Token) -> Result<SourceStatus, StaleToken> {
        let letters = self.0.lock().unwrap();
        token.check("mailbox", Token::new(letters.version))?;
        Ok(if letters.letter.is_some() { SourceStatus::Succeeded } else { SourceStatus::Pending })
    }

    fn poll_result(&self, token: Token, cx: &mut Context<'_>) -> Poll<String> {
        let mut letters = self.0.lock().unwrap();
        token.check("mailbox", Token::new(letters.version)).unwrap_or_else(|stale| panic!("{stale}"));
        match letters.letter.take() {
            Some(letter) => {
                letters.version += 1;
                Poll::Ready(letter)
            }
            None => {
                letters.reader = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }

    fn abandon(&self, token: Token) {
        let mut letters = self.0.lock().unwrap();
        if Token::new(letters.version) == token {
            letters.reader = None;
        }
    }
}

#[test]
fn a_mailbox_yields_each_letter_to_one_reader() {
    let mailbox = Mailbox::default();
    mailbox.post("first");
    assert_eq!(mailbox.letter().try_result().ok().as_deref(), Some("first"));
    let mut second = mailbox.letter();
    assert!(poll(&mut second).is_pending());
    mailbox.post("second");
    assert_eq!(poll(&mut second), Poll::Ready("second".to_owned()));
    drop(second);
    let mut given_up = mailbox.letter();
    assert!(poll(&mut given_up).is_pending());
    drop(given_up);
    assert!(mailbox.0.lock().unwrap().reader.is_none(), "abandoned");
}

/// A source that runs the test's closures.
struct Bad {
    status: fn() -> Result<SourceStatus, StaleToken>,
    poll: fn(usize) -> Poll<u32>,
    polls: AtomicUsize,
    abandoned: AtomicUsize,
}

impl Bad {
    fn new(status: fn() -> Result<SourceStatus, StaleToken>, poll: fn(usize) -> Poll<u32>) -> Self {
        Self { status, poll, polls: AtomicUsize::new(0), abandoned: AtomicUsize::new(0) }
    }
}

impl ValueTaskSource<u32> for Bad {
    fn status(&self, _: Token) -> Result<SourceStatus, StaleToken> {
        (self.status)()
    }

    fn poll_result(&self, _: Token, _: &mut Context<'_>) -> Poll<u32> {
        (self.poll)(self.polls.fetch_add(1, SeqCst))
    }

    fn abandon(&self, _: Token) {
        self.abandoned.fetch_add(1, SeqCst);
    }
}

const TOKEN: Token = Token::new(0);

/// B-VT-020: the result of the poll counts, not the status before it.
#[test]
fn a_source_that_claims_to_be_completed_and_isnt_is_polled_again() {
    let source =
        Bad::new(|| Ok(SourceStatus::Succeeded), |polls| if polls < 2 { Poll::Pending } else { Poll::Ready(7) });
    let mut task = from_source(&source, TOKEN).unwrap();
    assert!(!task.is_completed());
    assert!(poll(&mut task).is_pending());
    assert_eq!(poll(&mut task), Poll::Ready(7));
    drop(task);
    assert_eq!(source.abandoned.load(SeqCst), 0);
}

#[test]
fn a_source_that_never_wakes_keeps_only_its_own_awaiter_pending() {
    let source = Bad::new(|| Ok(SourceStatus::Pending), |_| Poll::Pending);
    let mut task = from_source(&source, TOKEN).unwrap();
    assert!(poll(&mut task).is_pending());
    drop(task);
    assert_eq!(source.abandoned.load(SeqCst), 1);
}

#[test]
fn a_source_that_panics_ends_its_own_task() {
    let source = Bad::new(|| Ok(SourceStatus::Pending), |_| panic!("in a source"));
    let mut task = from_source(&source, TOKEN).unwrap();
    assert_eq!(message_of(|| poll(&mut task)), "in a source");
    assert!(message_of(|| poll(&mut task)).starts_with("a ValueTask or PooledFuture was polled after"));
    drop(task);
    assert_eq!(source.abandoned.load(SeqCst), 0, "nothing is left to be abandoned");
}

#[test]
fn a_source_that_calls_every_token_stale_has_no_task() {
    let source = Bad::new(|| TOKEN.check("bad", Token::new(9)).map(|()| SourceStatus::Pending), |_| Poll::Ready(7));
    let stale = from_source(&source, TOKEN).unwrap_err();
    assert_eq!(stale.current(), Token::new(9));
    assert_eq!(stale.to_string(), "token 0 of bad is stale: it is at version 9");
}

#[test]
fn a_source_that_is_always_ready_is_polled_once() {
    let source = Bad::new(|| Ok(SourceStatus::Succeeded), |polls| Poll::Ready(polls as u32));
    assert_eq!(from_source(&source, TOKEN).unwrap().try_result().ok(), Some(0));
    assert_eq!(source.polls.load(SeqCst), 1);
}

#[test]
fn a_source_that_panics_at_the_call_has_no_task() {
    let source = Bad::new(|| panic!("in a status"), |_| Poll::Ready(7));
    assert_eq!(message_of(|| from_source(&source, TOKEN).map(drop)), "in a status");
    let source = Bad::new(|| Ok(SourceStatus::Faulted), |_| panic!("in a source"));
    assert_eq!(message_of(|| from_source(&source, TOKEN).map(drop)), "in a source");
    assert_eq!(source.abandoned.load(SeqCst), 0);
}

#[test]
fn a_source_with_a_wrong_status_returns_its_value_when_polled() {
    let source = Bad::new(|| Ok(SourceStatus::Pending), |_| Poll::Ready(7));
    let mut task = from_source(&source, TOKEN).unwrap();
    assert!(!task.is_completed());
    assert_eq!(poll(&mut task), Poll::Ready(7));
}

/// Uses the source in every safe way during each call.
#[derive(Default)]
struct Restless {
    depth: AtomicUsize,
    kept: Mutex<Vec<Waker>>,
}

impl Restless {
    fn meanwhile(&self) {
        if self.depth.fetch_add(1, SeqCst) < 2 {
            let mut tasks = [0, 1, 2].map(|version| from_source(self, Token::new(version)).unwrap());
            assert!(tasks.iter_mut().all(|task| poll(task).is_pending()));
            self.kept.lock().unwrap().iter().for_each(Waker::wake_by_ref);
        }
        self.depth.fetch_sub(1, SeqCst);
    }
}

impl ValueTaskSource<u32> for Restless {
    fn status(&self, _: Token) -> Result<SourceStatus, StaleToken> {
        self.meanwhile();
        Ok(SourceStatus::Canceled)
    }

    fn poll_result(&self, _: Token, cx: &mut Context<'_>) -> Poll<u32> {
        self.meanwhile();
        self.kept.lock().unwrap().push(cx.waker().clone());
        Poll::Pending
    }

    fn abandon(&self, _: Token) {
        self.meanwhile();
    }
}

#[test]
fn a_source_that_uses_itself_and_keeps_every_waker_does_no_harm() {
    let (source, (woken, waker)) = (Restless::default(), Wakes::new());
    let mut task = from_source(&source, TOKEN).unwrap();
    assert!(poll_with(&mut task, &waker).is_pending());
    drop(task);
    assert!(woken.kept() > 0, "the source still has the waker");
    source.kept.lock().unwrap().iter().for_each(Waker::wake_by_ref);
    drop(source);
    assert_eq!(woken.kept(), 0);
}

/// Ready at the second poll. Panics in every other call.
struct PanicsAtTheEnd(AtomicUsize);

impl ValueTaskSource<u32> for PanicsAtTheEnd {
    fn status(&self, _: Token) -> Result<SourceStatus, StaleToken> {
        Ok(SourceStatus::Pending)
    }

    fn poll_result(&self, _: Token, _: &mut Context<'_>) -> Poll<u32> {
        if self.0.fetch_add(1, SeqCst) > 0 { Poll::Ready(7) } else { Poll::Pending }
    }

    fn abandon(&self, _: Token) {
        panic!("in abandon");
    }
}

impl Drop for PanicsAtTheEnd {
    fn drop(&mut self) {
        panic!("in a drop");
    }
}

#[test]
fn a_source_that_panics_when_abandoned_or_dropped_ends_its_own_task() {
    let borrowed = ManuallyDrop::new(PanicsAtTheEnd(AtomicUsize::new(0)));
    let mut task = from_source(&*borrowed, TOKEN).unwrap();
    assert!(poll(&mut task).is_pending());
    assert_eq!(message_of(|| drop(task)), "in abandon");

    let mut task = from_shared_source(Arc::new(PanicsAtTheEnd(AtomicUsize::new(0))), TOKEN).unwrap();
    assert!(poll(&mut task).is_pending());
    assert_eq!(message_of(|| poll(&mut task)), "in a drop");
    assert!(message_of(|| poll(&mut task)).starts_with("a ValueTask or PooledFuture was polled after"));
    drop(task);
    // Later tasks find the memory unharmed.
    let mut after = [(); 4].map(|()| from_source(&*borrowed, TOKEN).unwrap());
    assert!(after.iter_mut().all(|task| poll(task) == Poll::Ready(7)));
}

/// Drops, in the middle of a poll, all other owners of the task that awaits it.
#[test]
fn a_source_that_only_its_task_keeps_lives_as_long_as_the_task() {
    struct Last(Mutex<Option<Arc<Self>>>);

    impl ValueTaskSource<u32> for Last {
        fn status(&self, _: Token) -> Result<SourceStatus, StaleToken> {
            Ok(SourceStatus::Pending)
        }

        fn poll_result(&self, _: Token, _: &mut Context<'_>) -> Poll<u32> {
            drop(self.0.lock().unwrap().take());
            assert!(self.0.lock().unwrap().is_none(), "still there");
            Poll::Ready(7)
        }

        fn abandon(&self, _: Token) {}
    }

    let source = Arc::new(Last(Mutex::new(None)));
    *source.0.lock().unwrap() = Some(Arc::clone(&source));
    let observed = Arc::downgrade(&source);
    let mut task = from_shared_source(source, TOKEN).unwrap();
    assert_eq!(poll(&mut task), Poll::Ready(7));
    assert!(observed.upgrade().is_none());
}
