//! What becomes of bodies, by the attribute's own analysis, and what else there is to know of them.

use std::collections::{HashMap, HashSet};

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;
use syn::{Block, Expr, ReturnType, Signature, Stmt, Type};
use valuetask_syntax::Name;
use valuetask_syntax::analyse::{self, Mechanism};

use super::super::cost::Cost;
use super::super::place::Body;
use super::super::{awaits, prefix_effects, returns};
use super::Speaking;
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

    /// What is known of a method's body, in a workspace with these statics.
    pub(super) fn body(&self, sig: &Signature, block: &Block, statics: &HashSet<String>) -> Option<Body> {
        let at = sig.ident.span().byte_range().start;
        let mechanism = self.now.get(&at).map(|now| now.analysis.mechanism);
        Some(body(sig, block, &self.when_hot.get(&at)?.analysis, mechanism, statics))
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

fn body(
    sig: &Signature,
    block: &Block,
    analysis: &analyse::Analysis,
    mechanism: Option<Mechanism>,
    statics: &HashSet<String>,
) -> Body {
    let read = prefix_effects::read(sig, Some(block), &analysis.awaits, statics);
    let when_hot = match analysis.mechanism {
        // The method says itself that it is lazy: what its body is remains.
        Mechanism::Lazy if analysis.awaits.is_empty() => Mechanism::Ready,
        Mechanism::Lazy => Mechanism::HotMachine,
        mechanism => mechanism,
    };
    Body {
        mechanism,
        when_hot,
        awaits: awaits::read(&analysis.awaits, &read.awaited),
        fast_path: read.fast_path,
        effects: read.effects,
        deeds: read.deeds,
        gate: analysis.gate.as_ref().map(|gate| gate.span.start().line),
    }
}

/// A function as an item of its own, without some of its attributes.
pub(super) fn alone(sig: &Signature, attrs: &[syn::Attribute], left_out: &[usize], block: &Block) -> TokenStream {
    let attrs = attrs.iter().enumerate().filter(|(at, _)| !left_out.contains(at)).map(|(_, attr)| attr);
    quote!(#(#attrs)* #sig #block)
}

/// That of the async block which a function puts into a box; nothing if there isn't one such block.
pub(super) fn of_boxed<'b>(sig: &Signature, block: &'b Block, statics: &HashSet<String>) -> Option<Body> {
    let mut blocks = Vec::new();
    let mut find = |node: Node<'b>| match node {
        Node::Expr(Expr::Async(block)) => {
            blocks.push(&block.block);
            false
        }
        node => !matches!(node, Node::Expr(Expr::Closure(_))),
    };
    walk(&mut find, Node::Block(block));
    let [inner] = blocks[..] else { return None };
    let made = Signature { asyncness: Some(syn::token::Async::default()), output: ReturnType::Default, ..sig.clone() };
    let analysed = analyse::methods(Name::ValueTask, TokenStream::new(), quote!(#made #inner)).ok()?;
    Some(body(sig, inner, &analysed.first()?.analysis, None, statics))
}

/// Whether a body makes a box of a future, rather than handing on another's.
pub(super) fn makes_a_box(block: &Block) -> bool {
    let mut makes_one = false;
    let mut find = |node: Node<'_>| {
        let Node::Expr(expr) = node else { return true };
        makes_one |= awaits::call(expr).is_some_and(|call| match &*call.name {
            "boxed" | "boxed_local" => call.method,
            "pin" => call.qualifier.as_deref() == Some("Box"),
            _ => false,
        });
        !matches!(expr, Expr::Async(_))
    };
    walk(&mut find, Node::Block(block));
    // A body that is more than one call may make it where it isn't seen.
    let hands_on = matches!(&block.stmts[..], [Stmt::Expr(Expr::MethodCall(_) | Expr::Call(_), None)]);
    makes_one || !hands_on
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

/// What a declared type results in: its last argument.
pub(super) fn result_of(output: &Type) -> Option<&Type> {
    let Type::Path(path) = output else { return None };
    returns::types(&path.path.segments.last()?.arguments).last().copied()
}
