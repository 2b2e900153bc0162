//! The survey: every async method behind an attribute, every function that returns a boxed future, every `async fn` in
//! a trait; what a call of each costs, and what its body does before it first awaits.

#![forbid(unsafe_code)]

mod advice;
mod awaits;
mod collect;
mod companion;
mod cost;
mod names;
mod prefix_effects;
mod prices;
mod returns;
mod size;
mod worth;

use std::collections::BTreeSet;
use std::ops::Range;

pub(crate) use advice::{Advice, Rule, stays_lazy, unknown};
pub(crate) use awaits::{Answer, Awaited};
pub(crate) use companion::{Companion, Maker};
pub(crate) use cost::Cost;
pub(crate) use prefix_effects::{Effect, EffectKind};
pub(crate) use returns::boxed_type;
pub(crate) use size::Size;
use valuetask_syntax::analyse::Mechanism;

use super::resolve::{Attribute, Meaning, Resolver};
use super::tree::{FileId, Unread};
use super::workspace::Workspace;

/// All that was found.
#[derive(Debug)]
pub(crate) struct Survey {
    /// By worth, then by file and line.
    pub(crate) places: Vec<Place>,
    /// Macros that hold an attribute of ours in what they are given or defined as: what they make isn't seen.
    pub(crate) unseen: Vec<Unseen>,
    /// Attributes that have nothing to do.
    pub(crate) needless: Vec<Needless>,
    /// Of each method of the workspace, whatever was asked for: as [`Place::harmless`].
    pub(crate) calls: Vec<(String, Option<BTreeSet<String>>)>,
    pub(crate) unread: Vec<Unread>,
    pub(crate) files: usize,
    pub(crate) lines: usize,
    pub(crate) packages: usize,
}

/// A macro whose product isn't seen.
#[derive(Debug)]
pub(crate) struct Unseen {
    pub(crate) file: FileId,
    pub(crate) line: usize,
    pub(crate) name: String,
}

/// An attribute on a trait, or an impl of one, without an async method.
#[derive(Debug)]
pub(crate) struct Needless {
    pub(crate) file: FileId,
    pub(crate) line: usize,
    /// What it stands on: `impl Marker for Cached`.
    pub(crate) item: String,
    /// Its path, as it is written.
    pub(crate) attribute: String,
    /// It is in a test, an example or a bench.
    pub(crate) test: bool,
}

/// A method or function.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) file: FileId,
    pub(crate) line: usize,
    /// What it is in: `impl Store for Cached`; nothing for a function.
    pub(crate) item: String,
    /// The trait that is, or is implemented.
    pub(crate) of_trait: Option<String>,
    /// What its methods are called by: that trait, or the type.
    owner: String,
    pub(crate) name: String,
    /// From its first attribute to its end.
    pub(crate) bytes: Range<usize>,
    pub(crate) shape: Shape,
    /// The path of its attribute, or of its item's, as it is written.
    pub(crate) attribute: Option<String>,
    /// Its attribute, one of ours, starts it at the call.
    pub(crate) hot: bool,
    /// What `#[cfg]` says of it and of what is around it.
    pub(crate) cfg: Vec<String>,
    /// It is in a test, an example or a bench.
    pub(crate) test: bool,
    pub(crate) cost: Cost,
    /// An object can have it, for all that its signature says: it has a receiver, and no parameters for types.
    pub(crate) fits_objects: bool,
    /// What it is called through where the type isn't known, if it is native.
    pub(crate) companion: Option<Companion>,
    /// The native trait whose companion, written by hand, this one's trait is.
    pub(crate) companion_of: Option<String>,
    /// That of what it results in.
    pub(crate) result: Size,
    /// Nothing where it has none, or where that can't be read.
    pub(crate) body: Option<Body>,
    /// The methods that it calls, if nothing else of all that it does, behind its awaits as well, could do something to
    /// others: none of a declaration. Nothing where that isn't known, or where its body can't be read.
    pub(crate) harmless: Option<BTreeSet<String>>,
    deeds: prefix_effects::Deeds,
    /// Why it is to start when it is polled: its first effect, or a call of a method that has one.
    pub(crate) writes: Option<Effect>,
    /// What is wrong with its attribute, if something is.
    pub(crate) mistake: Option<String>,
    pub(crate) advice: Vec<Advice>,
    /// From 0, nothing to gain, to 3, an answer without an await: see [`worth`].
    pub(crate) worth: u8,
}

/// How a method comes to return a future.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// By an attribute, of one meaning or several.
    Attribute(Vec<Meaning>),
    /// It returns a boxed future that its body makes.
    Boxed {
        /// The type, as it is written.
        written: String,
    },
    /// It is an `async fn` of a trait, or of an impl of one, that no attribute changes.
    Native,
}

impl Shape {
    /// Whether valuetask makes its task, whatever else may be the case.
    pub(crate) fn is_ours(&self) -> bool {
        matches!(self, Self::Attribute(meanings) if meanings.iter().all(Meaning::is_ours))
    }

