//! The body of a method that returns a task.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Block;

use crate::args::{Mode, Start};
use crate::awaits;
use crate::signature::{Outline, located};

/// Replaces `body` by one that makes the task.
pub(crate) fn rewrite(body: &mut Block, outline: &Outline, mode: &Mode) {
    let block = machine(body, outline, mode);
    let task = task(&block, mode);
    let made: Block = syn::parse2(quote!({ #task })).expect("the expansion is a block");
    body.stmts = made.stmts;
}

/// The whole body as one `async move` block, with every argument in it.
fn machine(body: &mut Block, outline: &Outline, mode: &Mode) -> TokenStream {
    let krate = &mode.krate;
    let asks = mode.start == Start::Hot && awaits::wrap(body, krate);
    let span = located(body.brace_token.span.join());
    let import = asks.then(|| {
        quote! {
            #[allow(unused_imports)]
            use #krate::__private::Gated as _;
        }
    });
    // Named first, so that it is captured whole, used or not, and dropped last.
    let receiver = outline.owns_self.then(|| quote!(let _ = &self;));
    let arguments = outline.arguments.iter().map(crate::signature::Argument::rebind);
    let stmts = &body.stmts;
    let value = match &outline.value {
        Some(_) if outline.unit => quote_spanned!(span=> let () = { #(#stmts)* };),
        Some(value) => quote_spanned! {span=>
            let __ret: #value = { #(#stmts)* };
            #[allow(unreachable_code)]
            __ret
        },
        None => quote!(#(#stmts)*),
    };
    let returns = outline.value.as_ref().filter(|_| !outline.unit).map(|value| {
        // Never run: it tells what `return` returns, so that it coerces as the tail does.
        quote_spanned! {span=>
            if let #krate::__private::core::option::Option::Some(__ret)
                = #krate::__private::core::option::Option::None::<#value>
            {
                #[allow(unreachable_code)]
                return __ret;
            }
        }
    });
    quote_spanned!(span=> async move { #import #returns #receiver #(#arguments)* #value })
}

/// The task that runs `block`. Whatever has to wrap the body as it is polled is put around `block` here.
fn task(block: &TokenStream, mode: &Mode) -> TokenStream {
    let krate = &mode.krate;
    match (mode.start, mode.send) {
        (Start::Hot, true) => quote!(#krate::__private::hot(#block)),
        (Start::Hot, false) => quote!(#krate::__private::hot_local(#block)),
        (Start::Lazy, true) => quote!(#krate::ValueTask::from_future(#block)),
        (Start::Lazy, false) => quote!(#krate::LocalValueTask::from_future(#block)),
    }
}
