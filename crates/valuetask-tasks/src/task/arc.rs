//! [`Arc`]: a counted value in memory of the pool. What is kept beside it outlives it, for [`Kept`] references. Of both, wakers can be made.
//!
//! ```text
//!   Arc, Kept ──▶ ┌────────┬──────┬──────┬───────┐
//!                 │ strong │ weak │ kept │ value │
//!                 └────────┴──────┴──────┴───────┘
//! ```
//!
//! | counted by | references                               | keep                               |
//! |------------|------------------------------------------|------------------------------------|
//! | `strong`   | each `Arc`                               | the value                          |
//! | `weak`     | each `Kept`, `Weak`, one for all `Arc`s  | the memory, and in it what is kept |
//!
//! A `Kept` reference never becomes an `Arc`, as a [`Weak`] does. So whoever drops one, such as a timer that has a waker, never drops the
//! value.
//!
//! A step that gives up a reference may let another thread free the memory. So no more than the count is borrowed there.

use core::alloc::Layout;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop, needs_drop};
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;
use core::task::{RawWaker, RawWakerVTable, Waker};

use super::counts::{Count, Strong};
use super::trampoline::drop_soon;
use crate::sync::Witness;
use valuetask::__runtime::{give, move_out, take};

struct Block<V, K> {
    strong: Strong,
    weak: Count,
    /// Of the memory.
    witness: Witness,
    /// Of the value.
    value_witness: Witness,
    kept: K,
    value: ManuallyDrop<V>,
}

/// The address of a block.
type Address<V, K> = NonNull<Block<V, K>>;

/// Of a type that isn't covariant.
type Invariant<V, K> = PhantomData<fn(V, K) -> (V, K)>;

/// # Safety
///
/// The block isn't freed while this is used. No more of it is borrowed than the field.
macro_rules! field {
    ($block:expr, $field:ident) => {
        &(*$block.as_ptr()).$field
    };
}

/// A counted reference to a value. The last one drops it, as the trampoline drops: in no deeper calls than 16.
///
/// Invariant: it is counted. It isn't covariant: so the value is a `'static` one, and may outlive borrows of the caller where its drop is
/// queued.
pub(crate) struct Arc<V, K = ()>(Address<V, K>, Invariant<V, K>);

// SAFETY: as std's: references on several threads lend the content to all of them, and the last one drops it.
unsafe impl<V: Send + Sync, K: Send + Sync> Send for Arc<V, K> {}
// SAFETY: a shared reference can be cloned, so as for `Send`.
unsafe impl<V: Send + Sync, K: Send + Sync> Sync for Arc<V, K> {}

impl<V, K> Unpin for Arc<V, K> {}

impl<V: 'static> Arc<V> {
    #[inline]
    pub(crate) fn new(value: V) -> Self {
        Self::keeping((), value)
    }
}

impl<V: 'static, K: 'static> Arc<V, K> {
    /// Creates one that keeps something beside the value.
    #[inline]
    pub(crate) fn keeping(kept: K, value: V) -> Self {
        let block = take(Layout::new::<Block<V, K>>()).cast();
        let (strong, weak, value) = (Strong::one(), Count::new(1), ManuallyDrop::new(value));
        let (witness, value_witness) = (Witness::of_a_write(), Witness::of_a_write());
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { block.write(Block { strong, weak, witness, value_witness, kept, value }) };
        Self(block, PhantomData)
    }
}

impl<V, K> Arc<V, K> {
    #[inline]
    fn strong(&self) -> &Strong {
        // SAFETY: the invariant of `Arc`.
        unsafe { field!(self.0, strong) }
    }

    /// What is kept as long as the memory.
    #[inline]
    pub(crate) fn kept(&self) -> &K {
        // SAFETY: the invariant of `Arc`.
        unsafe { field!(self.0, kept) }
    }

    /// A reference that keeps the memory alone, which isn't counted.
    #[inline]
    pub(crate) fn as_kept(&self) -> ManuallyDrop<Kept<V, K>> {
        ManuallyDrop::new(Kept(self.0, PhantomData))
    }

