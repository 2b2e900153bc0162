//! [`TaskError`]: a failure, a cancellation or a panic.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::any::Any;
use core::error::Error;
use core::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe};
use core::{fmt, ptr, slice};
use std::collections::HashSet;
use std::io;
use std::panic::catch_unwind;

#[cfg(feature = "cancel")]
use tokio_util::sync::CancellationToken;

use crate::panics::{self, Payload};
use crate::sync::{Mutex, lock};

/// The result of a task, or its error.
pub(crate) type TaskResult<T> = Result<T, TaskError>;

/// Any error, boxed.
type Boxed = Box<dyn Error + Send + Sync>;

/// The error of a task: it failed, it was canceled, or it panicked.
///
/// One word, and cheap to clone: clones share their content.
///
/// An error that [is a cancellation](Self::is_canceled) makes a task [`Canceled`](super::TaskStatus::Canceled). Any other makes it
/// [`Faulted`](super::TaskStatus::Faulted). An error is never wrapped twice: converting a boxed `TaskError`, or an [`io::Error`] that
/// holds one, returns the original.
///
/// Strings, boxed errors and `io::Error` are converted by `?` and `into()`. Convert any other error by [`TaskError::new`], as in
/// `.map_err(TaskError::new)?`, or write `impl From<MyError> for TaskError` in the crate of `MyError`. A `&TaskError` converts into a
/// clone: `task.blocking_wait()?`.
///
/// # Examples
///
/// ```
/// use valuetask_tasks::{Task, TaskError};
///
/// let task = Task::<u32>::from_error("no such key");
/// let error = task.result().expect("complete").expect_err("faulted");
/// assert_eq!(error.to_string(), "no such key");
/// assert!(error.is_faulted());
/// assert!(TaskError::canceled().is_canceled());
/// ```
#[derive(Clone)]
pub struct TaskError(
    /// `None` is a cancellation without a token.
    Option<Arc<Cause>>,
);

enum Cause {
    /// Without a token, in a list: its address tells it from equal ones.
    Listed,
    /// With its token.
    #[cfg(feature = "cancel")]
    Canceled(CancellationToken),
    Failed(Boxed),
    Panicked(Panicked),
    /// Of several tasks: two at least, none of which is several.
    Several(Vec<TaskError>),
}

/// The models count errors, also those that the library makes.
#[cfg(all(test, valuetask_loom))]
impl Drop for Cause {
    fn drop(&mut self) {
        crate::live::add(-1);
    }
}

/// A panic: its message, if the payload was a string, and the payload until it is taken.
struct Panicked {
    message: Option<String>,
    payload: Mutex<Option<Payload>>,
}

/// A payload whose destructor panics doesn't panic where the last error is dropped.
impl Drop for Panicked {
    fn drop(&mut self) {
        lock(&self.payload).take().into_iter().for_each(panics::discard);
    }
}

// The content is shared by reference alone, or behind a lock.
impl UnwindSafe for TaskError {}
impl RefUnwindSafe for TaskError {}

impl TaskError {
    /// Converts any error into a failure. A `TaskError` in it is returned as it is.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::{Shared, TaskError};
    ///
    /// let shared = Shared::try_new(async {
    ///     let number = "x".parse::<u32>().map_err(TaskError::new)?;
    ///     Ok::<_, TaskError>(number + 1)
    /// });
    /// let error = shared.blocking_wait().expect_err("no number");
    /// assert!(error.downcast_ref::<std::num::ParseIntError>().is_some());
    /// ```
    pub fn new(error: impl Into<Boxed>) -> Self {
        let error = error.into();
        match Self::within(&*error) {
            Some(same) => same.clone(),
            None => Self::of(Cause::Failed(error)),
        }
    }

