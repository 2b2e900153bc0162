//! The survey as text: what allocates, by traits, what `--fix` can change of it, and what it can't.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::groups::Group;
use crate::fix::{Counts, left_lines};
use crate::survey::Place;
use crate::text::{count, line, place};

/// How many traits, and how many lines of each other list, are shown.
const TRAITS: usize = 6;
const LINES: usize = 3;

/// A line for each method: its place, its name, and when a call allocates.
pub(super) fn methods(facts: &Facts<'_>) -> String {
    let mut text = String::new();
    for place in &facts.survey.places {
        let at = facts.at(place.file, Some(place.method().line));
        line(&mut text, 0, &format!("{at} {}  {}", place.title(), place.cost.as_str()));
    }
    text
}

/// The report, on a screen.
pub(super) fn report(facts: &Facts<'_>) -> String {
    let mut text = format!("{}\n", heading(facts));
    table(&mut text, facts);
    fix(&mut text, facts);
    list(&mut text, "Left as they are:", &left_lines(&facts.left, |left| facts.at(left.file, Some(left.line))));
    list(&mut text, "Also:", &notes(facts));
    if !facts.groups.is_empty() {
        text.push_str("\nWhich calls are ready at once is measured: see `stats` in the guide.\n");
    }
    text
}

/// How many traits, methods and functions allocate; else, what there is.
fn heading(facts: &Facts<'_>) -> String {
    let (traits, others): (Vec<_>, Vec<_>) = facts.groups.iter().partition(|group| group.is_trait);
    let functions = count(others.iter().map(|group| group.methods()).sum(), "function");
    if facts.groups.is_empty() {
        let methods = facts.survey.places.iter().filter(|place| !place.test).count();
        let (methods, files) = (count(methods, "async method"), count(facts.survey.files, "file"));
        let unknown = facts.survey.places.iter().filter(|place| !place.test && place.is_unknown()).count();
        let unknown = if unknown == 0 { String::new() } else { format!(" Of {unknown} it isn't known.") };
        return format!("No call is known to allocate a future: {methods} in {files}.{unknown}");
    }
    let allocate = |number: usize| if number == 1 { "allocates" } else { "allocate" };
    if traits.is_empty() {
        let number = others.iter().map(|group| group.methods()).sum();
        return format!("{functions} {} a future.", allocate(number));
    }
    let methods = count(traits.iter().map(|group| group.methods()).sum(), "method");
    let implemented = traits.iter().map(|group| group.implementing().count()).sum();
    let implemented = count(implemented, "implementation");
    let others = if others.is_empty() { String::new() } else { format!(" So do {functions} beside them.") };
    let (number, verb) = (count(traits.len(), "trait"), allocate(traits.len()));
    format!("{number} {verb} a future: {methods}, {implemented} of them.{others}")
}

/// What allocates, as a table.
fn table(text: &mut String, facts: &Facts<'_>) {
    let groups = &facts.groups[..facts.groups.len().min(TRAITS)];
    if groups.is_empty() {
        return;
    }
    let title = |group: &Group<'_>| match group.name {
        None => "functions".to_owned(),
        Some(name) if group.is_trait => name.to_owned(),
        Some(name) => format!("impl {name}"),
    };
    let names: Vec<_> = groups.iter().map(title).collect();
    let widest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).clamp(5, 30);
    text.push('\n');
    line(text, 2, &format!("{:<widest$}  methods  impls  {:<16}  where", "trait", "allocates"));
    for (name, group) in names.iter().zip(groups) {
        let (methods, impls, when) = (group.methods(), group.impls(), group.when().as_str());
        let at = facts.at(group.first().file, Some(group.first().item_line()));
        line(text, 2, &format!("{name:<widest$}  {methods:>7}  {impls:>5}  {when:<16}  {at}"));
    }
    more(text, facts.groups.len() - groups.len(), "--all");
}

/// What `--fix` changes, and how to run it.
fn fix(text: &mut String, facts: &Facts<'_>) {
    let Counts { traits, impls, functions } = facts.plan.counts();
    if traits + functions == 0 {
        return;
    }
    let some = |parts: &[(usize, &str)]| {
        let parts = parts.iter().filter(|(number, _)| *number > 0);
        parts.map(|(number, what)| count(*number, what)).collect::<Vec<_>>()
    };
    let changed = some(&[(traits, "trait"), (functions, "function")]).join(" and ");
    let shown = some(&[(traits, "trait"), (functions, "function"), (impls, "impl")]).join(", ");
    text.push_str(&format!("\n`--fix` can change {changed}; the bodies keep their meaning:\n"));
    line(text, 2, &format!("cargo valuetask audit --fix --dry-run  shows {shown} (tests included)"));
    line(text, 2, "cargo valuetask audit --fix            changes them, and runs `cargo check`");
}

/// What isn't known, seen or read.
fn notes(facts: &Facts<'_>) -> Vec<String> {
    let survey = facts.survey;
    let unread = survey.unread.iter();
    let unread =
        unread.map(|unread| format!("{}: not audited: {}", place(&unread.path, &facts.here, unread.line), unread.why));
    let mut unknown = BTreeMap::<String, Vec<&Place>>::new();
    let places = survey.places.iter().filter(|place| !place.test);
    for (attribute, place) in places.filter_map(|place| Some((place.unknown()?, place))) {
        unknown.entry(attribute).or_default().push(place);
    }
    let unknown = unknown.into_iter().map(|(attribute, places)| {
        let methods = count(places.len(), "method");
        let first = facts.at(places[0].file, Some(places[0].method().line));
        format!("{attribute}: what it makes of {methods} isn't known, the first at {first}")
    });
    let unseen = survey.unseen.iter().map(|unseen| {
        let at = facts.at(unseen.file, Some(unseen.line));
        format!("{at}: `{}!` holds an attribute: what it makes isn't seen", unseen.name)
    });
    unread.chain(facts.notes.iter().cloned()).chain(unknown).chain(unseen).collect()
}

/// A list below a heading, as far as a screen has room.
fn list(text: &mut String, heading: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    text.push_str(&format!("\n{heading}\n"));
    let shown = lines.len().min(LINES);
    lines[..shown].iter().for_each(|content| line(text, 2, content));
    more(text, lines.len() - shown, "--json");
}

fn more(text: &mut String, left_out: usize, option: &str) {
    if left_out > 0 {
        line(text, 2, &format!("and {left_out} more: {option}"));
    }
}
