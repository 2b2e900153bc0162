//! From a method of an implementation to `true` if its body may stand twice: in it, and in the hidden method beside it.

use quote::ToTokens;
use syn::ImplItemFn;

use crate::analyse::calls_unknown;
use crate::foreign::is_foreign;
use crate::tokens::words;

/// Words that begin items. A `const` may stand twice.
const ITEMS: [&str; 11] =
    ["enum", "extern", "fn", "impl", "macro_rules", "mod", "static", "struct", "trait", "type", "use"];

/// Whether the body of a method may stand twice: all in it is known, and nothing in it is one for all calls, as a
/// `static` is or a name that is seen outside.
pub(super) fn is_copied(method: &ImplItemFn) -> bool {
    let body = method.block.to_token_stream();
    let holds_items = words(body.clone()).iter().any(|word| ITEMS.contains(&word.as_str()));
    !method.attrs.iter().any(is_foreign) && !holds_items && !calls_unknown(body)
}

#[cfg(test)]
mod tests {
    use syn::{ImplItemFn, parse_quote};

    #[test]
    fn a_body_without_items_and_unknown_macros_is_copied() {
        let copied: [ImplItemFn; 4] = [
            parse_quote!(
                async fn f(&self) -> &'static str {
                    let name: &'static str = self.0.await;
                    name
                }
            ),
            parse_quote!(
                async fn f(&self) {
                    const LIMIT: u8 = 7;
                    if !(self.0.await > LIMIT) {
                        println!("{}", { 7 })
                    }
                }
            ),
            parse_quote!(
                async fn f(&self) {
                    self.0.union(&self.1).await;
                    assert!(!self.2, "{}", format!("none"))
                }
            ),
            parse_quote!(
                #[inline]
                async fn f(&self) {
                    'extern_: loop {
                        self.0.await
                    }
                }
            ),
        ];
        assert!(copied.iter().all(super::is_copied));
        let alone: [ImplItemFn; 6] = [
            parse_quote!(
                async fn f(&self) {
                    static COUNT: AtomicU8 = AtomicU8::new(0);
                    self.0.await
                }
            ),
            parse_quote!(
                async fn f(&self) {
                    println!("{}", {
                        static SEVEN: u8 = 7;
                        SEVEN
                    });
                    self.0.await
                }
            ),
            parse_quote!(
                async fn f(&self) {
                    println!("{}", my::macro_of_mine!(7));
                    self.0.await
                }
            ),
            parse_quote!(
                async fn f(&self) {
                    let f = || {
                        thread_local! { static A: u8 = 7; }
                    };
                    self.0.await
                }
            ),
            parse_quote!(
                async fn f(&self) {
                    impl From<Me> for u8 {
                        fn from(_: Me) -> Self {
                            7
                        }
                    }
                    self.0.await
                }
            ),
            parse_quote!(
                #[instrument]
                async fn f(&self) {
                    self.0.await
                }
            ),
        ];
        assert!(!alone.iter().any(super::is_copied));
    }
}
