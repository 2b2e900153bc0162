//! The five lines of the rule by which no borrow escapes, on the expansion of every type of an argument up to three levels, or as many
//! as `RULE_LEVELS` says.
//!
//! `src/lifetimes/demands.rs` has the rule. It is read off the tokens here by other means: an argument is known by its text.
#![forbid(unsafe_code)]

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{
    BoundLifetimes, FnArg, GenericArgument, Item, Lifetime, ParenthesizedGenericArguments, PathArguments, ReceiverKind,
    ReturnType, Signature, Type, TypeFnPtr, TypeParamBound, TypeReference, WherePredicate,
};
use valuetask_syntax::{Name, expand};

const LEAVES: [&str; 8] = ["u8", "Key", "T", "K", "Self", "Self::Item", "T::Item", "str"];

/// What a level adds: `X` is what is below it.
const LEVELS: [&str; 16] = [
    "&X",
    "&'a X",
    "&'o mut X",
    "(X, u8)",
    "[X; 2]",
    "Own<X>",
    "Bor<'_, X>",
    "Bor<'a, X>",
    "Option<&X>",
    "<&'a X as Deref>::Target",
    "<&X as Deref>::Target",
    "fn(&X) -> u8",
    "Box<dyn Eat<X> + '_>",
    "Box<dyn for<'b> Fn(&'b X, &'o X) -> u8>",
    "impl Eat<X>",
    "again!(X)",
];

/// All types of up to `levels` levels.
fn types(levels: usize) -> Vec<String> {
    let mut all: Vec<String> = LEAVES.map(str::to_owned).into();
    let mut last = all.clone();
    for _ in 1..levels {
        last = last.iter().flat_map(|inner| LEVELS.map(|level| level.replace('X', inner))).collect();
        all.extend(last.iter().cloned());
    }
    all
}

/// Where a method stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    Function,
    Inherent,
    Trait,
    TraitWithParameters,
    WithoutReceiver,
    Implementation,
    /// Of a trait without parameters: what it declares is part of `Self`.
    PlainImplementation,
}

const AROUND: [Around; 7] = [
    Around::Function,
    Around::Inherent,
    Around::Trait,
    Around::TraitWithParameters,
    Around::WithoutReceiver,
    Around::Implementation,
    Around::PlainImplementation,
];

impl Around {
    fn has_receiver(self) -> bool {
        !matches!(self, Self::Function | Self::WithoutReceiver)
    }

    /// The lifetimes and types that are declared around the method.
    fn outer(self) -> [&'static str; 2] {
        if matches!(self, Self::Function | Self::Trait | Self::WithoutReceiver) { ["", ""] } else { ["o", "K"] }
    }

    /// The item, with an argument of this type in its method.
    fn item(self, ty: &str) -> String {
        let receiver = if self.has_receiver() { "&self, " } else { "" };
        let method = format!("async fn f<'a, T: Has<'a>>({receiver}first: &str, arg: {ty})");
        match self {
            Self::Function => format!("{method} {{ wait(arg).await }}"),
            Self::Inherent => format!("impl<'o, K: Send> Store<'o, K> {{ {method} {{ wait(arg).await }} }}"),
            Self::Trait | Self::WithoutReceiver => format!("trait Store {{ {method}; }}"),
            Self::TraitWithParameters => format!("trait Store<'o, K: Send> {{ {method}; }}"),
            Self::Implementation => {
                format!("impl<'o, K: Send> Store<'o, K> for S {{ {method} {{ wait(arg).await }} }}")
            }
            Self::PlainImplementation => {
                format!("impl<'o, K: Send> Store for S<'o, K> {{ {method} {{ wait(arg).await }} }}")
            }
        }
    }
}

/// The method of an expansion.
fn method(items: &[Item]) -> Signature {
    let found = items.iter().find_map(|item| match item {
        Item::Fn(item) => Some(item.sig.clone()),
        Item::Trait(item) => item.items.iter().find_map(|part| match part {
            syn::TraitItem::Fn(method) => Some(method.sig.clone()),
            _ => None,
        }),
        Item::Impl(item) => item.items.iter().find_map(|part| match part {
            syn::ImplItem::Fn(method) => Some(method.sig.clone()),
            _ => None,
        }),
        _ => None,
    });
    found.expect("a method comes out")
}

/// The lifetimes of a type, by name; an elided one is `_`.
#[derive(Default)]
struct Lifetimes {
    found: BTreeSet<String>,
}

