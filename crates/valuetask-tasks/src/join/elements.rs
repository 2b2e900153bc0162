//! Collections of tasks that are polled together.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::mem;
use core::task::Context;

use super::element::Element;
use super::group::ELEMENTS;
use super::wakers::Wakers;

/// Up to this many tasks are polled with the awaiter's own waker, and all pending ones at each poll.
///
/// A poll in vain costs less than a waker for each, which is counted, marked and put on a list.
const FEW: usize = 12;

/// The tasks, and the wakers that the pending ones were polled with.
pub(crate) struct Elements<E> {
    tasks: Tasks<E>,
    /// The wakers of more than [`FEW`] tasks, once these were polled.
    wakers: Option<Wakers>,
}

struct Tasks<E> {
    all: Vec<E>,
    /// The number of tasks without a value.
    pending: usize,
}

impl<E: Element> Tasks<E> {
    /// Polls a task unless it is ready: a waker may be woken late, or twice.
    fn advance<B>(&mut self, index: usize, advance: impl FnOnce(&mut E) -> Result<bool, B>) -> Result<(), B> {
        let task = &mut self.all[index];
        if !task.is_ready() && advance(task)? {
            self.pending -= 1;
        }
        Ok(())
    }
}

impl<E: Element> Elements<E> {
    pub(crate) fn new(all: Vec<E>) -> Self {
        let pending = all.iter().filter(|task| !task.is_ready()).count();
        Self { tasks: Tasks { all, pending }, wakers: None }
    }

    pub(crate) fn are_ready(&self) -> bool {
        self.tasks.pending == 0
    }

    /// Takes the values of tasks that are all ready, in order. They reuse the memory of the tasks if they fit.
    pub(crate) fn values(&mut self) -> Vec<E::Output> {
        mem::take(&mut self.tasks.all).into_iter().map(E::value).collect()
    }

    /// Polls the pending tasks that may have been woken. Returns `true` if all are ready.
    ///
    /// `advance` polls a task and returns `true` if it is ready, or an `Err` that ends the join.
    pub(crate) fn poll<B, A>(&mut self, cx: &mut Context<'_>, mut advance: A) -> Result<bool, B>
    where
        A: FnMut(usize, &mut E, &mut Context<'_>) -> Result<bool, B>,
    {
        let tasks = &mut self.tasks;
        if tasks.all.len() <= FEW {
            for index in 0..tasks.all.len() {
                tasks.advance(index, |task| advance(index, task, cx))?;
            }
            return Ok(tasks.pending == 0);
        }
        if self.wakers.as_ref().is_some_and(|wakers| wakers.is_parked_for(cx.waker())) {
            return Ok(false);
        }
        // Put back below, unless a poll panics: then the woken ones aren't known any more, and all are polled again.
        let mut wakers = match self.wakers.take() {
            Some(mut wakers) => {
                let poll = |index, cx: &mut Context<'_>| tasks.advance(index, |task| advance(index, task, cx)).err();
                match wakers.poll_woken(poll) {
                    Some(enough) => return Err(enough),
                    None => wakers,
                }
            }
            None => {
                let mut wakers = Wakers::new(tasks.all.len());
                for start in (0..tasks.all.len()).step_by(ELEMENTS) {
                    let of_group = start..tasks.all.len().min(start + ELEMENTS);
                    let pending = tasks.all[of_group.clone()].iter().filter(|task| !task.is_ready()).count();
                    let mut lent = wakers.lend(start / ELEMENTS, pending);
                    for index in of_group {
                        tasks.advance(index, |task| lent.poll(index, |cx| advance(index, task, cx)))?;
                    }
                }
                wakers
            }
        };
        if tasks.pending > 0 {
            wakers.park(cx.waker());
        }
        self.wakers = Some(wakers);
        Ok(tasks.pending == 0)
    }
}
