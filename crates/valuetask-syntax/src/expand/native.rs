//! Native traits: `#[value_task(dyn = DynStore)]` leaves a trait's async methods native, and adds a companion that is
//! dyn-compatible.
//!
//! ```text
//! trait Store { async fn get(&self, key: &str) -> u64; }
//!
//! trait Store {
//!     fn get<'task>(&'task self, key: &'task str) -> impl Future<Output = u64> + Send;
//!     fn __valuetask_native_get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64>
//!     where Self: Sized { from_future(self.get(key)) }
//! }
//! trait DynStore { fn __valuetask_native_get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64>; }
//! impl<__ValuetaskImplementer: Store> DynStore for __ValuetaskImplementer { .. }
//! impl dyn DynStore { fn get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64> { .. } }
//! impl Store for dyn DynStore, Box<dyn DynStore>, Arc<dyn DynStore>, .. { .. }
//! ```
//!
//! An implementation under `#[value_task(dyn)]` has the hidden method, too, and starts hot in it: see [`hot`].
//!
//! Each module uses only those before it in this list:
//!
//! | module | from | to |
//! |---|---|---|
//! | [`receiver`], [`self_types`], [`clause`], [`boxed`], [`shape`] | a signature | what one part of it says |
//! | [`reason`] | a signature | why the companion hasn't got the method |
//! | [`outlive`], [`signature`], [`dyn_method`] | a method | its signatures, and the companion's method |
//! | [`method`] | a method | what stands for it in the trait and in the companion |
//! | [`companion`], [`page`], [`object`], [`pointers`] | the trait and its methods | all that stands beside the trait |
//! | [`forward`], [`hot`] | an implementation | the same with hidden methods |

mod boxed;
mod clause;
mod companion;
mod dyn_method;
mod forward;
mod hot;
mod method;
mod object;
mod outlive;
mod page;
mod pointers;
mod reason;
mod receiver;
mod self_types;
mod shape;
mod signature;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{Error, Item, ItemTrait, TraitItem, Type, TypeParamBound};

use crate::args::{Mode, Native, Returns};
use crate::known::{Name, is_mock};
use crate::parse::Scope;
use companion::{Companion, path};
use method::{Around, Method};
pub use reason::not_in_companion;

const ON_A_TRAIT: &str =
    "a native trait has to say what its companion is called, as in `#[value_task(dyn = DynStore)]`";
const ON_A_FUNCTION: &str = "`dyn` is for a trait or an impl of one: remove it, as a function has nothing to be `dyn`";
const OF_NO_TRAIT: &str = "`dyn` is for an impl of a trait that says `dyn = Name`: remove it here";
const DECLARED: &str =
    "`dyn` is an argument of `#[value_task]`: methods of a native trait declare the value, not the task";
const NAMED_ON_AN_IMPL: &str = "the trait says what its companion is called: on an impl, write `dyn` alone";
const LAZY_BY_NAME: &str = "`dyn` on an impl has methods start at the call, and those of `async_trait` are lazy: \
                            write `#[value_task(dyn)]`, or no attribute";
const NO_SUPERTRAIT: &str = "the trait has no such supertrait: write it as it stands there";
const SAME_NAME: &str = "the companion stands beside the trait: give it a name of its own, as in `dyn = DynStore`";
const BOXED: &str = "`dyn` and `boxed` contradict each other: a native trait returns no box, and its companion tasks";

/// Expands a native trait, or an impl of one, under the attribute of this name.
pub(super) fn expand(name: Name, item: Item, native: &Native, mode: &Mode, errors: &mut Vec<Error>) -> TokenStream {
    let mut refuse = |message: &str| errors.push(Error::new(native.at, message));
    match mode.returns {
        Returns::Declared => refuse(DECLARED),
        Returns::Boxed => refuse(BOXED),
        Returns::Task | Returns::Pooled => {}
    }
    // A companion returns tasks, which may start at the call.
    let mode = &mode.returning(Returns::Task);
    match (item, &native.companion) {
        (Item::Trait(item), Some(companion)) if *companion != item.ident => {
            expand_trait(item, native, companion, mode, errors)
        }
        (Item::Trait(item), companion) => {
            refuse(if companion.is_some() { SAME_NAME } else { ON_A_TRAIT });
            let companion = format_ident!("Dyn{}", item.ident.unraw());
            expand_trait(item, native, &companion, mode, errors)
        }
        (Item::Impl(item), companion) => {
            // mockall copies the attribute of the trait.
            let is_copied = is_mocked(&item.self_ty);
            if item.trait_.is_none() {
                refuse(OF_NO_TRAIT);
            } else if companion.is_some() && !is_copied {
                refuse(NAMED_ON_AN_IMPL);
            } else if name == Name::AsyncTrait && !is_copied && !hot::starts(&item, mode) {
                refuse(LAZY_BY_NAME);
            }
            hot::expand(item, native.at, mode, errors).into_token_stream()
        }
        (item, _) => {
            refuse(ON_A_FUNCTION);
            item.into_token_stream()
        }
    }
}

/// Whether a type seems to be made by mockall.
fn is_mocked(ty: &Type) -> bool {
    matches!(ty, Type::Path(ty) if ty.path.segments.last().is_some_and(|last| is_mock(&last.ident)))
}

/// Expands a trait to itself, its companion, and what the two have to do with each other.
fn expand_trait(
    mut item: ItemTrait,
    native: &Native,
    name: &Ident,
    mode: &Mode,
    errors: &mut Vec<Error>,
) -> TokenStream {
    let scope = Scope::of_trait(&item);
    let types: Vec<_> = self_types::types(&item).into_iter().map(|ty| ty.ident.clone()).collect();
    let of = path(&item.ident, &item.generics, TokenStream::new());
    let around = Around { scope: &scope, mode, path: of, types: &types };
    let mut methods = Vec::new();
    let mut items = Vec::new();
    for part in std::mem::take(&mut item.items) {
        match part {
            TraitItem::Fn(method) => {
                let method = Method::of(method, &around, errors);
                items.extend(method.native.iter().cloned().map(TraitItem::Fn));
                methods.push(method);
            }
            other => items.push(other),
        }
    }
    item.items = items;
    for (base, _) in &native.supertraits {
        let is_it = |bound: &TypeParamBound| bound.to_token_stream().to_string() == base.to_token_stream().to_string();
        if !item.supertraits.iter().any(is_it) {
            errors.push(Error::new_spanned(base, NO_SUPERTRAIT));
        }
    }
    let companion = Companion::new(&item, native, name, &methods, mode);
    let mut expansion = companion.message().to_token_stream();
    item.to_tokens(&mut expansion);
    expansion.extend(companion.declaration());
    expansion.extend(companion.blanket());
    expansion.extend(pointers::all(&companion));
    expansion
}
