//! What becomes of bodies, by the attribute's own analysis, and what else there is to know of them.

#![forbid(unsafe_code)]

use std::collections::{HashMap, HashSet};

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprAsync, ReturnType, Signature, Stmt, Type};
use valuetask_syntax::Name;
use valuetask_syntax::analyse::{self, Mechanism};

use super::super::cost::Cost;
use super::super::place::Body;
use super::super::{awaits, prefix_effects, returns};
use crate::audit::resolve::Meaning;

/// What was analysed of an item's methods, by the first byte of their names.
#[derive(Default)]
pub(super) struct Analysed {
    /// As the attribute stands, where it is one of ours.
    now: HashMap<usize, Mechanism>,
    when_hot: HashMap<usize, analyse::Analysis>,
    /// What the attribute would say of itself or of its item.
    pub(super) mistake: Option<String>,
}

impl Analysed {
    /// Analyses an item; `attribute` is what speaks for it, and `tokens` the item without that.
    pub(super) fn of(attribute: Option<(&[Meaning], &TokenStream)>, tokens: &TokenStream) -> Self {
        let mut analysed = Self::default();
        let at = |method: &analyse::Analysed| method.at.byte_range().start;
        match analyse::methods(Name::ValueTask, TokenStream::new(), tokens.clone()) {
            Ok(methods) => analysed.when_hot.extend(methods.into_iter().map(|method| (at(&method), method.analysis))),
            Err(error) => analysed.mistake = Some(error.to_string()),
        }
        let Some((meanings, args)) = attribute else {
            analysed.mistake = None;
            return analysed;
        };
        if let [meaning] = meanings
            && let Some(name) = meaning.ours()
        {
            match analyse::methods(name, (*args).clone(), tokens.clone()) {
                Ok(methods) => {
                    analysed.now.extend(methods.into_iter().map(|method| (at(&method), method.analysis.mechanism)));
                }
                Err(error) => analysed.mistake = Some(error.to_string()),
            }
        } else {
            analysed.mistake = None;
        }
        analysed
    }

    /// What is known of a method's body, in a workspace with these statics.
    pub(super) fn body(&self, sig: &Signature, block: &Block, statics: &HashSet<String>) -> Option<Body> {
        let at = sig.ident.span().byte_range().start;
        let analysis = self.when_hot.get(&at).filter(|_| is_readable(block))?;
        Some(body(sig, block, analysis, self.now.get(&at).copied(), statics))
    }
}

/// Whether all that a body holds is known to the attribute, which leaves it lazy otherwise.
fn is_readable(block: &Block) -> bool {
    struct Known(bool);
    impl Visit<'_> for Known {
        fn visit_expr(&mut self, expr: &Expr) {
            self.0 &= !matches!(expr, Expr::Verbatim(_));
            visit::visit_expr(self, expr);
        }
    }
    let mut known = Known(true);
    known.visit_block(block);
    known.0
}

fn body(
    sig: &Signature,
    block: &Block,
    analysis: &analyse::Analysis,
    mechanism: Option<Mechanism>,
    statics: &HashSet<String>,
) -> Body {
    let hidden: HashSet<_> =
        analysis.awaits.iter().filter(|found| found.hidden).map(|found| found.at.byte_range().start).collect();
    let read = prefix_effects::read(sig, block, &hidden, statics);
    let when_hot = match analysis.mechanism {
        // The method says itself that it is lazy: what its body is remains.
        Mechanism::Lazy if analysis.awaits.is_empty() => Mechanism::Ready,
        Mechanism::Lazy => Mechanism::HotMachine,
        mechanism => mechanism,
    };
    Body {
        mechanism,
        when_hot,
        awaits: awaits::read(block, &analysis.awaits),
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
pub(super) fn of_boxed(sig: &Signature, block: &Block, statics: &HashSet<String>) -> Option<Body> {
    struct Blocks<'b>(Vec<&'b ExprAsync>);
    impl<'b> Visit<'b> for Blocks<'b> {
        fn visit_expr(&mut self, expr: &'b Expr) {
            match expr {
                Expr::Async(block) => self.0.push(block),
                Expr::Closure(_) => {}
                _ => visit::visit_expr(self, expr),
            }
        }
    }
    let mut blocks = Blocks(Vec::new());
    blocks.visit_block(block);
    let [inner] = blocks.0[..] else { return None };
    let made = Signature { asyncness: Some(syn::token::Async::default()), output: ReturnType::Default, ..sig.clone() };
    let inner_block = &inner.block;
    let analysed = analyse::methods(Name::ValueTask, TokenStream::new(), quote!(#made #inner_block)).ok()?;
    Some(body(sig, &inner.block, &analysed.first()?.analysis, None, statics))
}

/// Whether a body makes a box of a future, rather than handing on another's.
pub(super) fn makes_a_box(block: &Block) -> bool {
    struct Boxes(bool);
    impl Visit<'_> for Boxes {
        fn visit_expr(&mut self, expr: &Expr) {
            if matches!(expr, Expr::Async(_)) {
                return;
            }
            self.0 |= awaits::call(expr).is_some_and(|call| match &*call.name {
                "boxed" | "boxed_local" => call.method,
                "pin" => call.qualifier.as_deref() == Some("Box"),
                _ => false,
            });
            visit::visit_expr(self, expr);
        }
    }
    let mut boxes = Boxes(false);
    boxes.visit_block(block);
    // A body that is more than one call may make it where it isn't seen.
    let hands_on = matches!(&block.stmts[..], [Stmt::Expr(Expr::MethodCall(_) | Expr::Call(_), None)]);
    boxes.0 || !hands_on
}

/// What the declared type of an `async_method` costs, where that is known by its name.
pub(super) fn declared(output: &ReturnType) -> Option<Cost> {
    if returns::boxed(output).is_some() {
        return Some(Cost::exactly(1));
    }
    let ReturnType::Type(_, ty) = output else { return None };
    let Type::Path(path) = &**ty else { return None };
    let last = path.path.segments.last()?;
    let pooled =
        ["ValueTask", "LocalValueTask", "PooledFuture", "LocalPooledFuture"].iter().any(|name| last.ident == name);
    pooled.then_some(Cost::exactly(0))
}

/// What a declared type results in: its last argument.
pub(super) fn result_of(output: Option<Type>) -> Option<Type> {
    match output? {
        Type::Path(path) => returns::types(&path.path.segments.last()?.arguments).last().map(|ty| (*ty).clone()),
        _ => None,
    }
}
