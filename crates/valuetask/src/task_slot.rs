//! [`TaskSlot`]: an object's own slot for the machine of one task at a time. All of its unsafe code is here.
//!
//! ```text
//!   TaskSlot ──▶ ┌────────┬──────┬──────────────────────┐
//!                │ Header │ busy │ future               │  allocated once, at the first use
//!   Machine ───▶ └────────┴──────┴──────────────────────┘
//! ```
//!
//! The memory isn't in the object itself. A task may be leaked, which ends its borrow of the object and leaves a pinned
//! future behind; the object may then be moved or dropped, and a pinned future may be neither moved nor overwritten. No
//! destructor could help, as what the future borrows may be gone by then. In memory of its own the future stays where
//! it is for ever, and the slot takes new memory.

use alloc::boxed::Box;
use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::pin::Pin;
use core::ptr::{self, NonNull};

use crate::ValueTask;
use crate::value_task::{Header, Operation};

/// A slot for the machine of one task at a time, for an object that has one operation at a time: a connection that
/// reads.
///
/// Its memory is used again by each task, and by nobody else: it never goes to the [pool](crate::pool), nor to another
/// thread's list, and an operation finds it where it was the last time. A future of more than `SIZE` bytes, or one that
/// is aligned to more than 16, takes a slot of the pool.
///
/// The task borrows the slot, so a second one at the same time doesn't compile. In a method, the rest of the object is
/// borrowed field by field: an `async` block that isn't `move` does that by itself.
///
/// # Why it is a method call
///
/// [`#[value_task]`](macro@crate::value_task) doesn't use a slot. It moves `self` into the body as a whole, so that a
/// body means what it would mean in any `async fn`; and a body that has all of `&mut self` can't lie in memory that is
/// borrowed from `self` besides, unless unsafe code says that it doesn't reach that memory. An `async` block that names
/// the fields it uses borrows these alone, and the compiler sees that the slot isn't among them. A method of a trait is
/// written that way, too: as a plain `fn` that returns the [`ValueTask`], beside those that are `async`.
///
/// # Allocation
///
/// One, at the first use; one more after a task was leaked with [`mem::forget`](core::mem::forget), whose memory is
/// never used again.
///
/// # Examples
///
/// ```
/// use valuetask::{TaskSlot, ValueTask};
///
/// struct Connection {
///     received: Vec<u8>,
///     slot: TaskSlot<128>,
/// }
///
/// impl Connection {
///     fn read(&mut self) -> ValueTask<'_, usize> {
///         self.slot.start(async {
///             futures_timer::Delay::new(std::time::Duration::from_millis(1)).await;
///             self.received.push(7);
///             self.received.len()
///         })
///     }
/// }
///
/// let mut connection = Connection { received: Vec::new(), slot: TaskSlot::new() };
/// for read in 1..=3 {
///     assert_eq!(pollster::block_on(connection.read()), read);
/// }
/// ```
pub struct TaskSlot<const SIZE: usize> {
    /// Invariant: if there is memory, its `busy` can be read. Unless that is set, nobody else uses it.
    memory: Option<NonNull<Memory<SIZE>>>,
}

// SAFETY: whoever has the slot finds memory that holds nothing, or that isn't touched. What a task puts there is the
// task's, which is `Send` by itself.
unsafe impl<const SIZE: usize> Send for TaskSlot<SIZE> {}
// SAFETY: nothing can be reached through a reference.
unsafe impl<const SIZE: usize> Sync for TaskSlot<SIZE> {}

/// What is allocated: room for a [`Housed`] of a future of so many bytes.
#[repr(C, align(16))]
struct Memory<const SIZE: usize> {
    header: MaybeUninit<*const ()>,
    /// Not 0 while a future is here. As wide as a pointer, so that the future of a `Housed` begins where the room does.
    busy: usize,
    room: MaybeUninit<[u8; SIZE]>,
}

/// A future in its slot.
#[repr(C)]
struct Housed<F: Future> {
    header: Header<F::Output>,
    busy: usize,
    future: F,
}

