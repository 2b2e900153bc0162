//! Bodies that don't parse, as in code that is being typed: they aren't changed, and all code around them is expanded.
//!
//! From tokens to an item in which each such body is one unknown expression.
//!
//! So the compiler reports their errors once, at their position (it has parsed the item before the macro, and doesn't
//! repeat itself), and no error for correct methods. It isn't known whether such a body awaits, so its task is lazy.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{Block, Expr, Item, Stmt};

use super::methods;
use crate::tokens::{change_last, refilled};

/// Parses an item as [`super::item`] does.
///
/// A body that doesn't parse becomes one expression of unknown tokens.
pub(crate) fn parse(item: TokenStream, declared: bool) -> syn::Result<Item> {
    super::item(item.clone(), declared).or_else(|error| {
        let mut bodies = Bodies::default();
        let parsed = super::item(bodies.of_methods(item.clone()), declared).or_else(|_| {
            bodies = Bodies::default();
            super::item(change_last(item, |body| bodies.without(body)), declared)
        });
        parsed.ok().and_then(|item| bodies.put_back(item)).ok_or(error)
    })
}

/// The bodies that don't parse, each with a name in its place in the item.
#[derive(Default)]
struct Bodies(Vec<Group>);

impl Bodies {
    /// Takes them out of an item that is a list of methods.
    fn of_methods(&mut self, item: TokenStream) -> TokenStream {
        change_last(item, |list| {
            let tokens = list.stream().into_iter().map(|token| match token {
                TokenTree::Group(group) => self.without(group).into(),
                token => token,
            });
            refilled(&list, tokens.collect())
        })
    }

    /// Returns an item's last group, or the name in its place if it doesn't parse as a body.
    fn without(&mut self, group: Group) -> Group {
        if group.delimiter() != Delimiter::Brace || syn::parse2::<Block>(quote!(#group)).is_ok() {
            return group;
        }
        let without = refilled(&group, name(self.0.len()).into_token_stream());
        self.0.push(group);
        without
    }

    /// Puts every body back. Returns `None` if a group that isn't a body was taken for one.
    fn put_back(self, mut item: Item) -> Option<Item> {
        let mut bodies = self.0.into_iter().enumerate().peekable();
        methods(&mut item, |method, _| {
            if let Some(body) = method.body
                && let [Stmt::Expr(Expr::Path(path), None)] = &*body.stmts
                && let Some((_, group)) = bodies.next_if(|(index, _)| path.path.is_ident(&name(*index)))
            {
                body.stmts = vec![Stmt::Expr(Expr::Verbatim(TokenTree::from(group).into()), None)];
            }
        });
        bodies.next().is_none().then_some(item)
    }
}

/// Returns the name in the place of a body.
fn name(index: usize) -> Ident {
    format_ident!("__unparsed{index}")
}
