//! The arguments of the attribute: `lazy`, `hot`, `exact`, `?Send`, `Send`, `Send = cfg(..)`, `boxed`, `dyn`, `dyn = Name`,
//! `crate = path`.

mod condition;
mod counter;
mod mode;
mod native;

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::token::Paren;
use syn::{Attribute, Error, Ident, Meta, Path, Token};

pub(crate) use condition::Condition;
use condition::Decided;
pub(crate) use counter::{Counter, counted_name};
pub use mode::Returns;
pub(crate) use mode::{Mode, Start};
pub(crate) use native::Native;

use crate::known::{Name, is_ours};

/// The arguments of one attribute, `None` if absent.
#[derive(Default)]
pub(crate) struct Args {
    start: Option<Start>,
    /// Whether the future has to be `Send`, and under which condition.
    send: Option<(bool, Option<Condition>)>,
    boxed: Option<()>,
    exact: Option<()>,
    krate: Option<Path>,
    decided: Vec<Decided>,
    /// The argument `dyn`, with which the trait stays native.
    pub(crate) native: Option<Native>,
}

const UNKNOWN: &str = "unknown argument: expected `lazy`, `hot`, `?Send`, `Send`, `Send = cfg(..)`, `boxed`, `dyn`, `dyn = Name` or `crate = path`";
const UNKNOWN_TO_ASYNC_TRAIT: &str = "unknown argument: expected `?Send`, `Send`, `Send = cfg(..)`, `exact`, `boxed`, `dyn`, `dyn = Name` or `crate = path`";
const HOT_IS_A_TASK: &str = "a method of `#[async_trait]` starts when it is polled: \
                             write `#[value_task]`, whose methods return a `ValueTask` and start at the call";
const LAZY_BY_NAME: &str = "a method of `#[async_trait]` starts when it is polled: remove `lazy`";
const EXACT_IS_POOLED: &str =
    "`exact` is for `#[async_trait]`, whose signatures it makes those of the crate async-trait: remove it";
const BOXED_IS_EXACT: &str =
    "the signature of a `boxed` method is that of the crate async-trait already: remove `exact`";
const NATIVE_IS_WRITTEN: &str = "`dyn` leaves the signature of a method as it is written: remove `exact`";
const AGAIN: &str = "this argument contradicts or repeats an earlier one: remove one of them";
const NO_EQUALS: &str = "expected `=` before the companion's name, as in `dyn = DynStore`";
const NO_PATH: &str = "the companion is declared beside the trait: say a name, and no path";
const NO_OPTIONS: &str = "options stand before the companion's name, as in `dyn(Base = DynBase) = DynStore`";
const NO_VALUE: &str = "this argument takes no value: remove the `=` and what follows it";
const NO_COMMA: &str = "expected `,` between two arguments";
const BOXED_IS_LAZY: &str = "`boxed` is always lazy, as a boxed future has no room for a ready value: \
                             remove `hot`, or `boxed` to return a `ValueTask`";
const DECLARES_SEND: &str = "the declared return type says whether the future has to be `Send`: \
                             remove this argument, and return a `LocalValueTask` or another type that needn't be";
const DECLARES_BOXED: &str =
    "the declared return type says whether it is boxed: remove this argument, and return a `BoxFuture`";

