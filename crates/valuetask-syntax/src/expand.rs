//! From the attribute's arguments and its item to the item's expansion.
//!
//! Each async method is analysed as it was written; then its signature is rewritten, its body, and its attributes.

mod awaits;
mod body;
mod decide;
mod named;
mod native;

pub use native::not_in_erased_trait;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::token::{Bracket, Paren};
use syn::{AttrStyle, Attribute, Error, Item, ItemImpl, ItemTrait, MacroDelimiter, Meta, MetaList, Signature, Token};

use crate::analyse::{Mechanism, analyse};
use crate::args::{Args, Mode, Start, counted_name, take_ours};
use crate::conditions;
use crate::foreign::{is_foreign, is_unseen};
use crate::known::{Name, is_ours, last_is_among};
use crate::lifetimes::{leave_out, spelled, unite};
use crate::parse::{self, Kind, Method, Scope, methods};
use crate::signature::{self, check_declared};

const TWICE: &str = "the item is under such an attribute already: keep one of them, which says all of it";
const NOT_ASYNC: &str = "this function isn't async, or an attribute around it has changed it already: add `async`, or remove this \
                         attribute";
const AWAITS_ITSELF: &str =
    "a method under this crate's attributes can await itself without this one: remove `#[async_recursion]`";
const NOT_A_FUNCTION: &str = "expected an async function or method: a trait or an impl is for `#[async_trait]`";
const UNDER_A_CONDITION: &str = "a receiver can't stand under a condition: put the `cfg` on the method";

