//! Lets the compiler look for the stand-in, where the path of the attribute isn't known.
//!
//! It is what the dependencies call `async_trait`, else what the path stands for that the attribute has here. A `use` imports
//! what a name means as a module, as a function and as a macro, and is an error only if it means nothing. So an import needn't
//! find a module where there is a function of its name; and a module that is imported by its name comes before one by a `*`.
//!
//! A name such as `async_trait` may mean another module in a dependency. Only a module that exports itself as `__stand_in` is found.
//! The path may be that of a macro which has written the attribute, and a trait may have its name, of which nothing can be
//! imported. So it comes last: nothing is asked of it if the stand-in is found without.
//!
//! ```text
//! use framework::handler as own;            the macro, and what else has its name
//! mod search {
//!     pub use self::roots::found;           the stand-in, and a function
//!     pub use self::by_path::*;             own as found, if that isn't one
//!     mod by_path {
//!         pub use self::names::own as found;
//!         mod names { pub use super::super::super::*; pub fn own() {} }
//!     }
//!     mod roots {
//!         pub fn found() {}
//!         pub use self::of_framework::*;
//!         mod of_framework {
//!             pub use self::inside::__stand_in as found;
//!             mod inside { pub use super::or_none::async_trait::*; pub fn __stand_in() {} }
//!             mod or_none { pub use super::names::async_trait; pub use super::super::none::*; }
//!             mod names { pub use ::framework::*; pub fn async_trait() {} }
//!         }
//!         mod none { pub mod async_trait {} }
//!     }
//! }
//! use search::found::__valuetask as library;
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
    let own = format_ident!("__valuetask_own_{count}");
    // If it isn't found, the message has this name.
    let search = format_ident!("not_found_add_async_trait_to_the_dependencies_or_choose_the_mode_boxed_{count}");
    let found = Ident::new("found", Span::mixed_site());

    let in_place = path.iter().map(|path| quote!(use #path as #own;));
    // A crate may have another macro of this name: so each module is looked at by itself.
    let roots = externs::all().map(absolute).chain([quote!(crate)]).enumerate().map(|(count, root)| {
        let module = format_ident!("of_{count}");
        look_in(&module, &root, &found)
    });
    // Names such as `core` are in many crates: they are looked up in those alone which item and path speak of.
    let inner: Vec<_> = INNER.split(' ').map(|name| Ident::new(name, Span::mixed_site())).collect();
    let inside = externs::in_item(path.iter().chain([item]).cloned().collect()).into_iter().map(|name| {
        let (module, root) = (format_ident!("in_{name}"), absolute(name));
        let looked = inner
            .iter()
            .map(|name| look_in(&format_ident!("of_{name}"), &quote!(super::super::or_none::#name), &found));
        quote! {
            pub use self::#module::*;
            mod #module {
                mod root { pub use #root::*; #(pub fn #inner() {})* }
                mod or_none { pub use super::root::{#(#inner),*}; pub use super::super::none::*; }
                use super::none;
                #(#looked)*
            }
        }
    });
    let beside = quote! {
        #(#in_place)*
        mod #search {
            pub use self::roots::#found;
            pub use self::by_path::*;
            mod by_path {
                pub use self::names::#own as #found;
                mod names { pub use super::super::super::*; pub fn #own() {} }
            }
            mod roots {
                pub fn #found() {}
                mod none { pub mod async_trait {} #(pub mod #inner {})* }
                #(#roots)*
                #(#inside)*
            }
        }
        use #search::#found::__valuetask as #library;
    };
    Library { path: quote!(#library), beside }
}

/// Exports what is called `async_trait` in the module at `path` as `found`, if it is the stand-in.
fn look_in(module: &Ident, path: &TokenStream, found: &Ident) -> TokenStream {
    quote! {
        pub use self::#module::*;
        mod #module {
            pub use self::inside::__stand_in as #found;
            mod inside { pub use super::or_none::async_trait::*; pub fn __stand_in() {} }
            mod or_none { pub use super::names::async_trait; pub use super::super::none::*; }
            mod names { pub use #path::*; pub fn async_trait() {} }
        }
    }
}