impl<const SIZE: usize> TaskSlot<SIZE> {
    /// A slot that has no memory yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { memory: None }
    }

    /// Stores a future that runs when the task is polled.
    #[inline]
    pub fn lazy<'s, T, F: Future<Output = T> + Send + 's>(&'s mut self, future: F) -> ValueTask<'s, T> {
        if const { Self::holds::<F>() } {
            ValueTask::from_operation(self.house(future))
        } else {
            ValueTask::from_future(future)
        }
    }

    /// Stores a future and polls it once, now, with a waker that does nothing, as [`ValueTask::start`] does.
    ///
    /// # Panics
    ///
    /// If the future panics.
    #[inline]
    pub fn start<'s, T, F: Future<Output = T> + Send + 's>(&'s mut self, future: F) -> ValueTask<'s, T> {
        if const { Self::holds::<F>() } {
            ValueTask::start_operation(self.house(future))
        } else {
            ValueTask::start(future)
        }
    }

    /// Whether the slot has room for such a future.
    #[must_use]
    pub const fn holds<F: Future>() -> bool {
        size_of::<F>() <= SIZE
            && size_of::<Housed<F>>() <= size_of::<Memory<SIZE>>()
            && align_of::<Housed<F>>() <= align_of::<Memory<SIZE>>()
    }

    /// Puts a future into the memory, which [holds](Self::holds) it.
    #[inline]
    fn house<'s, F: Future + 's>(&'s mut self, future: F) -> InSlot<'s, F> {
        let memory = match self.memory {
            // SAFETY: by the invariant of `memory`.
            Some(memory) if !unsafe { Memory::is_busy(memory) } => memory,
            // None yet, or that of a task that was leaked, whose future stays there.
            _ => *self.memory.insert(Memory::new()),
        };
        let housed = memory.cast::<Housed<F>>();
        // SAFETY: nobody uses the memory, by the invariant, and a `Housed<F>` fits, as the caller has asked.
        unsafe { housed.write(Housed { header: Header::of::<InSlot<'s, F>>(), busy: 1, future }) };
        InSlot { housed, marker: PhantomData }
    }
}

impl<const SIZE: usize> Memory<SIZE> {
    #[cold]
    #[inline(never)]
    fn new() -> NonNull<Self> {
        let memory = NonNull::from(Box::leak(Box::<Self>::new_uninit())).cast::<Self>();
        // SAFETY: in bounds of what was just allocated.
        let busy = unsafe { &raw mut (*memory.as_ptr()).busy };
        // SAFETY: the same, and ours.
        unsafe { busy.write(0) };
        memory
    }

    /// # Safety
    ///
    /// The memory is there, and nobody else is just using it.
    #[inline]
    unsafe fn is_busy(memory: NonNull<Self>) -> bool {
        // SAFETY: in bounds, by the contract of this function.
        let busy = unsafe { &raw const (*memory.as_ptr()).busy };
        // SAFETY: written in `new`, and since then by each task.
        unsafe { busy.read() != 0 }
    }
}

impl<const SIZE: usize> Default for TaskSlot<SIZE> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const SIZE: usize> fmt::Debug for TaskSlot<SIZE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskSlot").field("size", &SIZE).finish_non_exhaustive()
    }
}

impl<const SIZE: usize> Drop for TaskSlot<SIZE> {
    fn drop(&mut self) {
        let Some(memory) = self.memory else { return };
        // SAFETY: by the invariant of `memory`.
        if unsafe { Memory::is_busy(memory) } {
            // A leaked task's future is in it, and stays.
            return;
        }
        // SAFETY: from `new`, and nobody uses it. `MaybeUninit`, as it holds nothing.
        drop(unsafe { Box::from_raw(memory.cast::<MaybeUninit<Memory<SIZE>>>().as_ptr()) });
    }
}

/// A live future in a slot.
///
/// Invariant: the pointer is to the memory of a slot that is borrowed for `'s`, with a future pinned in it; nobody else
/// uses it.
struct InSlot<'s, F: Future> {
    housed: NonNull<Housed<F>>,
    marker: PhantomData<&'s mut F>,
}

// SAFETY: it owns the future, and the memory is used by nobody else.
unsafe impl<F: Future + Send> Send for InSlot<'_, F> {}

impl<F: Future> InSlot<'_, F> {
    #[inline]
    fn future(&self) -> *mut F {
        // SAFETY: in bounds of the memory, by the invariant.
        unsafe { &raw mut (*self.housed.as_ptr()).future }
    }
}

// SAFETY: the header was made for this type in `house`, and the memory stays until the slot, which is borrowed, is
// dropped.
unsafe impl<F: Future> Operation for InSlot<'_, F> {
    type Future = F;
    type Output = F::Output;

    const CAN_BE_LEFT: bool = true;

    #[inline]
    fn into_header(self) -> NonNull<Header<F::Output>> {
        ManuallyDrop::new(self).housed.cast()
    }

    #[inline]
    unsafe fn from_header(header: NonNull<()>) -> Self {
        Self { housed: header.cast(), marker: PhantomData }
    }

    #[inline]
    fn pinned(&mut self) -> Pin<&mut F> {
        // SAFETY: live and ours alone, by the invariant.
        let future = unsafe { &mut *self.future() };
        // SAFETY: it stays there until it is dropped, or for ever.
        unsafe { Pin::new_unchecked(future) }
    }
}

impl<F: Future> Drop for InSlot<'_, F> {
    #[inline]
    fn drop(&mut self) {
        /// Gives the memory back also when the future's destructor panics.
        struct Return(*mut usize);

        impl Drop for Return {
            #[inline]
            fn drop(&mut self) {
                // SAFETY: that of a slot which is still borrowed, by the invariant of `InSlot`.
                unsafe { self.0.write(0) };
            }
        }

        // SAFETY: in bounds of the memory, by the invariant.
        let _return = Return(unsafe { &raw mut (*self.housed.as_ptr()).busy });
        // SAFETY: live and ours alone, by the invariant, and never used again.
        unsafe { ptr::drop_in_place(self.future()) };
    }
}

// A future of as many bytes as it says, and not of one more.
const _: () = assert!(TaskSlot::<24>::holds::<core::future::Ready<[u64; 2]>>());
const _: () = assert!(!TaskSlot::<23>::holds::<core::future::Ready<[u64; 2]>>());
