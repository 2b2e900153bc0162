//! The magazines of one class that all threads share.
//!
//! A class has a few take-all stacks. Each is null or owns a list of magazines, and changes by one atomic exchange:
//!
//! 1. `put`: list → the same list behind a new magazine, or behind several.
//! 2. `remove`: list → null. The thread keeps the first magazine, and puts the others back.
//! 3. `empty`: either → null, by a thread that trims or has set bounds.
//!
//! Only whole lists are taken, so no thread reads memory that another one may take or reuse. A thread that puts a magazine
//! before a list needs no more than its address. So it does no harm if that list was gone and has come back meanwhile.
//!
//! A thread that has a list out may be stopped, and others allocate then. So magazines are put on the stacks in turn, and a
//! slot that was allocated although the class has some is made up for: the next that comes is freed.
#![allow(deprecated, reason = "`fetch_update` has another name from Rust 1.95 on")]

use core::ptr;
use core::sync::atomic::Ordering::{AcqRel, Relaxed};

use super::class::{CLASSES, Class};
use super::magazine::{Ends, List, Magazine, Node};
use super::population::Population;
use crate::sync::{AtomicPtr, AtomicUsize, const_fn};

/// The stacks of a class. While a thread has taken the list of one, other threads find those of the next.
const STACKS: usize = if cfg!(valuetask_loom) { 1 } else { 4 };
/// The magazines of a list that are counted to find its end, before a shorter list is tried.
const FEW: usize = if cfg!(valuetask_loom) { 1 } else { 16 };

/// The magazines of one class. One cache line, which only threads that exchange magazines of the class touch.
///
/// Invariant: a stack is null, or the head of a [`List`] of the class of these stacks, which it owns.
#[repr(align(64))]
pub(super) struct Stacks {
    stacks: [AtomicPtr<Node>; STACKS],
    pub(super) population: Population,
    /// The fewest slots that there were in this interval.
    pub(super) low: AtomicUsize,
    /// The slots that the last interval didn't use, and that are still to be freed.
    pub(super) surplus: AtomicUsize,
    /// The slots that threads allocated while others had lists out, and that are still to be freed.
    owed: AtomicUsize,
}

/// A row of null pointers.
#[cfg(not(valuetask_loom))]
const fn nulls<T, const N: usize>() -> [AtomicPtr<T>; N] {
    [const { AtomicPtr::new(core::ptr::null_mut()) }; N]
}

/// A row of null pointers.
#[cfg(valuetask_loom)]
fn nulls<T, const N: usize>() -> [AtomicPtr<T>; N] {
    core::array::from_fn(|_| AtomicPtr::new(core::ptr::null_mut()))
}

impl Stacks {
    const_fn! {
        fn new() -> Self {
            Self {
                stacks: nulls(),
                population: Population::new(),
                low: AtomicUsize::new(0),
                surplus: AtomicUsize::new(0),
                owed: AtomicUsize::new(0),
            }
        }
    }

    /// Creates the stacks of all classes.
    #[cfg(not(valuetask_loom))]
    pub(super) const fn all() -> [Self; CLASSES] {
        [const { Self::new() }; CLASSES]
    }

    #[cfg(valuetask_loom)]
    pub(super) fn all() -> [Self; CLASSES] {
        core::array::from_fn(|_| Self::new())
    }

    /// Returns the stacks, from one on.
    fn stacks_from(&self, first: usize) -> impl Iterator<Item = &AtomicPtr<Node>> {
        (0..STACKS).map(move |next| &self.stacks[(first.wrapping_add(next)) % STACKS])
    }

    /// Makes transition 1. The slots of the magazine are counted already.
    pub(super) fn put(&self, magazine: Magazine, stack: usize) {
        if let Some(Ok(ends)) = List::of(magazine).map(|list| list.into_ends(1)) {
            push(&self.stacks[stack % STACKS], &ends);
        }
    }

    /// Makes transition 2.
    pub(super) fn remove(&self, class: Class, first: usize) -> Option<Magazine> {
        // ORDERING: Relaxed, here and in the filter: hints that save an exchange. The next call finds a magazine that
        // this one misses.
        if self.population.slots() == 0 {
            return None;
        }
        let mut stacks = self.stacks_from(first).filter(|stack| !stack.load(Relaxed).is_null());
        let (stack, list) = stacks.find_map(|stack| Some((stack, take(stack, class)?)))?;
        let (magazine, rest) = list.pop();
        if let Some(rest) = rest {
            put_back(stack, rest, class);
        }
        self.uncount(magazine.depth());
        Some(magazine)
    }

