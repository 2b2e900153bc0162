//! The survey as text: a summary first, the places by worth after it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::summary::{kind, summary};
use super::survey::{self, Answer, Awaited, Cost, Maker, Needless, Place, Rule, Survey};
use super::tree::{FileId, Tree};
use crate::text::{grouped, line};

/// Columns of the summary's table. Narrower than that, it is a list.
const TABLE: usize = 74;
/// How many places are shown, unless all are.
const SHOWN: usize = 20;
/// How many awaits of a place are shown.
const AWAITS: usize = 3;

/// The paths of files, as a reader of the current folder has them.
pub(super) struct Paths<'t> {
    tree: &'t Tree,
    here: PathBuf,
}

impl<'t> Paths<'t> {
    pub(super) fn new(tree: &'t Tree) -> Self {
        let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
        Self { tree, here }
    }

    pub(super) fn of(&self, file: FileId) -> String {
        self.shown(&self.tree.files[file].path, None)
    }

    fn at(&self, file: FileId, line: usize) -> String {
        self.shown(&self.tree.files[file].path, Some(line))
    }

    pub(super) fn shown(&self, path: &Path, line: Option<usize>) -> String {
        let path = path.strip_prefix(&self.here).unwrap_or(path).display();
        line.map_or_else(|| path.to_string(), |line| format!("{path}:{line}"))
    }
}

/// The report, in lines of this width.
pub(super) fn report(survey: &Survey, paths: &Paths<'_>, notes: &[String], all: bool, width: usize) -> String {
    let mut text = String::new();
    let (packages, files) = (count(survey.packages, "package"), count(survey.files, "file"));
    let (lines, methods) = (count(survey.lines, "line"), count(survey.places.len(), "async method"));
    line(&mut text, width, 0, &format!("{packages}, {files}, {lines}: {methods}"));
    if !survey.places.is_empty() {
        text.push('\n');
        table(survey, width, &mut text);
    }
    // What one line says of all methods of an attribute isn't said of each.
    let of_many = |rule| matches!(rule, Rule::BoxedCall | Rule::NoFastPath | Rule::UnknownAttribute);
    let says_more = |place: &Place| place.advice.iter().any(|found| !of_many(found.rule));
    let worthy: Vec<_> = survey.places.iter().filter(|place| all || place.worth > 0 || says_more(place)).collect();
    let shown = if all { worthy.len() } else { worthy.len().min(SHOWN) };
    let mut heading = None;
    for place in &worthy[..shown] {
        if heading.replace(place.worth) != Some(place.worth) {
            text.push('\n');
            line(&mut text, width, 0, &format!("Worth {}: {}", place.worth, worth(place.worth)));
        }
        text.push('\n');
        describe(place, paths, width, &mut text);
    }
    if shown < worthy.len() {
        text.push('\n');
        line(&mut text, width, 0, &format!("{} more: --all shows them", grouped(worthy.len() - shown)));
    }
    let unseen = survey.unseen.iter().map(|unseen| {
        let at = paths.at(unseen.file, unseen.line);
        format!("{at}: `{}!` holds an attribute: what it makes isn't seen", unseen.name)
    });
    let unread = survey
        .unread
        .iter()
        .map(|unread| format!("{}: not audited: {}", paths.shown(&unread.path, unread.line), unread.why));
    let unknown = if all { Vec::new() } else { unknown(survey, paths) };
    let needless = needless(survey, paths, all);
    let notes: Vec<_> = unread.chain(needless).chain(unknown).chain(unseen).chain(notes.iter().cloned()).collect();
    if !notes.is_empty() {
        text.push('\n');
        notes.iter().for_each(|note| line(&mut text, width, 0, note));
    }
    text
}

/// A sentence on each attribute that can go; of several, on the first alone, unless all are shown.
fn needless(survey: &Survey, paths: &Paths<'_>, all: bool) -> Vec<String> {
    let sentence = |found: &Needless| {
        let at = paths.at(found.file, found.line);
        format!("{at}: `{}` has no async method: `#[{}]` can go", found.item, found.attribute)
    };
    match &survey.needless[..] {
        [first, others @ ..] if !all && !others.is_empty() => {
            vec![format!("{}, as {} more can; --all shows each", sentence(first), grouped(others.len()))]
        }
        each => each.iter().map(sentence).collect(),
    }
}

/// A sentence on each attribute that isn't known.
fn unknown(survey: &Survey, paths: &Paths<'_>) -> Vec<String> {
    let mut by_attribute = BTreeMap::<String, Vec<&Place>>::new();
    for place in survey.places.iter().filter(|place| place.shape.is_unknown()) {
        by_attribute.entry(survey::unknown(place)).or_default().push(place);
    }
    let sentence = |(attribute, places): (String, Vec<&Place>)| {
        let (methods, first) = (count(places.len(), "method"), paths.at(places[0].file, places[0].line));
        format!("{attribute}: what it makes of {methods} isn't known, the first at {first}; --all shows each")
    };
    by_attribute.into_iter().map(sentence).collect()
}

