//! What is explained, as text.

use valuetask_syntax::Returns;
use valuetask_syntax::analyse::{Analysed, Analysis, Await, Mechanism};

use super::source::Source;
use crate::scope::Macro;
use crate::survey::{Place, Speaking};
use crate::text::{collapsed, count, line};

/// What there is to say about these methods, if no attribute speaks to so many others.
pub(super) fn report(places: &[&Place], left_out: usize, source: &Source<'_>) -> String {
    let (mut text, mut last) = (format!("{}\n", source.path.display()), String::new());
    let mut is_usual = false;
    for place in places {
        let head = head(place, source);
        if head != last {
            text.push('\n');
            line(&mut text, 0, &head);
        }
        last = head;
        is_usual |= describe(place, source, &mut text);
    }
    let usual = is_usual.then(|| format!("any other await of a hot machine is {USUAL}"));
    let left_out = (left_out > 0).then(|| {
        let methods = count(left_out, "more async method");
        format!("no attribute speaks to {methods}: a line after the file's name explains one as if it did")
    });
    let macros = source.macros.iter().filter(|_| source.line.is_none());
    let unseen = macros
        .map(|Macro { line, name, .. }| format!("line {line}: `{name}!` holds an attribute: what it makes isn't seen"));
    let notes: Vec<_> = usual.into_iter().chain(left_out).chain(unseen).collect();
    if !notes.is_empty() {
        text.push('\n');
        notes.iter().for_each(|note| line(&mut text, 0, note));
    }
    text
}

/// The item and its attribute.
fn head(place: &Place, source: &Source<'_>) -> String {
    let of_itself = place.alone || place.item.head.is_empty();
    let head = if of_itself { format!("fn {}", place.method.name) } else { place.item.head.clone() };
    let written = |speaking: &Speaking| collapsed(&source.text[speaking.attributes[0].place.bytes.clone()]);
    let attribute = match &place.speaking {
        None => "no attribute; as if `#[value_task]` stood there".to_owned(),
        Some(other) if other.name().is_none() => {
            let meanings = other.meanings.iter().map(ToString::to_string).collect::<Vec<_>>().join(", or ");
            format!("`{}` is {meanings}; as if `#[value_task]` stood there instead", written(other))
        }
        Some(ours) => {
            let by_name = if ours.by_name().is_some() { ", taken by its name" } else { "" };
            let native =
                if ours.says("dyn") { "; calls through `dyn` alone, others are those of an `async fn`" } else { "" };
            format!("`{}`{by_name}{native}", written(ours))
        }
    };
    format!("{head}, line {}: {attribute}", place.item_line())
}

/// The type that a method returns, to a reader.
fn returned(analysed: &Analysed) -> &'static str {
    match (analysed.returns, analysed.send) {
        (Returns::Declared, _) => "what it declares",
        (Returns::Boxed, _) => "a boxed future",
        (Returns::Pooled, true) => "`PooledFuture`",
        (Returns::Pooled, false) => "`LocalPooledFuture`",
        (_, true) => "`ValueTask`",
        (_, false) => "`LocalValueTask`",
    }
}

/// What most awaits do, which is said once.
const USUAL: &str = "answered if it is a task that is complete; anything else ends the part that runs at the call";

/// Describes a method. Returns `true` if an await does what most do.
fn describe(place: &Place, source: &Source<'_>, text: &mut String) -> bool {
    let Some(analysed) = source.analysis.get(&place.method.name_start) else { return false };
    let (name, at) = (&place.method.name, place.method.line);
    text.push('\n');
    let Some(analysed) = analysed else {
        line(text, 2, &format!("{name}, line {at}"));
        line(text, 4, "an `async fn`, which the erased trait for `dyn` lacks");
        return false;
    };
    let analysis = &analysed.analysis;
    let Analysis { mechanism, reasons, awaits, .. } = analysis;
    line(text, 2, &format!("{name}, line {at}: returns {}", returned(analysed)));
    line(text, 4, &mechanism.to_string());
    if awaits.is_empty() && *mechanism == Mechanism::HotMachine {
        line(text, 8, "no await is seen in it: then a call runs to its end");
    }
    let mut alike: Vec<(String, Vec<&Await>)> = Vec::new();
    for found in awaits {
        let what = if *mechanism == Mechanism::Lazy { String::new() } else { what_it_does(found, analysis, source) };
        match alike.iter_mut().find(|(known, _)| *known == what) {
            Some((_, others)) => others.push(found),
            None => alike.push((what, vec![found])),
        }
    }
    for (what, awaits) in &alike {
        for found in awaits {
            let written = collapsed(&found.span.source_text().unwrap_or_default());
            line(text, 4, &format!("line {}: {written}", found.at.start().line));
        }
        if what.is_empty() || what == USUAL {
            continue;
        }
        line(text, 8, what);
        if awaits[0].hidden {
            line(text, 8, "cheaper: put the macro call into an async method of its own, and await that");
        }
    }
    for reason in reasons {
        line(text, 4, &format!("not further, line {}: {}", reason.span.start().line, reason.why));
        line(text, 8, &format!("cheaper: {}", reason.advice));
    }
    alike.iter().any(|(what, _)| what == USUAL)
}

/// What an await, or what may hide one, does to the part that runs at the call.
fn what_it_does(found: &Await, analysis: &Analysis, source: &Source<'_>) -> String {
    let at = found.at.start().line;
    // The line before which that part has ended, or where that is before a macro call in this line.
    let gate = analysis.gate.as_ref().map(|gate| gate.span.start().line);
    let gate = gate.filter(|gate| *gate < at || (*gate == at && !found.hidden));
    let part = "the part that runs at the call";
    match gate {
        Some(gate) if found.hidden => {
            let before = source.text.lines().nth(gate - 1).map_or("", str::trim);
            format!("may hide an await: {part} ends before line {gate}, `{before}`")
        }
        None if found.hidden => format!("may hide an await: {part} ends before this statement"),
        Some(gate) => format!("answered if it is a task that is complete, unless {part} has ended before line {gate}"),
        None => USUAL.to_owned(),
    }
}
