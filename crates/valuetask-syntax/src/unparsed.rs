//! Bodies that can't be read, as in code that is being typed: they go out as they came in, and all around them is expanded.
//!
//! So the compiler reports what is wrong in them, where it is and once (it has read the item before the macro, and doesn't
//! repeat itself), and has no error for a method that is in order. Whether such a body awaits isn't known, so its task is lazy.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::visit::{self, Visit};
use syn::{Block, Expr, Stmt};

use crate::parse::{Item, methods};

/// Parses an item, with each body that doesn't parse as one expression of unknown tokens.
pub(crate) fn parse(item: TokenStream) -> syn::Result<Item> {
    syn::parse2(item.clone()).or_else(|error| {
        let mut bodies = Bodies::default();
        let parsed = syn::parse2(bodies.of_methods(item.clone())).or_else(|_| {
            bodies = Bodies::default();
            syn::parse2(bodies.of_function(item))
        });
        parsed.ok().and_then(|item| bodies.put_back(item)).ok_or(error)
    })
}

/// Whether a body holds what couldn't be read.
pub(crate) fn is_in(body: &Block) -> bool {
    struct Unknown(bool);
    impl Visit<'_> for Unknown {
        fn visit_expr(&mut self, expr: &Expr) {
            self.0 |= matches!(expr, Expr::Verbatim(_));
            visit::visit_expr(self, expr);
        }
        fn visit_item(&mut self, _: &syn::Item) {}
    }
    let mut found = Unknown(false);
    found.visit_block(body);
    found.0
}

/// The bodies that don't parse, whose places in the item are kept by a name.
#[derive(Default)]
struct Bodies(Vec<Group>);

impl Bodies {
    /// Takes them out of an item that is a list of methods.
    fn of_methods(&mut self, item: TokenStream) -> TokenStream {
        in_last(item, |list| {
            let tokens = list.stream().into_iter().map(|token| match token {
                TokenTree::Group(group) => self.without(group).into(),
                token => token,
            });
            let mut without = Group::new(list.delimiter(), tokens.collect());
            without.set_span(list.span());
            without
        })
    }

    /// Takes it out of an item that is a function.
    fn of_function(&mut self, item: TokenStream) -> TokenStream {
        in_last(item, |body| self.without(body))
    }

    fn without(&mut self, group: Group) -> Group {
        if group.delimiter() != Delimiter::Brace || syn::parse2::<Block>(quote!(#group)).is_ok() {
            return group;
        }
        let name = place(self.0.len());
        let mut without = Group::new(Delimiter::Brace, quote!(#name));
        without.set_span(group.span());
        self.0.push(group);
        without
    }

    /// The item with every body where it was, unless one was taken for a body that is none.
    fn put_back(self, mut item: Item) -> Option<Item> {
        let mut bodies = self.0.into_iter().enumerate().peekable();
        methods(&mut item, |method, _| {
            if let Some(body) = method.body
                && let [Stmt::Expr(Expr::Path(name), None)] = &*body.stmts
                && let Some((_, group)) = bodies.next_if(|(index, _)| name.path.is_ident(&place(*index)))
            {
                body.stmts = vec![Stmt::Expr(Expr::Verbatim(TokenTree::from(group).into()), None)];
            }
        });
        bodies.next().is_none().then_some(item)
    }
}

/// The name that keeps a body's place.
fn place(index: usize) -> Ident {
    format_ident!("__unparsed{index}")
}

/// Changes the group that an item ends with.
fn in_last(item: TokenStream, change: impl FnOnce(Group) -> Group) -> TokenStream {
    let mut tokens: Vec<_> = item.into_iter().collect();
    if let Some(TokenTree::Group(last)) = tokens.pop() {
        tokens.push(change(last).into());
    }
    tokens.into_iter().collect()
}
