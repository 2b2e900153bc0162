//! [`TaskSlot`]: memory in an object for the machine of one task at a time. All of its unsafe code is here.
//!
//! ```text
//!   TaskSlot ──▶ ┌────────┬──────┬──────────────────────┐
//!                │ Header │ busy │ future               │  allocated once, at the first use
//!   RawTask ───▶ └────────┴──────┴──────────────────────┘
//! ```
//!
//! The memory is allocated, not part of the object. A leaked task ends its borrow of the object and leaves a pinned
//! future behind. The object may then be moved or dropped, but a pinned future may be neither moved nor overwritten. A
//! destructor can't help, as the future's borrows may have ended by then. In memory of its own, the future stays where
//! it is, and the slot allocates new memory.

use alloc::boxed::Box;
use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::pin::Pin;
use core::ptr::{self, NonNull};

use valuetask::__runtime::{Header, RawOwner, from_owner, start_owner};
use valuetask::ValueTask;

/// Memory for one task at a time, in an object that carries out one operation at a time.
///
/// Use it for a connection that reads, for example.
///
/// Each task reuses the memory, which never goes to the [pool](valuetask::pool). A future of more than
/// `SIZE` bytes, or aligned to more than 16, takes a slot of the pool.
///
/// The task borrows the slot, so a second task at a time doesn't compile. In a method, borrow the rest of the object
/// field by field: an `async` block that isn't `move` does that by itself.
///
/// # Why not by attribute
///
/// In a trait, write a method that uses a slot as a plain `fn` that returns the [`ValueTask`], beside the `async` ones.
/// [`#[value_task]`](https://docs.rs/valuetask/latest/valuetask/attr.value_task.html) can't use a slot: the body of an `async fn` borrows all of `self`, the slot
/// included. An `async` block borrows only the fields that it names, and the compiler sees that the slot isn't among
/// them.
///
/// # Allocation
///
/// One, at the first use. One more after a task was leaked with [`mem::forget`](core::mem::forget), whose memory is
/// never reused.
///
/// # Examples
///
/// ```
/// use valuetask::ValueTask;
/// use valuetask_source::TaskSlot;
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
    /// Invariant: if there is memory, its `busy` can be read. Unless `busy` is set, only this slot uses the memory.
    memory: Option<NonNull<Block<SIZE>>>,
}

// SAFETY: the slot itself only accesses memory without a future. A future in it belongs to its task, which has its own
// `Send`.
unsafe impl<const SIZE: usize> Send for TaskSlot<SIZE> {}
// SAFETY: a shared slot gives access to nothing.
unsafe impl<const SIZE: usize> Sync for TaskSlot<SIZE> {}

/// The allocated memory: room for a [`Housed`] with a future of up to `SIZE` bytes.
#[repr(C, align(16))]
struct Block<const SIZE: usize> {
    header: MaybeUninit<*const ()>,
    /// Not 0 while a future is stored.
    ///
    /// As wide as a pointer, so that the future of a `Housed` begins where the room does.
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
    /// Creates a slot without memory.
    #[must_use]
    pub const fn new() -> Self {
        Self { memory: None }
    }