/// Expands the attribute of this name on `item`.
///
/// A mistake becomes a `compile_error!` at its place, beside the item, so that not every use of the item is an error
/// too.
#[must_use]
pub fn expand(name: Name, args: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Vec::new();
    let items = match parse::item(item.clone()) {
        Ok(item) => {
            let named = named::attributes(&item);
            let item = expand_item(name, args, item, &mut errors);
            quote!(#item #named)
        }
        Err(error) => {
            errors.push(error);
            item
        }
    };
    let errors = errors.iter().map(Error::to_compile_error);
    quote!(#(#errors)* #items)
}

fn expand_item(name: Name, args: TokenStream, mut item: Item, errors: &mut Vec<Error>) -> TokenStream {
    let mut read = Args::read(args.clone(), name).unwrap_or_else(|error| {
        errors.push(error);
        Args::default()
    });
    let (condition, native, tasks) = (read.condition.take(), read.native.take(), std::mem::take(&mut read.tasks));
    let mode = read.over(&Mode::new(name));
    if let Some(predicate) = condition {
        return decide::by_compiler(&predicate, name.as_str(), args, &item, &mode);
    }
    errors.extend(parse::put_value_task(&mut item, &tasks));
    if let Item::Trait(ItemTrait { attrs, .. }) | Item::Impl(ItemImpl { attrs, .. }) = &mut item {
        // Attributes of other crates write a user's again, such as `entrait`.
        // The first one decides alone.
        attrs.retain(|attr| Name::of(attr.path()) != Some(name) || !says_no_more(attr, &args));
        errors.extend(attrs.iter().find(|attr| is_ours(attr)).map(|attr| Error::new_spanned(attr, TWICE)));
        if name == Name::AsyncRecursion {
            errors.push(Error::new(Span::call_site(), NOT_A_FUNCTION));
        }
    }
    if let Some(native) = native {
        return native::expand(item, &native, &mode, errors);
    }
    let mut proofs = TokenStream::new();
    methods(&mut item, |method, scope| errors.extend(expand_method(method, scope, &mode, &mut proofs).err()));
    let beside = beside(&item, &proofs);
    quote!(#item #beside)
}

/// Returns `true` if an attribute has no arguments, or these.
fn says_no_more(attr: &Attribute, args: &TokenStream) -> bool {
    match &attr.meta {
        Meta::Path(_) => true,
        Meta::List(list) => list.tokens.to_string() == args.to_string(),
        Meta::NameValue(_) => false,
    }
}

/// Writes what has to compile beside a trait, for its methods without a body: a subtrait with these methods.
fn beside(item: &Item, methods: &TokenStream) -> Option<TokenStream> {
    let Item::Trait(item) = item else { return None };
    let (name, (generics, arguments, clause)) = (&item.ident, item.generics.split_for_impl());
    let (around, lints) = (conditions::and_levels(&item.attrs), spelled::quiet());
    let lints = quote!(#[allow(deprecated)] #lints);
    let subtrait = quote!(#lints trait __ValuetaskHeld #generics: #name #arguments #clause { #methods });
    (!methods.is_empty()).then(|| quote!(#(#around)* const _: () = { #subtrait };))
}

/// Expands one method in place.
///
/// ```text
/// async fn get(&self, key: &str) -> u64 { self.load(key).await }
///
/// #[allow(lints)]
/// fn get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64> { hot(async move { self.load(key).await }) }
/// ```
///
/// What has to compile, too, goes into the body; of a method without one, into a method beside its trait, among `proofs`.
fn expand_method(method: Method<'_>, scope: &Scope, mode: &Mode, proofs: &mut TokenStream) -> syn::Result<()> {
    let Method { attrs, sig, mut body } = method;
    let (mut mode, wrong) = take_ours(attrs, mode);
    let recursion = attrs.extract_if(.., |attr| last_is_among(Name::AsyncRecursion.as_str(), attr.path())).next();
    let wrong = wrong.or(recursion.map(|attr| Error::new_spanned(attr, AWAITS_ITSELF)));
    let result = wrong.map_or(Ok(()), Err);
    if sig.asyncness.is_none() {
        return if scope.is_alone { Err(Error::new_spanned(sig.fn_token, NOT_ASYNC)) } else { result };
    }
    validate(sig)?;
    if mode.is_declared() {
        check_declared(sig)?;
    }

    let analysis =
        body.as_mut().filter(|_| mode.start == Start::Hot).map(|body| analyse(sig, attrs, body, scope, &mode));
    let analysis = analysis.filter(|analysis| analysis.mechanism != Mechanism::Lazy);
    mode.start = if analysis.is_some() { Start::Hot } else { Start::Lazy };
    mode.counted = counted_name(sig, scope);
    mode.implies = scope.kind == Kind::TraitImpl && is_unseen(attrs.iter().chain(&scope.attrs));
    if scope.is_alone {
        unite(sig, scope);
    }
    if !mode.is_exact() {
        leave_out(sig, body.as_deref(), scope);
    }
    let outline = signature::rewrite(sig, scope, &mode, body.as_deref());
    let seen_by = attrs.iter().find(|attr| is_foreign(attr));
    let has_body = body.is_some();
    if !has_body {
        proofs.extend(outline.spelled.methods(sig, &conditions::and_levels(attrs)));
    }
    let finish = body.and_then(|body| body::rewrite(body, analysis.as_ref(), &outline, seen_by, &mode));
    attrs.extend(finish);
    // Before the user's attributes, which may expect a lint of the signature. Lints of the expanded body are only allowed here.
    attrs.insert(0, quiet(None));
    attrs.extend(has_body.then(|| quiet_body(None)));
    result
}

/// Refuses a receiver that may not be there.
fn validate(sig: &Signature) -> syn::Result<()> {
    let attrs = sig.receiver().map_or_else(Vec::new, |receiver| conditions::of(&receiver.attrs));
    attrs.first().map_or(Ok(()), |condition| Err(Error::new_spanned(condition, UNDER_A_CONDITION)))
}

/// Allows lints that speak of what a signature has become, not of what the user wrote.
fn quiet(some: Option<TokenStream>) -> Attribute {
    // A lifetime that the user has left out is named: a lint, by the first name that it had, which all compilers know.
    // What outlives the task is said after the bounds that are the user's. The task's type is `must_use` already. An async
    // function isn't taken for a method of one of std's traits.
    allow(quote! {
        #some
        elided_named_lifetimes, clippy::double_must_use, clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type, clippy::should_implement_trait, clippy::type_complexity,
        clippy::type_repetition_in_bounds, clippy::unused_self,
    })
}

/// Allows lints that speak of what a body has become.
fn quiet_body(some: Option<TokenStream>) -> Attribute {
    // An await becomes a `match`, whose semicolon is the user's.
    allow(quote! {
        #some
        clippy::async_yields_async, clippy::diverging_sub_expression, clippy::implicit_return,
        clippy::let_unit_value, clippy::no_effect_underscore_binding, clippy::shadow_same,
        clippy::unnecessary_semicolon, clippy::used_underscore_binding,
    })
}

fn allow(lints: TokenStream) -> Attribute {
    // Not parsed, which would take as long as making it.
    let path = Ident::new("allow", Span::call_site()).into();
    let list = MetaList { path, delimiter: MacroDelimiter::Paren(Paren::default()), tokens: lints };
    let (pound_token, bracket_token) = (Token![#](Span::call_site()), Bracket::default());
    Attribute { pound_token, style: AttrStyle::Outer, bracket_token, meta: Meta::List(list) }
}
