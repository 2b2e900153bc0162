//! The names by which boxes are known, where a file imports them under others.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::UseRename;
use syn::visit::{self, Visit};

/// What code that makes boxes of futures names, and changed code may not.
pub(crate) const OF_BOXES: [&str; 6] = ["Box", "BoxFuture", "Future", "FutureExt", "LocalBoxFuture", "Pin"];

/// Returns a file with the known names instead of others that it imports them by; nothing if it has no others.
pub(super) fn undone(file: &syn::File) -> Option<syn::File> {
    let mut renames = Renames::default();
    renames.visit_file(file);
    if renames.0.is_empty() { None } else { syn::parse2(renames.undo(file.to_token_stream())).ok() }
}

/// Known names, each after the one that it has here.
#[derive(Default)]
struct Renames(Vec<(String, String)>);

impl Visit<'_> for Renames {
    fn visit_use_rename(&mut self, import: &UseRename) {
        let (known, here) = (import.ident.to_string(), import.rename.to_string());
        if OF_BOXES.contains(&known.as_str()) && here != "_" {
            self.0.push((here, known));
        }
        visit::visit_use_rename(self, import);
    }
}

impl Renames {
    /// The places of all tokens stay.
    fn undo(&self, tokens: TokenStream) -> TokenStream {
        let undone = |token| match token {
            TokenTree::Ident(name) => match self.0.iter().find(|(here, _)| name == here.as_str()) {
                Some((_, known)) => Ident::new(known, name.span()).into(),
                None => TokenTree::Ident(name),
            },
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), self.undo(group.stream()));
                inner.set_span(group.span());
                inner.into()
            }
            token => token,
        };
        tokens.into_iter().map(undone).collect()
    }
}
