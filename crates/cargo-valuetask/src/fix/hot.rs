//! The methods that are to start at the call: those of which the audit says that it is safe, and worth it.

#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::ops::Range;

use valuetask_syntax::analyse::Mechanism;

use crate::audit::resolve::Resolver;
use crate::audit::survey::{self, Body, Place, Survey};
use crate::audit::tree::FileId;
use crate::audit::workspace::Workspace;

/// The worth, as the audit counts it, from which on a call could be answered at once.
const ANSWERED: u8 = 2;

/// Methods, by their files and a byte in each.
#[derive(Clone, Debug, Default)]
pub(super) struct Hot(BTreeSet<(FileId, usize)>);

impl Hot {
    /// Asks the audit: nothing in the body could do something to others, and a call could be answered at once.
    pub(super) fn of(workspace: &Workspace, resolver: &mut Resolver<'_>) -> Self {
        let (survey, _) = survey::survey(workspace, resolver);
        let harmful = harmful(&survey);
        let is_hot = |place: &&Place| {
            let starts = |body: &Body| body.when_hot != Mechanism::Lazy;
            let safe = place.is_safe_to_start() && !is_harmful(place, &harmful);
            place.body.as_ref().is_some_and(starts) && safe && place.worth >= ANSWERED
        };
        // The last byte of a method is its own, whatever stands before it.
        Self(survey.places.iter().filter(is_hot).map(|place| (place.file, place.bytes.end - 1)).collect())
    }

    /// Whether a method is among them.
    pub(super) fn holds(&self, file: FileId, bytes: &Range<usize>) -> bool {
        self.0.range((file, bytes.start)..(file, bytes.end)).next().is_some()
    }
}

/// The names of methods of which one could do something to others, itself or by another method that it calls.
fn harmful(survey: &Survey) -> BTreeSet<&str> {
    let mistaken = survey.places.iter().filter(|place| place.mistake.is_some());
    let mut names: BTreeSet<_> = mistaken.map(|place| place.name.as_str()).collect();
    loop {
        let more: Vec<_> = survey.calls.iter().filter(|(_, calls)| could_harm(calls.as_ref(), &names)).collect();
        let before = names.len();
        names.extend(more.into_iter().map(|(name, _)| name.as_str()));
        if names.len() == before {
            return names;
        }
    }
}

/// Whether a method could do something to others, itself or by one of these. Where that isn't known, it could.
fn is_harmful(place: &Place, names: &BTreeSet<&str>) -> bool {
    place.mistake.is_some() || could_harm(place.harmless.as_ref(), names)
}

fn could_harm(calls: Option<&BTreeSet<String>>, names: &BTreeSet<&str>) -> bool {
    calls.is_none_or(|calls| calls.iter().any(|call| names.contains(call.as_str())))
}
