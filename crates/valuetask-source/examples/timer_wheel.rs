//! A custom source, in safe code: a timer wheel whose timers are used again.
//!
//! All timers are one [`ValueTaskSource`]. A token says which timer is meant, and which use of it: so a task that comes
//! late, or a token that is kept, never finds the timer of another user.
#![forbid(unsafe_code)]

use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use valuetask::ValueTask;
use valuetask_source::{SourceStatus, StaleToken, Token, ValueTaskSource, from_source};

/// The bits of a token that say which timer it is; the others count its uses.
const TIMER: u64 = 0xFFFF;

#[derive(Default)]
struct Wheel(Mutex<Timers>);

#[derive(Default)]
struct Timers {
    now: u64,
    timers: Vec<Timer>,
    free: Vec<usize>,
}

struct Timer {
    token: Token,
    due: u64,
    waker: Option<Waker>,
}

impl Timers {
    /// The timer of this token.
    fn timer(&mut self, token: Token) -> Result<&mut Timer, StaleToken> {
        let timer = &mut self.timers[(token.version() & TIMER) as usize];
        token.check("timer", timer.token)?;
        Ok(timer)
    }

    /// Ends this use of a timer.
    fn free(&mut self, token: Token) {
        let index = (token.version() & TIMER) as usize;
        self.timers[index].token = Token::new(token.version() + TIMER + 1);
        self.timers[index].waker = None;
        self.free.push(index);
    }
}

impl Wheel {
    /// The tick at which it is done, so many ticks from now.
    fn sleep(&self, ticks: u64) -> ValueTask<'_, u64> {
        let mut timers = self.0.lock().unwrap();
        let due = timers.now + ticks;
        let index = timers.free.pop().unwrap_or(timers.timers.len());
        assert!(index as u64 <= TIMER, "more timers than a token can tell apart");
        if index == timers.timers.len() {
            timers.timers.push(Timer { token: Token::new(index as u64), due, waker: None });
        }
        timers.timers[index].due = due;
        let token = timers.timers[index].token;
        drop(timers);
        from_source(self, token).expect("a timer has one token")
    }

    /// Goes one tick on.
    fn tick(&self) {
        let mut timers = self.0.lock().unwrap();
        timers.now += 1;
        let now = timers.now;
        let due: Vec<_> =
            timers.timers.iter_mut().filter(|timer| timer.due <= now).filter_map(|timer| timer.waker.take()).collect();
        drop(timers);
        due.into_iter().for_each(Waker::wake);
    }
}

impl ValueTaskSource<u64> for Wheel {
    fn status(&self, token: Token) -> Result<SourceStatus, StaleToken> {
        let mut timers = self.0.lock().unwrap();
        let now = timers.now;
        Ok(if timers.timer(token)?.due <= now { SourceStatus::Succeeded } else { SourceStatus::Pending })
    }

    fn poll_result(&self, token: Token, cx: &mut Context<'_>) -> Poll<u64> {
        let mut timers = self.0.lock().unwrap();
        let now = timers.now;
        let timer = timers.timer(token).unwrap_or_else(|stale| panic!("{stale}"));
        if timer.due > now {
            timer.waker = Some(cx.waker().clone());
            return Poll::Pending;
        }
        timers.free(token);
        Poll::Ready(now)
    }

    fn abandon(&self, token: Token) {
        let mut timers = self.0.lock().unwrap();
        if timers.timer(token).is_ok() {
            timers.free(token);
        }
    }
}

fn main() {
    let wheel = Wheel::default();
    assert!(wheel.sleep(0).is_completed(), "due at once");

    std::thread::scope(|scope| {
        let sleepers = [3, 1, 2].map(|ticks| {
            let task = wheel.sleep(ticks);
            scope.spawn(move || pollster::block_on(task))
        });
        (0..3).for_each(|_| wheel.tick());
        let woke = sleepers.map(|sleeper| sleeper.join().unwrap());
        println!("slept until {woke:?}");
    });

    drop(wheel.sleep(1_000));
    let timers = wheel.0.lock().unwrap().timers.len();
    println!("{timers} timers, all free again");
    assert_eq!(wheel.0.lock().unwrap().free.len(), timers);
}
