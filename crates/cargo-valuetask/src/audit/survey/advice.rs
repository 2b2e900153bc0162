//! The rules: what is found of a place, and what would bring its answer nearer to the call.

#![forbid(unsafe_code)]

use valuetask_syntax::Name;

use super::awaits::Answer;
use super::companion::Maker;
use super::place::{Body, Place, Shape};
use super::prices::{BOXED, HOT, NATIVE, NATIVE_HOT, POOLED};
use super::rule::{Advice, Rule};
use crate::audit::resolve::Meaning;

/// Finds out what the rules say of a place.
pub(super) fn advise(place: &mut Place) {
    let mut all = Vec::new();
    let mut add = |rule, line, text: String| all.push(Advice { rule, line, text });
    if let Some(mistake) = place.mistake.as_ref().filter(|_| !place.shape.is_unknown()) {
        add(Rule::WrongAttribute, place.line, format!("the attribute can't be read: {mistake}"));
    }
    if let Shape::Attribute(meanings) = &place.shape {
        let known = |meaning: &&Meaning| !matches!(meaning, Meaning::Unknown | Meaning::Foreign { .. });
        if meanings.iter().filter(known).count() < meanings.len() {
            add(Rule::UnknownAttribute, place.line, format!("what {} makes of it isn't known", unknown(place)));
        } else if meanings.len() > 1 {
            let what = meanings.iter().map(ToString::to_string).collect::<Vec<_>>().join(", or ");
            add(Rule::MixedAttribute, place.line, format!("by configuration, its attribute is {what}"));
        }
    }
    if place.shape.is_unknown() {
        place.advice = all;
        return;
    }
    let is_static = place.is_static();
    if place.cost.is_some() {
        add(Rule::BoxedCall, place.line, boxed_call(place));
    }
    if let Some(body) = place.body.as_ref().filter(|_| !is_static) {
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
            add(Rule::LazyMethod, place.line, gain);
        }
        if place.writes.is_none() || place.is_hot() {
            first_await(body, &mut add);
        }
        if place.is_hot()
            && let Some(effect) = body.effects.first()
        {
            let what = effect.kind.verb();
            let text = format!(
                "{what} at the call, before its first await: `{}`; a `select!` branch that is switched off makes the \
                 call, too. If that matters, say `lazy`, or do it behind the first await",
                effect.text
            );
            add(Rule::EffectBeforeAwait, effect.line, text);
        }
    }
    if place.result.is_large() && !is_static {
        let (written, least) = (&place.result.written, place.result.at_least);
        let size = if place.result.known { format!("{least} bytes") } else { format!("{least} bytes or more") };
        add(
            Rule::LargeResult,
            place.line,
            format!("its result, `{written}`, is {size}: return an `Arc` or a `Box` of it"),
        );
    }
    place.advice = all;
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
fn first_await(body: &Body, add: &mut impl FnMut(Rule, usize, String)) {
    let Some(first) = body.awaits.first() else { return };
    let line = first.line;
    match &first.answer {
        Answer::Lock { attempt } | Answer::Channel { attempt } => {
            let text = format!(
                "try `{attempt}` first and await where it fails; or await `ValueTask::start(..)` of it, which polls it \
                 at the call"
            );
            add(Rule::LockAwait, line, text);
        }
        Answer::Boxed(name) => {
            let text = format!("give what declares {name} the attribute: then this can be answered at the call");
            add(Rule::InnerBox, line, text);
        }
        Answer::AsyncFn(name) => {
            let text = format!(
                "give {name} the attribute, or await `ValueTask::start(..)` of it: then this can be answered at the \
                 call"
            );
            add(Rule::InnerBox, line, text);
        }
        Answer::Native(name) => {
            let text =
                format!("call {name} through `dyn`, where it is a task: a static call is never answered at the call");
            add(Rule::InnerBox, line, text);
        }
        Answer::Lazy(name) => {
            let text = format!("start {name} at the call, by `#[value_task]`: then this can be answered there");
            add(Rule::InnerBox, line, text);
        }
        Answer::Hidden => {
            let text = "put the macro call into an async method of its own, and await that".to_owned();
            add(Rule::HiddenAwait, line, text);
        }
        Answer::Time | Answer::Unknown if !body.fast_path => {
            let text = "if there are calls that could be answered without it, return from them before this".to_owned();
            add(Rule::NoFastPath, line, text);
        }
        Answer::Task(_) | Answer::Time | Answer::Unknown => {}
    }
}
