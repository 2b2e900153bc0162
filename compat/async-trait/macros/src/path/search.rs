//! Lets the compiler look for the stand-in, where the path of the attribute isn't known.
//!
//! It is what the path stands for that the attribute has here, else what the dependencies call `async_trait`. A `use` imports
//! what a name means as a module, as a function and as a macro, and is an error only if it means nothing. So an import needn't
//! find a module where there is a function of its name; and a module that is imported by its name comes before one by a `*`.
//!
//! ```text
//! use framework::handler as found;          the macro, and the module if there is one
//! use search::*;                            the module, if that isn't one
//! mod search {
//!     pub use self::of_framework::*;
//!     mod of_framework {
//!         pub use self::names::async_trait as found;
//!         mod names { pub use ::framework::*; pub fn async_trait() {} }
//!     }
//! }
//! use found::__valuetask as library;
//! ```

use std::sync::atomic::{AtomicUsize, Ordering};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::{Library, absolute, externs};

/// Modules in which crates keep what their macros name, at the root of the crate.
const INNER: &str = "\
    __export __exports __internal __macro_support __private __private_api __reexport __reexports __rt _export _private \
    codegen core crates deps export exports hidden internal macro_support macros prelude private re_export re_exports \
    reexport reexports rt support third_party traits";

/// Returns the library as the compiler finds it, by `path` if that is the attribute's, or in the dependencies.
pub(super) fn for_library(path: Option<TokenStream>, item: &TokenStream) -> Library {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let library = format_ident!("__valuetask_library_{count}");
    let search = format_ident!("__valuetask_search_{count}");
    // If it isn't found, the message has this name.
    let found = format_ident!("not_found_add_async_trait_to_the_dependencies_or_choose_the_mode_boxed_{count}");

    let own = path.map(|path| quote!(use #path as #found;));
    // A crate may have another macro of this name: so each module is looked at by itself.
    let roots = externs::all().map(absolute).chain([quote!(crate)]).enumerate().map(|(count, root)| {
        let module = format_ident!("of_{count}");
        look_in(&module, &root, &found)
    });
    // Names such as `core` are in many crates: they are looked up in those alone which the item speaks of.
    let inner: Vec<_> = INNER.split(' ').map(|name| Ident::new(name, Span::mixed_site())).collect();
    let inside = externs::in_item(item.clone()).into_iter().map(|name| {
        let (module, root) = (format_ident!("in_{name}"), absolute(name));
        let looked = inner
            .iter()
            .map(|name| look_in(&format_ident!("of_{name}"), &quote!(super::super::or_none::#name), &found));
        quote! {
            pub use self::#module::*;
            mod #module {
                mod root { pub use #root::*; #(pub fn #inner() {})* }
                mod or_none { pub use super::root::{#(#inner),*}; pub use super::super::none::*; }
                #(#looked)*
            }
        }
    });
    let beside = quote! {
        #own
        use #search::*;
        mod #search {
            mod none { #(pub mod #inner {})* }
            #(#roots)*
            #(#inside)*
        }
        use #found::__valuetask as #library;
    };
    Library { path: quote!(#library), beside }
}

/// Exports what is called `async_trait` in the module at `path` as `found`, by a module of this name.
fn look_in(module: &Ident, path: &TokenStream, found: &Ident) -> TokenStream {
    quote! {
        pub use self::#module::*;
        mod #module {
            pub use self::names::async_trait as #found;
            mod names { pub use #path::*; pub fn async_trait() {} }
        }
    }
}
