//! Awaits of tasks in an expansion: the result is moved out, or cloned if there are other handles.
#![forbid(unsafe_code)]

use core::future::IntoFuture;

use super::{Shared, SharedFuture, SharedRefFuture};
use crate::task::{Task, TaskError, TaskFuture, TaskRefFuture};
use valuetask::__runtime::Ask;

macro_rules! asked {
    (<$($t:lifetime, )?T$(: $static:lifetime)?> $Task:ty as $Future:ty: $value:expr) => {
        #[diagnostic::do_not_recommend]
        impl<$($t, )?T: Clone $(+ $static)?> Ask for $Task {
            type Value = Result<T, TaskError>;
            type Pending = $Future;

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn ask(self) -> (bool, Self) {
                (self.is_completed(), self)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn value(self) -> Result<T, TaskError> {
                $value(self)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn pending(self) -> $Future {
                self.into_future()
            }
        }
    };
}

asked!(<T> Task<T> as TaskFuture<T>: Task::into_outcome);
asked!(<'t, T> &'t Task<T> as TaskRefFuture<'t, T>: Task::cloned_outcome);
asked!(<T: 'static> Shared<T> as SharedFuture<T>: Shared::into_outcome);
asked!(<'s, T: 'static> &'s Shared<T> as SharedRefFuture<'s, T>: Shared::cloned_outcome);
