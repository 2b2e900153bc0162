//! `#[value_task(machine, ..)]` under a name of its own, so that a test file that takes its attribute by name can be
//! compiled by every mechanism.
#![forbid(unsafe_code)]

use proc_macro::TokenStream;
use quote::quote;
use valuetask_syntax::Start;

/// Makes each method one state machine that starts hot, whatever else its arguments say.
#[proc_macro_attribute]
pub fn machine(args: TokenStream, item: TokenStream) -> TokenStream {
    let args = proc_macro2::TokenStream::from(args);
    valuetask_syntax::expand(quote!(machine, #args), item.into(), Start::Hot).into()
}
