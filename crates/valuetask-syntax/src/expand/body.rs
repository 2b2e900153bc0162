//! The body of a method that returns a task.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Block, Expr, Stmt};

use super::phases;
use crate::analyse::Mechanism;
use crate::args::{Mode, Start};
use crate::awaits;
use crate::signature::{Outline, located};

/// Replaces `body` by one that makes the task.
///
/// Where attributes of other crates see it, it is only complete under the attribute that is returned.
pub(super) fn rewrite(
    body: &mut Block,
    mechanism: Mechanism,
    outline: &Outline,
    seen_by: Option<&[Attribute]>,
    mode: &Mode,
) -> Option<Attribute> {
    let span = outline.place;
    let mut finish = None;
    let future = machine(body, outline, mode, seen_by.is_some());
    let made = if let Some(attrs) = seen_by {
        let (seen, last) = phases::first(future, attrs, mode, span);
        finish = Some(last);
        seen
    } else if mechanism == Mechanism::Ready {
        ready(&future, mode, span)
    } else {
        let make = maker(mode, span);
        quote_spanned!(span=> #make(#future))
    };
    // Not parsed: nobody looks at it any more, and that would take longer than all the rest.
    body.stmts = vec![Stmt::Expr(Expr::Verbatim(made), None)];
    finish
}

/// The whole body as one `async move` block, with every argument in it.
///
/// `quiet` where other code than the body may use the arguments, so that none is to be called unused.
fn machine(body: &mut Block, outline: &Outline, mode: &Mode, quiet: bool) -> TokenStream {
    let wrapped = awaits::wrap(body, outline.takes_apart, mode);
    let span = located(body.brace_token.span.join());
    let krate = mode.krate(span);
    let import = wrapped.awaits.then(|| quote!(use #krate::__private::{OtherFuture as _, NoFuture as _};));
    let gate = wrapped.gated.then(|| quote_spanned!(span=> #krate::__private::gate().await;));
    let receiver = &outline.receiver;
    let arguments = outline.arguments.iter().map(|argument| argument.rebind(quiet));
    let hint = return_hint(outline, mode);
    let value = typed(body, outline, span);
    quote_spanned!(outline.place=> async move { #import #hint #gate #receiver #(#arguments)* #value })
}

/// What `body` evaluates to, as the return type says.
fn typed(body: &Block, outline: &Outline, span: Span) -> TokenStream {
    // The block keeps the user's braces: they say of which edition it is, and so when its tail's temporaries are dropped.
    match &outline.value {
        Some(_) if outline.unit => quote_spanned!(span=> #[allow(unused_braces)] let (): () = #body;),
        Some(value) => quote_spanned! {span=>
            #[allow(unused_braces)]
            let __ret: #value = #body;
            #[allow(unreachable_code)]
            __ret
        },
        None => quote!(#body),
    }
}

/// Never run: it tells what `return` returns, so that it coerces as the tail does.
fn return_hint(outline: &Outline, mode: &Mode) -> Option<TokenStream> {
    outline.value.as_ref().filter(|_| !outline.unit).map(|value| {
        let span = located(value.span());
        let core = mode.core(span);
        quote_spanned! {span=>
            if let #core::option::Option::Some(__ret)
                = #core::option::Option::None::<#value>
            {
                #[allow(unreachable_code)]
                return __ret;
            }
        }
    })
}

/// The type of task that a method returns.
fn task_path(mode: &Mode, span: Span) -> TokenStream {
    let krate = mode.krate(span);
    if mode.send { quote_spanned!(span=> #krate::ValueTask) } else { quote_spanned!(span=> #krate::LocalValueTask) }
}

/// The function that makes the task, or the box, of a future.
pub(super) fn maker(mode: &Mode, span: Span) -> TokenStream {
    if mode.boxed {
        return quote_spanned!(span=> Box::pin);
    }
    let krate = mode.krate(span);
    if mode.declared {
        let make = declared_maker(mode, span);
        return quote_spanned!(span=> #krate::__private::#make);
    }
    let task = task_path(mode, span);
    match (mode.start, mode.send) {
        (Start::Hot, true) => quote_spanned!(span=> #krate::__private::hot),
        (Start::Hot, false) => quote_spanned!(span=> #krate::__private::hot_local),
        (Start::Lazy, _) => quote_spanned!(span=> #task::from_future),
    }
}

/// What makes what a method declares.
pub(super) fn declared_maker(mode: &Mode, span: Span) -> Ident {
    Ident::new(if mode.start == Start::Hot { "declared_hot" } else { "declared_lazy" }, span)
}

/// The task of a body that awaits nothing.
fn ready(block: &TokenStream, mode: &Mode, span: Span) -> TokenStream {
    let krate = mode.krate(span);
    if mode.declared {
        return quote_spanned!(span=> #krate::__private::declared_ready(#block));
    }
    let task = task_path(mode, span);
    quote_spanned!(span=> #task::ready(#krate::__private::value_of(#block)))
}
