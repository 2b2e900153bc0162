//! What each kind of item expands to, kept in `tests/golden` for reading and for reviewing changes.
//!
//! `NAME.rs` is expanded and compared with `NAME.expanded.rs`, which is rewritten with `UPDATE_EXPECT=1`.
#![forbid(unsafe_code)]

use std::fs;
use std::path::Path;

use expect_test::expect_file;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Item, Meta};
use valuetask_syntax::{Name, expand};

/// Expands the attribute at the head of an item, as the compiler would.
fn expanded(mut item: Item) -> TokenStream {
    let attrs: &mut Vec<Attribute> = match &mut item {
        Item::Trait(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        other => return other.to_token_stream(),
    };
    let names = ["value_task", "async_trait", "async_method", "async_recursion"];
    let ours = attrs.iter().position(|attr| names.iter().any(|name| attr.path().is_ident(name)));
    let Some(ours) = ours else { return item.to_token_stream() };
    let attr = attrs.remove(ours);
    let name = attr.path().get_ident().map(ToString::to_string);
    let args = match attr.meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    match name.as_deref() {
        Some("async_method") => expand(Name::AsyncMethod, args, item.into_token_stream()),
        Some("async_recursion") => expand(Name::AsyncRecursion, args, item.into_token_stream()),
        Some("async_trait") => expand(Name::AsyncTrait, args, item.into_token_stream()),
        _ => expand(Name::ValueTask, args, item.into_token_stream()),
    }
}

#[test]
fn every_golden_item_expands_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut seen = 0;
    for entry in fs::read_dir(&folder).expect("the folder is part of the crate") {
        let source = entry.expect("a readable folder").path();
        let name = source.file_stem().and_then(|stem| stem.to_str()).expect("a plain name").to_owned();
        if name.ends_with(".expanded") {
            continue;
        }
        seen += 1;
        let file = syn::parse_file(&fs::read_to_string(&source).expect("readable")).expect("the golden source parses");
        let items: TokenStream = file.items.into_iter().map(expanded).map(|item| quote!(#item)).collect();
        let text = prettyplease::unparse(&syn::parse2(items).expect("the expansion parses"));
        expect_file![folder.join(format!("{name}.expanded.rs"))].assert_eq(&text);
    }
    assert!(seen >= 5, "the golden sources are missing");
}
