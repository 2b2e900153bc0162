//! The arguments of the attribute: `lazy`, `hot`, `?Send`, `Send`, `Send = cfg(..)`, `boxed`, `crate = path`.

mod condition;

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Meta, Path, Token};

use condition::Answer;
pub(crate) use condition::{Condition, ask, unanswered};

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
    send: Option<Sends>,
    /// Where `send` is said.
    send_at: Option<Span>,
    /// Where `boxed` is said.
    boxed: Option<Span>,
    krate: Option<Path>,
    answers: Vec<Answer>,
}

/// Whether a future has to be `Send`.
enum Sends {
    Always,
    Never,
    If(Condition),
}

/// What holds for one method.
#[derive(Clone)]
pub(crate) struct Mode {
    pub(crate) start: Start,
    pub(crate) send: bool,
    /// The method returns a boxed future and not a task.
    pub(crate) boxed: bool,
    /// The declared return type is what the method returns, and not the value of a task.
    pub(crate) declared: bool,
    /// Awaits ask whether what they await is complete; they don't where the library can't be named.
    pub(crate) asks: bool,
    answers: Vec<Answer>,
    /// The path of the `valuetask` crate, if it isn't `::valuetask`.
    krate: Option<Path>,
}

impl Mode {
    pub(crate) fn new(start: Start, declared: bool) -> Self {
        Self { start, send: true, boxed: false, declared, asks: true, answers: Vec::new(), krate: None }
    }

    /// This mode with what `args` say in its place.
    pub(crate) fn with(&self, args: Args) -> Self {
        let answers = [&*self.answers, &*args.answers].concat();
        let send = match args.send {
            None => self.send,
            Some(Sends::Always) => true,
            Some(Sends::Never) => false,
            // Where nobody asks, as in an analysis, what is usual holds.
            Some(Sends::If(condition)) => condition.answer(&answers).unwrap_or(true),
        };
        let boxed = args.boxed.is_some() || self.boxed;
        Self {
            start: if boxed { Start::Lazy } else { args.start.unwrap_or(self.start) },
            boxed,
            send,
            declared: self.declared,
            asks: self.asks,
            answers,
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
    syn::custom_keyword!(boxed);
    syn::custom_keyword!(Send);
    syn::custom_keyword!(cfg);
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
        } else if input.peek(word::boxed) {
            let word = input.parse::<word::boxed>()?;
            self.boxed.replace(word.span).is_some()
        } else if input.peek(word::Send) {
            self.send_at = Some(input.parse::<word::Send>()?.span);
            let sends = match input.parse::<Option<Token![=]>>()? {
                Some(_) => Sends::If(input.parse()?),
                None => Sends::Always,
            };
            self.send.replace(sends).is_some()
        } else if input.peek(Token![?]) && input.peek2(word::Send) {
            input.parse::<Token![?]>()?;
            self.send_at = Some(input.parse::<word::Send>()?.span);
            self.send.replace(Sends::Never).is_some()
        } else if input.peek(word::cfg) {
            self.answers.push(input.parse()?);
            false
        } else if input.peek(Token![crate]) && input.peek2(Token![=]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            let path = Path::parse_mod_style(input)
                .map_err(|error| syn::Error::new(error.span(), "expected a path, as in `crate = ::mine::valuetask`"))?;
            self.krate.replace(path).is_some()
        } else {
            return Err(input.error(
                "unknown argument: expected `lazy`, `hot`, `?Send`, `Send`, `Send = cfg(..)`, `boxed` or `crate = path`",
            ));
        };
        if again {
            Err(at.error("this argument contradicts or repeats an earlier one: remove one of them"))
        } else if self.boxed.is_some() && self.start == Some(Start::Hot) {
            Err(at.error(BOXED_IS_LAZY))
        } else {
            Ok(())
        }
    }
}

impl Args {
    /// Refuses what makes no sense where the return type is declared.
    pub(crate) fn for_declared(self) -> syn::Result<Self> {
        const SEND: &str = "the declared return type says whether the future has to be `Send`: remove this argument, and \
                            return a `LocalValueTask` or another type that needn't be";
        const BOXED: &str =
            "the declared return type says whether it is boxed: remove this argument, and return a `BoxFuture`";
        match (self.send_at, self.boxed) {
            (Some(at), _) => Err(syn::Error::new(at, SEND)),
            (_, Some(at)) => Err(syn::Error::new(at, BOXED)),
            (None, None) => Ok(self),
        }
    }
}

/// Takes the attributes among `attrs` that speak to this macro, as `#[value_task(lazy)]` on one method of a trait does.
pub(crate) fn take_inert(attrs: &mut Vec<Attribute>, mode: &Mode) -> syn::Result<Mode> {
    let mut mode = mode.clone();
    let mut result = Ok(());
    for attr in attrs.extract_if(.., |attr| is_ours(attr)) {
        mode.declared = is_named(&attr, DECLARED);
        mode.boxed &= !mode.declared;
        let args = arguments_of(&attr);
        match if mode.declared { args.and_then(Args::for_declared) } else { args } {
            Ok(args) if args.start == Some(Start::Hot) && mode.boxed => {
                result = Err(syn::Error::new_spanned(attr, BOXED_IS_LAZY));
            }
            Ok(args) => mode = mode.with(args),
            Err(error) => result = Err(error),
        }
    }
    result.map(|()| mode)
}

const DECLARED: &str = "async_method";

/// Whether an attribute speaks to this macro, by whatever path.
fn is_ours(attr: &Attribute) -> bool {
    ["value_task", "async_trait", DECLARED].iter().any(|name| is_named(attr, name))
}

fn is_named(attr: &Attribute, name: &str) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == name)
}

fn arguments_of(attr: &Attribute) -> syn::Result<Args> {
    match &attr.meta {
        Meta::Path(_) => Ok(Args::default()),
        _ => attr.parse_args(),
    }
}
