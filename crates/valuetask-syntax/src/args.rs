//! The arguments of the attribute: `lazy`, `hot`, `exact`, `?Send`, `Send`, `Send = cfg(..)`, `boxed`, `value_task(..)`, `dyn`,
//! `dyn = Name`, `crate = path`.
//!
//! From the tokens of an attribute to [`Args`], and from those of an item and of its method to the method's [`Mode`].

mod counter;
mod mode;
mod native;

use std::collections::HashSet;

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::token::Paren;
use syn::{Attribute, Error, Ident, Meta, Path, Token, parenthesized};

pub(crate) use counter::{counted, counted_name};
pub use mode::Returns;
pub(crate) use mode::{Mode, Start};
pub(crate) use native::Native;

use crate::known::{Name, is_ours};

/// The arguments of one attribute.
#[derive(Default)]
pub(crate) struct Args {
    start: Option<Start>,
    send: Option<bool>,
    /// The future has to be `Sync`: a pooled one is, a local one isn't.
    sync: bool,
    /// The predicate under which the future has to be `Send`.
    pub(crate) condition: Option<Meta>,
    boxed: bool,
    /// The methods that are under `#[value_task]`.
    pub(crate) tasks: Vec<Ident>,
    exact: bool,
    krate: Option<Path>,
    /// The argument `dyn`, with which the trait stays native.
    pub(crate) native: Option<Native>,
}

const AGAIN: &str = "this argument contradicts or repeats an earlier one: remove one of them";
const BOXED_IS_LAZY: &str = "`boxed` is always lazy, as a boxed future has no room for a ready value: \
                             remove `hot`, or `boxed` to return a `ValueTask`";
const LOCAL_IS_NOT_SYNC: &str = "a `LocalPooledFuture` isn't `Sync`: remove `Sync`, or `?Send`";
const NO_PREDICATE: &str = "expected `Send = cfg(PREDICATE)`, as in `Send = cfg(not(target_family = \"wasm\"))`";
const NO_NAMES: &str = "expected names of methods, as in `value_task(get, put)`";
const ON_A_METHOD: &str = "this argument is about an item as a whole: write it on the trait, or on the impl";

/// Returns the error about an argument that an attribute of this name doesn't have.
fn unknown(name: Name) -> &'static str {
    match name {
        Name::ValueTask => {
            "unknown argument: expected `lazy`, `hot`, `?Send`, `Send`, `Send = cfg(..)`, `boxed`, `dyn`, `dyn = Name` or `crate = path`"
        }
        Name::AsyncTrait => {
            "unknown argument: expected `?Send`, `Send`, `Send = cfg(..)`, `exact`, `boxed`, `value_task(..)`, `dyn`, `dyn = Name` or `crate = path`; \
             methods under `#[value_task]` start at the call"
        }
        Name::AsyncRecursion => "unknown argument: expected `?Send`, `Send`, `Sync` or `crate = path`",
        Name::AsyncMethod => {
            "unknown argument: expected `lazy`, `hot` or `crate = path`; the declared return type says all else"
        }
    }
}

impl Args {
    /// Parses the arguments of an attribute of this name.
    pub(crate) fn read(tokens: TokenStream, name: Name) -> syn::Result<Self> {
        let parse = |input: ParseStream<'_>| {
            let mut args = Self::default();
            while !input.is_empty() {
                let at = input.fork();
                let again = args.parse_one(input, name)?;
                if args.boxed && args.start == Some(Start::Hot) {
                    return Err(at.error(BOXED_IS_LAZY));
                } else if args.sync && args.send == Some(false) {
                    return Err(at.error(LOCAL_IS_NOT_SYNC));
                } else if again
                    || args.exact && (args.boxed || args.native.is_some())
                    || args.boxed && !args.tasks.is_empty()
                {
                    return Err(at.error(AGAIN));
                } else if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(args)
        };
        parse.parse2(tokens)
    }

    /// Parses the arguments of an attribute of a method.
    fn of(attr: &Attribute, name: Name) -> syn::Result<Self> {
        let tokens = match &attr.meta {
            Meta::Path(_) => TokenStream::new(),
            meta => meta.require_list()?.tokens.clone(),
        };
        let args = Self::read(tokens, name)?;
        let of_an_item = args.native.as_ref().map(|native| native.at).or(args.tasks.first().map(Ident::span));
        match of_an_item.or_else(|| args.condition.as_ref().map(Spanned::span)) {
            Some(at) => Err(Error::new(at, ON_A_METHOD)),
            None => Ok(args),
        }
    }