impl Visit<'_> for Lifetimes {
    fn visit_lifetime(&mut self, lifetime: &Lifetime) {
        self.found.insert(lifetime.ident.to_string());
    }

    fn visit_type_reference(&mut self, ty: &TypeReference) {
        if ty.lifetime.is_none() {
            self.found.insert("_".to_owned());
        }
        visit::visit_type_reference(self, ty);
    }

    // What a `for<..>` binds is called `'b`, and nothing else is.
    fn visit_bound_lifetimes(&mut self, _: &BoundLifetimes) {}

    // What is elided there is bound there, and what is named is found by its name.
    fn visit_type_fn_ptr(&mut self, ty: &TypeFnPtr) {
        self.found.extend(quoted(ty.to_token_stream()));
    }

    fn visit_parenthesized_generic_arguments(&mut self, arguments: &ParenthesizedGenericArguments) {
        self.found.extend(quoted(arguments.to_token_stream()));
    }
}

fn lifetimes(ty: &Type) -> BTreeSet<String> {
    let mut lifetimes = Lifetimes::default();
    lifetimes.visit_type(ty);
    lifetimes.found.retain(|name| name != "static" && name != "b");
    lifetimes.found
}

/// The names in tokens that stand behind a quote, but for `'_`.
fn quoted(tokens: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    let mut after_quote = false;
    for token in tokens {
        let quote = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
        match token {
            TokenTree::Ident(name) if after_quote && name != "_" => names.push(name.to_string()),
            TokenTree::Group(group) => names.extend(quoted(group.stream())),
            _ => {}
        }
        after_quote = quote;
    }
    names
}

/// The words of tokens.
fn words(tokens: TokenStream) -> BTreeSet<String> {
    let words = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Group(group) => words(group.stream()),
        TokenTree::Ident(name) => [name.to_string()].into(),
        _ => BTreeSet::new(),
    });
    words.collect()
}

/// The name and the generic arguments of a type.
fn parts(ty: &Type) -> (String, Vec<&GenericArgument>) {
    let Type::Path(ty) = ty else { panic!("not a path: {}", ty.to_token_stream()) };
    let last = ty.path.segments.last().expect("a name");
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { panic!("a task has arguments") };
    (last.ident.to_string(), arguments.args.iter().collect())
}

/// The task that is returned, and what the output implies beside it.
fn output(sig: &Signature) -> (&Type, Vec<&TypeReference>) {
    let ReturnType::Type(_, ty) = &sig.output else { panic!("a task is returned") };
    match (parts(ty).0.as_str(), &*parts(ty).1) {
        ("Implying", [GenericArgument::Type(task), GenericArgument::Type(Type::Tuple(implied))]) => {
            let references = implied.elems.iter().map(|ty| match ty {
                Type::Reference(ty) => ty,
                ty => panic!("not a reference: {}", ty.to_token_stream()),
            });
            (task, references.collect())
        }
        _ => (ty, Vec::new()),
    }
}

/// The lifetime of the task.
fn task(sig: &Signature) -> String {
    match parts(output(sig).0).1.first() {
        Some(GenericArgument::Lifetime(lifetime)) => lifetime.ident.to_string(),
        other => panic!("no lifetime: {}", other.to_token_stream()),
    }
}

/// What clauses say outlives the task, as text.
fn clauses(sig: &Signature, task: &str) -> BTreeSet<String> {
    let predicates = sig.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let is_task =
        |bound: &TypeParamBound| matches!(bound, TypeParamBound::Lifetime(lifetime) if lifetime.ident == task);
    let said = predicates.filter_map(|predicate| match predicate {
        WherePredicate::Type(said) if said.bounds.iter().any(is_task) => {
            Some(said.bounded_ty.to_token_stream().to_string())
        }
        WherePredicate::Lifetime(said) if said.bounds.iter().any(|bound| bound.ident == task) => {
            Some(said.lifetime.ident.to_string())
        }
        _ => None,
    });
    said.collect()
}

/// What the output implies to outlive the task, as text. Each of the lifetimes is as early-bound as a clause would make it.
fn implied(sig: &Signature, task: &str) -> BTreeSet<String> {
    let is_early = |lifetime: &Lifetime| {
        let mut predicates = sig.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        predicates.any(|said| matches!(said, WherePredicate::Lifetime(said) if said.lifetime == *lifetime))
    };
    let implied = output(sig).1.into_iter().map(|implied| {
        let around = implied.lifetime.as_ref().expect("it has a name");
        assert!(around.ident == task && is_early(around), "{}", sig.to_token_stream());
        match &*implied.elem {
            Type::Reference(TypeReference { lifetime: Some(lifetime), .. }) => {
                assert!(is_early(lifetime), "{lifetime} is late-bound: {}", sig.to_token_stream());
                lifetime.ident.to_string()
            }
            ty => ty.to_token_stream().to_string(),
        }
    });
    implied.collect()
}

