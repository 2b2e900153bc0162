//! The survey as JSON. The form is documented in docs/audit.md of this crate, and `version` counts its changes: one
//! that adds a field isn't one.

#![forbid(unsafe_code)]

use serde::Serialize;

use super::report::Paths;
use super::summary::{Line, summary};
use super::survey::{
    Answer, Awaited, Body, Companion, Cost, Effect, EffectKind, Maker, Needless, Place, Rule, Shape, Survey,
};
use valuetask_syntax::analyse::Mechanism;

#[derive(Serialize)]
struct Report<'s> {
    version: u32,
    packages: usize,
    files: usize,
    lines: usize,
    summary: Vec<Line>,
    places: Vec<PlaceOut<'s>>,
    unseen_macros: Vec<UnseenOut<'s>>,
    needless_attributes: Vec<NeedlessOut<'s>>,
    unread: Vec<UnreadOut<'s>>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct PlaceOut<'s> {
    file: String,
    line: usize,
    /// Bytes of the file.
    start: usize,
    end: usize,
    item: &'s str,
    name: &'s str,
    kind: &'static str,
    attribute: Option<Vec<String>>,
    returns: Option<&'s str>,
    cfg: &'s [String],
    test: bool,
    allocations: Option<Allocations>,
    through_dyn: Option<ThroughDyn<'s>>,
    companion_of: Option<&'s str>,
    hot: bool,
    answered_at_the_call: bool,
    safe_to_start: Option<bool>,
    writes: Option<EffectOut<'s>>,
    result: ResultOut<'s>,
    body: Option<BodyOut<'s>>,
    findings: Vec<Finding<'s>>,
    worth: u8,
}

#[derive(Serialize)]
struct Allocations {
    least: u8,
    most: u8,
}

/// A native method called where the type isn't known.
#[derive(Serialize)]
struct ThroughDyn<'s> {
    companion: Option<&'s str>,
    by: &'static str,
    allocations: Option<Allocations>,
}

#[derive(Serialize)]
struct ResultOut<'s> {
    r#type: &'s str,
    bytes_at_least: u64,
    size_known: bool,
}

#[derive(Serialize)]
struct BodyOut<'s> {
    mechanism: Option<&'static str>,
    when_hot: &'static str,
    fast_path: bool,
    ends_before_line: Option<usize>,
    awaits: Vec<AwaitOut<'s>>,
    effects: Vec<EffectOut<'s>>,
}

#[derive(Serialize)]
struct AwaitOut<'s> {
    line: usize,
    source: &'s str,
    awaits: &'static str,
    name: Option<&'s str>,
    among_others: bool,
    try_first: Option<&'s str>,
    at_the_call: Option<bool>,
}

#[derive(Serialize)]
struct EffectOut<'s> {
    line: usize,
    kind: &'static str,
    source: &'s str,
}

#[derive(Serialize)]
struct Finding<'s> {
    rule: Rule,
    line: usize,
    text: &'s str,
}

#[derive(Serialize)]
struct UnseenOut<'s> {
    file: String,
    line: usize,
    r#macro: &'s str,
}

#[derive(Serialize)]
struct NeedlessOut<'s> {
    file: String,
    line: usize,
    item: &'s str,
    attribute: &'s str,
    test: bool,
}

#[derive(Serialize)]
struct UnreadOut<'s> {
    file: String,
    line: Option<usize>,
    why: &'s str,
}

