//! The survey as JSON. The form is documented in docs/audit.md of this crate, and `version` counts its changes: one
//! that adds a field isn't one.

use serde_json::{Value, json};
use valuetask_syntax::analyse::Mechanism;

use super::facts::Facts;
use super::paths::Paths;
use crate::survey::{Body, Owner, Place, Shape};

/// The survey as text in JSON, with a newline at its end.
pub(super) fn json(facts: &Facts<'_>) -> String {
    let Facts { survey, groups, plan, paths, notes } = facts;
    let traits = groups.iter().map(|group| {
        let first = group.first();
        json!({
            "name": group.name,
            "is_trait": group.is_trait,
            "file": paths.of(first.file),
            "line": first.item_line,
            "methods": group.methods(),
            "impls": group.impls(),
            "allocates": group.when(),
            "end_before_await": group.early(),
        })
    });
    let unseen = survey
        .unseen
        .iter()
        .map(|unseen| json!({ "file": paths.of(unseen.file), "line": unseen.line, "macro": unseen.name }));
    let needless = survey.needless.iter().map(|found| {
        json!({
            "file": paths.of(found.file),
            "line": found.line,
            "item": found.item,
            "attribute": found.attribute,
            "test": found.test,
        })
    });
    let unread = survey
        .unread
        .iter()
        .map(|unread| json!({ "file": paths.shown(&unread.path, None), "line": unread.line, "why": unread.why }));
    let left = plan.left.iter().map(|left| json!({ "file": paths.of(left.file), "line": left.line, "why": left.why }));
    let counts = plan.counts();
    let report = json!({
        "version": 1,
        "packages": survey.packages,
        "files": survey.files,
        "lines": survey.lines,
        "allocating": traits.collect::<Vec<_>>(),
        "fix": { "traits": counts.traits, "impls": counts.impls, "functions": counts.functions, "left": left.collect::<Vec<_>>() },
        "places": survey.places.iter().map(|place| place_out(place, paths)).collect::<Vec<_>>(),
        "unseen_macros": unseen.collect::<Vec<_>>(),
        "needless_attributes": needless.collect::<Vec<_>>(),
        "unread": unread.collect::<Vec<_>>(),
        "notes": notes,
    });
    format!("{report:#}\n")
}

fn place_out(place: &Place, paths: &Paths<'_>) -> Value {
    let (kind, attribute, returns) = match &place.shape {
        Shape::Attribute(meanings) => {
            ("attribute", Some(meanings.iter().map(ToString::to_string).collect::<Vec<_>>()), None)
        }
        Shape::Boxed { written } => ("boxed", None, Some(written)),
        Shape::Native => ("native", None, None),
    };
    let by = match &place.owner {
        Owner::Impl { by, .. } | Owner::Type(by) => Some(by),
        Owner::Trait(_) | Owner::Nothing => None,
    };
    json!({
        "file": paths.of(place.file),
        "line": place.line,
        "column": place.column,
        "start": place.bytes.start,
        "end": place.bytes.end,
        "item": place.item,
        "trait": place.owner.of_trait(),
        "type": by,
        "name": place.name,
        "kind": kind,
        "attribute": attribute,
        "returns": returns,
        "cfg": place.cfg,
        "test": place.test,
        "allocations": place.cost,
        "body": place.body.as_ref().map(body_out),
    })
}

fn body_out(body: &Body) -> Value {
    let awaits =
        body.awaits.iter().map(|found| json!({ "line": found.line, "source": found.text, "hidden": found.hidden }));
    json!({
        "mechanism": body.mechanism.map(|mechanism| match mechanism {
            Mechanism::Ready => "ready",
            Mechanism::HotMachine => "hot-machine",
            Mechanism::Lazy => "lazy",
        }),
        "ends_before_await": body.ends_early,
        "awaits": awaits.collect::<Vec<_>>(),
    })
}
