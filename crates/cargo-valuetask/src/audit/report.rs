//! The survey as text: what allocates, by traits, what `--fix` can change of it, and what it can't.

use super::Facts;
use super::args::Rule;
use super::groups::Group;
use super::remedy::remedy;
use crate::fix::{Left, left_lines};
use crate::scope::Made;
use crate::survey::Place;
use crate::text::{count, counts, line, place};
use crate::tree::FileId;

/// How many traits, and how many lines of each other list, are shown.
const TRAITS: usize = 6;
const LINES: usize = 3;

/// A line for each method: its place, its name, and when a call allocates.
pub(super) fn methods(facts: &Facts<'_>) -> String {
    let mut text = String::new();
    for place in &facts.survey.places {
        let at = facts.at(place.file, Some(place.method.line));
        line(&mut text, 0, &format!("{at} {}  {}", place.title(), place.cost.as_str()));
    }
    text
}

/// A line for each place outside of tests, examples and benches that these rules deny, as clippy prints it. And a line that
/// says what isn't known, if that is allowed.
pub(super) fn denied(facts: &Facts<'_>, rules: &[Rule]) -> (Vec<String>, String) {
    let survey = facts.survey;
    let places: Vec<_> = survey.places.iter().filter(|place| !place.test).collect();
    let at = |place: &Place| format!("{}:{}", facts.at(place.file, Some(place.method.line)), place.method.column);
    let boxed = places.iter().filter(|place| place.cost.is_some()).map(|place| {
        let (title, (_, help)) = (place.title(), remedy(place));
        let what = if place.is_expression() {
            format!("{title} boxes a future")
        } else {
            format!("a call of `{title}` allocates a future")
        };
        format!("{}: error: {what}; help: {help}\n", at(place))
    });
    let unknown = places.iter().filter_map(|place| {
        let (at, title, why) = (at(place), place.title(), place.why_unknown()?);
        Some(format!("{at}: error: {title} may allocate a future: {why}\n"))
    });
    let unread = survey.unread_macros.iter().map(|(file, of)| {
        let at = facts.at(*file, Some(of.line));
        format!("{at}:{}: error: `{}` holds async code that isn't read\n", of.column, of.written)
    });
    let unknown: Vec<_> = unknown.chain(unread).collect();
    let denies = |rule| rules.contains(&rule);
    let warning = match unseen(facts) {
        Some(unseen) if !denies(Rule::Unknown) => format!("warning: {unseen}; `--deny unknown` fails on that\n"),
        _ => String::new(),
    };
    let boxed = boxed.filter(|_| denies(Rule::Boxed));
    (boxed.chain(unknown.into_iter().filter(|_| denies(Rule::Unknown))).collect(), warning)
}

/// How much there is of which it isn't known whether it allocates.
fn unseen(facts: &Facts<'_>) -> Option<String> {
    let survey = facts.survey;
    let unknown = survey.places.iter().filter(|place| !place.test && place.why_unknown().is_some());
    let (expressions, methods): (Vec<_>, Vec<_>) = unknown.partition(|place| place.is_expression());
    let known = [(methods.len(), "async method"), (expressions.len(), "boxed expression")];
    let unknown = counts(&known);
    let macros = count(survey.unread_macros.len(), "macro call");
    let parts = [
        (!unknown.is_empty()).then(|| format!("of {unknown}, it isn't known whether a call allocates")),
        (!survey.unread_macros.is_empty()).then(|| format!("{macros} with async code not read")),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", and "))
}

/// The report, on a screen.
pub(super) fn report(facts: &Facts<'_>) -> String {
    let mut text = format!("{}\n", heading(facts));
    let (head, rows) = table(facts);
    list(&mut text, &head, &rows, TRAITS, "--all");
    fix(&mut text, facts);
    list(&mut text, "Left as they are:", &left(&facts.left, facts), LINES, "--json");
    list(&mut text, "Also:", &notes(facts), LINES, "--json");
    if !facts.groups.is_empty() {
        text.push_str("\nWhich calls are ready at once is measured: see `stats` in the guide.\n");
    }
    text
}