impl Args {
    /// Parses the arguments of an attribute of this name.
    pub(crate) fn read(tokens: TokenStream, name: Name) -> syn::Result<Self> {
        let parse = |input: ParseStream<'_>| {
            let mut args = Self::default();
            while !input.is_empty() {
                let at = input.fork();
                at.parse::<Option<Token![?]>>()?;
                let again = args.parse_one(input, name)?;
                if let Some(message) = args.refused(name) {
                    return Err(at.error(message));
                } else if again {
                    return Err(at.error(AGAIN));
                } else if !input.is_empty() && input.parse::<Token![,]>().is_err() {
                    return Err(input.error(args.not_over(input)));
                }
            }
            Ok(args)
        };
        parse.parse2(tokens)
    }

    /// Returns the error in these arguments of an attribute of this name.
    fn refused(&self, name: Name) -> Option<&'static str> {
        let (boxed, exact, hot) = (self.boxed.is_some(), self.exact.is_some(), self.start == Some(Start::Hot));
        match name {
            Name::AsyncMethod if self.send.is_some() => Some(DECLARES_SEND),
            Name::AsyncMethod if boxed => Some(DECLARES_BOXED),
            Name::AsyncTrait if hot => Some(HOT_IS_A_TASK),
            Name::AsyncTrait if self.start.is_some() => Some(LAZY_BY_NAME),
            Name::AsyncTrait if boxed && exact => Some(BOXED_IS_EXACT),
            Name::AsyncTrait if self.native.is_some() && exact => Some(NATIVE_IS_WRITTEN),
            Name::ValueTask | Name::AsyncMethod if exact => Some(EXACT_IS_POOLED),
            _ if boxed && hot => Some(BOXED_IS_LAZY),
            _ => None,
        }
    }

    /// Parses the arguments of an attribute of a method.
    fn of(attr: &Attribute, name: Name) -> syn::Result<Self> {
        let tokens = match &attr.meta {
            Meta::Path(_) => TokenStream::new(),
            meta => meta.require_list()?.tokens.clone(),
        };
        let args = Self::read(tokens, name)?;
        if let Some(native) = &args.native {
            return Err(Error::new(native.at, native::ON_A_METHOD));
        }
        Ok(args)
    }

    /// Returns the error in `input`, which follows an argument without a comma.
    fn not_over(&self, input: ParseStream<'_>) -> &'static str {
        match &self.native {
            Some(Native { companion: None, .. }) if input.peek(Ident) => NO_EQUALS,
            Some(Native { companion: Some(_), .. }) if input.peek(Token![::]) => NO_PATH,
            Some(Native { companion: Some(_), .. }) if input.peek(Paren) => NO_OPTIONS,
            _ if input.peek(Token![=]) => NO_VALUE,
            _ => NO_COMMA,
        }
    }

    /// Parses one argument, and returns `true` if another has set it already.
    fn parse_one(&mut self, input: ParseStream<'_>, name: Name) -> syn::Result<bool> {
        let unknown = if name == Name::AsyncTrait { UNKNOWN_TO_ASYNC_TRAIT } else { UNKNOWN };
        let at = input.fork();
        let negated = input.parse::<Option<Token![?]>>()?.is_some();
        let Ok(word) = input.call(Ident::parse_any) else { return Err(at.error(unknown)) };
        Ok(match (word.to_string().as_str(), negated) {
            ("lazy", false) => self.start.replace(Start::Lazy).is_some(),
            ("hot", false) => self.start.replace(Start::Hot).is_some(),
            ("boxed", false) => self.boxed.replace(()).is_some(),
            ("exact", false) => self.exact.replace(()).is_some(),
            ("Send", true) => self.send.replace((false, None)).is_some(),
            ("Send", false) => {
                let when = input.parse::<Option<Token![=]>>()?.map(|_| input.parse()).transpose()?;
                self.send.replace((true, when)).is_some()
            }
            ("cfg", false) => {
                self.decided.push(Decided::behind(word.span(), input)?);
                false
            }
            ("dyn", false) => self.native.replace(Native::behind(word.span(), input)?).is_some(),
            ("crate", false) if input.peek(Token![=]) => {
                input.parse::<Token![=]>()?;
                let path = Path::parse_mod_style(input)
                    .map_err(|error| Error::new(error.span(), "expected a path, as in `crate = ::mine::valuetask`"))?;
                self.krate.replace(path).is_some()
            }
            _ => return Err(at.error(unknown)),
        })
    }

    /// Returns the condition of `Send` in `said`, here or on a method of the item, that these arguments don't decide.
    pub(crate) fn undecided(&self, said: &Self) -> Option<Condition> {
        let (_, condition) = said.send.as_ref()?;
        condition.clone().filter(|condition| condition.holds(&self.decided).is_none())
    }

    /// Returns `mode` with these arguments applied.
    pub(crate) fn over(self, mode: &Mode) -> Mode {
        let decided = [&*mode.decided, &*self.decided].concat();
        let send = match self.send {
            None => mode.send,
            // Without a decision, as in an analysis, the default holds.
            Some((send, condition)) => condition.and_then(|condition| condition.holds(&decided)).unwrap_or(send),
        };
        let returns = if self.boxed.is_some() { Returns::Boxed } else { mode.returns };
        let start = if returns == Returns::Boxed { Start::Lazy } else { self.start.unwrap_or(mode.start) };
        let exact = self.exact.is_some() || mode.exact;
        let krate = self.krate.or_else(|| mode.krate.clone());
        Mode { returns, start, exact, send, decided, krate, counted: mode.counted.clone(), ..*mode }
    }
}

/// Takes the attributes of this macro out of `attrs`, such as `#[value_task(lazy)]` on one method of a trait.
pub(crate) fn take_ours(attrs: &mut Vec<Attribute>, mode: &Mode) -> syn::Result<Mode> {
    let mut mode = mode.clone();
    let mut result = Ok(());
    for attr in attrs.extract_if(.., |attr| is_ours(attr)) {
        let Some(name) = Name::of(attr.path()) else { continue };
        mode = mode.under(name);
        match Args::of(&attr, name) {
            Ok(args) if args.start == Some(Start::Hot) && mode.is_boxed() => {
                result = Err(Error::new_spanned(attr, BOXED_IS_LAZY));
            }
            Ok(args) => mode = args.over(&mode),
            Err(error) => result = Err(error),
        }
    }
    result.map(|()| mode)
}

/// Returns the arguments of this macro's attributes among `attrs`, except those with errors.
pub(crate) fn ours(attrs: &[Attribute]) -> impl Iterator<Item = Args> {
    attrs.iter().filter_map(|attr| Args::of(attr, Name::of(attr.path())?).ok())
}
