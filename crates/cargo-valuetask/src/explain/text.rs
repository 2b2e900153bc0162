//! What is explained, as text.

#![forbid(unsafe_code)]

use valuetask_syntax::analyse::{Analysed, Analysis, Await, Mechanism};

use super::attribute::Others;
use super::choice::Choice;
use super::items::{Found, Items};
use super::methods::{Group, Method};
use super::source::Source;
use crate::audit::survey::{self, Place, Rule};
use crate::text::{collapsed, line as add_line};

/// Adds a line, as wide as the reader's.
fn line(text: &mut String, indent: usize, content: &str) {
    add_line(text, crate::text::width(), indent, content);
}

/// What there is to say about the chosen methods.
pub(super) fn report(choice: &Choice<'_>, items: &Items, source: &Source, found: &[&Place]) -> String {
    let mut text = format!("{}\n", source.path.display());
    for (group, methods) in &choice.groups {
        text.push('\n');
        line(&mut text, 0, &head(group));
        for method in methods {
            describe(method, items, source, &mut text);
            let Analysed { name, at, .. } = &method.analysed;
            let is_it = |place: &&&Place| place.name == *name && place.line == at.start().line;
            found.iter().filter(is_it).for_each(|place| audited(place, &mut text));
        }
    }
    let mut notes = Vec::new();
    if choice.left_out > 0 {
        notes.push(format!(
            "no attribute speaks to {} more async method{}: a line after the file's name explains one as if it did",
            choice.left_out,
            if choice.left_out == 1 { "" } else { "s" },
        ));
    }
    if source.line.is_none() {
        let unseen = |(name, line): &(String, usize)| {
            format!("line {line}: `{name}!` holds an attribute: what it makes isn't seen")
        };
        notes.extend(items.hidden.iter().map(unseen));
    }
    if !notes.is_empty() {
        text.push('\n');
        notes.iter().for_each(|note| line(&mut text, 0, note));
    }
    text
}

/// The item and its attribute.
fn head(group: &Group<'_>) -> String {
    let Found { head, line, attribute, others, .. } = group.found;
    match attribute {
        None => match others {
            None => format!("{head}, line {line}: no attribute; as if `#[value_task]` stood there"),
            Some(Others { written, meaning }) => {
                format!("{head}, line {line}: `{written}` is {meaning}; as if `#[value_task]` stood there instead")
            }
        },
        Some(ours) => {
            let by_name = if ours.by_name { ", taken by its name" } else { "" };
            let supposed = if group.supposed { "; as if `#[value_task]` stood there instead" } else { "" };
            let native = if group.found.is_native() {
                "; calls through `dyn` alone, others are those of an `async fn`"
            } else {
                ""
            };
            format!("{head}, line {line}: `{}`{by_name}{supposed}{native}", ours.written)
        }
    }
}

/// What `audit` finds of the method.
fn audited(place: &Place, text: &mut String) {
    let why = survey::stays_lazy(place).filter(|_| !place.is_hot());
    why.iter().for_each(|why| line(text, 4, why));
    // The head says of an attribute that isn't known that it is taken by its name.
    for found in place.advice.iter().filter(|found| found.rule != Rule::UnknownAttribute) {
        let at = if found.line == place.line { String::new() } else { format!(", line {}", found.line) };
        line(text, 4, &format!("{}{at}: {}", found.rule, found.text));
    }
}

fn describe(method: &Method, items: &Items, source: &Source, text: &mut String) {
    let Analysed { name, at, analysis, .. } = &method.analysed;
    let Analysis { mechanism, reasons, awaits, .. } = analysis;
    let (line_of, returned) = (at.start().line, method.returned());
    text.push('\n');
    if method.stays_native {
        line(text, 2, &format!("{name}, line {line_of}"));
        return line(text, 4, "an `async fn`, which its trait's companion for `dyn` hasn't got");
    }
    line(text, 2, &format!("{name}, line {line_of}: returns {returned}"));
    line(text, 4, &mechanism.to_string());
    if awaits.is_empty() && *mechanism == Mechanism::HotMachine {
        line(text, 8, "no await is seen in it: then a call runs to its end");
    }
    for found in awaits {
        line(text, 4, &format!("line {}: {}", found.at.start().line, collapsed(found.span)));
        if *mechanism == Mechanism::Lazy {
            continue;
        }
        line(text, 8, &what_it_does(found, method, source));
        if found.hidden {
            line(text, 8, "cheaper: put the macro call into an async method of its own, and await that");
        }
    }
    for reason in reasons {
        line(text, 4, &format!("not further, line {}: {}", reason.span.start().line, reason.why));
        line(text, 8, &format!("cheaper: {}", reason.advice));
    }
    if *mechanism == Mechanism::Lazy {
        let unreadable = items.unreadable.iter().map(|span| span.start().line).find(|line| method.contains(*line));
        let unreadable = unreadable.map(|line| format!("the attribute can't read line {line}: it stays lazy"));
        unreadable.iter().for_each(|why| line(text, 4, why));
    }
}

/// What an await, or what may hide one, does to the part that runs at the call.
fn what_it_does(found: &Await, method: &Method, source: &Source) -> String {
    let at = found.at.start().line;
    match (found.hidden, method.gate_before(at, found.hidden)) {
        (false, None) => {
            "answered if it is a task that is complete; anything else ends the part that runs at the call".to_owned()
        }
        (false, Some(gate)) => format!(
            "answered if it is a task that is complete, unless the part that runs at the call has ended before line \
             {gate}"
        ),
        (true, None) => "may hide an await: the part that runs at the call ends before this statement".to_owned(),
        (true, Some(gate)) => {
            let before = source.text.lines().nth(gate - 1).map_or("", str::trim);
            format!("may hide an await: the part that runs at the call ends before line {gate}, `{before}`")
        }
    }
}
