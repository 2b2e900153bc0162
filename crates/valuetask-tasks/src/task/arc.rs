//! [`Arc`]: a counted reference to a value in memory of the pool, of which wakers can be made. [`Hold`]: one that has a content besides.
//!
//! ```text
//!   Arc, Hold ──▶ ┌───────┬───────┬─────────┬──────┐
//!                 │ count │ holds │ content │ kept │
//!                 └───────┴───────┴─────────┴──────┘
//!                         └────────  Held  ────────┘
//! ```
//!
//! | counted by | references                       | keep                               |
//! |------------|----------------------------------|------------------------------------|
//! | `count`    | each `Arc`, one for all holds    | the memory, and in it what is kept |
//! | `holds`    | each `Hold`                      | the content                        |
//!
//! An `Arc` never becomes a `Hold`, as a [`Weak`] does. So dropping one, such as that of a waker that a timer has, never drops the content.

use core::alloc::Layout;
use core::cell::UnsafeCell;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ops::Deref;
use core::ptr::NonNull;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::task::{RawWaker, RawWakerVTable, Waker};

use super::counts::Count;
use crate::sync::{AtomicU8, Witness};
use valuetask::__runtime::{give, take};

struct Block<V> {
    count: Count,
    witness: Witness,
    value: V,
}

/// A counted reference to a value.
///
/// Invariant: it is counted, so the block is written, and isn't freed.
pub(crate) struct Arc<V>(NonNull<Block<V>>);

// SAFETY: as std's: references on several threads lend the value to all of them, and the last one drops it.
unsafe impl<V: Send + Sync> Send for Arc<V> {}
// SAFETY: a shared reference can be cloned, so as for `Send`.
unsafe impl<V: Send + Sync> Sync for Arc<V> {}

impl<V> Arc<V> {
    #[inline]
    pub(crate) fn new(value: V) -> Self {
        let [one] = Self::shared(value);
        one
    }

    /// So many references to one value.
    #[inline]
    pub(crate) fn shared<const N: usize>(value: V) -> [Self; N] {
        const { assert!(N > 0) };
        let place = take(Layout::new::<Block<V>>()).cast();
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { place.write(Block { count: Count::of(N), witness: Witness::of_a_write(), value }) };
        [place; N].map(Self)
    }

    /// The block. No function that may give up a reference has it as an argument: another thread may free it then.
    #[inline(always)]
    fn block(&self) -> &Block<V> {
        // SAFETY: the invariant of `Arc`.
        unsafe { self.0.as_ref() }
    }
}

impl<V> Deref for Arc<V> {
    type Target = V;

    #[inline]
    fn deref(&self) -> &V {
        let block = self.block();
        block.witness.read();
        &block.value
    }
}

impl<V> Clone for Arc<V> {
    #[inline]
    fn clone(&self) -> Self {
        self.block().count.more();
        Self(self.0)
    }
}

impl<V> Drop for Arc<V> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.block().count.is_last() {
            self.block().witness.written();
            let _memory = Memory(self.0);
            // SAFETY: the invariant of `Arc`: this is the last reference, and isn't used again.
            unsafe { self.0.drop_in_place() };
        }
    }
}

/// The memory of a block whose content is dropped. Dropped, it is freed.
///
/// Invariant: nothing else uses the block.
struct Memory<V>(NonNull<Block<V>>);

impl<V> Drop for Memory<V> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the invariant of `Memory`: memory of this layout.
        unsafe { give(self.0.cast(), Layout::new::<Block<V>>()) };
    }
}

/// References whose wakers are of use. One has wakers of several roles if it implements this for each.
pub(crate) trait Wakes<Role = ()>: 'static {
    /// Called when a waker is woken.
    fn woken(this: &Self);

    /// Called when a waker is dropped, or was used up.
    #[inline]
    fn dropped(_: &Self) {}
}

impl<V: Send + Sync> Arc<V> {
    /// Calls `work` with a waker, without counting it.
    #[inline]
    pub(crate) fn with_waker<Role, R>(&self, work: impl FnOnce(&Waker) -> R) -> R
    where
        Self: Wakes<Role>,
    {
        // The waker isn't dropped, so it has no reference of its own: this one stays until `work` returns.
        let waker = ManuallyDrop::new(Self(self.0).into_waker());
        work(&waker)
    }