    /// Returns the `TaskError` that this error is, or that a box or an I/O error holds.
    fn within<'e>(mut error: &'e (dyn Error + Send + Sync + 'static)) -> Option<&'e Self> {
        loop {
            // A box of an error is an error, too.
            let in_box = || error.downcast_ref::<Box<Self>>().map(|boxed| &**boxed);
            if let Some(same) = error.downcast_ref().or_else(in_box) {
                return Some(same);
            }
            error = error.downcast_ref::<io::Error>()?.get_ref()?;
        }
    }

    /// Creates a cancellation without a token.
    #[must_use]
    pub const fn canceled() -> Self {
        Self(None)
    }

    /// Creates the cancellation of a token.
    #[cfg(feature = "cancel")]
    pub(crate) fn canceled_by(token: CancellationToken) -> Self {
        Self::of(Cause::Canceled(token))
    }

    /// Creates the error of a panic.
    pub(crate) fn panicked(payload: Payload) -> Self {
        let text = payload.downcast_ref::<&str>().map(|&text| text.into());
        let message = text.or_else(|| payload.downcast_ref::<String>().cloned());
        Self::of(Cause::Panicked(Panicked { message, payload: Mutex::new(Some(payload)) }))
    }

    /// Creates one error of several; `None` if there are none. A single error is returned as it is.
    ///
    /// Errors that several inputs have from one combined task are listed once: otherwise the list would double where each task of a chain
    /// is combined with its clone. Each error in a list has an address for that.
    pub(crate) fn several(mut errors: Vec<Self>) -> Option<Self> {
        if errors.len() < 2 {
            return errors.pop();
        }
        let (mut flat, mut listed) = (Vec::new(), HashSet::new());
        for error in errors {
            if let Some(Cause::Several(several)) = error.cause() {
                flat.extend(several.iter().filter(|error| !listed.contains(&error.identity())).cloned());
                listed.extend(several.iter().map(Self::identity));
            } else {
                flat.push(if error.cause().is_some() { error } else { Self::of(Cause::Listed) });
            }
        }
        Some(Self::of(Cause::Several(flat)))
    }

    fn of(cause: Cause) -> Self {
        #[cfg(all(test, valuetask_loom))]
        crate::live::add(1);
        Self(Some(Arc::new(cause)))
    }

    fn cause(&self) -> Option<&Cause> {
        self.0.as_deref()
    }

    /// The address of the content, which clones share.
    fn identity(&self) -> Option<*const Cause> {
        self.cause().map(ptr::from_ref)
    }

    /// Returns the first of several errors, or this one.
    fn first(&self) -> &Self {
        self.errors().first().unwrap_or(self)
    }

    /// Returns `true` if this is a cancellation.
    ///
    /// Several errors are a cancellation if all of them are.
    #[must_use]
    pub fn is_canceled(&self) -> bool {
        match self.cause() {
            Some(Cause::Failed(_) | Cause::Panicked(_)) => false,
            Some(Cause::Several(several)) => several.iter().all(Self::is_canceled),
            _ => true,
        }
    }

    /// Returns `true` if this isn't a cancellation.
    #[must_use]
    pub fn is_faulted(&self) -> bool {
        !self.is_canceled()
    }

    /// Returns `true` if this, or the first of several errors, is a panic.
    #[must_use]
    pub fn is_panicked(&self) -> bool {
        matches!(self.first().cause(), Some(Cause::Panicked(_)))
    }

    /// Returns the message of the panic, if its payload was a string.
    #[must_use]
    pub fn panic_message(&self) -> Option<&str> {
        match self.first().cause() {
            Some(Cause::Panicked(panicked)) => panicked.message.as_deref(),
            _ => None,
        }
    }

    /// Takes the payload of the panic, or of the first of several errors; the first caller has it.
    ///
    /// Returns `None` if this isn't a panic, or if a call on this error or on a clone of it has taken the payload. The
    /// [message](Self::panic_message) stays.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "rt")] {
    /// use valuetask_tasks::Task;
    ///
    /// let task = Task::<()>::spawn(async { std::panic::panic_any(7_u32) });
    /// let error = pollster::block_on(task).expect_err("it panicked");
    /// let payload = error.take_panic().expect("the first call");
    /// assert_eq!(payload.downcast_ref(), Some(&7_u32));
    /// # }
    /// ```
    #[must_use]
    pub fn take_panic(&self) -> Option<Box<dyn Any + Send>> {
        match self.first().cause() {
            Some(Cause::Panicked(panicked)) => lock(&panicked.payload).take(),
            _ => None,
        }
    }

    /// Returns the error of the failure, or of the first of several, if it is an `E`.
    #[must_use]
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        match self.first().cause() {
            Some(Cause::Failed(error)) => error.downcast_ref(),
            _ => None,
        }
    }

    /// Returns the token of the cancellation, if it has one.
    #[cfg(feature = "cancel")]
    pub(crate) fn token(&self) -> Option<&CancellationToken> {
        match self.first().cause() {
            Some(Cause::Canceled(token)) => Some(token),
            _ => None,
        }
    }

    /// Returns all errors, flat and in order: one, unless there are several.
    #[must_use]
    pub fn errors(&self) -> &[Self] {
        match self.cause() {
            Some(Cause::Several(several)) => several,
            _ => slice::from_ref(self),
        }
    }
}

/// Returns the outcome of `work`, or its panic as an error.
pub(crate) fn caught<T>(work: impl FnOnce() -> TaskResult<T>) -> TaskResult<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(TaskError::panicked)?
}

/// Clones of one error are equal, and so are all cancellations without a token.
impl PartialEq for TaskError {
    fn eq(&self, other: &Self) -> bool {
        let without_token = |error: &Self| matches!(error.cause(), None | Some(Cause::Listed));
        self.identity() == other.identity() || without_token(self) && without_token(other)
    }
}

impl Eq for TaskError {}

impl fmt::Display for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cause() {
            Some(Cause::Failed(error)) => error.fmt(f),
            Some(Cause::Panicked(Panicked { message: Some(message), .. })) => write!(f, "panicked: {message}"),
            Some(Cause::Panicked(_)) => f.write_str("panicked"),
            Some(Cause::Several(several)) => match &several[..] {
                [first, _] => write!(f, "{first} (and one more error)"),
                all => write!(f, "{} (and {} more errors)", self.first(), all.len() - 1),
            },
            _ => f.write_str("canceled"),
        }
    }
}

impl fmt::Debug for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cause() {
            Some(Cause::Failed(error)) => f.debug_tuple("Faulted").field(error).finish(),
            Some(Cause::Panicked(panicked)) => f.debug_tuple("Panicked").field(&panicked.message).finish(),
            Some(Cause::Several(several)) => f.debug_list().entries(several).finish(),
            _ => f.write_str("Canceled"),
        }
    }
}

impl Error for TaskError {
    /// Returns the source of the error that the task failed with.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self.first().cause() {
            Some(Cause::Failed(error)) => error.source(),
            _ => None,
        }
    }
}

macro_rules! from {
    ($($(#[$doc:meta])* $Error:ty),*) => {$(
        impl From<$Error> for TaskError {
            $(#[$doc])*
            fn from(error: $Error) -> Self {
                Self::new(error)
            }
        }
    )*};
}

from! {
    Boxed,
    &str,
    String,
    /// Converts the error, or returns the `TaskError` in it.
    io::Error
}

/// Clones the error, so that `?` converts the reference that a task returns.
impl From<&Self> for TaskError {
    fn from(error: &Self) -> Self {
        error.clone()
    }
}
