//! The rules: what is found of a place, and what would bring its answer nearer to the call.

use valuetask_syntax::Name;

use super::awaits::Answer;
use super::companion::Maker;
use super::place::{Body, Place, Shape};
use super::prices::{BOXED, HOT, NATIVE, NATIVE_HOT, POOLED};
use super::rule::{Advice, Rule};
use crate::audit::resolve::Meaning;

/// What the rules say of a place.
pub(super) fn of(place: &Place) -> Vec<Advice> {
    let here = |rule, text| Advice { rule, line: place.line, text };
    if place.shape.is_unknown() {
        return vec![here(Rule::UnknownAttribute, format!("what {} makes of it isn't known", unknown(place)))];
    }
    let mut all = Vec::new();
    if let Some(mistake) = &place.mistake {
        all.push(here(Rule::WrongAttribute, format!("the attribute can't be read: {mistake}")));
    }
    if let Shape::Attribute(meanings) = &place.shape
        && meanings.len() > 1
    {
        let what = meanings.iter().map(ToString::to_string).collect::<Vec<_>>().join(", or ");
        all.push(here(Rule::MixedAttribute, format!("by configuration, its attribute is {what}")));
    }
    if place.cost.is_some() {
        all.push(here(Rule::BoxedCall, boxed_call(place)));
    }
    if place.is_static() {
        return all;
    }
    if let Some(body) = &place.body {
        if place.is_lazy() && place.writes.is_none() && (body.awaits.is_empty() || body.fast_path) {
            let remedy = match &place.shape {
                Shape::Attribute(meanings) if meanings.contains(&Meaning::Ours(Name::ValueTask)) => "leave out `lazy`",
                Shape::Attribute(_) => "say `#[value_task]`",
                _ => "say `#[value_task(dyn)]` on the impl",
            };
            let instructions = if place.companion.is_some() { NATIVE_HOT } else { HOT };
            let gain = format!(
                "{remedy}: a call could be answered at once. That saves the poll: {instructions} instructions a hit"
            );
            all.push(here(Rule::LazyMethod, gain));
        }
        all.extend(first_await(body).filter(|_| place.writes.is_none() || place.is_hot()));
        all.extend(body.effects.first().filter(|_| place.is_hot()).map(|effect| {
            let text = format!(
                "{} at the call, before its first await: `{}`; a `select!` branch that is switched off makes the \
                 call, too. If that matters, say `lazy`, or do it behind the first await",
                effect.kind.verb(),
                effect.text
            );
            Advice { rule: Rule::EffectBeforeAwait, line: effect.line, text }
        }));
    }
    if place.result.is_large() {
        let (written, least) = (&place.result.written, place.result.at_least);
        let more = if place.result.known { "" } else { " or more" };
        let text = format!("its result, `{written}`, is {least} bytes{more}: return an `Arc` or a `Box` of it");
        all.push(here(Rule::LargeResult, text));
    }
    all
}

/// An attribute that isn't known, as it is written, and whose it is where that is known.
pub(crate) fn unknown(place: &Place) -> String {
    let Shape::Attribute(meanings) = &place.shape else { return String::new() };
    let of = meanings.iter().filter(|meaning| **meaning != Meaning::Unknown).map(ToString::to_string);
    let of: Vec<_> = of.collect();
    let of = if of.is_empty() { String::new() } else { format!(" ({})", of.join(", or ")) };
    format!("`#[{}]`{of}", place.speaking.as_ref().map_or("", |speaking| &speaking.path))
}

/// Why a method is not to start at the call, if it isn't.
pub(crate) fn stays_lazy(place: &Place) -> Option<String> {
    let effect = place.writes.as_ref()?;
    let (verb, line, text) = (effect.kind.verb(), effect.line, &effect.text);
    Some(format!("{verb}, line {line}, `{text}`: it is to start when it is polled"))
}

fn boxed_call(place: &Place) -> String {
    let through_dyn = |name: &str| {
        format!("`#[value_task(dyn = {name})]` gives a dyn companion without allocation: {NATIVE} instructions a hit")
    };
    if let Some(companion) = place.companion.as_ref().filter(|found| found.maker != Maker::ValueTask) {
        return format!("native trait: {}", through_dyn(companion.name.as_deref().unwrap_or("Name")));
    }
    if let (Some(native), Some(own)) = (&place.companion_of, &place.of_trait) {
        return format!("the companion of the native `{native}`, by hand: there, {}", through_dyn(own));
    }
    let change = match &place.shape {
        Shape::Attribute(meanings) => match meanings.first() {
            Some(Meaning::AsyncTrait) => "`#[valuetask::async_trait]` means the same, and saves the allocation",
            Some(Meaning::AsyncRecursion) => "`#[valuetask::async_trait]` on the function saves the allocation",
            Some(Meaning::StandIn) => return "a call allocates in the mode `boxed` alone".to_owned(),
            _ if meanings.len() > 1 => return "a call allocates in some configurations".to_owned(),
            Some(Meaning::Ours(Name::AsyncTrait)) => {
                "leave out `boxed`, unless another crate asks for the type: that saves the allocation"
            }
            _ => {
                let change =
                    if place.writes.is_some() { "say `lazy` in place of `boxed`" } else { "leave out `boxed`" };
                return format!("{change}, unless another crate asks for the type: that saves the allocation");
            }
        },
        Shape::Boxed { .. } => {
            "an `async fn` under `#[valuetask::async_trait]`, or a `PooledFuture`, saves the allocation"
        }
        Shape::Native => "",
    };
    let gain = format!("{change}: {POOLED} instructions a hit, not {BOXED}");
    if place.may_be_hot() { format!("{gain}. `#[value_task]` saves the poll, too: {HOT}") } else { gain }
}

/// What the first await says.
fn first_await(body: &Body) -> Option<Advice> {
    let first = body.awaits.first()?;
    let (rule, text) = match &first.answer {
        Answer::Lock { attempt } | Answer::Channel { attempt } => {
            let remedy = "await `ValueTask::start(..)` of it, which polls it at the call";
            (Rule::LockAwait, format!("try `{attempt}` first and await where it fails; or {remedy}"))
        }
        Answer::Boxed(name) => {
            let remedy = "the attribute: then this can be answered at the call";
            (Rule::InnerBox, format!("give what declares {name} {remedy}"))
        }
        Answer::AsyncFn(name) => {
            let remedy = "the attribute, or await `ValueTask::start(..)` of it: then this can be answered at the call";
            (Rule::InnerBox, format!("give {name} {remedy}"))
        }
        Answer::Native(name) => {
            let why = "where it is a task: a static call is never answered at the call";
            (Rule::InnerBox, format!("call {name} through `dyn`, {why}"))
        }
        Answer::Lazy(name) => {
            let remedy = "at the call, by `#[value_task]`: then this can be answered there";
            (Rule::InnerBox, format!("start {name} {remedy}"))
        }
        Answer::Hidden => {
            let text = "put the macro call into an async method of its own, and await that";
            (Rule::HiddenAwait, text.to_owned())
        }
        Answer::Time | Answer::Unknown if !body.fast_path => {
            let text = "if there are calls that could be answered without it, return from them before this";
            (Rule::NoFastPath, text.to_owned())
        }
        Answer::Task(_) | Answer::Time | Answer::Unknown => return None,
    };
    Some(Advice { rule, line: first.line, text })
}