    /// Makes a waker of this reference.
    #[inline]
    pub(crate) fn into_waker<Role>(self) -> Waker
    where
        Self: Wakes<Role>,
    {
        // By the contract of `RawWakerVTable`, `wake` and `drop` use the waker up, and so its reference.
        let functions = const {
            &RawWakerVTable::new(
                |data| {
                    // SAFETY: the contract of `RawWakerVTable`: the waker stays, as this isn't dropped.
                    let this = unsafe { Self::of_waker(data) };
                    let another = ManuallyDrop::new(Self::clone(&this).into_waker());
                    RawWaker::new(another.data(), another.vtable())
                },
                |data| {
                    // SAFETY: the contract of `RawWakerVTable`: the waker is used up.
                    let this = ManuallyDrop::into_inner(unsafe { Self::of_waker(data) });
                    Self::woken(&this);
                    Self::dropped(&this);
                },
                // SAFETY: the contract of `RawWakerVTable`: the waker stays, as this isn't dropped.
                |data| Self::woken(&*unsafe { Self::of_waker(data) }),
                // SAFETY: the contract of `RawWakerVTable`: the waker is used up.
                |data| Self::dropped(&ManuallyDrop::into_inner(unsafe { Self::of_waker(data) })),
            )
        };
        let data = ManuallyDrop::new(self).0.as_ptr().cast_const().cast();
        // SAFETY: the functions keep to the contract of `RawWakerVTable`: the waker has the reference.
        unsafe { Waker::new(data, functions) }
    }

    /// The reference of a waker.
    ///
    /// # Safety
    ///
    /// `data` is that of a waker. Either the waker isn't used again, or this isn't dropped.
    #[inline]
    unsafe fn of_waker(data: *const ()) -> ManuallyDrop<Self> {
        // SAFETY: the contract of this function: no reference has the address null.
        ManuallyDrop::new(Self(unsafe { NonNull::new_unchecked(data.cast_mut().cast()) }))
    }
}

/// What holds share: a content, which is stored once and dropped after the last of them, and what is kept beside it as long as the memory.
///
/// 1. `EMPTY`  → `STORED`, by one hold. It has the place.
/// 2. `STORED` → `FULL`, by that hold, once the content is in its place.
pub(crate) struct Held<V, K> {
    holds: Count,
    state: AtomicU8,
    /// Drops the content after the last hold. A function pointer, as `Drop` of a hold can't ask for a `V` that is `'static`.
    empty: fn(Option<V>, &K),
    witness: Witness,
    /// Invariant: where the state is `FULL`, it isn't changed as long as there is a hold. Where it is `STORED`, it is that hold's. After
    /// the last hold it is that one's.
    content: UnsafeCell<Option<V>>,
    pub(crate) kept: K,
}

const EMPTY: u8 = 0;
const STORED: u8 = 1;
const FULL: u8 = 2;

// SAFETY: the content is lent and dropped by holds alone. The last one takes it out, so this is dropped without a content.
unsafe impl<V, K: Send> Send for Held<V, K> {}
// SAFETY: as for `Send`: this lends what is kept alone.
unsafe impl<V, K: Sync> Sync for Held<V, K> {}

/// A counted reference to a content.
///
/// Invariant: it is counted in `holds`. All of them have one counted reference together.
pub(crate) struct Hold<V, K>(ManuallyDrop<Arc<Held<V, K>>>, PhantomData<alloc::sync::Arc<V>>);

impl<V, K> Hold<V, K> {
    /// Creates one that keeps something beside a content, which may be stored later. `empty` is called after the last hold.
    #[inline]
    pub(crate) fn keeping(kept: K, content: Option<V>, empty: fn(Option<V>, &K)) -> Self {
        let state = AtomicU8::new(if content.is_some() { FULL } else { EMPTY });
        let (witness, content) = (Witness::of_a_write(), UnsafeCell::new(content));
        Self::of(Arc::new(Held { holds: Count::of(1), state, empty, witness, content, kept }))
    }

    #[inline]
    fn of(shared: Arc<Held<V, K>>) -> Self {
        Self(ManuallyDrop::new(shared), PhantomData)
    }

