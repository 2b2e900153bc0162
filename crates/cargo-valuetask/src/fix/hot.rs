//! The methods that are to start at the call: those of which the audit says that it is safe, and worth it.

#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::ops::Range;

use valuetask_syntax::analyse::Mechanism;

use crate::audit::resolve::Resolver;
use crate::audit::survey::{self, Place};
use crate::audit::tree::FileId;
use crate::audit::workspace::Workspace;

/// The worth, as the audit counts it, from which on a call could be answered at once.
const ANSWERED: u8 = 2;

/// Methods, by their files and a byte in each.
#[derive(Clone, Debug, Default)]
pub(super) struct Hot(BTreeSet<(FileId, usize)>);

impl Hot {
    /// Asks the audit: nothing happens to others before the first await, and a call could be answered at once.
    pub(super) fn of(workspace: &Workspace, resolver: &mut Resolver<'_>) -> Self {
        let (survey, _) = survey::survey(workspace, resolver);
        let is_hot = |place: &&Place| {
            let starts = place.body.as_ref().is_some_and(|body| body.when_hot != Mechanism::Lazy);
            starts && place.is_safe_to_start() && place.worth >= ANSWERED
        };
        // The last byte of a method is its own, whatever stands before it.
        Self(survey.places.iter().filter(is_hot).map(|place| (place.file, place.bytes.end - 1)).collect())
    }

    /// Whether a method is among them.
    pub(super) fn holds(&self, file: FileId, bytes: &Range<usize>) -> bool {
        self.0.range((file, bytes.start)..(file, bytes.end)).next().is_some()
    }
}