    /// Whether what it is isn't known.
    pub(crate) fn is_unknown(&self) -> bool {
        let unknown = |meaning: &Meaning| matches!(meaning, Meaning::Unknown | Meaning::Foreign { .. });
        matches!(self, Self::Attribute(meanings) if meanings.iter().any(unknown))
    }
}

/// What is known of a body.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// How it comes to run now, where valuetask makes its task.
    pub(crate) mechanism: Option<Mechanism>,
    /// How it would run if it were hot.
    pub(crate) when_hot: Mechanism,
    /// In the order in which they are written.
    pub(crate) awaits: Vec<Awaited>,
    /// It can end without an await that isn't answered.
    pub(crate) fast_path: bool,
    /// What it does to others before the first await.
    pub(crate) effects: Vec<Effect>,
    deeds: prefix_effects::Deeds,
    /// The line before which a macro call ends the part that runs at the call.
    pub(crate) gate: Option<usize>,
}

impl Place {
    /// Whether its own code runs at the call, as its attribute stands.
    pub(crate) fn is_hot(&self) -> bool {
        let mechanism = self.body.as_ref().and_then(|body| body.mechanism);
        self.shape.is_ours() && mechanism.map_or(self.hot, |mechanism| mechanism != Mechanism::Lazy)
    }

    /// Whether it returns a task or a pooled future that doesn't start before it is polled.
    pub(crate) fn is_lazy(&self) -> bool {
        let by_companion = self.companion.as_ref().is_some_and(|companion| companion.maker == Maker::ValueTask);
        (self.shape.is_ours() || by_companion) && !self.is_hot()
    }

    /// Whether it is native, and nothing but a call of a known type leads to it.
    pub(crate) fn is_static(&self) -> bool {
        matches!(self.shape, Shape::Native) && self.companion.is_none()
    }

    /// Whether a call, as it is, can be answered without a poll.
    pub(crate) fn is_answered_now(&self) -> bool {
        let first_is_task =
            |body: &Body| body.awaits.first().is_none_or(|first| first.answer.is_at_the_call() == Some(true));
        self.is_hot() && self.body.as_ref().is_some_and(|body| body.fast_path || first_is_task(body))
    }

    /// Whether a call could be answered without a poll, now or after a change, and may be: it writes nothing.
    pub(crate) fn may_be_hot(&self) -> bool {
        self.writes.is_none() && self.body.as_ref().is_some_and(|body| worth::answered(body) >= 2)
    }

    /// Whether to start it hot changes nothing that others see: nothing happens to them before the first await.
    pub(crate) fn is_safe_to_start(&self) -> bool {
        self.body.as_ref().is_some_and(|body| body.effects.is_empty())
    }
}

/// Surveys what was asked for.
pub(crate) fn survey(workspace: &Workspace, resolver: &mut Resolver<'_>) -> (Survey, Vec<Attribute>) {
    let attributes = resolver.attributes();
    let all_needless = resolver.needless();
    let mut index = names::Index::default();
    resolver.own_files().for_each(|file| collect::declare(file, &resolver.tree, &mut index));
    let (mut places, mut unseen, mut needless) = (Vec::new(), Vec::new(), Vec::new());
    for file in resolver.own_files() {
        let found = collect::collect(file, resolver, &attributes, &all_needless, &mut index);
        if workspace.selection.holds(&resolver.tree.files[file].path) {
            places.extend(found.places);
            unseen.extend(found.unseen);
            needless.extend(found.needless);
        }
    }
    index.settle();
    for place in &mut places {
        place.writes = index.effect(&place.deeds, &place.owner);
        if let Some(body) = &mut place.body {
            body.awaits.iter_mut().for_each(|awaited| index.answer(awaited));
        }
        place.result.settle(&index);
        index.companions.settle(place);
        advice::advise(place);
        place.worth = worth::of(place);
    }
    let path = |place: &Place| &resolver.tree.files[place.file].path;
    places.sort_by(|one, other| {
        let order = |place: &Place| (std::cmp::Reverse(place.worth), place.test);
        order(one).cmp(&order(other)).then_with(|| path(one).cmp(path(other))).then(one.line.cmp(&other.line))
    });
    let tree = &resolver.tree;
    let held: Vec<_> = resolver.own_files().filter(|file| workspace.selection.holds(&tree.files[*file].path)).collect();
    let packages: BTreeSet<_> = held.iter().flat_map(|file| tree.packages_of(*file)).collect();
    let survey = Survey {
        unseen,
        needless,
        calls: index.calls,
        unread: resolver.tree.unread.iter().filter(|unread| workspace.selection.holds(&unread.path)).cloned().collect(),
        files: held.len(),
        lines: held.iter().map(|file| tree.files[*file].text.lines().count()).sum(),
        packages: packages.len(),
        places,
    };
    (survey, attributes)
}
