//! The parts of programs: texts of a folder, in groups.

use crate::program::Program;
use crate::sections;

/// One property of a program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Feature {
    pub(crate) name: &'static str,
    pub(crate) group: Group,
    /// `true` if the guide lists it as a difference of the default.
    pub(crate) is_listed: bool,
    /// The lines that it adds: see [`Program::add`].
    lines: &'static str,
}

/// The groups, in the order in which features are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    Trait,
    Target,
    Receiver,
    Argument,
    Output,
    Body,
    Use,
}

impl Group {
    /// Returns `true` if a program has only one feature of the group.
    fn is_exclusive(self) -> bool {
        matches!(self, Self::Target | Self::Receiver | Self::Output | Self::Use)
    }
}

/// Returns all features.
pub(crate) fn all() -> Vec<Feature> {
    let texts = [
        (Group::Trait, include_str!("features/traits.txt")),
        (Group::Target, include_str!("features/targets.txt")),
        (Group::Receiver, include_str!("features/receivers.txt")),
        (Group::Argument, include_str!("features/arguments.txt")),
        (Group::Argument, include_str!("features/generic.txt")),
        (Group::Output, include_str!("features/outputs.txt")),
        (Group::Body, include_str!("features/bodies.txt")),
        (Group::Use, include_str!("features/uses.txt")),
    ];
    let features = texts.into_iter().flat_map(|(group, text)| {
        sections(text).map(move |(name, lines)| Feature {
            name,
            group,
            is_listed: lines.lines().any(|line| line == "listed"),
            lines,
        })
    });
    features.collect()
}

/// Returns two or three features that may be combined.
pub(crate) fn sample(all: &[Feature], random: &mut fastrand::Rng) -> Vec<Feature> {
    let mut chosen: Vec<Feature> = Vec::new();
    let count = random.usize(2..=3);
    while chosen.len() < count {
        let feature = all[random.usize(..all.len())];
        let meets = |other: &Feature| {
            other.name == feature.name || other.group == feature.group && feature.group.is_exclusive()
        };
        if !chosen.iter().any(meets) {
            chosen.push(feature);
        }
    }
    chosen
}

/// Returns the programs of one feature, and of those that it needs.
pub(crate) fn alone(all: &[Feature]) -> impl Iterator<Item = Program> {
    all.iter().map(|feature| {
        let with = feature.lines.lines().filter_map(|line| line.strip_prefix("with "));
        let others = with.map(|name| *all.iter().find(|other| other.name == name).expect("a feature of that name"));
        program(&others.chain([*feature]).collect::<Vec<_>>())
    })
}

/// Returns a program of these features, and otherwise as simple as possible.
pub(crate) fn program(features: &[Feature]) -> Program {
    let mut features = features.to_vec();
    features.sort_by_key(|feature| feature.group);
    features.iter().fold(Program::default(), |mut program, feature| {
        program.features.push(feature.name);
        program.is_listed |= feature.is_listed;
        let lines = feature.lines.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.for_each(|line| program.add(line));
        program
    })
}
