//! Bodies that can't stand twice: what a `static` holds would exist twice, too, and there would be two impls, or two
//! things of a name that is one for all.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, Item, ItemImpl, ItemMod, ItemStatic, Macro, Path, Stmt, Type};

use crate::known::last_is_among;
use crate::tokens::say;

/// Attributes that give an item a name outside of the body.
const NAMING: [&str; 3] = ["no_mangle", "export_name", "macro_export"];

/// What else of a macro call's tokens may be a reason.
const ITEMS: [&str; 4] = ["static", "thread_local", "impl", "global_asm"];

/// Whether a body holds, at any depth, a `static` or a `thread_local!`, an impl for what isn't declared in it, or an
/// item that is known outside of it; or a macro call whose tokens name one of these.
///
/// What a macro holds by its own code isn't seen.
pub(super) fn stands_once(body: &Block) -> bool {
    let mut search = Search { declared: Vec::new(), found: false };
    search.visit_block(body);
    search.found
}

struct Search {
    /// The types and traits that the blocks around this place declare, by their names.
    declared: Vec<Ident>,
    found: bool,
}

impl Search {
    fn read(&mut self, tokens: &TokenStream) {
        self.found |= ITEMS.iter().chain(&NAMING).any(|word| say(tokens.clone(), word));
    }

    fn is_declared(&self, path: &Path) -> bool {
        path.segments.len() == 1 && path.segments.iter().any(|only| self.declared.contains(&only.ident))
    }

    fn declare<'a>(&mut self, items: impl Iterator<Item = &'a Item>) {
        self.declared.extend(items.filter_map(|item| match item {
            Item::Struct(item) => Some(item.ident.clone()),
            Item::Enum(item) => Some(item.ident.clone()),
            Item::Union(item) => Some(item.ident.clone()),
            Item::Trait(item) => Some(item.ident.clone()),
            _ => None,
        }));
    }
}

impl<'a> Visit<'a> for Search {
    fn visit_block(&mut self, block: &'a Block) {
        let around = self.declared.len();
        self.declare(block.stmts.iter().filter_map(|stmt| match stmt {
            Stmt::Item(item) => Some(item),
            _ => None,
        }));
        visit::visit_block(self, block);
        self.declared.truncate(around);
    }

    fn visit_item_mod(&mut self, module: &'a ItemMod) {
        let around = std::mem::take(&mut self.declared);
        self.declare(module.content.iter().flat_map(|(_, items)| items));
        visit::visit_item_mod(self, module);
        self.declared = around;
    }

    fn visit_item_impl(&mut self, item: &'a ItemImpl) {
        let of_own_type = matches!(&*item.self_ty, Type::Path(ty) if ty.qself.is_none() && self.is_declared(&ty.path));
        let of_own_trait = item.trait_.as_ref().is_some_and(|(path, _)| self.is_declared(path));
        self.found |= !of_own_type && !of_own_trait;
        visit::visit_item_impl(self, item);
    }

    fn visit_item_static(&mut self, _: &'a ItemStatic) {
        self.found = true;
    }

    fn visit_attribute(&mut self, attr: &'a Attribute) {
        self.found |= NAMING.iter().any(|word| say(attr.meta.to_token_stream(), word));
    }

    fn visit_macro(&mut self, mac: &'a Macro) {
        self.found |= last_is_among("thread_local global_asm", &mac.path);
        self.read(&mac.tokens);
    }

    fn visit_item(&mut self, item: &'a Item) {
        match item {
            Item::Verbatim(tokens) => self.read(tokens),
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Verbatim(tokens) => self.read(tokens),
            _ => visit::visit_expr(self, expr),
        }
    }
}

#[cfg(test)]
mod tests {
    use syn::{Block, parse_quote};

    #[test]
    fn a_static_is_found_wherever_it_stands() {
        let with: [Block; 7] = [
            parse_quote!({
                static COUNT: AtomicU32 = AtomicU32::new(0);
            }),
            parse_quote!({
                if key > 1 {
                    static mut COUNT: u32 = 0;
                }
            }),
            parse_quote!({
                let count = || {
                    static COUNT: Mutex<u32> = Mutex::new(0);
                    &COUNT
                };
            }),
            parse_quote!({
                fn count() -> u32 {
                    static COUNT: OnceLock<u32> = OnceLock::new();
                    1
                }
                count()
            }),
            parse_quote!({
                std::thread_local!(const KEY: u32 = 0);
            }),
            parse_quote!({
                lazy_static! {
                    static ref COUNT: u32 = 0;
                }
            }),
            parse_quote!({
                select! { _ = other => { thread_local! { A: u32 = 0 } } }
            }),
        ];
        for body in &with {
            assert!(super::stands_once(body), "{body:?}");
        }
    }

    #[test]
    fn what_others_see_is_found() {
        let with: [Block; 12] = [
            parse_quote!({
                impl From<Error> for u32 {}
            }),
            parse_quote!({
                impl Outside {}
            }),
            parse_quote!({
                {
                    struct Own;
                }
                impl Own {}
            }),
            parse_quote!({
                fn inner() {
                    impl Drop for Outside {}
                }
            }),
            parse_quote!({
                struct Own;
                mod inner {
                    impl super::Own {}
                }
            }),
            parse_quote!({
                struct Own;
                mod inner {
                    impl Own {}
                }
            }),
            parse_quote!({
                with! { impl Drop for Outside {} }
            }),
            parse_quote!({
                #[unsafe(no_mangle)]
                extern "C" fn named() {}
            }),
            parse_quote!({
                #[export_name = "other"]
                fn named() {}
            }),
            parse_quote!({
                if key > 1 {
                    #[cfg_attr(all(), no_mangle)]
                    fn named() {}
                }
            }),
            parse_quote!({
                #[macro_export]
                macro_rules! named {
                    () => {};
                }
            }),
            parse_quote!({
                core::arch::global_asm!("named:");
            }),
        ];
        for body in &with {
            assert!(super::stands_once(body), "{body:?}");
        }
    }

    #[test]
    fn what_is_of_the_body_alone_may_stand_twice() {
        let without: [Block; 3] = [
            parse_quote!({
                impl Drop for Own {}
                #[derive(Clone)]
                struct Own;
                fn inner() {
                    impl From<u8> for Own {}
                }
            }),
            parse_quote!({
                trait Own {}
                impl<T> Own for T {}
                impl Own for Outside {}
            }),
            parse_quote!({
                mod inner {
                    enum Own {}
                    impl Own {}
                }
            }),
        ];
        for body in &without {
            assert!(!super::stands_once(body), "{body:?}");
        }
    }

    #[test]
    fn the_lifetime_of_that_name_is_no_static() {
        let without: Block = parse_quote!({
            let name: &'static str = format!("{}", key as &'static str);
            const LIMIT: u32 = 3;
            self.get(name).await
        });
        assert!(!super::stands_once(&without));
    }
}
