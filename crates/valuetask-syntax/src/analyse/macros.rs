//! What a macro call may hide: an await, unless the macro is known to await nothing and its tokens name none.

use proc_macro2::{TokenStream, TokenTree};
use syn::Macro;

use crate::known::awaits_nothing;

/// Whether `mac`, as a statement, might bind a name: what isn't known, and tokio's `pin!`.
pub(super) fn may_bind(mac: &Macro) -> bool {
    mac.path.segments.last().is_none_or(|last| last.ident == "pin" || !awaits_nothing(&last.ident.to_string()))
}

/// Whether the expansion of `mac` might await something.
pub(super) fn may_await(mac: &Macro) -> bool {
    let known = mac.path.segments.last().is_some_and(|last| awaits_nothing(&last.ident.to_string()));
    !known || tokens_may_await(mac.tokens.clone())
}

/// Whether tokens name `await`, or call a macro that may.
fn tokens_may_await(tokens: TokenStream) -> bool {
    let mut name = None;
    let mut called = false;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                if ident == "await" {
                    return true;
                }
                name = Some(ident.to_string());
                called = false;
            }
            TokenTree::Punct(punct) => called = punct.as_char() == '!' && name.is_some(),
            TokenTree::Group(group) => {
                let unknown = called && name.as_deref().is_some_and(|name| !awaits_nothing(name));
                if unknown || tokens_may_await(group.stream()) {
                    return true;
                }
                (name, called) = (None, false);
            }
            TokenTree::Literal(_) => (name, called) = (None, false),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::may_await;

    fn hides(mac: &str) -> bool {
        may_await(&syn::parse_str(mac).expect("a macro call"))
    }

    #[test]
    fn a_known_macro_hides_nothing() {
        assert!(!hides("println!(\"{}\", a != b)"));
        assert!(!hides("tracing::info!(key = %self.key, \"hit\")"));
        assert!(!hides("vec![format!(\"{x}\"); 3]"));
    }

    #[test]
    fn an_unknown_macro_may_hide_an_await() {
        assert!(hides("tokio::select! { x = y => x }"));
        assert!(hides("mine!()"));
    }

    #[test]
    fn a_known_macro_may_carry_an_await_or_another_macro() {
        assert!(hides("assert!(f().await)"));
        assert!(hides("vec![(1, join!(a, b))]"));
    }
}