    /// So many references, which are counted at once. The memory leaks if the iterator isn't used up.
    pub(crate) fn clones(&self, count: usize) -> impl Iterator<Item = Self> + use<V, K> {
        self.strong().more(count);
        let block = self.0;
        (0..count).map(move |_| Self(block, PhantomData))
    }

    /// Returns `true` if two references are to one value.
    #[inline]
    pub(crate) fn ptr_eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    /// Returns `true` if this is the only reference to the value, and no weak one can become another.
    #[inline]
    pub(crate) fn is_unique(&self) -> bool {
        self.strong().is_one()
    }

    /// A weak reference.
    pub(crate) fn downgrade(&self) -> Weak<V, K> {
        self.strong().weakly();
        Weak(Kept::clone(&self.as_kept()), PhantomData)
    }

    /// Takes the right to the value if this is the only reference to it, or returns the reference.
    #[inline]
    pub(crate) fn into_unique(self) -> Result<Unique<V, K>, Self> {
        if self.strong().is_only() { Ok(Unique(ManuallyDrop::new(self).0, PhantomData)) } else { Err(self) }
    }

    /// Gives up the reference. Returns the right to the value if it was the last.
    #[inline]
    pub(crate) fn into_last(self) -> Option<Unique<V, K>> {
        let this = ManuallyDrop::new(self);
        this.strong().is_last().then(|| Unique(this.0, PhantomData))
    }
}

impl<V, K> Deref for Arc<V, K> {
    type Target = V;

    #[inline]
    fn deref(&self) -> &V {
        // SAFETY: the invariant of `Arc`.
        unsafe { field!(self.0, value_witness) }.read();
        // SAFETY: the invariant of `Arc`: the value is there, and is shared alone.
        unsafe { field!(self.0, value) }
    }
}

impl<V, K> Clone for Arc<V, K> {
    #[inline]
    fn clone(&self) -> Self {
        self.strong().more(1);
        Self(self.0, PhantomData)
    }
}

impl<V, K> Drop for Arc<V, K> {
    #[inline]
    fn drop(&mut self) {
        if self.strong().is_last() {
            drop(Unique(self.0, PhantomData));
        }
    }
}

/// The right to a value to which no other reference is left. Dropped, it drops the value.
///
/// Invariant: nothing else uses the value, and this has the count in `weak` of all references to it.
pub(crate) struct Unique<V, K = ()>(Address<V, K>, Invariant<V, K>);

impl<V, K> Unique<V, K> {
    /// What is kept as long as the memory.
    #[inline]
    pub(crate) fn kept(&self) -> &K {
        // SAFETY: the invariant of `Unique`.
        unsafe { field!(self.0, kept) }
    }

    #[inline]
    pub(crate) fn into_inner(self) -> V {
        let emptied = Emptied(ManuallyDrop::new(self).0);
        // SAFETY: the invariant of `Unique`, which was forgotten.
        unsafe { move_out(emptied.value()) }
    }
}

impl<V, K> Deref for Unique<V, K> {
    type Target = V;

    #[inline]
    fn deref(&self) -> &V {
        // SAFETY: the invariant of `Unique`.
        unsafe { field!(self.0, value) }
    }
}

impl<V, K> DerefMut for Unique<V, K> {
    #[inline]
    fn deref_mut(&mut self) -> &mut V {
        // SAFETY: the invariant of `Unique`.
        unsafe { &mut (*self.0.as_ptr()).value }
    }
}

impl<V, K> Drop for Unique<V, K> {
    #[inline]
    fn drop(&mut self) {
        let block = self.0;
        if !needs_drop::<V>() {
            return drop(Emptied(block));
        }
        drop_soon(Last(block.cast(), drop_value::<V, K>));
    }
}

/// A block to which no reference is left but that of the function. Dropped, it drops the value, and gives up the memory.
///
/// Invariant: that of [`Unique`]; the function is of these types.
struct Last(NonNull<()>, unsafe fn(NonNull<()>));

