//! What is said of a method is what the attribute makes of it: each source is expanded, and the expansion looked into.

use std::collections::BTreeMap;
use std::fs;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{File, ImplItem, Item, Signature, TraitItem};
use valuetask_syntax::{Name, expand};

use crate::run::succeeds;
use crate::util::{explain, names, sources};

/// What is found in the expansion of a method, by the names that it calls.
#[derive(Debug, PartialEq)]
struct Made {
    runs_plain_code: bool,
    has_hot_machine: bool,
    is_lazy: bool,
    has_gate: bool,
}

impl Made {
    fn of(body: &impl ToTokens) -> Self {
        let tokens = body.to_token_stream().to_string();
        let calls = |name: &str| tokens.contains(&format!(" {name} "));
        Self {
            runs_plain_code: calls("value_of"),
            has_hot_machine: calls("hot") || calls("hot_local"),
            is_lazy: ["lazy", "lazy_local", "pooled", "pooled_local"].into_iter().any(calls),
            has_gate: calls("gate"),
        }
    }

    /// What a method has to be made of about which this was said.
    fn said(mechanism: &str, hides: bool) -> Self {
        let (runs_plain_code, has_hot_machine, is_lazy) = match mechanism {
            "ready" => (true, false, false),
            "hot machine" => (false, true, false),
            "lazy" => (false, false, true),
            other => panic!("an unknown mechanism: {other}"),
        };
        Self { runs_plain_code, has_hot_machine, is_lazy, has_gate: hides && !is_lazy }
    }
}

/// The expanded methods of a file, by name and line.
#[derive(Default)]
struct Expanded(BTreeMap<String, Made>);

impl Expanded {
    fn add(&mut self, sig: &Signature, body: &impl ToTokens) {
        self.0.insert(format!("{}, line {}", sig.ident, sig.ident.span().start().line), Made::of(body));
    }
}

impl Visit<'_> for Expanded {
    fn visit_item(&mut self, item: &Item) {
        let expanded = expansion(item).map(|tokens| syn::parse2::<syn::File>(tokens).expect("the expansion parses"));
        for item in expanded.iter().flat_map(|file| &file.items) {
            match item {
                Item::Trait(item) => item.items.iter().for_each(|method| {
                    if let TraitItem::Fn(method) = method {
                        self.add(&method.sig, &method.default);
                    }
                }),
                Item::Impl(item) => item.items.iter().for_each(|method| {
                    if let ImplItem::Fn(method) = method {
                        self.add(&method.sig, &method.block);
                    }
                }),
                Item::Fn(function) => self.add(&function.sig, &function.block),
                _ => {}
            }
        }
        visit::visit_item(self, item);
    }
}

/// Expands an item as the compiler would, or as if it had an attribute.
fn expansion(item: &Item) -> Option<TokenStream> {
    let mut item = item.clone();
    let attrs = match &mut item {
        Item::Trait(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Fn(item) if item.sig.asyncness.is_some() => &mut item.attrs,
        _ => return None,
    };
    let name = match attrs.first() {
        Some(attr) if attr.to_token_stream().to_string().contains("async_trait") => Name::AsyncTrait,
        _ => Name::ValueTask,
    };
    attrs.clear();
    Some(expand(name, TokenStream::new(), item.into_token_stream()))
}

/// What is said of the methods: the mechanism, and whether a macro may hide an await.
fn said(text: &str) -> BTreeMap<String, Made> {
    let mut said = BTreeMap::new();
    for method in text.split("\n\n  ").skip(1) {
        let mut lines = method.lines();
        let name = lines.next().and_then(|line| line.split(": returns").next()).expect("a name");
        let mechanism = lines.next().and_then(|line| line.split(':').next()).expect("a mechanism").trim();
        said.insert(name.to_owned(), Made::said(mechanism, method.contains("may hide an await")));
    }
    said
}

#[test]
fn what_is_said_is_what_the_attribute_does() {
    let mut mechanisms = 0;
    for name in names() {
        let file = fs::read_to_string(sources().join(&name)).expect("readable");
        let file: File = syn::parse_str(&file).expect("the source parses");
        let mut expanded = Expanded::default();
        expanded.visit_file(&file);
        for (method, said) in said(&succeeds(&mut explain(&name))) {
            let made = expanded.0.get(&method);
            assert_eq!(made, Some(&said), "{name}: {method}");
            mechanisms += 1;
        }
    }
    assert!(mechanisms >= 15, "only {mechanisms} methods were compared");
}
