//! Sources of one's own, in safe code: a good one, and some that don't keep the contract.
#![forbid(unsafe_code)]

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, Waker};

use valuetask::source::{SourceStatus, StaleToken};
use valuetask::{Token, ValueTask, ValueTaskSource};

use crate::message_of;
use crate::util::poll;

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
        ValueTask::from_source(self, Token::new(version))
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
fn a_mailbox_gives_each_letter_to_one_reader() {
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

/// Does what the test says.
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

/// B-VT-020: what it answers counts, whatever its status was.
#[test]
fn one_that_says_it_is_completed_and_isnt_is_asked_again() {
    let source =
        Bad::new(|| Ok(SourceStatus::Succeeded), |polls| if polls < 2 { Poll::Pending } else { Poll::Ready(7) });
    let mut task = ValueTask::from_source(&source, TOKEN);
    assert!(!task.is_completed());
    assert!(poll(&mut task).is_pending());
    assert_eq!(poll(&mut task), Poll::Ready(7));
    drop(task);
    assert_eq!(source.abandoned.load(SeqCst), 0);
}

#[test]
fn one_that_never_wakes_keeps_its_own_awaiter_waiting_who_may_give_up() {
    let source = Bad::new(|| Ok(SourceStatus::Pending), |_| Poll::Pending);
    let mut task = ValueTask::from_source(&source, TOKEN);
    assert!(poll(&mut task).is_pending());
    drop(task);
    assert_eq!(source.abandoned.load(SeqCst), 1);
}

#[test]
fn one_that_panics_ends_its_own_task() {
    let source = Bad::new(|| Ok(SourceStatus::Pending), |_| panic!("in a source"));
    let mut task = ValueTask::from_source(&source, TOKEN);
    assert_eq!(message_of(|| poll(&mut task)), "in a source");
    assert!(message_of(|| poll(&mut task)).starts_with("a ValueTask was polled after"));
    drop(task);
    assert_eq!(source.abandoned.load(SeqCst), 0, "nothing is left to be abandoned");
}

#[test]
fn one_that_calls_every_token_stale_has_no_task() {
    let source = Bad::new(|| TOKEN.check("bad", Token::new(9)).map(|()| SourceStatus::Pending), |_| Poll::Ready(7));
    assert_eq!(ValueTask::try_from_source(&source, TOKEN).unwrap_err().current(), Token::new(9));
    assert_eq!(message_of(|| ValueTask::from_source(&source, TOKEN)), "token 0 of bad is stale: it is at version 9");
}

#[test]
fn one_that_is_ready_for_ever_is_asked_once() {
    let source = Bad::new(|| Ok(SourceStatus::Succeeded), |polls| Poll::Ready(polls as u32));
    assert_eq!(ValueTask::from_source(&source, TOKEN).try_result().ok(), Some(0));
    assert_eq!(source.polls.load(SeqCst), 1);
}
