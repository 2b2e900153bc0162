//! The arguments of the attribute: `lazy`, `hot`, `?Send`, `Send`, `boxed`, `crate = path`, `machine`.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Meta, Path, Signature, Token};

use crate::generics;
use crate::parse::Scope;

/// When a method's own code begins to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// At the call, up to the first await that can't be answered at once.
    #[default]
    Hot,
    /// When the task is first polled.
    Lazy,
}

/// What one attribute says; what it leaves open is `None`.
#[derive(Default)]
pub(crate) struct Args {
    start: Option<Start>,
    send: Option<bool>,
    split: Option<bool>,
    boxed: bool,
    krate: Option<Path>,
}

/// What holds for one method.
#[derive(Clone)]
pub(crate) struct Mode {
    pub(crate) start: Start,
    pub(crate) send: bool,
    /// Whether the statements before the first await may be split off.
    pub(crate) split: bool,
    /// The method returns a boxed future and not a task.
    pub(crate) boxed: bool,
    /// Types of the method are known only to its callers, so what it awaits may yield something that isn't `Send`.
    pub(crate) generic: bool,
    /// One of them isn't known to outlive the task, so that nothing of its type may be given to a machine.
    pub(crate) unbound: bool,
    /// The path of the `valuetask` crate, if it isn't `::valuetask`.
    krate: Option<Path>,
}

impl Mode {
    pub(crate) fn new(start: Start) -> Self {
        Self { start, send: true, split: true, boxed: false, generic: false, unbound: false, krate: None }
    }

    /// This mode with what `args` say in its place.
    pub(crate) fn with(&self, args: Args) -> Self {
        let boxed = args.boxed || self.boxed;
        Self {
            start: if boxed { Start::Lazy } else { args.start.unwrap_or(self.start) },
            boxed,
            generic: self.generic,
            unbound: self.unbound,
            send: args.send.unwrap_or(self.send),
            split: args.split.unwrap_or(self.split),
            krate: args.krate.or_else(|| self.krate.clone()),
        }
    }

    /// The path of the `valuetask` crate, so that errors about what it names are shown at `span`.
    pub(crate) fn krate(&self, span: Span) -> TokenStream {
        match &self.krate {
            Some(path) => quote_spanned!(span=> #path),
            None => quote_spanned!(span=> ::valuetask),
        }
    }

    /// This mode for the method with this signature.
    pub(crate) fn of(&self, sig: &Signature, scope: &Scope) -> Self {
        let generic = generics::is_generic(sig, scope);
        Self { generic, unbound: generic && !generics::all_outlive_task(sig, scope), ..self.clone() }
    }

    /// The path of `core`: a boxed method needs no other crate.
    pub(crate) fn core(&self, span: Span) -> TokenStream {
        if self.boxed {
            return quote_spanned!(span=> ::core);
        }
        let krate = self.krate(span);
        quote_spanned!(span=> #krate::__private::core)
    }
}

impl Parse for Args {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut args = Self::default();
        while !input.is_empty() {
            args.parse_one(input)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(args)
    }
}

const BOXED_IS_LAZY: &str = "`boxed` is always lazy, as a boxed future has no room for a value that is there: remove `hot`, or \
                             `boxed` to return a `ValueTask`";

mod word {
    syn::custom_keyword!(lazy);
    syn::custom_keyword!(hot);
    syn::custom_keyword!(machine);
    syn::custom_keyword!(boxed);
    syn::custom_keyword!(Send);
}

impl Args {
    fn parse_one(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let at = input.fork();
        let again = if input.peek(word::lazy) {
            input.parse::<word::lazy>()?;
            self.start.replace(Start::Lazy).is_some()
        } else if input.peek(word::hot) {
            input.parse::<word::hot>()?;
            self.start.replace(Start::Hot).is_some()
        } else if input.peek(word::machine) {
            input.parse::<word::machine>()?;
            self.split.replace(false).is_some()
        } else if input.peek(word::boxed) {
            input.parse::<word::boxed>()?;
            std::mem::replace(&mut self.boxed, true)
        } else if input.peek(word::Send) {
            input.parse::<word::Send>()?;
            self.send.replace(true).is_some()
        } else if input.peek(Token![?]) && input.peek2(word::Send) {
            input.parse::<Token![?]>()?;
            input.parse::<word::Send>()?;
            self.send.replace(false).is_some()
        } else if input.peek(Token![crate]) && input.peek2(Token![=]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            let path = Path::parse_mod_style(input)
                .map_err(|error| syn::Error::new(error.span(), "expected a path, as in `crate = ::mine::valuetask`"))?;
            self.krate.replace(path).is_some()
        } else {
            return Err(input.error(
                "unknown argument: expected `lazy`, `hot`, `?Send`, `Send`, `boxed`, `machine` or `crate = path`",
            ));
        };
        if again {
            Err(at.error("this argument contradicts or repeats an earlier one: remove one of them"))
        } else if self.boxed && self.start == Some(Start::Hot) {
            Err(at.error(BOXED_IS_LAZY))
        } else {
            Ok(())
        }
    }
}

/// Takes the attributes among `attrs` that speak to this macro, as `#[value_task(lazy)]` on one method of a trait does.
pub(crate) fn take_inert(attrs: &mut Vec<Attribute>, mode: &Mode) -> syn::Result<Mode> {
    let mut mode = mode.clone();
    let mut result = Ok(());
    attrs.retain(|attr| {
        let ours =
            attr.path().segments.last().is_some_and(|last| last.ident == "value_task" || last.ident == "async_trait");
        if ours {
            let args = match &attr.meta {
                Meta::Path(_) => Ok(Args::default()),
                _ => attr.parse_args::<Args>(),
            };
            match args {
                Ok(args) if args.start == Some(Start::Hot) && mode.boxed => {
                    result = Err(syn::Error::new_spanned(attr, BOXED_IS_LAZY));
                }
                Ok(args) => mode = mode.with(args),
                Err(error) => result = Err(error),
            }
        }
        !ours
    });
    result.map(|()| mode)
}
