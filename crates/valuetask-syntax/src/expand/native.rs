//! Native traits: `#[value_task(dyn = DynStore)]` leaves a trait's async methods native, and adds an erased trait beside it,
//! which is dyn-compatible.
//!
//! ```text
//! trait Store { async fn get(&self, key: &str) -> u64; }
//!
//! trait Store {
//!     fn get<'task>(&'task self, key: &'task str) -> impl Future<Output = u64> + Send;
//!     fn __valuetask_native_get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64>
//!     where Self: Sized { Self::__valuetask_native_get_starts.task(self.get(key)) }
//!     const __valuetask_native_get_starts: Starts = Starts::Lazy;
//! }
//! trait DynStore { fn __valuetask_native_get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64>; }
//! impl<__ValuetaskImplementer: Store> DynStore for __ValuetaskImplementer { .. }
//! impl dyn DynStore { fn get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64> { .. } }
//! impl Store for dyn DynStore, Box<dyn DynStore>, Arc<dyn DynStore>, .. { .. }
//! ```
//!
//! An implementation under `#[value_task(dyn)]` has the constant, too, so that the hidden method starts hot: see [`hot`].
//!
//! Each module uses only those before it in this list:
//!
//! | module | from | to |
//! |---|---|---|
//! | [`shape`], [`self_types`], [`opaque`] | a signature | what one part of it says |
//! | [`reason`] | a signature | why the erased trait hasn't got the method |
//! | [`signature`] | a signature | those of the native and of the hidden method |
//! | [`method`] | a method | what stands for it in the trait and in the erased trait |
//! | [`erased`], [`page`], [`object`], [`pointers`] | the trait and its methods | all that stands beside the trait |
//! | [`hot`] | an implementation | the same with constants or hidden methods |
//!
//! These compare by text alone. What that leaves out is a method, a bound or a type of the erased trait, which the compiler
//! then misses (E0046, E0053, E0277). What a task holds is said by [`signature`](crate::signature).

mod erased;
mod hot;
mod method;
mod object;
mod opaque;
mod page;
mod pointers;
mod reason;
mod self_types;
mod shape;
mod signature;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{Error, Item, ItemTrait, TraitItem};

use crate::args::{Mode, Native, Returns};
use crate::parse::Scope;
use erased::{Erased, is_of, path};
use method::{Around, Method};
pub use reason::not_in_erased_trait;

const ON_A_TRAIT: &str = "name the erased trait that goes behind `dyn`, as in `#[value_task(dyn = DynStore)]`";
const ON_A_FUNCTION: &str = "`dyn` is for a trait or an impl of one: remove it, as a function has nothing to be `dyn`";
const OF_NO_TRAIT: &str = "`dyn` is for an impl of a trait that says `dyn = Name`: remove it here";
const DECLARED: &str =
    "`dyn` is an argument of `#[value_task]`: methods of a native trait declare the value, not the task";
const NO_SUPERTRAIT: &str = "the trait has no such supertrait: write it as it stands there";
const SAME_NAME: &str = "the erased trait stands beside the trait: give it a name of its own, as in `dyn = DynStore`";
const BOXED: &str =
    "`dyn` and `boxed` contradict each other: a native trait returns no box, and its erased trait returns tasks";

/// Expands a native trait, or an impl of one.
pub(super) fn expand(item: Item, native: &Native, mode: &Mode, errors: &mut Vec<Error>) -> TokenStream {
    let mut refuse = |message: &str| errors.push(Error::new(native.at, message));
    match mode.returns {
        Returns::Declared => refuse(DECLARED),
        Returns::Boxed => refuse(BOXED),
        Returns::Task | Returns::Pooled => {}
    }
    // An erased trait returns tasks, which may start at the call.
    let mode = &mode.returning(Returns::Task);
    match item {
        Item::Trait(item) => {
            let given = native.erased.clone().filter(|erased| *erased != item.ident);
            let erased = given.unwrap_or_else(|| {
                refuse(if native.erased.is_some() { SAME_NAME } else { ON_A_TRAIT });
                format_ident!("Dyn{}", item.ident.unraw())
            });
            expand_trait(item, native, &erased, mode, errors)
        }
        Item::Impl(item) => {
            // A name isn't refused: mockall's `#[automock]` copies the trait's attribute to its own implementation.
            if item.trait_.is_none() {
                refuse(OF_NO_TRAIT);
            }
            hot::expand(item, native.at, mode, errors).into_token_stream()
        }
        item => {
            refuse(ON_A_FUNCTION);
            item.into_token_stream()
        }
    }
}

/// Expands a trait to itself, its erased trait, and what the two have to do with each other.
fn expand_trait(
    mut item: ItemTrait,
    native: &Native,
    name: &Ident,
    mode: &Mode,
    errors: &mut Vec<Error>,
) -> TokenStream {
    let scope = Scope::of_trait(&item).around_native();
    let type_names: Vec<_> = self_types::types(&item).into_iter().map(|ty| ty.ident.clone()).collect();
    let of = path(&item.ident, &item.generics, TokenStream::new());
    let around = Around { scope: &scope, mode, name: &item.ident, path: of, types: &type_names };
    let mut methods = Vec::new();
    let mut items = Vec::new();
    for part in std::mem::take(&mut item.items) {
        match part {
            TraitItem::Fn(method) => {
                let method = Method::of(method, &around, errors);
                let all = [&method.native].into_iter().chain(&method.hidden).chain(&method.uncalled);
                items.extend(all.cloned().map(TraitItem::Fn));
                items.extend(method.starts(mode));
                methods.push(method);
            }
            other => items.push(other),
        }
    }
    item.items = items;
    for (base, _) in &native.supertraits {
        if !item.supertraits.iter().any(|bound| is_of(bound, base)) {
            errors.push(Error::new_spanned(base, NO_SUPERTRAIT));
        }
    }
    let erased = Erased { item: &item, name, methods: &methods, around: &around, native };
    let mut expansion = erased.message().to_token_stream();
    item.to_tokens(&mut expansion);
    expansion.extend(erased.declaration());
    expansion.extend(erased.blanket());
    for auto in erased.autos() {
        expansion.extend(erased.inherent(&auto));
        expansion.extend(erased.leads(&auto));
        expansion.extend(erased.implementations(&auto));
    }
    expansion
}
