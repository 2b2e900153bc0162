//! The world of a body. The scenario decides the conditions, errors and suspensions, and every effect is logged.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use valuetask::ValueTask;

use crate::{Outcome, Run};

/// Polls up to so many times, and drops a future that is still pending.
pub(crate) fn poll<F: Future>(future: F, polls: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    (0..polls).find_map(|_| match future.as_mut().poll(&mut cx) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    })
}

/// The only error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(pub u32);

/// Logs every effect.
#[derive(Debug)]
pub(crate) struct World {
    scenario: u64,
    log: Mutex<Vec<String>>,
}

/// Logs its drop.
#[derive(Debug)]
pub(crate) struct Probe<'w> {
    world: &'w World,
    id: u32,
}

impl Probe<'_> {
    pub(crate) fn id(&self) -> u32 {
        self.world.log(format!("probe {} asked", self.id));
        self.id
    }

    pub(crate) fn flag(&self) -> bool {
        self.world.flag(self.id)
    }
}

impl PartialEq for Probe<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.world.log(format!("probe {} compared with {}", self.id, other.id));
        self.id == other.id
    }
}

impl Drop for Probe<'_> {
    fn drop(&mut self) {
        self.world.log(format!("probe {} dropped", self.id));
    }
}

impl World {
    /// Runs one way in a new world of this scenario.
    pub(crate) fn run(way: &'static str, scenario: u64, body: impl FnOnce(&World) -> Option<Outcome>) -> Run {
        let world = World { scenario, log: Mutex::default() };
        let outcome = body(&world);
        Run { way, outcome, log: world.log.into_inner().expect("no panic") }
    }

    fn log(&self, event: String) {
        self.log.lock().expect("no panic").push(event);
    }

    /// Returns `true` if the scenario says so for this effect.
    fn yes(&self, effect: u32) -> bool {
        (self.scenario >> (effect % 64)) & 1 == 1
    }

    pub(crate) fn note(&self, effect: u32, number: u32) -> u32 {
        self.log(format!("note {effect}: {number}"));
        number
    }

    pub(crate) fn flag(&self, effect: u32) -> bool {
        self.log(format!("flag {effect}"));
        self.yes(effect)
    }

    pub(crate) fn probe(&self, id: u32) -> Probe<'_> {
        self.log(format!("probe {id} made"));
        Probe { world: self, id }
    }

    pub(crate) fn len(&self, text: &str) -> u32 {
        self.log(format!("len {text}"));
        text.len() as u32
    }

    pub(crate) fn text(&self, effect: u32) -> String {
        format!("text {effect}")
    }

    /// Returns a number once, twice or not at all.
    pub(crate) fn some(&self, effect: u32) -> Option<u32> {
        let asked = format!("some {effect}");
        let before = self.log.lock().expect("no panic").iter().filter(|event| **event == asked).count() as u32;
        self.log(asked);
        (self.yes(effect) && before < 2).then_some(before)
    }

    pub(crate) fn fallible(&self, effect: u32, number: u32) -> Result<u32, Fault> {
        self.log(format!("fallible {effect}"));
        if self.yes(effect + 3) && self.yes(effect + 7) { Err(Fault(effect)) } else { Ok(number) }
    }

    /// Suspends once.
    pub(crate) async fn later(&self, effect: u32, number: u32) -> u32 {
        self.log(format!("later {effect}: {number}"));
        let mut polled = false;
        poll_fn(|cx| {
            cx.waker().wake_by_ref();
            if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        self.log(format!("later {effect} done"));
        number
    }

    pub(crate) async fn fallible_later(&self, effect: u32, number: u32) -> Result<u32, Fault> {
        let number = self.later(effect, number).await;
        self.fallible(effect, number)
    }

    /// Is ready or suspends once, as the scenario says.
    pub(crate) fn task(&self, effect: u32, number: u32) -> ValueTask<'_, u32> {
        self.log(format!("task {effect}"));
        if self.yes(effect) { ValueTask::ready(number) } else { ValueTask::from_future(self.later(effect, number)) }
    }

    /// Returns [`Self::task`] with a fallible value.
    pub(crate) fn attempt(&self, effect: u32, number: u32) -> ValueTask<'_, Outcome> {
        self.log(format!("attempt {effect}"));
        if self.yes(effect + 1) {
            ValueTask::ready(self.fallible(effect, number))
        } else {
            ValueTask::from_future(self.fallible_later(effect, number))
        }
    }

    /// Returns [`Self::attempt`] with all arguments of a body, which it drops when it is done.
    pub(crate) fn consume<'w>(&'w self, effect: u32, probes: [Probe<'w>; 2], text: String) -> ValueTask<'w, Outcome> {
        self.log(format!("consume {effect} {text}"));
        if self.yes(effect + 1) {
            return ValueTask::ready(self.fallible(effect, probes[0].id()));
        }
        ValueTask::from_future(async move {
            let [_first, second] = &probes;
            self.fallible_later(effect, second.id()).await
        })
    }
}
