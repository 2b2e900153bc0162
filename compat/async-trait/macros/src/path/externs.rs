//! The crates that the crate which is being compiled may name. The compiler's own arguments say so, renamed, optional and
//! target-specific dependencies included.

use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::{env, fs};

use proc_macro2::{TokenStream, TokenTree};

/// A crate by the name that it has here.
struct Extern {
    name: String,
    /// It is the crate beside this one.
    is_stand_in: bool,
}

/// The name under which the crate depends on async-trait, if it does.
pub(super) fn stand_in() -> Option<&'static str> {
    externs().iter().find(|dependency| dependency.is_stand_in).map(|dependency| &*dependency.name)
}

/// The crates that may be named.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    externs().iter().map(|dependency| &*dependency.name)
}

/// The crates that a path in `item` begins with, or goes through.
pub(super) fn in_item(item: TokenStream) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let mut tokens = item.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => found.extend(in_item(group.stream())),
            TokenTree::Ident(word) if matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == ':') => {
                found.extend(all().find(|name| word == name));
            }
            _ => {}
        }
    }
    found
}

fn externs() -> &'static [Extern] {
    static ALL: OnceLock<Vec<Extern>> = OnceLock::new();
    ALL.get_or_init(|| {
        let arguments: Vec<String> = env::args().flat_map(from_file).collect();
        arguments.windows(2).filter(|pair| pair[0] == "--extern").filter_map(|pair| parse(&pair[1])).collect()
    })
}

/// The arguments that `@file` stands for, and every other by itself.
fn from_file(argument: String) -> Vec<String> {
    match argument.strip_prefix('@').and_then(|file| fs::read_to_string(file).ok()) {
        Some(text) => text.lines().map(str::to_owned).collect(),
        None => vec![argument],
    }
}

/// Parses `[options:]name=path`, nothing of a crate that can't be named (`noprelude`).
fn parse(dependency: &str) -> Option<Extern> {
    let (name, path) = dependency.split_once('=')?;
    let (options, name) = name.rsplit_once(':').unwrap_or(("", name));
    if options.split(',').any(|option| option == "noprelude") {
        return None;
    }
    let file = path.rsplit(['/', '\\']).next()?;
    let is_stand_in = file.starts_with("libasync_trait-") || file.starts_with("libasync_trait.");
    Some(Extern { name: name.to_owned(), is_stand_in })
}