/// What a worth means, in a few words.
fn worth(worth: u8) -> &'static str {
    match worth {
        3 => "a call could be answered at once",
        2 => "its first await can be answered at the call, or could be",
        1 => "a call allocates, or could be a step nearer",
        _ => "nothing to gain that is known",
    }
}

/// The summary: a table, or a list where lines are too narrow for it.
fn table(survey: &Survey, width: usize, text: &mut String) {
    let row = |[kind, number, allocations, answered, worth]: [&str; 5]| {
        format!("{kind:<29} {number:>8} {allocations:>12} {answered:>12} {worth:>9}")
    };
    if width >= TABLE {
        line(text, width, 0, &row(["methods", "number", "allocations", "answered", "worth"]));
        line(text, width, 0, &row(["behind", "", "a call", "at the call", "a change"]));
        line(text, width, 0, &"─".repeat(TABLE));
    }
    for kind in summary(survey) {
        let (name, allocations) = (&kind.kind, &kind.allocations);
        let [number, answered, worth] = [kind.methods, kind.answered, kind.worth_a_change].map(grouped);
        let shown = match width {
            TABLE.. => row([name, &number, allocations, &answered, &worth]),
            _ => format!(
                "{name}: {number}; allocations a call: {allocations}; answered at the call: {answered}; \
                 worth a change: {worth}"
            ),
        };
        line(text, width, 0, &shown);
    }
}

fn describe(place: &Place, paths: &Paths<'_>, width: usize, text: &mut String) {
    let inside = if place.item.is_empty() { String::new() } else { format!(", {}", place.item) };
    line(text, width, 0, &format!("{} {}{inside}", paths.at(place.file, place.line), place.name));
    let result = match (&place.result, place.result.known) {
        (result, true) => count(result.at_least as usize, "byte"),
        (result, false) if result.at_least > 0 => format!("{} bytes or more", result.at_least),
        _ => "of unknown size".to_owned(),
    };
    let cfg = place.cfg.iter().map(|cfg| format!("; cfg({})", cfg.split_whitespace().collect::<Vec<_>>().join(" ")));
    let (kind, cfg) = (kind(place), cfg.collect::<String>());
    let (cost, through) = match &place.companion {
        None => (place.cost, String::new()),
        Some(found) => {
            let many = if found.maker == Maker::ValueTask { "as many".to_owned() } else { found.cost().to_string() };
            (Cost::exactly(0), format!(", {many} through `{}`", found.shown()))
        }
    };
    line(text, width, 2, &format!("{kind}; allocations a call: {cost}{through}; result {result}{cfg}"));
    if let Some(body) = &place.body {
        if body.awaits.is_empty() {
            line(text, width, 2, "awaits nothing");
        } else if body.fast_path {
            line(text, width, 2, "can end without an await");
        }
        for awaited in body.awaits.iter().take(AWAITS) {
            line(text, width, 2, &format!("line {}: {}", awaited.line, awaited.text));
            line(text, width, 6, &answer(awaited));
        }
        if body.awaits.len() > AWAITS {
            line(text, width, 2, &format!("and {} more awaits", body.awaits.len() - AWAITS));
        }
    }
    if let Some(why) = survey::stays_lazy(place).filter(|_| !place.is_hot()) {
        line(text, width, 2, &why);
    }
    for found in &place.advice {
        let at = if found.line == place.line { String::new() } else { format!(", line {}", found.line) };
        line(text, width, 2, &format!("{}{at}: {}", found.rule, found.text));
    }
}

fn answer(awaited: &Awaited) -> String {
    match &awaited.answer {
        Answer::Task(name) => format!("{name}: answered at the call where it is complete"),
        Answer::Lazy(name) => format!("{name}: starts when it is polled, never answered at the call"),
        Answer::Boxed(name) => format!("{name}: a box, never answered at the call"),
        Answer::AsyncFn(name) => format!("{name}: an async fn, never answered at the call"),
        Answer::Native(name) => format!("{name}: answered at the call through `dyn` alone, where it is complete"),
        Answer::Lock { attempt } => format!("seems to be a lock: not answered at the call, unlike `{attempt}`"),
        Answer::Channel { attempt } => format!("seems to be a channel: not answered at the call, unlike `{attempt}`"),
        Answer::Time => "waits for its time: not answered at the call".to_owned(),
        Answer::Hidden => "may hide an await: the part that runs at the call ends before it".to_owned(),
        Answer::Unknown => "not known: answered at the call only if it is a task that is complete".to_owned(),
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{} {what}{}", grouped(number), if number == 1 { "" } else { "s" })
}
