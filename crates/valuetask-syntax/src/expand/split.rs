//! A body in two parts: plain code that may return, and the machine.
//!
//! The first part is an async block that is polled once where it stands and then gone, so `return`, `?` and loops in it mean
//! what they mean in the method. It borrows the arguments; the machine owns them. Only copies pass from one to the other.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Block, Expr, ExprBlock, ExprIf, ExprMatch, Pat, Stmt, parse_quote};

use super::body::{self, Parts};
use crate::analyse::{Arm, Branches, Cut};
use crate::args::Mode;
use crate::signature::Outline;

/// The statements of a method whose `body` is split at `cut`.
pub(super) fn early_exit(body: &mut Block, cut: Cut, outline: &Outline, mode: &Mode) -> TokenStream {
    let value = outline.value.as_ref().expect("a body with an opaque value isn't split");
    let span = outline.place;
    let (krate, task) = (mode.krate(span), body::task_path(mode, span));
    let hint = body::return_hint(outline, mode, span);
    let mut rest = body.stmts.split_off(cut.at);
    let mut prefix = std::mem::take(&mut body.stmts);
    quiet_locals(&mut prefix, &cut);

    let (mut from, mut to) = (Vec::new(), Vec::new());
    if let Some(branches) = cut.branches {
        let several = branches.0.iter().filter(|arm| **arm == Arm::Awaits).count() > 1;
        let (select, tail) = take_arms(rest.remove(0), branches);
        prefix.push(select);
        rest = vec![tail];
        if several {
            from.push(quote!(__arm));
            to.push(quote!(__arm));
        }
    }
    for (name, mutable) in &cut.carried {
        let mutable = mutable.then(|| quote!(mut));
        from.push(quote!(#name));
        to.push(quote!(#mutable #name));
    }
    let outer: Vec<_> = (0..to.len()).map(|index| format_ident!("__carried{index}", span = span)).collect();
    let carried = quote!(#(#[allow(unused_mut, unused_variables)] let #to = #outer;)*);

    body.stmts = rest;
    let machine = body::machine(body, outline, mode, &Parts { quiet_arguments: true, carried });
    let machine = body::task(&machine, mode, span);
    quote_spanned! {span=>
        let mut __carried = #krate::__private::core::option::Option::None;
        if let #krate::__private::core::task::Poll::Ready(__ret) = #krate::__private::prefix(async {
            #hint
            #(#prefix)*
            __carried = #krate::__private::core::option::Option::Some((#(#from,)*));
            #krate::__private::fell_through::<#value>().await
        }) {
            return #task::ready(__ret);
        }
        let #krate::__private::core::option::Option::Some((#(#outer,)*)) = __carried else {
            #krate::__private::unreached()
        };
        #machine
    }
}

/// A local that only the machine changes is `mut` for no reason that the compiler sees.
fn quiet_locals(prefix: &mut [Stmt], cut: &Cut) {
    for stmt in prefix {
        let Stmt::Local(local) = stmt else { continue };
        let pat = match &local.pat {
            Pat::Type(pat) => &*pat.pat,
            pat => pat,
        };
        if let Pat::Ident(pat) = pat
            && cut.carried.iter().any(|(name, mutable)| *mutable && *name == pat.ident)
        {
            local.attrs.push(parse_quote!(#[allow(unused_mut)]));
        }
    }
}

/// Takes the awaiting arms out of the branching tail.
///
/// What stays leaves the method with the value of an arm, or says which arm the machine has to go on with.
fn take_arms(tail: Stmt, branches: Branches) -> (Stmt, Stmt) {
    let Stmt::Expr(mut tail, _) = tail else { unreachable!("the tail is an expression") };
    let mut arms = Arms { kinds: branches.0.into_iter(), taken: Vec::new() };
    match &mut tail {
        Expr::If(branch) => arms.of_if(branch),
        Expr::Match(branch) => arms.of_match(branch),
        _ => unreachable!("the tail branches"),
    }
    let select = parse_quote! {
        #[allow(unreachable_code, unused_braces, unused_variables)]
        let __arm: usize = #tail;
    };
    let last = arms.taken.pop().expect("an arm awaits");
    let rest = if arms.taken.is_empty() {
        last
    } else {
        let (index, others) = (0usize.., arms.taken);
        parse_quote!(match __arm { #(#index => #others,)* _ => #last, })
    };
    (select, Stmt::Expr(rest, None))
}

struct Arms {
    kinds: std::vec::IntoIter<Arm>,
    taken: Vec<Expr>,
}

impl Arms {
    fn of_if(&mut self, branch: &mut ExprIf) {
        let then = Block { brace_token: branch.then_branch.brace_token, stmts: Vec::new() };
        let then = std::mem::replace(&mut branch.then_branch, then);
        let then = self.replacement(Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block: then }));
        branch.then_branch.stmts = vec![Stmt::Expr(then, None)];
        match &mut branch.else_branch {
            Some((_, otherwise)) => match &mut **otherwise {
                Expr::If(branch) => self.of_if(branch),
                block => {
                    let arm = self.replacement(std::mem::replace(block, Expr::PLACEHOLDER));
                    *block = parse_quote!({ #arm });
                }
            },
            None => {
                let arm = self.replacement(parse_quote!(()));
                branch.else_branch = Some((Default::default(), parse_quote!({ #arm })));
            }
        }
    }

    fn of_match(&mut self, branch: &mut ExprMatch) {
        for arm in &mut branch.arms {
            *arm.body = self.replacement(std::mem::replace(&mut *arm.body, Expr::PLACEHOLDER));
            arm.comma = Some(Default::default());
        }
    }

    /// What stands in the place of an arm.
    fn replacement(&mut self, body: Expr) -> Expr {
        match self.kinds.next().expect("as many arms as were planned") {
            Arm::Ready => parse_quote!(return #body),
            Arm::Awaits => {
                let index = self.taken.len();
                self.taken.push(body);
                parse_quote!(#index)
            }
        }
    }
}
