//! The survey as JSON. The form is documented in docs/audit.md of this crate, and `version` counts its changes: one
//! that adds a field isn't one.

use serde::Serialize;

use super::facts::Facts;
use crate::scope::Owner;
use crate::survey::{Place, Shape};
use crate::text;

#[derive(Serialize)]
struct Report<'f> {
    version: u8,
    packages: usize,
    files: usize,
    lines: usize,
    allocating: Vec<Allocating<'f>>,
    fix: Fix<'f>,
    places: Vec<Method<'f>>,
    unseen_macros: Vec<Unseen<'f>>,
    unread: Vec<Unread<'f>>,
    notes: &'f [String],
}

#[derive(Serialize)]
struct Allocating<'f> {
    name: Option<&'f str>,
    is_trait: bool,
    file: String,
    line: usize,
    methods: usize,
    impls: usize,
    allocates: &'static str,
}

#[derive(Serialize)]
struct Fix<'f> {
    traits: usize,
    impls: usize,
    functions: usize,
    left: Vec<Left<'f>>,
}

#[derive(Serialize)]
struct Left<'f> {
    file: String,
    line: usize,
    item: &'f str,
    why: &'f str,
}

#[derive(Serialize)]
struct Method<'f> {
    file: String,
    line: usize,
    column: usize,
    start: usize,
    end: usize,
    item: &'f str,
    r#trait: Option<&'f str>,
    r#type: Option<&'f str>,
    name: &'f str,
    kind: &'static str,
    attribute: Option<Vec<String>>,
    returns: Option<&'f str>,
    cfg: &'f [String],
    test: bool,
    allocates: &'static str,
}

#[derive(Serialize)]
struct Unseen<'f> {
    file: String,
    line: usize,
    r#macro: &'f str,
}

#[derive(Serialize)]
struct Unread<'f> {
    file: String,
    line: Option<usize>,
    why: &'f str,
}

/// The survey as text in JSON, with a newline at its end.
pub(super) fn json(facts: &Facts<'_>) -> String {
    let Facts { survey, groups, plan, left, here, notes, .. } = facts;
    let allocating = groups.iter().map(|group| Allocating {
        name: group.name,
        is_trait: group.is_trait,
        file: facts.at(group.first().file, None),
        line: group.first().item_line(),
        methods: group.methods(),
        impls: group.impls(),
        allocates: group.when().as_str(),
    });
    let left = left.iter().map(|left| Left {
        file: facts.at(left.file, None),
        line: left.line,
        item: &left.what,
        why: &left.why,
    });
    let unseen = survey.unseen.iter().map(|unseen| Unseen {
        file: facts.at(unseen.file, None),
        line: unseen.line,
        r#macro: &unseen.name,
    });
    let unread = survey.unread.iter().map(|unread| Unread {
        file: text::place(&unread.path, here, None),
        line: unread.line,
        why: &unread.why,
    });
    let counts = plan.counts();
    let report = Report {
        version: 1,
        packages: survey.packages,
        files: survey.files,
        lines: survey.lines,
        allocating: allocating.collect(),
        fix: Fix { traits: counts.traits, impls: counts.impls, functions: counts.functions, left: left.collect() },
        places: survey.places.iter().map(|place| method(place, facts)).collect(),
        unseen_macros: unseen.collect(),
        unread: unread.collect(),
        notes,
    };
    serde_json::to_string_pretty(&report).expect("its keys are strings") + "\n"
}

fn method<'f>(place: &'f Place, facts: &Facts<'_>) -> Method<'f> {
    let (kind, attribute, returns) = match &place.shape {
        Shape::Attribute(meanings) => ("attribute", Some(meanings.iter().map(ToString::to_string).collect()), None),
        Shape::Boxed { written } => ("boxed", None, Some(&**written)),
        Shape::Native => ("native", None, None),
    };
    let by = match &place.item.owner {
        Owner::Impl { by, .. } | Owner::Type(by) => Some(&**by),
        Owner::Trait(_) | Owner::Nothing => None,
    };
    let method = place.method();
    Method {
        file: facts.at(place.file, None),
        line: method.line,
        column: method.column,
        start: method.bytes.start,
        end: method.bytes.end,
        item: &place.item.head,
        r#trait: place.item.owner.of_trait(),
        r#type: by,
        name: &method.name,
        kind,
        attribute,
        returns,
        cfg: &place.cfg,
        test: place.test,
        allocates: place.cost.as_str(),
    }
}
