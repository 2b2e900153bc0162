//! A body in two parts: plain code that may return, and machines that go on from where it stopped.
//!
//! The plain code is an async block that is polled once where it stands and then gone, so `return`, `?` and loops in it mean
//! what they mean in the method. It borrows the arguments; a machine owns them. What passes from one to the other are locals that
//! borrow from no variable, and a task that the plain code has asked in vain.

mod plain;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Block, Expr, Stmt};

use super::body;
use crate::analyse::{Cut, Then};
use crate::args::Mode;
use crate::signature::{Outline, located};
use plain::Stops;

/// The statements of a method whose `body` is split at `cut`.
pub(super) fn split(body: &Block, cut: Cut, outline: &Outline, mode: &Mode) -> TokenStream {
    let value = outline.value.as_ref().expect("a body with an opaque value isn't split");
    let span = outline.place;
    let (krate, task) = (mode.krate(span), body::task_path(mode, span));
    let task_type = quote_spanned!(span=> #task<'_, #value>);
    let (at_once, mut stops) = (cut.at == 0 && matches!(cut.then, Then::Forward), Stops::new(mode, span));
    let mut plain = body.clone();
    stops.cut(&mut plain, cut);
    if at_once {
        return stops.all[0].made(outline, &task_type, mode, span);
    }

    let import = stops.asks.then(|| {
        quote! {
            #[allow(unused_imports)]
            use #krate::__private::Unasked as _;
        }
    });
    // As in the machine, so that what is wrong in both is said once.
    let inside = located(body.brace_token.span.join());
    let hint = body::return_hint(outline, mode);
    let plain = body::typed(&plain, outline, inside);
    let stopped: Vec<_> = (0..stops.all.len()).map(|index| stops.stopped(index)).collect();
    let last = stops.all.len() - 1;
    let machines = stops.all.iter().zip(&stopped).enumerate().map(|(index, (stop, stopped))| {
        let passed = stop.passed.iter().map(|local| &local.outer);
        let made = stop.made(outline, &task_type, mode, span);
        if index == last {
            quote_spanned! {span=>
                let #krate::__private::core::option::Option::Some((#(#passed,)*)) = #stopped else {
                    #krate::__private::unreached()
                };
                #made
            }
        } else {
            quote_spanned! {span=>
                if let #krate::__private::core::option::Option::Some((#(#passed,)*)) = #stopped {
                    return { #made };
                }
            }
        }
    });
    quote_spanned! {span=>
        #(let mut #stopped = #krate::__private::core::option::Option::None;)*
        if let #krate::__private::core::task::Poll::Ready(__ret) = #krate::__private::prefix(async {
            #import #hint #plain
        }) {
            return #task::ready(__ret);
        }
        #(#machines)*
    }
}

/// A place where the plain code may stop, and what goes on from there.
struct Stop {
    passed: Vec<Local>,
    /// The first local is what came of asking, and no other has a destructor. If it is a pending task and no argument has one
    /// either, the machine needn't be polled at the call: it drops the same things in the same order.
    begins_pending: bool,
    /// What the machine runs.
    block: Block,
    /// The call whose task may be the method's own, and what the machine knows it by.
    forwarded: Option<(Ident, Expr)>,
}

/// A local that passes to a machine.
struct Local {
    /// Its value when the plain code stops.
    value: TokenStream,
    /// Its name between the two.
    outer: Ident,
    /// Its pattern in the machine.
    inner: TokenStream,
}

impl Stop {
    /// The task of a body that stopped here, from the names of `passed`.
    fn made(&self, outline: &Outline, task: &TokenStream, mode: &Mode, span: Span) -> TokenStream {
        let krate = mode.krate(span);
        let (inner, outer) =
            (self.passed.iter().map(|local| &local.inner), self.passed.iter().map(|local| &local.outer));
        let rebound = quote!(#(#[allow(unused_mut, unused_variables)] let #inner = #outer;)*);
        let mut block = self.block.clone();
        let arguments = if self.forwarded.is_none() {
            block.stmts.insert(0, Stmt::Expr(Expr::Verbatim(rebound.clone()), None));
            body::Arguments::MayBeUsedBefore
        } else {
            body::Arguments::Taken
        };
        let machine = body::machine(&mut block, outline, mode, arguments);
        let machine = if self.begins_pending && outline.arguments.is_empty() && !outline.owns_self {
            let hot = if mode.send { quote!(hot) } else { quote!(hot_local) };
            quote_spanned! {span=>
                let __start = #krate::__private::start(&__passed0);
                #krate::__private::stopped(move || __start.#hot(#machine))
            }
        } else {
            let machine = body::task(&machine, mode, span);
            quote_spanned!(span=> #krate::__private::stopped(move || #machine))
        };
        let Some((make, call)) = &self.forwarded else { return machine };
        quote_spanned! {span=>
            let #make = {
                #[allow(unused_imports)]
                use #krate::__private::Unforwarded as _;
                #rebound
                let __tail = #krate::__private::tail::<#task, _, _>(move || #call);
                if __tail.__valuetask_forwards() {
                    return __tail.__valuetask_forward();
                }
                __tail.make()
            };
            #machine
        }
    }
}
