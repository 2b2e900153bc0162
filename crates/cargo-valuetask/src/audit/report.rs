//! The survey as text: what allocates, by traits, what `--fix` can change of it, and what it can't.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::groups::Group;
use crate::fix::Counts;
use crate::resolve::Meaning;
use crate::survey::{Body, Cost, Needless, Place, Shape};
use crate::text::{grouped, line};

/// How many traits, and how many lines of each other list, are shown unless all are.
const TRAITS: usize = 6;
const LINES: usize = 2;

/// A report that is being written.
struct Report<'f> {
    facts: &'f Facts<'f>,
    all: bool,
    text: String,
}

/// The report.
pub(super) fn report(facts: &Facts<'_>, all: bool) -> String {
    let mut report = Report { facts, all, text: String::new() };
    report.allocating();
    report.fix();
    report.left();
    report.notes();
    if all {
        report.methods();
    } else if !facts.groups.is_empty() {
        report.text.push('\n');
        report.line(0, "Which calls are ready at once is measured: see `stats` in the guide.");
    }
    report.text
}

impl Report<'_> {
    fn line(&mut self, indent: usize, content: &str) {
        line(&mut self.text, indent, content);
    }

    /// A list below a heading: its first lines, unless all are shown.
    fn list(&mut self, heading: &str, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        self.text.push('\n');
        self.line(0, heading);
        let shown = if self.all || lines.len() == LINES + 1 { lines.len() } else { lines.len().min(LINES) };
        lines[..shown].iter().for_each(|content| self.line(2, content));
        self.more(lines.len() - shown);
    }

    fn more(&mut self, left_out: usize) {
        if left_out > 0 {
            self.line(2, &format!("and {} more: --all", grouped(left_out)));
        }
    }

    /// What allocates, as a table.
    fn allocating(&mut self) {
        let groups = &self.facts.groups;
        self.line(0, &heading(self.facts));
        if groups.is_empty() {
            return;
        }
        self.text.push('\n');
        let shown = if self.all { groups.len() } else { groups.len().min(TRAITS) };
        let groups = &groups[..shown];
        let title = |group: &Group<'_>| match group.name {
            None => "functions".to_owned(),
            Some(name) if group.is_trait => name.to_owned(),
            Some(name) => format!("impl {name}"),
        };
        let names: Vec<_> = groups.iter().map(title).collect();
        let widest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).clamp(5, 30);
        self.line(2, &format!("{:<widest$}  methods  impls  {:<16}  where", "trait", "allocates"));
        for (name, group) in names.iter().zip(groups) {
            let (first, when) = (group.first(), group.when());
            let [methods, impls] = [group.methods(), group.impls()];
            let at = self.facts.paths.at(first.file, first.item_line);
            self.line(2, &format!("{name:<widest$}  {methods:>7}  {impls:>5}  {when:<16}  {at}"));
        }
        self.more(self.facts.groups.len() - shown);
        let bodies =
            self.facts.groups.iter().flat_map(|group| &group.places).filter(|place| place.body.is_some()).count();
        let early: usize = self.facts.groups.iter().map(Group::early).sum();
        if early > 0 {
            self.line(
                2,
                &format!("{} of {} can end before a first await", grouped(early), count(bodies, "async body")),
            );
        }
    }

    /// What `--fix` changes, and how to run it.
    fn fix(&mut self) {
        let plan = self.facts.plan;
        let Counts { traits, impls, functions, files } = plan.counts();
        let needless = plan.needless();
        if traits + functions + needless == 0 {
            return;
        }
        let changed = [(traits, "trait"), (functions, "function")].into_iter().filter(|(number, _)| *number > 0);
        let changed: Vec<_> = changed.map(|(number, what)| count(number, what)).collect();
        let parts = [
            (!changed.is_empty())
                .then(|| format!("change {}, with the bodies and their meaning as they are", changed.join(" and "))),
            (needless > 0).then(|| format!("remove {} without an async method", count(needless, "attribute"))),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        self.text.push('\n');
        self.line(0, &format!("`--fix` can {}:", parts.join(", and ")));
        let impls = (impls > 0).then(|| count(impls, "impl"));
        let shown: Vec<_> = changed.into_iter().chain(impls).chain([count(files, "file")]).collect();
        self.line(2, &format!("cargo valuetask audit --fix --dry-run  shows {}", shown.join(", ")));
        self.line(2, "cargo valuetask audit --fix            changes them, and runs `cargo check`");
    }

    /// What `--fix` leaves, with a line for each reason.
    fn left(&mut self) {
        let mut by_reason = BTreeMap::<String, Vec<String>>::new();
        for left in &self.facts.plan.left {
            by_reason.entry(left.why.clone()).or_default().push(self.facts.paths.at(left.file, left.line));
        }
        let places = self.facts.groups.iter().flat_map(|group| &group.places);
        let places = places.filter(|place| !self.facts.plan.changes_box(place.file, place.line));
        for (place, why) in places.filter_map(|place| Some((place, why_left(place)?))) {
            by_reason.entry(why.to_owned()).or_default().push(self.facts.paths.at(place.file, place.line));
        }
        let sentence = |(why, places): (String, Vec<String>)| match &places[..] {
            [only] => format!("{only}  {why}"),
            [first, others @ ..] if !self.all => format!("{first} and {} more  {why}", grouped(others.len())),
            _ => format!("{}  {why}", places.join(", ")),
        };
        let lines: Vec<_> = by_reason.into_iter().map(sentence).collect();
        self.list("Left as they are:", &lines);
    }

    /// What isn't known, seen or read.
    fn notes(&mut self) {
        let Facts { survey, paths, notes, .. } = self.facts;
        let unread = survey
            .unread
            .iter()
            .map(|unread| format!("{}: not audited: {}", paths.shown(&unread.path, unread.line), unread.why));
        let mut unknown = BTreeMap::<String, Vec<&Place>>::new();
        let places = survey.places.iter().filter(|place| !place.test);
        for (attribute, place) in places.filter_map(|place| Some((place.unknown()?, place))) {
            unknown.entry(attribute).or_default().push(place);
        }
        let unknown = unknown.into_iter().map(|(attribute, places)| {
            let (methods, first) = (count(places.len(), "method"), paths.at(places[0].file, places[0].line));
            format!("{attribute}: what it makes of {methods} isn't known, the first at {first}")
        });
        let unseen = survey.unseen.iter().map(|unseen| {
            let at = paths.at(unseen.file, unseen.line);
            format!("{at}: `{}!` holds an attribute: what it makes isn't seen", unseen.name)
        });
        let needless = |found: &Needless| {
            let at = paths.at(found.file, found.line);
            format!("{at}: `{}` has no async method: `#[{}]` can go", found.item, found.attribute)
        };
        let needless = survey.needless.iter().map(needless);
        let lines: Vec<_> = unread.chain(unknown).chain(unseen).chain(needless).chain(notes.iter().cloned()).collect();
        self.list("Also:", &lines);
    }

    /// A line for each method.
    fn methods(&mut self) {
        let lines: Vec<_> = self
            .facts
            .survey
            .places
            .iter()
            .map(|place| {
                let at = self.facts.paths.at(place.file, place.line);
                let facts = [Some(place.kind()), Some(allocates(place)), place.body.as_ref().and_then(fact)];
                format!("{at} {}: {}", place.title(), facts.into_iter().flatten().collect::<Vec<_>>().join(", "))
            })
            .collect();
        self.list("All methods:", &lines);
    }
}