    /// Parses one argument, and returns `true` if another has set it already.
    fn parse_one(&mut self, input: ParseStream<'_>, name: Name) -> syn::Result<bool> {
        let at = input.fork();
        let negated = input.parse::<Option<Token![?]>>()?.is_some();
        let Ok(word) = input.call(Ident::parse_any) else { return Err(at.error(unknown(name))) };
        let of_items = !matches!(name, Name::AsyncMethod | Name::AsyncRecursion);
        let starts = matches!(name, Name::ValueTask | Name::AsyncMethod);
        Ok(match (word.to_string().as_str(), negated) {
            ("lazy", false) if starts => self.start.replace(Start::Lazy).is_some(),
            ("hot", false) if starts => self.start.replace(Start::Hot).is_some(),
            ("exact", false) if name == Name::AsyncTrait => std::mem::replace(&mut self.exact, true),
            ("boxed", false) if of_items => std::mem::replace(&mut self.boxed, true),
            ("value_task", false) if name == Name::AsyncTrait && input.peek(Paren) => {
                let names;
                parenthesized!(names in input);
                let names = Punctuated::<Ident, Token![,]>::parse_terminated(&names)?;
                if names.is_empty() {
                    return Err(at.error(NO_NAMES));
                }
                let mut seen = HashSet::new();
                if let Some(again) = names.iter().find(|name| !seen.insert(*name)) {
                    return Err(Error::new_spanned(again, AGAIN));
                }
                !std::mem::replace(&mut self.tasks, names.into_iter().collect()).is_empty()
            }
            ("Sync", false) if name == Name::AsyncRecursion => std::mem::replace(&mut self.sync, true),
            ("Send", _) if name != Name::AsyncMethod => {
                if of_items && !negated && input.parse::<Option<Token![=]>>()?.is_some() {
                    self.condition = Some(predicate(input)?);
                }
                self.send.replace(!negated).is_some()
            }
            ("dyn", false) if name != Name::AsyncRecursion => {
                self.native.replace(Native::behind(word.span(), input)?).is_some()
            }
            ("crate", false) if input.peek(Token![=]) => {
                input.parse::<Token![=]>()?;
                let path = Path::parse_mod_style(input)
                    .map_err(|error| Error::new(error.span(), "expected a path, as in `crate = ::mine::valuetask`"))?;
                self.krate.replace(path).is_some()
            }
            _ => return Err(at.error(unknown(name))),
        })
    }

    /// Returns `mode` with these arguments applied.
    ///
    /// A condition counts as one that holds, for an analysis.
    pub(crate) fn over(self, mode: &Mode) -> Mode {
        let returns = if self.boxed { Returns::Boxed } else { mode.returns };
        let start = if returns == Returns::Boxed { Start::Lazy } else { self.start.unwrap_or(mode.start) };
        let (send, exact) = (self.send.unwrap_or(mode.send), self.exact || mode.exact);
        let krate = self.krate.or_else(|| mode.krate.clone());
        Mode { returns, start, exact, send, krate, counted: mode.counted.clone(), ..*mode }
    }
}

/// Parses `cfg(PREDICATE)`.
fn predicate(input: ParseStream<'_>) -> syn::Result<Meta> {
    let at = input.fork();
    match input.parse() {
        Ok(Meta::List(list)) if list.path.is_ident("cfg") => list.parse_args(),
        _ => Err(at.error(NO_PREDICATE)),
    }
}

/// Takes the attributes of this macro out of `attrs`, such as `#[value_task(lazy)]` on one method of a trait, and
/// returns the mode that they say, with the last mistake in them.
pub(crate) fn take_ours(attrs: &mut Vec<Attribute>, mode: &Mode) -> (Mode, Option<Error>) {
    let (mut mode, mut wrong) = (mode.clone(), None);
    for attr in attrs.extract_if(.., |attr| is_ours(attr)) {
        let Some(name) = Name::of(attr.path()) else { continue };
        mode = mode.under(name);
        match Args::of(&attr, name) {
            Ok(args) if args.start == Some(Start::Hot) && mode.is_boxed() => {
                wrong = Some(Error::new_spanned(attr, BOXED_IS_LAZY));
            }
            Ok(args) => mode = args.over(&mode),
            Err(error) => wrong = Some(error),
        }
    }
    (mode, wrong)
}
