//! What is said of a method is what the attribute makes of it: each source is expanded, and the expansion looked into.
//! The advice is that of `audit`.

use std::collections::BTreeMap;
use std::fs;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{File, ImplItem, Item, Signature, TraitItem};
use valuetask_syntax::{Name, expand};

use crate::run::succeeds;
use crate::util::{explain, explain_text, names, sources};

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

/// One attribute each: beside ours, methods under another's aren't explained.
const ADVISED: [&str; 3] = ["
#[valuetask::async_trait]
trait Queue {
    async fn reads(&self) -> u8 { self.size }
    async fn inserts(&self, key: u8) { self.map.lock().insert(key); }
    async fn sends(&self) { self.channel.send(1).await; }
    async fn counts(&self) -> u8 { self.hits.fetch_add(1, Relaxed); self.size }
    async fn calls(&self) { self.inserts(1).await }
    async fn calls_what_calls(&self) { self.calls().await }
    async fn helped(&self) { self.bump() }
    async fn remove_all(&self, old: u8) { self.inner.renew(old).await }
    async fn declared(&self);
    fn bump(&self) { self.hits.fetch_add(1, Relaxed); }
}
", "
#[async_trait::async_trait]
impl Queue for Behind {
    async fn reads(&self) -> u8 { self.size }
    async fn fills(&self) -> u8 { if let Some(hit) = self.hit() { return hit; } let new = self.below.get().await; self.map.insert(new); new }
    async fn asks(&self) -> u8 { if let Some(hit) = self.hit() { return hit; } self.client.send(1).await }
    async fn stores(&self) { let new = self.below.get().await; self.map.insert(new); }
}
", "
#[valuetask::value_task(lazy)]
impl Plain { async fn reads_alone(&self) -> u8 { 7 } async fn pushes(&self) { self.all.push(7) } }
impl Inherent { async fn inherent(&self) { self.all.push(7) } }
"];

/// The methods of [`ADVISED`] that write: none is to start at the call.
const WRITERS: [&str; 9] =
    ["inserts", "sends", "counts", "calls", "calls_what_calls", "helped", "remove_all", "stores", "pushes"];

#[test]
fn explain_and_audit_give_the_same_advice() {
    let mut compared = 0;
    for source in ADVISED {
        let (folder, mut command) = explain_text(source, "");
        let explained = succeeds(command.env("COLUMNS", "100")).replace("\n        ", " ");
        let mut audit = std::process::Command::new(crate::run::binary());
        let report = succeeds(audit.current_dir(folder.path()).args(["audit", "given.rs", "--json"]));
        let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
        for place in report["places"].as_array().expect("places").iter().filter(|place| !place["body"].is_null()) {
            let (name, line) = (place["name"].as_str().expect("a name"), &place["line"]);
            let (_, said) =
                explained.split_once(&format!("\n  {name}, line {line}:")).unwrap_or_else(|| panic!("{name}"));
            let said = said.split("\n\n").next().expect("a method");
            for finding in place["findings"].as_array().expect("findings") {
                let (rule, text) = (finding["rule"].as_str(), finding["text"].as_str().expect("a text"));
                assert!(said.contains(rule.expect("a rule")) && said.contains(text), "{name}: {text}\n{said}");
            }
            let writes = !place["writes"].is_null();
            assert_eq!((writes, said.contains("it is to start when it is polled")), (WRITERS.contains(&name), writes));
            assert_eq!(said.contains("saves the poll"), !writes, "{name}: {said}");
            let boxed = u64::from(place["allocations"]["most"] == 1);
            assert_eq!(place["worth"], if writes { boxed } else { 3 }, "{name}");
            compared += 1;
        }
    }
    assert_eq!(compared, WRITERS.len() + 5);
}

#[test]
fn a_method_without_an_attribute_that_writes_is_said_to_stay_lazy() {
    let (_folder, mut command) = explain_text("impl S { async fn f(&self) { self.all.push(7) } }", "");
    let said = succeeds(&mut command);
    assert!(said.contains("writes, line 1, `self.all.push(7)`: it is to start when it is polled"), "{said}");
}
