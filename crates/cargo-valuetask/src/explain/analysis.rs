//! The analysis that the attributes make of the methods of a file.

use std::collections::HashMap;
use std::ops::Range;

use proc_macro2::TokenStream;
use syn::{GenericParam, Ident, ImplItem, Item, Signature};
use valuetask_syntax::analyse::{self, Analysed};
use valuetask_syntax::{Name, not_in_erased_trait};

use crate::survey::{Place, Speaking};

/// What is known of the methods of a file that have a body, by the first bytes of their names: `None` of those that the
/// erased trait for `dyn` lacks.
pub(super) type Analysis = HashMap<usize, Option<Analysed>>;

/// Analyses the methods of a file, in which these places are.
///
/// # Errors
///
/// A mistake in an attribute of valuetask's or in its item.
pub(super) fn analyse(text: &str, places: &[&Place]) -> syn::Result<Analysis> {
    let mut analysis = Analysis::new();
    let item = |place: &Place| if place.alone { place.method.bytes.clone() } else { place.item.bytes.clone() };
    for of_item in places.chunk_by(|one, other| item(one) == item(other)) {
        add(&mut analysis, of_item[0].speaking.as_deref(), &item(of_item[0]), text)?;
    }
    Ok(analysis)
}

/// Analyses an item under its attribute, or as if `#[value_task]` stood there.
fn add(analysis: &mut Analysis, speaking: Option<&Speaking>, item: &Range<usize>, text: &str) -> syn::Result<()> {
    let attributes: Vec<_> =
        speaking.iter().flat_map(|speaking| &speaking.attributes).map(|found| found.place.bytes.clone()).collect();
    let tokens: TokenStream = alone(text, item, &attributes).parse()?;
    let ours = speaking.and_then(|speaking| Some((speaking.name()?, speaking)));
    let found = match ours {
        Some((name, speaking)) => analyse::methods(name, speaking.attributes[0].place.args.clone(), tokens.clone())?,
        None => analyse::methods(Name::ValueTask, TokenStream::new(), tokens.clone()).unwrap_or_default(),
    };
    analysis.extend(found.into_iter().map(|one| (one.at.byte_range().start, Some(one))));
    if ours.is_some_and(|(_, speaking)| speaking.says("dyn")) {
        let item = syn::parse2(tokens)?;
        analysis.extend(native(&item).into_iter().map(|name| (name.span().byte_range().start, None)));
    }
    Ok(())
}

/// The text of a file with blanks for all but an item, without some of its attributes: all places stay.
fn alone(text: &str, item: &Range<usize>, without: &[Range<usize>]) -> String {
    let stays = |at: &usize| item.contains(at) && !without.iter().any(|part| part.contains(at));
    let seen = |(at, byte): (usize, u8)| if byte == b'\n' || stays(&at) { byte } else { b' ' };
    let bytes: Vec<_> = text.bytes().enumerate().map(seen).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The methods of a native trait that an object hasn't got; of an implementation, for all that it shows.
fn native(item: &Item) -> Vec<&Ident> {
    let is_generic = |param: &GenericParam| !matches!(param, GenericParam::Lifetime(_));
    let is_it = |sig: &&Signature| sig.receiver().is_none() || sig.generics.params.iter().any(is_generic);
    match item {
        Item::Trait(item) => not_in_erased_trait(item).collect(),
        Item::Impl(item) => {
            let methods = item.items.iter().filter_map(|item| match item {
                ImplItem::Fn(method) => Some(&method.sig),
                _ => None,
            });
            methods.filter(is_it).map(|sig| &sig.ident).collect()
        }
        _ => Vec::new(),
    }
}
