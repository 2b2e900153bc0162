//! Any number of tasks that are polled together.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::mem;
use core::task::Context;

use super::element::Element;
use super::group::ELEMENTS;
use super::wakers::Wakers;

/// Up to so many tasks are polled with the waker of who awaits them, and all that are pending whenever it is woken. A poll in
/// vain costs less than a waker of one's own, which is counted, marked and put on a list.
const FEW: usize = 12;

/// The tasks, and the wakers that the pending ones were polled with.
pub(crate) struct Elements<E> {
    tasks: Tasks<E>,
    /// Those of more than a [`FEW`] tasks, once these have been polled.
    wakers: Option<Wakers>,
}

struct Tasks<E> {
    all: Vec<E>,
    /// How many have no value yet.
    pending: usize,
}

impl<E: Element> Tasks<E> {
    /// Polls this one unless its value is there: a waker may be woken late, or twice.
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

    /// The values, all of which are there, in the order of the tasks. The memory of the tasks becomes that of the values, where
    /// those fit.
    pub(crate) fn values(&mut self) -> Vec<E::Output> {
        mem::take(&mut self.tasks.all).into_iter().map(E::value).collect()
    }

    /// Polls those that can go on. `advance` polls one and says whether it has its value now, or why the others needn't go on.
    ///
    /// Whether all have their values.
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
        // Put back below, unless a poll panics: then it isn't known any more who was woken, and all are polled anew.
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