/// How many traits, methods and functions allocate; else, what there is. And what isn't known.
fn heading(facts: &Facts<'_>) -> String {
    let unseen = unseen(facts).map(|unseen| format!("\nNot known: {unseen}.")).unwrap_or_default();
    if facts.groups.is_empty() {
        let methods = facts.survey.places.iter().filter(|place| !place.test && !place.is_expression());
        let (methods, files) = (count(methods.count(), "async method"), count(facts.survey.files.len(), "file"));
        return format!("No call is known to allocate a future: {methods} in {files}.{unseen}");
    }
    let (expressions, methods_of): (Vec<_>, Vec<_>) = facts.groups.iter().partition(|group| group.is_of_expressions);
    let expressions = expressions.iter().map(|group| count(group.places.len(), "expression")).next();
    let (traits, others): (Vec<_>, Vec<_>) = methods_of.into_iter().partition(|group| group.is_trait);
    let methods = |groups: &[&Group<'_>]| groups.iter().map(|group| group.methods()).sum::<usize>();
    let impls = traits.iter().map(|group| group.impls()).sum();
    let within = format!("{}, {}", count(methods(&traits), "method"), count(impls, "impl"));
    let of_traits = (!traits.is_empty()).then(|| format!("{} ({within})", count(traits.len(), "trait")));
    let functions = (!others.is_empty()).then(|| count(methods(&others), "function"));
    let parts: Vec<_> = of_traits.into_iter().chain(functions).collect();
    let calls = (!parts.is_empty()).then(|| format!("Calls of {} allocate a future.", parts.join(" and ")));
    let boxing = expressions.map(|expressions| format!("{expressions} in other code box a future."));
    format!("{}{unseen}", calls.into_iter().chain(boxing).collect::<Vec<_>>().join(" "))
}

/// What allocates, as a table: its head, and a row for each trait.
fn table(facts: &Facts<'_>) -> (String, Vec<String>) {
    let title = |group: &Group<'_>| match group.name {
        None if group.is_of_expressions => "expressions".to_owned(),
        None => "functions".to_owned(),
        Some(name) if group.is_trait => name.to_owned(),
        Some(name) => format!("impl {name}"),
    };
    let shown = facts.groups.iter().take(TRAITS);
    let widest = shown.map(|group| title(group).chars().count()).max().unwrap_or(0).clamp(5, 30);
    let row = |group: &Group<'_>| {
        let (name, methods, impls, when) = (title(group), group.methods(), group.impls(), group.when().as_str());
        let at = facts.at(group.first().file, Some(group.first().item_line()));
        format!("{name:<widest$}  {methods:>7}  {impls:>5}  {when:<16}  {at}")
    };
    let head = format!("  {:<widest$}  methods  impls  {:<16}  where", "trait", "allocates");
    (head, facts.groups.iter().map(row).collect())
}

/// What `--fix` changes, and how to run it.
fn fix(text: &mut String, facts: &Facts<'_>) {
    let changes = counts(&facts.plan.counts());
    if changes.is_empty() {
        return;
    }
    text.push_str(&format!("\n`--fix` can change {changes}; the bodies keep their meaning:\n"));
    line(text, 2, "cargo valuetask audit --fix --dry-run  shows the changes, tests included");
    line(text, 2, "cargo valuetask audit --fix            makes them, and runs `cargo check`");
}

/// What isn't known, seen or read.
fn notes(facts: &Facts<'_>) -> Vec<String> {
    let survey = facts.survey;
    let unread = survey.unread.iter();
    let unread =
        unread.map(|unread| format!("{}: not audited: {}", place(&unread.path, &facts.here, unread.line), unread.why));
    let unknown = survey.places.iter().filter(|place| !place.test).filter_map(|place| {
        let (what, why) = (place.title(), place.why_unknown()?);
        Some(Left { file: place.file, line: place.method.line, what, why, foreign: false })
    });
    let unseen = facts.macros().map(|(file, of)| {
        let (what, why) = (format!("{}!", of.name), "it holds an attribute: what it makes isn't seen".to_owned());
        Left { file, line: of.line, what, why, foreign: false }
    });
    let is_unseen =
        |(file, of): &&(FileId, Made)| facts.macros().any(|(at, unseen)| (at, unseen.line) == (*file, of.line));
    let bodies = survey.unread_macros.iter().filter(|of| !is_unseen(of)).map(|(file, of)| {
        let (what, why) = (of.written.clone(), "it holds async code that isn't read".to_owned());
        Left { file: *file, line: of.line, what, why, foreign: false }
    });
    let limits: Vec<_> = unknown.chain(unseen).chain(bodies).collect();
    unread.chain(facts.notes.iter().cloned()).chain(left(&limits, facts)).collect()
}

/// A line for each reason, with the first of its places.
fn left(left: &[Left], facts: &Facts<'_>) -> Vec<String> {
    left_lines(left, |left| facts.at(left.file, Some(left.line)))
}

/// A list below its head: as many lines as a screen has room for, and the option that prints the others.
fn list(text: &mut String, head: &str, lines: &[String], most: usize, option: &str) {
    if lines.is_empty() {
        return;
    }
    text.push_str(&format!("\n{head}\n"));
    lines.iter().take(most).for_each(|content| line(text, 2, content));
    if lines.len() > most {
        line(text, 2, &format!("and {} more: {option}", lines.len() - most));
    }
}
