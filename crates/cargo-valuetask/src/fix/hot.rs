//! The methods that start at the call: those that the audit finds safe, and worth it.
//!
//! Each gets an attribute of its own, by its own name and path, not by those of the item's attribute.

use std::collections::BTreeSet;

use valuetask_syntax::analyse::Mechanism;

use super::plan::Plan;
use crate::audit::resolve::Resolver;
use crate::audit::survey::{self, Place, Survey};
use crate::audit::workspace::Workspace;

/// The least worth, as the audit counts it, of a call that could complete synchronously.
const ANSWERED: u8 = 2;

/// Marks the methods that start: those that the audit calls harmless, and whose calls could complete synchronously.
///
/// Returns the groups with such methods.
pub(super) fn mark(plan: &mut Plan, workspace: &Workspace, resolver: &mut Resolver<'_>) -> BTreeSet<usize> {
    let (survey, _) = survey::survey(workspace, resolver);
    let harmful = harmful(&survey);
    let is_hot = |place: &&Place| {
        place.body.as_ref().is_some_and(|body| body.when_hot != Mechanism::Lazy)
            && place.is_safe_to_start()
            && place.mistake.is_none()
            && !could_harm(place.harmless.as_ref(), &harmful)
            && place.worth >= ANSWERED
    };
    // Two methods never end at the same byte.
    let ends: BTreeSet<_> = survey.places.iter().filter(is_hot).map(|place| (place.file, place.bytes.end)).collect();
    let mut hot = BTreeSet::new();
    for (index, group) in plan.groups.iter_mut().enumerate() {
        // A method that a macro makes can't get an attribute.
        let is_seen = group.uses.iter().all(|used| !used.methods.is_empty());
        for used in group.uses.iter_mut().filter(|_| is_seen) {
            for method in used.methods.iter_mut().filter(|method| ends.contains(&(used.file, method.bytes.end))) {
                method.starts = true;
                hot.insert(index);
            }
        }
    }
    hot
}

/// Returns the names of methods of which one could change something that others see.
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

/// Returns `true` if a method could change something that others see, by one of these names.
///
/// A method whose calls aren't known could.
fn could_harm(calls: Option<&BTreeSet<String>>, names: &BTreeSet<&str>) -> bool {
    calls.is_none_or(|calls| calls.iter().any(|call| names.contains(call.as_str())))
}