    /// Creates a task that polls a future when it is polled.
    #[inline]
    pub fn lazy<'s, T, F: Future<Output = T> + Send + 's>(&'s mut self, future: F) -> ValueTask<'s, T> {
        if const { Self::holds::<F>() } { from_owner(self.house(future)) } else { ValueTask::from_future(future) }
    }

    /// Creates a task from a future, and polls the future once in this call.
    ///
    /// See [`ValueTask::start`].
    ///
    /// # Panics
    ///
    /// Panics if the future panics in its first poll.
    #[inline]
    pub fn start<'s, T, F: Future<Output = T> + Send + 's>(&'s mut self, future: F) -> ValueTask<'s, T> {
        if const { Self::holds::<F>() } { start_owner(self.house(future)) } else { ValueTask::start(future) }
    }

    /// Returns `true` if the slot has room for this type of future.
    #[must_use]
    pub const fn holds<F: Future>() -> bool {
        size_of::<F>() <= SIZE
            && size_of::<Housed<F>>() <= size_of::<Block<SIZE>>()
            && align_of::<Housed<F>>() <= align_of::<Block<SIZE>>()
    }

    /// Moves a future into the memory. The slot [holds](Self::holds) the type.
    #[inline]
    fn house<'s, F: Future + 's>(&'s mut self, future: F) -> InSlot<'s, F> {
        let memory = match self.memory {
            // SAFETY: the invariant of `memory`.
            Some(memory) if !unsafe { Block::is_busy(memory) } => memory,
            // None yet, or with the future of a leaked task, which stays there.
            _ => *self.memory.insert(Block::new()),
        };
        let housed = memory.cast::<Housed<F>>();
        // SAFETY: only this slot uses the memory, by its invariant, and a `Housed<F>` fits, by the contract of `house`.
        unsafe { housed.write(Housed { header: Header::of::<InSlot<'s, F>>(), busy: 1, future }) };
        InSlot { housed, marker: PhantomData }
    }
}

impl<const SIZE: usize> Block<SIZE> {
    #[cold]
    #[inline(never)]
    fn new() -> NonNull<Self> {
        let memory = NonNull::from(Box::leak(Box::<Self>::new_uninit())).cast::<Self>();
        // SAFETY: in bounds of what was just allocated.
        let busy = unsafe { &raw mut (*memory.as_ptr()).busy };
        // SAFETY: in bounds of what was just allocated.
        unsafe { busy.write(0) };
        memory
    }

    /// Returns `true` if a future is stored.
    ///
    /// # Safety
    ///
    /// The memory is allocated, and no other thread accesses it.
    #[inline]
    unsafe fn is_busy(memory: NonNull<Self>) -> bool {
        // SAFETY: in bounds of allocated memory.
        let busy = unsafe { &raw const (*memory.as_ptr()).busy };
        // SAFETY: initialized in `new`.
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
        // SAFETY: the invariant of `memory`.
        if unsafe { Block::is_busy(memory) } {
            // With the future of a leaked task, which stays there.
            return;
        }
        // SAFETY: the box of `new`, which isn't busy. `MaybeUninit`, as the rest of it is uninitialized.
        drop(unsafe { Box::from_raw(memory.cast::<MaybeUninit<Block<SIZE>>>().as_ptr()) });
    }
}

/// A live future in a slot.
///
/// Invariant: the pointer is to the memory of a slot that is borrowed for `'s`, with a future pinned in it. Only this
/// uses the memory.
struct InSlot<'s, F: Future> {
    housed: NonNull<Housed<F>>,
    marker: PhantomData<&'s mut F>,
}

// SAFETY: the future is `Send`, and only this uses the memory.
unsafe impl<F: Future + Send> Send for InSlot<'_, F> {}

impl<F: Future> InSlot<'_, F> {
    #[inline]
    fn future(&self) -> *mut F {
        // SAFETY: in bounds of the memory, by the invariant of `InSlot`.
        unsafe { &raw mut (*self.housed.as_ptr()).future }
    }
}

// SAFETY: `house` has made the header for this type, and the borrowed slot keeps the memory.
unsafe impl<F: Future> RawOwner for InSlot<'_, F> {
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
        // SAFETY: live and not shared, by the invariant of `InSlot`.
        let future = unsafe { &mut *self.future() };
        // SAFETY: the future stays in the memory until it is dropped or leaked there.
        unsafe { Pin::new_unchecked(future) }
    }
}

impl<F: Future> Drop for InSlot<'_, F> {
    #[inline]
    fn drop(&mut self) {
        /// Marks the memory as free, even if the future's destructor panics.
        struct Return(*mut usize);

        impl Drop for Return {
            #[inline]
            fn drop(&mut self) {
                // SAFETY: the memory of a slot that is still borrowed, by the invariant of `InSlot`.
                unsafe { self.0.write(0) };
            }
        }

        // SAFETY: in bounds of the memory, by the invariant of `InSlot`.
        let _return = Return(unsafe { &raw mut (*self.housed.as_ptr()).busy });
        // SAFETY: live and not shared, by the invariant of `InSlot`, and never used again.
        unsafe { ptr::drop_in_place(self.future()) };
    }
}

// Room for a future of `SIZE` bytes, and no larger one.
const _: () = assert!(TaskSlot::<24>::holds::<core::future::Ready<[u64; 2]>>());
const _: () = assert!(!TaskSlot::<23>::holds::<core::future::Ready<[u64; 2]>>());