/// How many traits, methods and functions allocate; else, what there is.
fn heading(facts: &Facts<'_>) -> String {
    let (traits, others): (Vec<_>, Vec<_>) = facts.groups.iter().partition(|group| group.is_trait);
    let functions: usize = others.iter().map(|group| group.methods()).sum();
    if facts.groups.is_empty() {
        let methods = facts.survey.places.iter().filter(|place| !place.test).count();
        let mut kinds = BTreeMap::<String, usize>::new();
        facts
            .survey
            .places
            .iter()
            .filter(|place| !place.test)
            .for_each(|place| *kinds.entry(place.kind()).or_default() += 1);
        let kinds: Vec<_> = kinds.into_iter().map(|(kind, number)| format!("{} {kind}", grouped(number))).collect();
        let kinds =
            if kinds.len() > 4 || kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
        let (methods, files) = (count(methods, "async method"), count(facts.survey.files, "file"));
        return format!("No call is known to allocate a future: {methods}{kinds} in {files}.");
    }
    let methods = || {
        let methods: usize = traits.iter().map(|group| group.methods()).sum();
        let implemented: usize = traits.iter().map(|group| group.implemented()).sum();
        let allocate = if traits.len() == 1 { "allocates" } else { "allocate" };
        let traits = count(traits.len(), "trait");
        format!("{traits} {allocate} a future: {}, {}", count(methods, "method"), count(implemented, "implementation"))
    };
    match (traits.is_empty(), functions) {
        (false, 0) => format!("{} of them.", methods()),
        (false, _) => format!("{} of them. So do {}.", methods(), count(functions, "other function")),
        (true, 1) => "1 function allocates a future.".to_owned(),
        (true, _) => format!("{} allocate a future.", count(functions, "function")),
    }
}

fn allocates(place: &Place) -> String {
    match place.cost {
        Cost::Unknown => "allocations unknown".to_owned(),
        cost => format!("{cost} a call"),
    }
}

/// Why `--fix` leaves a method, if its attribute isn't async-trait's.
fn why_left(place: &Place) -> Option<&'static str> {
    let Shape::Attribute(meanings) = &place.shape else {
        return Some("it returns a box by its own signature, which callers may name");
    };
    match &meanings[..] {
        [Meaning::AsyncTrait | Meaning::AsyncRecursion] => None,
        [Meaning::StandIn] => Some("the stand-in for async-trait allocates in its mode `boxed` alone"),
        [Meaning::Dynosaur | Meaning::Dynify] => Some("its attribute's companion for `dyn` allocates"),
        [meaning] if meaning.is_ours() => Some("its attribute says `boxed`, or it declares a box"),
        _ => Some("what its attribute is depends on the configuration"),
    }
}

/// What the syntax of a body proves.
fn fact(body: &Body) -> Option<String> {
    if body.awaits.is_empty() {
        return Some("awaits nothing".to_owned());
    }
    body.ends_early.then(|| "can end before its first await".to_owned())
}

fn count(number: usize, what: &str) -> String {
    match what.strip_suffix('y') {
        _ if number == 1 => format!("1 {what}"),
        Some(stem) => format!("{} {stem}ies", grouped(number)),
        None => format!("{} {what}s", grouped(number)),
    }
}
