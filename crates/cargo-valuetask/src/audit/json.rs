//! The survey as JSON. The form is documented in docs/audit.md of this crate, and `version` counts its changes: one
//! that adds a field isn't one.

use serde_json::{Value, json};
use valuetask_syntax::analyse::Mechanism;

use super::report::Paths;
use super::summary::summary;
use super::survey::{Awaited, Body, Companion, Place, Shape, Survey};

/// The survey as text in JSON, with a newline at its end.
pub(super) fn json(survey: &Survey, paths: &Paths<'_>, notes: &[String]) -> String {
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
    let report = json!({
        "version": 1,
        "packages": survey.packages,
        "files": survey.files,
        "lines": survey.lines,
        "summary": summary(survey),
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
    json!({
        "file": paths.of(place.file),
        "line": place.line,
        "start": place.bytes.start,
        "end": place.bytes.end,
        "item": place.item,
        "name": place.name,
        "kind": kind,
        "attribute": attribute,
        "returns": returns,
        "cfg": place.cfg,
        "test": place.test,
        "allocations": place.cost,
        "through_dyn": place.companion.as_ref().map(through_dyn),
        "companion_of": place.companion_of,
        "hot": place.is_hot(),
        "answered_at_the_call": place.is_answered_now(),
        "safe_to_start": place.body.is_some().then(|| place.is_safe_to_start()),
        "writes": place.writes,
        "result": {
            "type": place.result.written,
            "bytes_at_least": place.result.at_least,
            "size_known": place.result.known,
        },
        "body": place.body.as_ref().map(body_out),
        "findings": place.advice,
        "worth": place.worth,
    })
}

/// How a native method is called where the type isn't known.
fn through_dyn(companion: &Companion) -> Value {
    json!({ "companion": companion.name, "by": companion.maker, "allocations": companion.cost() })
}

fn body_out(body: &Body) -> Value {
    json!({
        "mechanism": body.mechanism.map(mechanism),
        "when_hot": mechanism(body.when_hot),
        "fast_path": body.fast_path,
        "ends_before_line": body.gate,
        "awaits": body.awaits.iter().map(await_out).collect::<Vec<_>>(),
        "effects": body.effects,
    })
}

fn mechanism(mechanism: Mechanism) -> &'static str {
    match mechanism {
        Mechanism::Ready => "ready",
        Mechanism::HotMachine => "hot-machine",
        Mechanism::Lazy => "lazy",
    }
}

fn await_out(awaited: &Awaited) -> Value {
    let mut all = json!({
        "line": awaited.line,
        "source": awaited.text,
        "awaits": null,
        "name": null,
        "among_others": false,
        "try_first": null,
        "at_the_call": awaited.answer.is_at_the_call(),
    });
    // Those of its fields that this answer has.
    for (field, value) in json!(awaited.answer).as_object().into_iter().flatten() {
        all[field] = value.clone();
    }
    all
}
