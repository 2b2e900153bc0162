//! The survey as JSON. The form is documented in docs/audit.md of this crate, and `version` counts its changes: one
//! that adds a field isn't one.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Facts;
use super::groups::Group;
use crate::fix::Left;
use crate::scope::{Macro, Made, Owner, Returns};
use crate::source::Unread;
use crate::survey::Place;
use crate::text::{self, collapsed};

/// The survey as text in JSON, with a newline at its end.
pub(super) fn json(facts: &Facts<'_>) -> String {
    let (survey, tree) = (facts.survey, facts.tree);
    let file = |file| facts.at(file, None);
    let allocating = |group: &Group<'_>| {
        let (name, is_trait, first) = (group.name, group.is_trait, group.first());
        let (methods, impls, when) = (group.methods(), group.impls(), group.when().as_str());
        json!({ "name": name, "is_trait": is_trait, "is_of_expressions": group.is_of_expressions, "file": file(first.file), "line": first.item_line(),
            "methods": methods, "impls": impls, "allocates": when })
    };
    let left = |left: &Left| json!({ "file": file(left.file), "line": left.line, "item": left.what, "why": left.why });
    let unseen = |(at, of): (_, &Macro)| json!({ "file": file(at), "line": of.line, "macro": of.name });
    let macros = |(at, of): &(_, Made)| json!({ "file": file(*at), "line": of.line, "macro": of.written });
    let unread = |unread: &Unread| json!({ "file": text::place(&unread.path, &facts.here, None), "line": unread.line, "why": unread.why });
    let [traits, impls, functions] = facts.plan.counts().map(|(number, _)| number);
    let report = json!({
        "version": 1,
        "packages": survey.files.iter().flat_map(|file| tree.packages_of(*file)).collect::<BTreeSet<_>>().len(),
        "files": survey.files.len(),
        "lines": survey.files.iter().map(|file| tree.files[*file].text.lines().count()).sum::<usize>(),
        "allocating": facts.groups.iter().map(allocating).collect::<Vec<_>>(),
        "fix": {
            "traits": traits,
            "impls": impls,
            "functions": functions,
            "left": facts.left.iter().map(left).collect::<Vec<_>>(),
        },
        "places": survey.places.iter().map(|place| method(place, facts)).collect::<Vec<_>>(),
        "unseen_macros": facts.macros().map(unseen).collect::<Vec<_>>(),
        "unread_macros": survey.unread_macros.iter().map(macros).collect::<Vec<_>>(),
        "unread": survey.unread.iter().map(unread).collect::<Vec<_>>(),
        "notes": facts.notes,
    });
    format!("{report:#}\n")
}

fn method(place: &Place, facts: &Facts<'_>) -> Value {
    let method = &place.method;
    let attribute: Vec<_> = place.meanings.iter().map(ToString::to_string).collect();
    let (kind, returns) = match &method.returns {
        _ if !attribute.is_empty() => ("attribute", None),
        Returns::Boxed(boxed) => ("boxed", Some(collapsed(&facts.tree.files[place.file].text[boxed.ty.clone()]))),
        Returns::Async { .. } | Returns::Opaque => ("native", None),
        Returns::Made => ("expression", None),
    };
    let by = match &place.item.owner {
        Owner::Impl { by, .. } | Owner::Type(by) => Some(by),
        Owner::Trait(_) | Owner::Nothing | Owner::Body(_) => None,
    };
    json!({
        "file": facts.at(place.file, None),
        "line": method.line,
        "column": method.column,
        "start": method.bytes.start,
        "end": method.bytes.end,
        "item": place.item.head,
        "trait": place.item.owner.of_trait(),
        "type": by,
        "name": method.name,
        "kind": kind,
        "attribute": Some(attribute).filter(|meanings| !meanings.is_empty()),
        "returns": returns,
        "cfg": place.cfg,
        "test": place.test,
        "allocates": place.cost.as_str(),
    })
}
