//! The body of a method that returns a task.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Block, Expr, Stmt};

use super::split;
use crate::analyse::{Cut, Mechanism};
use crate::args::{Mode, Start};
use crate::awaits;
use crate::signature::{Argument, Outline, located};

/// Replaces `body` by one that makes the task.
pub(super) fn rewrite(body: &mut Block, mechanism: Mechanism, cut: Option<Cut>, outline: &Outline, mode: &Mode) {
    let made = match cut {
        Some(cut) => split::early_exit(body, cut, outline, mode),
        None => {
            let span = outline.place;
            let block = machine(body, outline, mode, &Parts::default());
            if mechanism == Mechanism::Ready { ready(&block, mode, span) } else { task(&block, mode, span) }
        }
    };
    body.stmts = vec![Stmt::Expr(Expr::Verbatim(made), None)];
}

/// What a machine that follows a split-off part has beside its statements.
#[derive(Default)]
pub(super) struct Parts {
    /// An argument may have been used before, so that it is no news if it isn't used here.
    pub(super) quiet_arguments: bool,
    /// The locals that are carried over.
    pub(super) carried: TokenStream,
}

/// The whole body as one `async move` block, with every argument in it.
pub(super) fn machine(body: &mut Block, outline: &Outline, mode: &Mode, parts: &Parts) -> TokenStream {
    let asks = mode.start == Start::Hot && awaits::wrap(body, mode);
    let span = located(body.brace_token.span.join());
    let krate = mode.krate(span);
    let import = asks.then(|| {
        let awaited = Ident::new(awaits::AWAITED, Span::mixed_site());
        quote! {
            #[allow(unused_imports)]
            use #krate::__private::{Awaited as #awaited, Gated as _, Unawaitable as _};
        }
    });
    // Named first, so that it is captured whole, used or not, and dropped last.
    let receiver = outline.owns_self.then(|| quote!(let _ = &self;));
    let arguments = outline.arguments.iter().map(|argument| Argument::rebind(argument, parts.quiet_arguments));
    let carried = &parts.carried;
    let hint = return_hint(outline, mode, span);
    // The block keeps the user's braces: they say of which edition it is, and so when its tail's temporaries are dropped.
    let value = match &outline.value {
        Some(_) if outline.unit => quote_spanned!(span=> #[allow(unused_braces)] let (): () = #body;),
        Some(value) => quote_spanned! {span=>
            #[allow(unused_braces)]
            let __ret: #value = #body;
            #[allow(unreachable_code)]
            __ret
        },
        None => quote!(#body),
    };
    quote_spanned!(outline.place=> async move { #import #hint #receiver #(#arguments)* #carried #value })
}

/// Never run: it tells what `return` returns, so that it coerces as the tail does.
pub(super) fn return_hint(outline: &Outline, mode: &Mode, span: Span) -> Option<TokenStream> {
    let krate = mode.krate(span);
    outline.value.as_ref().filter(|_| !outline.unit).map(|value| {
        quote_spanned! {span=>
            if let #krate::__private::core::option::Option::Some(__ret)
                = #krate::__private::core::option::Option::None::<#value>
            {
                #[allow(unreachable_code)]
                return __ret;
            }
        }
    })
}

/// The type of task that a method returns.
pub(super) fn task_path(mode: &Mode, span: Span) -> TokenStream {
    let krate = mode.krate(span);
    if mode.send { quote_spanned!(span=> #krate::ValueTask) } else { quote_spanned!(span=> #krate::LocalValueTask) }
}

/// The task that runs `block`. Whatever has to wrap the body as it is polled is put around `block` here.
pub(super) fn task(block: &TokenStream, mode: &Mode, span: Span) -> TokenStream {
    let (krate, task) = (mode.krate(span), task_path(mode, span));
    match (mode.start, mode.send) {
        (Start::Hot, true) => quote_spanned!(span=> #krate::__private::hot(#block)),
        (Start::Hot, false) => quote_spanned!(span=> #krate::__private::hot_local(#block)),
        (Start::Lazy, _) => quote_spanned!(span=> #task::from_future(#block)),
    }
}

/// The task of a body that awaits nothing.
fn ready(block: &TokenStream, mode: &Mode, span: Span) -> TokenStream {
    let (krate, task) = (mode.krate(span), task_path(mode, span));
    quote_spanned! {span=>
        match #krate::__private::prefix(#block) {
            #krate::__private::core::task::Poll::Ready(__ret) => #task::ready(__ret),
            #krate::__private::core::task::Poll::Pending => #krate::__private::unreached(),
        }
    }
}
