//! Bodies that can't stand twice: what a `static` holds would exist twice, too.

use proc_macro2::TokenStream;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Item, ItemStatic, Macro};

use crate::known::last_is_among;
use crate::tokens::say;

/// Whether a body holds a `static` or a `thread_local!`, at any depth, or a macro call whose tokens name one.
///
/// What a macro holds by its own code isn't seen.
pub(super) fn has_static(body: &Block) -> bool {
    let mut search = Search { found: false };
    search.visit_block(body);
    search.found
}

struct Search {
    found: bool,
}

impl Search {
    fn read(&mut self, tokens: &TokenStream) {
        self.found |= ["static", "thread_local"].iter().any(|word| say(tokens.clone(), word));
    }
}

impl<'a> Visit<'a> for Search {
    fn visit_item_static(&mut self, _: &'a ItemStatic) {
        self.found = true;
    }

    fn visit_macro(&mut self, mac: &'a Macro) {
        self.found |= last_is_among("thread_local", &mac.path);
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
            assert!(super::has_static(body), "{body:?}");
        }
    }

    #[test]
    fn the_lifetime_of_that_name_is_no_static() {
        let without: Block = parse_quote!({
            let name: &'static str = format!("{}", key as &'static str);
            const LIMIT: u32 = 3;
            self.get(name).await
        });
        assert!(!super::has_static(&without));
    }
}