/// Asserts the rule for one method.
fn check(around: Around, text: &str) {
    let [lifetime, ty] = around.outer();
    if lifetime.is_empty() && text.contains("'o") {
        return;
    }
    let item = around.item(text);
    let expansion = expand(Name::ValueTask, TokenStream::new(), item.parse().expect("tokens"));
    let items = syn::parse2::<syn::File>(expansion.clone()).unwrap_or_else(|error| panic!("{item}: {error}")).items;
    let sig = method(&items);
    let (task, shown) = (task(&sig), sig.to_token_stream().to_string());
    let (mut demanded, other) = (clauses(&sig, &task), implied(&sig, &task));
    if matches!(around, Around::Implementation | Around::PlainImplementation) {
        // Callers are held to the trait's clauses.
        assert!(demanded.is_empty(), "{item}: an implementation has a clause: {shown}");
        demanded = other;
    } else {
        assert!(other.is_empty(), "{item}: only an implementation may imply anything: {shown}");
    }
    let demand = |what: &str| {
        let is_part_of_self = around == Around::PlainImplementation && [lifetime, ty].contains(&what);
        let what = if is_part_of_self { "Self" } else { what };
        assert!(what == task || demanded.contains(what), "{item}: nothing says that {what} outlives '{task}: {shown}");
    };
    let Some(FnArg::Typed(arg)) = sig.inputs.last() else { panic!("{item}: no argument") };

    // 1. Each lifetime has a name.
    let named = lifetimes(&arg.ty);
    assert!(!named.contains("_"), "{item}: a lifetime is elided: {shown}");
    // 2. A reference demands its own lifetime.
    if let Type::Reference(TypeReference { lifetime: Some(lifetime), .. }) = &*arg.ty {
        return demand(&lifetime.ident.to_string());
    }
    // 3. Any other type demands all that it mentions; 4. by a clause.
    let has_macro = text.contains('!');
    let said: BTreeSet<_> = words(arg.ty.to_token_stream());
    let mentions = |name: &str| said.contains(name) || has_macro;
    named.iter().for_each(|name| demand(name));
    // `'a` is gone where it could as well have been left out.
    if has_macro && sig.generics.lifetimes().any(|param| param.lifetime.ident == "a") {
        demand("a");
    }
    if mentions("T") {
        demand("T");
    }
    if !ty.is_empty() && mentions(ty) {
        demand(ty);
    }
    // A function has no `Self` that a macro may mention.
    if said.contains("Self") || has_macro && around != Around::Function {
        demand("Self");
    }
    let whole = arg.ty.to_token_stream().to_string();
    // It may consist of what the bound of `T` mentions.
    if whole.contains("T :: Item") {
        demand("a");
    }
    if matches!(around, Around::TraitWithParameters | Around::Implementation) && whole.contains("Self :: Item") {
        demand("o");
        demand("K");
    }
    // One that a macro makes is refused where the type is written again.
    let opaque = whole.contains("impl ") && !has_macro;
    assert!(!opaque || whole.contains(&format!("+ '{task}")), "{item}: an impl Trait has no bound: {shown}");
    // 5. The type is written again as what a function pointer returns, where no lifetime can be hidden; in an item, it
    // has a name of its own for `Self`.
    if !text.contains("impl ") && said.contains("Key") {
        let again = expansion.to_string().replace("__ValuetaskSelf", "Self");
        let is_returned = again.contains(&format!("fn () -> {whole}"));
        assert!(is_returned, "{item}: the type isn't written again: {again}");
    }
}

#[test]
fn the_rule_holds_for_every_type_of_an_argument() {
    let levels = std::env::var("RULE_LEVELS").map_or(3, |text| text.parse().expect("RULE_LEVELS is a number"));
    let above = types(levels - 1).len();
    for (index, ty) in types(levels).iter().enumerate() {
        // Of the deepest types each stands in one place, of the others each in all.
        let all = if index < above { &AROUND[..] } else { &AROUND[index % AROUND.len()..][..1] };
        all.iter().for_each(|around| check(*around, ty));
    }
}

#[test]
fn the_receivers_that_say_their_type_demand_self() {
    for (said, demands) in [
        ("Box<Self>", true),
        ("Pin<&mut Self>", true),
        ("&Self", false),
        ("<&Self as Deref>::Target", true),
        ("&Box<Self>", true),
    ] {
        let item = format!("impl<'o> Store<'o> {{ async fn f(self: {said}) {{ wait().await }} }}");
        let expansion = expand(Name::ValueTask, TokenStream::new(), item.parse().expect("tokens"));
        let sig = method(&syn::parse2::<syn::File>(expansion).expect("items").items);
        let task = task(&sig);
        assert_eq!(clauses(&sig, &task).contains("Self"), demands, "{}", sig.to_token_stream());
        assert!(sig.receiver().is_some_and(|receiver| matches!(receiver.kind, ReceiverKind::Typed(..))));
    }
}