    /// The one reference of all holds, and the content.
    ///
    /// # Safety
    ///
    /// This was the last hold, and isn't used again.
    #[inline]
    unsafe fn end(&self) -> (Arc<Held<V, K>>, Option<V>) {
        let held = Arc(self.0.0);
        held.witness.written();
        // SAFETY: the invariant of `content`, by the contract of this function.
        let content = unsafe { &mut *held.content.get() }.take();
        (held, content)
    }

    /// The reference to what is kept.
    #[inline]
    pub(crate) fn kept(&self) -> &Arc<Held<V, K>> {
        &self.0
    }

    /// The content, once it is stored.
    #[inline]
    pub(crate) fn get(&self) -> Option<&V> {
        // ORDERING: Acquire takes the content from the Release in `set`.
        if self.0.state.load(Acquire) != FULL {
            return None;
        }
        self.0.witness.read();
        // SAFETY: the invariant of `content`.
        unsafe { &*self.0.content.get() }.as_ref()
    }

    /// Stores the content, or returns it if there is one.
    #[inline]
    pub(crate) fn set(&self, content: V) -> Result<(), V> {
        // ORDERING: Relaxed: it hands nothing over, as an empty place has nothing.
        if self.0.state.compare_exchange(EMPTY, STORED, Relaxed, Relaxed).is_err() {
            return Err(content);
        }
        self.0.witness.written();
        // SAFETY: the invariant of `content`, which is empty.
        unsafe { self.0.content.get().write(Some(content)) };
        // ORDERING: Release hands the content to the Acquire in `get`.
        self.0.state.store(FULL, Release);
        Ok(())
    }

    /// Returns `true` if two holds have one content.
    #[inline]
    pub(crate) fn ptr_eq(&self, other: &Self) -> bool {
        self.0.0 == other.0.0
    }

    /// What is kept, if there is no other reference to it: no hold, no weak one, no waker.
    #[inline]
    pub(crate) fn get_mut(&mut self) -> Option<&mut K> {
        // In this order: without another hold, only what `count` has makes more of its kind.
        if !self.0.holds.is_one() || !self.0.block().count.is_one() {
            return None;
        }
        self.0.block().witness.written();
        // SAFETY: the invariant of `Hold`: its reference is the only one, and `self` is borrowed.
        Some(unsafe { &mut self.0.0.as_mut().value.kept })
    }

    /// A weak reference.
    pub(crate) fn downgrade(&self) -> Weak<V, K> {
        self.0.holds.weakly();
        Weak(Arc::clone(&self.0), PhantomData)
    }

    /// Takes the content, if it was stored, where this is the only hold, or returns the hold.
    #[inline]
    pub(crate) fn try_unwrap(self) -> Result<Option<V>, Self> {
        if !self.0.holds.is_only() {
            return Err(self);
        }
        // SAFETY: it was the last one, and is forgotten.
        Ok(unsafe { ManuallyDrop::new(self).end() }.1)
    }
}

impl<V, K> Clone for Hold<V, K> {
    #[inline]
    fn clone(&self) -> Self {
        self.0.holds.more();
        Self::of(Arc(self.0.0))
    }
}

impl<V, K> Drop for Hold<V, K> {
    #[inline]
    fn drop(&mut self) {
        if self.0.holds.is_last() {
            // SAFETY: it was the last one, and is gone.
            let (held, content) = unsafe { self.end() };
            (held.empty)(content, &held.kept);
        }
    }
}

/// A counted reference that becomes a [`Hold`] as long as there is one.
///
/// Invariant: `holds` knows that there are weak references.
pub(crate) struct Weak<V, K>(Arc<Held<V, K>>, PhantomData<Hold<V, K>>);

impl<V, K> Weak<V, K> {
    pub(crate) fn upgrade(&self) -> Option<Hold<V, K>> {
        // It was just counted.
        self.0.holds.upgrade().then(|| Hold::of(Arc(self.0.0)))
    }

    /// Returns `true` if there is no hold any more.
    pub(crate) fn is_dropped(&self) -> bool {
        self.0.holds.is_none()
    }
}

impl<V, K> Clone for Weak<V, K> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

#[cfg(all(test, valuetask_loom))]
mod models;