    /// Makes transition 3.
    ///
    /// Without a check before: an exchange of null for null, too, publishes the bound to the next `put`.
    pub(super) fn empty(&self, class: Class) {
        self.stacks.iter().for_each(|stack| self.empty_one(stack, class));
    }

    // Four copies of it would be in a program.
    #[inline(never)]
    fn empty_one(&self, stack: &AtomicPtr<Node>, class: Class) {
        let mut rest = take(stack, class);
        while let Some(list) = rest {
            let (magazine, next) = list.pop();
            self.uncount(magazine.depth());
            rest = next;
        }
    }

    /// Notes that a thread allocates a slot. One is owed if the class has some, which other threads are moving.
    ///
    /// So a class has as many slots as were in use at once, and those that are owed.
    pub(super) fn owe(&self) {
        // ORDERING: Relaxed, here and in `repay`: a number that only says how much is freed.
        if self.owed.load(Relaxed) < self.population.slots() {
            self.owed.fetch_add(1, Relaxed);
        }
    }

    /// Frees slots of a magazine for those that are owed.
    pub(super) fn repay(&self, magazine: &Magazine) {
        let less = |owed: usize| (owed != 0).then(|| owed.saturating_sub(magazine.depth()));
        if let Ok(owed) = self.owed.fetch_update(Relaxed, Relaxed, less) {
            magazine.shrink(magazine.depth().saturating_sub(owed));
        }
    }

    /// Counts slots that were taken out.
    fn uncount(&self, slots: usize) {
        let left = self.population.release(slots);
        // ORDERING: Relaxed, here and below: a number, by which no more is freed than is there.
        if left < self.low.load(Relaxed) {
            self.low.fetch_min(left, Relaxed);
        }
    }

    /// Runs code while another thread has the list of a stack, if it has any.
    #[cfg(all(test, not(any(valuetask_loom, valuetask_no_pool))))]
    pub(super) fn without_a_list(&self, class: Class, run: impl FnOnce()) {
        let stack = &self.stacks[0];
        let list = take(stack, class);
        run();
        list.into_iter().for_each(|list| put_back(stack, list, class));
    }

    /// Empties the class in a forked child, and counts no slot any more: a thread of the parent had taken what isn't there.
    pub(super) fn take_back(&self, class: Class) {
        self.empty(class);
        self.uncount(self.population.slots());
    }
}

/// Puts a list before that of a stack.
fn push(stack: &AtomicPtr<Node>, ends: &Ends) {
    // ORDERING: Relaxed: only the address is used.
    let mut before = stack.load(Relaxed);
    loop {
        ends.put_before(before);
        // ORDERING: Release hands the list to the Acquire in `take`, also through later exchanges, as each change of a stack is
        // one. Acquire takes the bound from the Release in `take`: if the stack was emptied after a bound was set, that bound
        // is seen.
        match stack.compare_exchange_weak(before, ends.head(), AcqRel, Relaxed) {
            Ok(_) => return,
            Err(now) => before = now,
        }
    }
}

/// Takes the list of a stack.
fn take(stack: &AtomicPtr<Node>, class: Class) -> Option<List> {
    // ORDERING: Acquire takes the lists from the Releases in `push` and `put_back`; Release hands `push` the bound that was
    // set before.
    let head = stack.swap(ptr::null_mut(), AcqRel);
    // SAFETY: the stack owned it by the invariant of `Stacks`, and the exchange gave it to this call alone.
    unsafe { List::from_head(head, class) }
}

/// Puts the rest of a list back, and what was put on the stack meanwhile before it.
fn put_back(stack: &AtomicPtr<Node>, rest: List, class: Class) {
    let Some(late) = exchange(stack, rest, class) else { return };
    // A long list is that of another thread that has put it back, too. Then the one that is on the stack now is the shorter.
    let late = late.into_ends(FEW).or_else(|long| exchange(stack, long, class).map_or(Err(()), all));
    if let Ok(ends) = late {
        push(stack, &ends);
    }
}

/// Returns the ends of a list of any length.
fn all(list: List) -> Result<Ends, ()> {
    list.into_ends(usize::MAX).map_err(drop)
}

/// Puts a list on a stack, and returns the one that was there.
fn exchange(stack: &AtomicPtr<Node>, list: List, class: Class) -> Option<List> {
    // ORDERING: as in `push`, for the list that is put there, and in `take`, for the other one.
    let late = stack.swap(list.into_head(), AcqRel);
    // SAFETY: the stack owned it by the invariant of `Stacks`, and the exchange gave it to this call alone.
    unsafe { List::from_head(late, class) }
}