impl Drop for Last {
    fn drop(&mut self) {
        // SAFETY: the invariant of `Last`.
        unsafe { (self.1)(self.0) };
    }
}

/// Drops the value of a block, and gives up the memory.
///
/// # Safety
///
/// It is a block of these types. The caller has what [`Unique`] has, and doesn't use it again.
unsafe fn drop_value<V, K>(block: NonNull<()>) {
    let emptied = Emptied::<V, K>(block.cast());
    // SAFETY: the contract of this function.
    unsafe { emptied.value().cast_mut().drop_in_place() };
}

/// A block whose value is moved out or dropped. Dropped, it gives up the memory.
///
/// Invariant: that of [`Unique`].
struct Emptied<V, K>(Address<V, K>);

impl<V, K> Emptied<V, K> {
    #[inline]
    fn value(&self) -> *const V {
        // SAFETY: the invariant of `Emptied`.
        unsafe { field!(self.0, value_witness) }.written();
        // SAFETY: the invariant of `Emptied`.
        let value: *const ManuallyDrop<V> = unsafe { &raw const (*self.0.as_ptr()).value };
        value.cast()
    }
}

impl<V, K> Drop for Emptied<V, K> {
    #[inline]
    fn drop(&mut self) {
        drop(Kept(self.0, PhantomData));
    }
}

/// A counted reference to what is kept beside a value.
///
/// Invariant: it is counted. As for `Arc`, it isn't covariant.
pub(crate) struct Kept<V, K>(Address<V, K>, Invariant<V, K>);

// SAFETY: it lends what is kept alone, on any thread, and the last one drops that.
unsafe impl<V, K: Send + Sync> Send for Kept<V, K> {}
// SAFETY: as for `Send`.
unsafe impl<V, K: Send + Sync> Sync for Kept<V, K> {}

impl<V, K> Kept<V, K> {
    #[inline]
    fn weak(&self) -> &Count {
        // SAFETY: the invariant of `Kept`.
        unsafe { field!(self.0, weak) }
    }
}

impl<V, K> Deref for Kept<V, K> {
    type Target = K;

    #[inline]
    fn deref(&self) -> &K {
        // SAFETY: the invariant of `Kept`.
        unsafe { field!(self.0, witness) }.read();
        // SAFETY: the invariant of `Kept`.
        unsafe { field!(self.0, kept) }
    }
}

impl<V, K> Clone for Kept<V, K> {
    #[inline]
    fn clone(&self) -> Self {
        self.weak().more(1);
        Self(self.0, PhantomData)
    }
}

impl<V, K> Drop for Kept<V, K> {
    #[inline]
    fn drop(&mut self) {
        if self.weak().is_last() {
            let memory = Memory(self.0);
            // SAFETY: the last reference to the memory, and the value is gone.
            let kept = unsafe { &raw mut (*memory.0.as_ptr()).kept };
            // SAFETY: as for `kept`, which isn't used again.
            unsafe { kept.drop_in_place() };
        }
    }
}

/// A counted reference that becomes an [`Arc`] as long as there is one.
///
/// Invariant: the count in `strong` knows that there are weak references.
pub(crate) struct Weak<V, K = ()>(Kept<V, K>, PhantomData<Arc<V, K>>);

impl<V, K> Weak<V, K> {
    fn strong(&self) -> &Strong {
        // SAFETY: the invariant of `Kept`.
        unsafe { field!(self.0.0, strong) }
    }

    pub(crate) fn upgrade(&self) -> Option<Arc<V, K>> {
        // It was just counted.
        self.strong().upgrade().then(|| Arc(self.0.0, PhantomData))
    }

    /// Returns `true` if there is no reference any more.
    pub(crate) fn is_dropped(&self) -> bool {
        self.strong().is_none()
    }
}

impl<V, K> Clone for Weak<V, K> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

/// The memory of a block whose content is dropped. Dropped, it is freed.
///
/// Invariant: nothing else uses the block.
struct Memory<V, K>(Address<V, K>);

