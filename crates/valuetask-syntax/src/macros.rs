//! What a macro call may hide: an await, unless the macro is known to be plain and its tokens name none.

use proc_macro2::{TokenStream, TokenTree};
use syn::Macro;

/// Macros that expand to no await of their own: those of std, log, tracing, anyhow and serde_json.
const PLAIN: &[&str] = &[
    "addr_of",
    "addr_of_mut",
    "anyhow",
    "assert",
    "assert_eq",
    "assert_ne",
    "bail",
    "cfg",
    "column",
    "compile_error",
    "concat",
    "dbg",
    "debug",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "debug_span",
    "ensure",
    "env",
    "eprint",
    "eprintln",
    "error",
    "error_span",
    "event",
    "file",
    "format",
    "format_args",
    "include_bytes",
    "include_str",
    "info",
    "info_span",
    "json",
    "line",
    "log",
    "log_enabled",
    "matches",
    "module_path",
    "offset_of",
    "option_env",
    "panic",
    "pin",
    "print",
    "println",
    "span",
    "stringify",
    "todo",
    "trace",
    "trace_span",
    "unimplemented",
    "unreachable",
    "vec",
    "warn",
    "warn_span",
    "write",
    "writeln",
];

/// Whether `mac`, as a statement, might bind a name: what isn't known, and tokio's `pin!`.
pub(crate) fn may_bind(mac: &Macro) -> bool {
    mac.path.segments.last().is_none_or(|last| last.ident == "pin" || !is_plain(&last.ident.to_string()))
}

/// Whether the expansion of `mac` might await something.
pub(crate) fn may_await(mac: &Macro) -> bool {
    let plain = mac.path.segments.last().is_some_and(|last| is_plain(&last.ident.to_string()));
    !plain || tokens_may_await(mac.tokens.clone())
}

fn is_plain(name: &str) -> bool {
    PLAIN.binary_search(&name).is_ok()
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
                let unknown = called && name.as_deref().is_some_and(|name| !is_plain(name));
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
    use super::{PLAIN, may_await};

    fn hides(mac: &str) -> bool {
        may_await(&syn::parse_str(mac).expect("a macro call"))
    }

    #[test]
    fn the_list_is_sorted_for_its_binary_search() {
        assert!(PLAIN.is_sorted());
    }

    #[test]
    fn a_plain_macro_hides_nothing() {
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
    fn a_plain_macro_may_carry_an_await_or_another_macro() {
        assert!(hides("assert!(f().await)"));
        assert!(hides("vec![(1, join!(a, b))]"));
    }
}
