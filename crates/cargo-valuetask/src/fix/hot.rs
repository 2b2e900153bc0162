//! The methods that start at the call: those that the audit finds safe, and worth it.
//!
//! Each gets an attribute of its own, by its own name and path, not by those of the item's attribute. The attribute
//! changes the type that is returned, so the method has one in the trait and in every implementation.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};

use valuetask_syntax::analyse::Mechanism;

use super::group::{Group, Method, Use};
use super::plan::Plan;
use crate::audit::resolve::Resolver;
use crate::audit::survey::{self, Place, Survey};
use crate::audit::tree::FileId;
use crate::audit::workspace::Workspace;

/// The least worth, as the audit counts it, of a call that could complete synchronously.
const ANSWERED: u8 = 2;

/// The methods that start at the call.
#[derive(Clone, Debug, Default)]
pub(super) struct Hot {
    /// Methods with a body, by their files and a byte in each.
    starts: BTreeSet<(FileId, usize)>,
    /// By group, the names of the methods that return a value task, as one of that name starts.
    tasks: BTreeMap<usize, BTreeSet<String>>,
}

impl Hot {
    /// Asks the audit for harmless methods whose calls could complete synchronously.
    pub(super) fn of(workspace: &Workspace, resolver: &mut Resolver<'_>, plan: &Plan) -> Self {
        let (survey, _) = survey::survey(workspace, resolver);
        let harmful = harmful(&survey);
        let is_hot = |place: &&Place| {
            place.body.as_ref().is_some_and(|body| body.when_hot != Mechanism::Lazy)
                && place.is_safe_to_start()
                && place.mistake.is_none()
                && !could_harm(place.harmless.as_ref(), &harmful)
                && place.worth >= ANSWERED
        };
        // Two methods never share their last byte.
        let starts = survey.places.iter().filter(is_hot).map(|place| (place.file, place.bytes.end - 1)).collect();
        let mut hot = Self { starts, tasks: BTreeMap::new() };
        for (index, group) in plan.groups.iter().enumerate() {
            let methods = group.uses.iter().flat_map(|used| used.methods.iter().map(move |method| (used, method)));
            let started = methods.filter(|(used, method)| hot.starts(used, method));
            let names: BTreeSet<_> = started.map(|(_, method)| method.name.clone()).collect();
            // A method that a macro makes can't get an attribute.
            if !names.is_empty() && group.uses.iter().all(|used| !used.methods.is_empty()) {
                hot.tasks.insert(index, names);
            }
        }
        hot
    }

    fn starts(&self, used: &Use, method: &Method) -> bool {
        self.starts.range((used.file, method.bytes.start)..(used.file, method.bytes.end)).next().is_some()
    }

    /// Returns the attribute of a method, if it gets one.
    pub(super) fn attribute(&self, group: usize, used: &Use, method: &Method) -> Option<&'static str> {
        self.tasks.get(&group).filter(|names| names.contains(&method.name))?;
        Some(if method.has_body && !self.starts(used, method) { "value_task(lazy)" } else { "value_task" })
    }

    /// Returns how many methods of a group start at the call.
    pub(super) fn count(&self, index: usize, group: &Group) -> usize {
        let starts = |used: &&Use, method: &Method| method.has_body && self.starts(used, method);
        let methods = group.uses.iter().flat_map(|used| used.methods.iter().map(move |method| (used, method)));
        let is_hot = self.tasks.contains_key(&index);
        methods.filter(|(used, method)| is_hot && starts(used, method)).count()
    }

    /// Leaves the methods of a group without attributes. Returns `true` if that is new.
    pub(super) fn cool(&mut self, group: usize) -> bool {
        self.tasks.remove(&group).is_some()
    }
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