impl<V, K> Drop for Memory<V, K> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the invariant of `Memory`.
        let Block { strong, weak, witness, .. } = unsafe { self.0.as_mut() };
        strong.retire();
        weak.retire();
        witness.written();
        // SAFETY: memory of this layout, which isn't used again.
        unsafe { give(self.0.cast(), Layout::new::<Block<V, K>>()) };
    }
}

/// References of which wakers can be made: an [`Arc`] or a [`Kept`].
///
/// # Safety
///
/// `of_address` makes a reference of the address in one that was forgotten.
pub(crate) unsafe trait Reference: Clone + Send + Sync + 'static {
    fn address(&self) -> NonNull<()>;

    /// # Safety
    ///
    /// The address is that of a counted reference of this type. Either that isn't used again, or this isn't dropped.
    unsafe fn of_address(address: NonNull<()>) -> Self;
}

macro_rules! reference {
    ($Reference:ident where $($bounds:tt)*) => {
        // SAFETY: the address is all that it has.
        unsafe impl<V: 'static, K: 'static> Reference for $Reference<V, K>
        where
            $($bounds)*
        {
            #[inline]
            fn address(&self) -> NonNull<()> {
                self.0.cast()
            }

            #[inline]
            unsafe fn of_address(address: NonNull<()>) -> Self {
                Self(address.cast(), PhantomData)
            }
        }
    };
}

reference!(Arc where V: Send + Sync, K: Send + Sync);
reference!(Kept where K: Send + Sync);

/// References whose wakers are of use.
pub(crate) trait Wakes: Reference {
    /// Called when a waker is woken.
    fn woken(this: &Self);

    /// Calls `work` with a waker, without counting it.
    #[inline]
    fn with_waker<R>(&self, work: impl FnOnce(&Waker) -> R) -> R {
        // SAFETY: the functions of `WAKER` keep to the contract of `RawWakerVTable`. This reference stays until `work` returns, and the
        // waker isn't dropped.
        let waker = ManuallyDrop::new(unsafe { Waker::new(data(self), Wakers::<Self>::WAKER) });
        work(&waker)
    }
}

#[inline]
fn data<P: Reference>(reference: &P) -> *const () {
    reference.address().as_ptr().cast_const()
}

/// The functions of the wakers of a reference. A waker has one, by its address.
struct Wakers<P>(PhantomData<P>);

impl<P: Wakes> Wakers<P> {
    const WAKER: &'static RawWakerVTable = &RawWakerVTable::new(Self::clone, Self::wake, Self::wake_by_ref, Self::drop);

    /// # Safety
    ///
    /// `data` is that of a waker. Either the waker isn't used again, or this isn't dropped.
    #[inline]
    unsafe fn reference(data: *const ()) -> P {
        // SAFETY: the contract of this function: no reference has the address null.
        let address = unsafe { NonNull::new_unchecked(data.cast_mut()) };
        // SAFETY: the contract of this function.
        unsafe { P::of_address(address) }
    }

    unsafe fn clone(data: *const ()) -> RawWaker {
        // SAFETY: the contract of `RawWakerVTable`: the waker stays, as this isn't dropped.
        let this = ManuallyDrop::new(unsafe { Self::reference(data) });
        mem::forget(P::clone(&this));
        RawWaker::new(data, Self::WAKER)
    }

    unsafe fn wake(data: *const ()) {
        // SAFETY: the contract of `RawWakerVTable`: the waker is used up.
        P::woken(&unsafe { Self::reference(data) });
    }

    unsafe fn wake_by_ref(data: *const ()) {
        // SAFETY: the contract of `RawWakerVTable`: the waker stays, as this isn't dropped.
        P::woken(&ManuallyDrop::new(unsafe { Self::reference(data) }));
    }

    unsafe fn drop(data: *const ()) {
        // SAFETY: the contract of `RawWakerVTable`: the waker is used up.
        drop(unsafe { Self::reference(data) });
    }
}

#[cfg(all(test, valuetask_loom))]
mod models;
