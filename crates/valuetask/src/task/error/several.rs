//! Errors of several tasks, which are one.
//!
//! The errors are kept as they came, also those that are several themselves: tasks that are combined in a chain share them. They are
//! listed when they are read.
#![forbid(unsafe_code)]

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::{mem, ptr};
use std::collections::HashSet;
use std::sync::OnceLock;

use super::{Cause, TaskError};

pub(super) struct Several {
    /// Two at least.
    parts: Vec<TaskError>,
    /// All parts are cancellations.
    pub(super) is_canceled: bool,
    flat: OnceLock<Vec<TaskError>>,
}

impl Several {
    pub(super) fn new(parts: Vec<TaskError>) -> Self {
        let is_canceled = parts.iter().all(TaskError::is_canceled);
        Self { parts, is_canceled, flat: OnceLock::new() }
    }

    /// Returns the errors in order, none of which is several. Those of a part that comes by several ways are listed once: otherwise
    /// the list would double where each task of a chain is combined with its clone.
    pub(super) fn flat(&self) -> &[TaskError] {
        self.flat.get_or_init(|| {
            let (mut flat, mut seen) = (Vec::new(), HashSet::new());
            let mut left = Vec::from_iter(self.parts.iter().rev());
            while let Some(error) = left.pop() {
                match error.cause() {
                    Some(Cause::Several(several)) if seen.insert(ptr::from_ref(several)) => {
                        left.extend(several.parts.iter().rev());
                    }
                    Some(Cause::Several(_)) => {}
                    _ => flat.push(error.clone()),
                }
            }
            flat
        })
    }
}

/// Drops the parts one after the other, as a long chain would overflow the stack.
impl Drop for Several {
    fn drop(&mut self) {
        let mut left = mem::take(&mut self.parts);
        while let Some(TaskError(cause)) = left.pop() {
            if let Some(Cause::Several(mut several)) = cause.and_then(Arc::into_inner) {
                left.append(&mut several.parts);
            }
        }
    }
}
