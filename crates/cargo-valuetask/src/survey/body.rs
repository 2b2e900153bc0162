//! What becomes of bodies, by the attribute's own analysis, and what else their syntax proves.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;
use syn::{Block, Expr, Signature, Stmt, Type};
use valuetask_syntax::Name;
use valuetask_syntax::analyse;

use super::cost::Cost;
use super::early::ends_early;
use super::place::{Awaited, Body};
use super::returns;
use super::speaking::Speaking;
use crate::text::collapsed;
use crate::walk::{Node, walk};

/// What was analysed of an item's methods, by the first byte of their names.
#[derive(Default)]
pub(super) struct Analysed {
    /// As the attribute stands, where it is one of ours or has the name of one.
    pub(super) now: HashMap<usize, analyse::Analysed>,
    /// As if `#[value_task]` stood there.
    pub(super) when_hot: HashMap<usize, analyse::Analysed>,
    /// What the attribute would say of itself or of its item.
    pub(super) mistake: Option<syn::Error>,
}

impl Analysed {
    /// Analyses an item; `speaking` is what speaks for it, and `tokens` the item without that.
    pub(super) fn of(speaking: Option<&Speaking>, tokens: &TokenStream) -> Self {
        let mut mistake = None;
        let mut read = |name, args| match analyse::methods(name, args, tokens.clone()) {
            Ok(methods) => methods.into_iter().map(|method| (method.at.byte_range().start, method)).collect(),
            Err(error) => {
                mistake = Some(error);
                HashMap::new()
            }
        };
        let when_hot = read(Name::ValueTask, TokenStream::new());
        match speaking.and_then(|speaking| Some((speaking.name()?, speaking.args.clone()))) {
            Some((name, args)) => Self { now: read(name, args), when_hot, mistake },
            None => Self { when_hot, ..Self::default() },
        }
    }

    /// What is known of a method's body.
    pub(super) fn body(&self, sig: &Signature, block: &Block) -> Option<Body> {
        let at = sig.ident.span().byte_range().start;
        let awaits = &self.when_hot.get(&at)?.analysis.awaits;
        let awaited = awaits.iter().map(|found| Awaited {
            line: found.at.start().line,
            text: collapsed(found.span),
            hidden: found.hidden,
        });
        Some(Body {
            mechanism: self.now.get(&at).map(|now| now.analysis.mechanism),
            awaits: awaited.collect(),
            ends_early: ends_early(block, awaits),
        })
    }
}

/// The line of an expression that isn't known to the attribute, which leaves a body with one lazy.
pub(super) fn unreadable(block: &Block) -> Option<usize> {
    let mut line = None;
    let mut find = |node: Node<'_>| {
        if let Node::Expr(Expr::Verbatim(tokens)) = node {
            line.get_or_insert(tokens.span().start().line);
        }
        true
    };
    walk(&mut find, Node::Block(block));
    line
}

/// A function as an item of its own, without some of its attributes.
pub(super) fn alone(sig: &Signature, attrs: &[syn::Attribute], left_out: &[usize], block: &Block) -> TokenStream {
    let attrs = attrs.iter().enumerate().filter(|(at, _)| !left_out.contains(at)).map(|(_, attr)| attr);
    quote!(#(#attrs)* #sig #block)
}

/// Whether a body makes a box of a future, rather than handing on another's.
pub(super) fn makes_a_box(block: &Block) -> bool {
    let mut makes_one = false;
    let mut find = |node: Node<'_>| {
        let Node::Expr(expr) = node else { return true };
        makes_one |= match expr {
            Expr::MethodCall(call) => call.method == "boxed" || call.method == "boxed_local",
            Expr::Call(call) => matches!(&*call.func, Expr::Path(path) if is_box_pin(&path.path)),
            _ => false,
        };
        !matches!(expr, Expr::Async(_))
    };
    walk(&mut find, Node::Block(block));
    // A body that is more than one call may make it where it isn't seen.
    let hands_on = matches!(&block.stmts[..], [Stmt::Expr(Expr::MethodCall(_) | Expr::Call(_), None)]);
    makes_one || !hands_on
}

fn is_box_pin(path: &syn::Path) -> bool {
    let mut words = path.segments.iter().rev();
    words.next().is_some_and(|last| last.ident == "pin") && words.next().is_some_and(|of| of.ident == "Box")
}

/// What the declared type of an `async_method` costs, where that is known by its name.
pub(super) fn declared(output: &Type) -> Option<Cost> {
    if returns::boxed_type(output).is_some() {
        return Some(Cost::exactly(1));
    }
    let (name, _) = returns::last(output)?;
    let pooled = ["ValueTask", "LocalValueTask", "PooledFuture", "LocalPooledFuture"];
    pooled.contains(&&*name).then_some(Cost::exactly(0))
}
