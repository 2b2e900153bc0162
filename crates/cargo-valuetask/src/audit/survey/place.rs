//! What is found of a method, as data.

use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use valuetask_syntax::analyse::{Analysed, Mechanism};

use super::awaits::{Answer, Awaited};
use super::collect::Speaking;
use super::companion::{Companion, Maker};
use super::cost::Cost;
use super::prefix_effects::{Deeds, Effect};
use super::rule::Advice;
use super::size::Size;
use crate::audit::resolve::Meaning;
use crate::audit::tree::FileId;

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
    /// The line of that, or its own.
    pub(crate) item_line: usize,
    /// The trait that is, or is implemented.
    pub(crate) of_trait: Option<String>,
    /// What its methods are called by: that trait, or the type.
    pub(super) owner: String,
    pub(crate) name: String,
    /// From its first attribute to its end.
    pub(crate) bytes: Range<usize>,
    pub(crate) shape: Shape,
    /// The attribute of its item, or its own.
    pub(crate) speaking: Option<Rc<Speaking>>,
    /// That attribute is its own.
    pub(crate) alone: bool,
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
    /// What its attribute makes of it, if that is one of ours, or has the name of one.
    pub(crate) now: Option<Analysed>,
    /// What `#[value_task]` would make of it.
    pub(crate) when_hot: Option<Analysed>,
    /// It is async, and has no body.
    pub(crate) declared: bool,
    /// The line of an expression that no attribute can read.
    pub(crate) unreadable: Option<usize>,
    /// Nothing where it has none, or where that can't be read.
    pub(crate) body: Option<Body>,
    /// The methods that it calls, if nothing else of all that it does, behind its awaits as well, could do something to
    /// others: none of a declaration. Nothing where that isn't known, or where its body can't be read.
    pub(crate) harmless: Option<BTreeSet<String>>,
    pub(super) deeds: Deeds,
    /// Why it is to start when it is polled: its first effect, or a call of a method that has one.
    pub(crate) writes: Option<Effect>,
    /// What is wrong with its attribute, if something is.
    pub(crate) mistake: Option<syn::Error>,
    pub(crate) advice: Vec<Advice>,
    /// From 0, nothing to gain, to 3, an answer without an await: see `worth`.
    pub(crate) worth: u8,
}

/// The way in which a method returns a future.
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
    /// Whether valuetask makes its task, in any case.
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
    /// The mechanism that runs it now, if valuetask makes its task.
    pub(crate) mechanism: Option<Mechanism>,
    /// How it would run if it were hot.
    pub(crate) when_hot: Mechanism,
    /// In the order in which they are written.
    pub(crate) awaits: Vec<Awaited>,
    /// It can end without an await that isn't answered.
    pub(crate) fast_path: bool,
    /// What it does to others before the first await.
    pub(crate) effects: Vec<Effect>,
    pub(super) deeds: Deeds,
    /// The line before which a macro call ends the part that runs at the call.
    pub(crate) gate: Option<usize>,
}

impl Body {
    /// 3 where a call could be answered at once, 2 where its first await could, 1 else.
    pub(super) fn answered(&self) -> u8 {
        match self.awaits.first().map(|first| &first.answer) {
            None => 3,
            Some(_) if self.fast_path => 3,
            Some(Answer::Task(_) | Answer::Boxed(_) | Answer::AsyncFn(_)) => 2,
            Some(Answer::Lock { .. } | Answer::Channel { .. } | Answer::Lazy(_) | Answer::Native(_)) => 2,
            Some(Answer::Time | Answer::Hidden | Answer::Unknown) => 1,
        }
    }
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
        self.writes.is_none() && self.body.as_ref().is_some_and(|body| body.answered() >= 2)
    }

    /// Whether to start it hot changes nothing that others see: nothing happens to them before the first await.
    pub(crate) fn is_safe_to_start(&self) -> bool {
        self.body.as_ref().is_some_and(|body| body.effects.is_empty())
    }
}