/// The survey as text in JSON, with a newline at its end.
pub(super) fn json(survey: &Survey, paths: &Paths<'_>, notes: &[String]) -> String {
    let report = Report {
        version: 1,
        packages: survey.packages,
        files: survey.files,
        lines: survey.lines,
        summary: summary(survey),
        places: survey.places.iter().map(|place| place_out(place, paths)).collect(),
        unseen_macros: survey
            .unseen
            .iter()
            .map(|unseen| UnseenOut { file: paths.of(unseen.file), line: unseen.line, r#macro: &unseen.name })
            .collect(),
        needless_attributes: survey.needless.iter().map(|needless| needless_out(needless, paths)).collect(),
        unread: survey
            .unread
            .iter()
            .map(|unread| UnreadOut { file: paths.shown(&unread.path), line: unread.line, why: &unread.why })
            .collect(),
        notes: notes.to_vec(),
    };
    let mut text = serde_json::to_string_pretty(&report).unwrap_or_else(|_| unreachable!("strings and numbers alone"));
    text.push('\n');
    text
}

fn needless_out<'s>(needless: &'s Needless, paths: &Paths<'_>) -> NeedlessOut<'s> {
    let Needless { line, test, .. } = *needless;
    NeedlessOut { file: paths.of(needless.file), line, item: &needless.item, attribute: &needless.attribute, test }
}

fn place_out<'s>(place: &'s Place, paths: &Paths<'_>) -> PlaceOut<'s> {
    let (kind, attribute, returns) = match &place.shape {
        Shape::Attribute(meanings) => ("attribute", Some(meanings.iter().map(ToString::to_string).collect()), None),
        Shape::Boxed { written } => ("boxed", None, Some(written.as_str())),
        Shape::Native => ("native", None, None),
    };
    PlaceOut {
        file: paths.of(place.file),
        line: place.line,
        start: place.bytes.start,
        end: place.bytes.end,
        item: &place.item,
        name: &place.name,
        kind,
        attribute,
        returns,
        cfg: &place.cfg,
        test: place.test,
        allocations: allocations(place.cost),
        through_dyn: place.companion.as_ref().map(through_dyn),
        companion_of: place.companion_of.as_deref(),
        hot: place.is_hot(),
        answered_at_the_call: place.is_answered_now(),
        safe_to_start: place.body.is_some().then(|| place.is_safe_to_start()),
        writes: place.writes.as_ref().map(effect_out),
        result: ResultOut {
            r#type: &place.result.written,
            bytes_at_least: place.result.at_least,
            size_known: place.result.known,
        },
        body: place.body.as_ref().map(body_out),
        findings: place
            .advice
            .iter()
            .map(|found| Finding { rule: found.rule, line: found.line, text: &found.text })
            .collect(),
        worth: place.worth,
    }
}

fn allocations(cost: Cost) -> Option<Allocations> {
    match cost {
        Cost::Allocations { least, most } => Some(Allocations { least, most }),
        Cost::Unknown => None,
    }
}

fn through_dyn(companion: &Companion) -> ThroughDyn<'_> {
    let by = match companion.maker {
        Maker::ValueTask => "valuetask::value_task",
        Maker::Dynosaur => "dynosaur::dynosaur",
        Maker::Dynify => "dynify::dynify",
        Maker::Hand => "hand",
    };
    ThroughDyn { companion: companion.name.as_deref(), by, allocations: allocations(companion.cost()) }
}

fn body_out(body: &Body) -> BodyOut<'_> {
    BodyOut {
        mechanism: body.mechanism.map(mechanism),
        when_hot: mechanism(body.when_hot),
        fast_path: body.fast_path,
        ends_before_line: body.gate,
        awaits: body.awaits.iter().map(await_out).collect(),
        effects: body.effects.iter().map(effect_out).collect(),
    }
}

fn mechanism(mechanism: Mechanism) -> &'static str {
    match mechanism {
        Mechanism::Ready => "ready",
        Mechanism::HotMachine => "hot-machine",
        Mechanism::Lazy => "lazy",
    }
}

fn await_out(awaited: &Awaited) -> AwaitOut<'_> {
    let (awaits, named, first) = match &awaited.answer {
        Answer::Task(named) => ("task", Some(named), None),
        Answer::Lazy(named) => ("lazy", Some(named), None),
        Answer::Boxed(named) => ("boxed", Some(named), None),
        Answer::AsyncFn(named) => ("async-fn", Some(named), None),
        Answer::Native(named) => ("native", Some(named), None),
        Answer::Lock { attempt } => ("lock", None, Some(attempt.as_str())),
        Answer::Channel { attempt } => ("channel", None, Some(attempt.as_str())),
        Answer::Time => ("time", None, None),
        Answer::Hidden => ("hidden", None, None),
        Answer::Unknown => ("unknown", None, None),
    };
    AwaitOut {
        line: awaited.line,
        source: &awaited.text,
        awaits,
        name: named.map(|named| named.name.as_str()),
        among_others: named.is_some_and(|named| named.among_others),
        try_first: first,
        at_the_call: awaited.answer.is_at_the_call(),
    }
}

fn effect_out(effect: &Effect) -> EffectOut<'_> {
    let kind = match effect.kind {
        EffectKind::Write => "write",
        EffectKind::Send => "send",
        EffectKind::Counter => "counter",
        EffectKind::Spawn => "spawn",
        EffectKind::Call => "call",
    };
    EffectOut { line: effect.line, kind, source: &effect.text }
}
