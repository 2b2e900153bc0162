//! What the user wrote comes out of the macro where it was written, in order or not, for editors and messages to find it.
#![forbid(unsafe_code)]

use proc_macro2::{LineColumn, TokenStream, TokenTree};
use valuetask_syntax::{Name, expand};

/// The names, literals and dots of `tokens`, each with its place.
fn leaves(tokens: TokenStream) -> Vec<(String, LineColumn)> {
    let mut leaves = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => leaves.extend(self::leaves(group.stream())),
            TokenTree::Punct(punct) if punct.as_char() != '.' => {}
            token => leaves.push((token.to_string(), token.span().start())),
        }
    }
    leaves
}

fn parsed(text: &str) -> TokenStream {
    text.parse().expect("tokens")
}

/// What of `item` doesn't come out at its place.
fn lost(name: Name, args: &str, item: &str) -> Vec<String> {
    let expansion = leaves(expand(name, parsed(args), parsed(item)));
    let given = leaves(parsed(item)).into_iter();
    given.filter(|leaf| !expansion.contains(leaf)).map(|(text, _)| text).collect()
}

const ITEM: &str = "
    /// Documented.
    pub(crate) trait Store<K: Send>: Sync where Self: Sized {
        const LIMIT: usize = 3;
        type Value<'a>: Copy;
        #[cold]
        async fn get<'a, T>(&'a self, key: K, (one, mut two): (u32, T), _: &str) -> Result<Self::Value<'a>, Error>
        where
            T: Into<u32>,
        {
            let shared = self.lock(key)?;
            two += one;
            if shared.is_empty() { return Err(Error::Empty(two)); }
            mine!(shared, 7);
            for number in 0..two { self.next(number).await?; }
            self.last(\"text\").await
        }
        fn plain(&mut self) -> u32 { 4 }
        async fn left(self: Box<Self>, owned: String);
    }";

#[test]
fn every_name_and_literal_keeps_its_place() {
    for (args, name) in [("", Name::ValueTask), ("machine", Name::ValueTask), ("?Send", Name::AsyncTrait)] {
        assert_eq!(lost(name, args, ITEM), ["async"], "that of the method without a body: {args}");
    }
}

#[test]
fn an_item_that_cannot_be_taken_comes_out_beside_the_error() {
    let items = [
        ("", "struct Store { number: u32 }"),
        ("", "impl Store { async fn get(&self) -> u32 { 1 } async fn }"),
        ("", "impl Store { async fn get(&self) -> u32 { self. } }"),
        ("", "trait Store { async fn get(&self, ) -> ; }"),
    ];
    for (args, item) in items {
        assert_eq!(lost(Name::ValueTask, args, item), [""; 0], "{item}");
        let expansion = expand(Name::ValueTask, parsed(args), parsed(item)).to_string();
        assert_eq!(expansion.matches("compile_error").count(), 1, "{expansion}");
    }
}

#[test]
fn a_mistake_in_the_arguments_leaves_the_item_expanded() {
    let expansion = expand(Name::ValueTask, parsed("eager"), parsed(ITEM)).to_string();
    assert_eq!(expansion.matches("compile_error").count(), 1, "{expansion}");
    assert_eq!(lost(Name::ValueTask, "eager", ITEM), ["async"]);
}
