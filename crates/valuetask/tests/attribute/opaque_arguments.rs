//! An `impl Trait` inside of an argument's type, where the type bounds its parameter, under each attribute; and what stands
//! beside it in items that are written again: `Self`, and clauses between a function's own lifetimes.

use std::borrow::Cow;
use std::iter::Peekable;
use std::marker::PhantomData;

use pollster::block_on;
use valuetask::{async_trait, value_task};

/// A type that bounds its parameters by one another.
struct Rows<I: Iterator<Item = R>, R: Clone + Send>(I, PhantomData<R>);

fn rows<R: Clone + Send>(rows: Vec<R>) -> Rows<std::vec::IntoIter<R>, R> {
    Rows(rows.into_iter(), PhantomData)
}

struct Called<F: Fn(&str) -> usize>(F);

macro_rules! under {
    ($name:ident, $attribute:meta) => {
        mod $name {
            use super::*;

            #[$attribute]
            async fn counts(items: Peekable<impl Iterator<Item = impl Clone + Send> + Send>) -> usize {
                items.count()
            }

            #[$attribute]
            async fn by_reference(items: &mut Peekable<impl Iterator<Item = u8> + Send>) -> Option<u8> {
                items.next()
            }

            #[$attribute]
            trait Store<K: Clone + Send = u8>: Sync
            where
                K: Sync,
            {
                type Row: Clone + Send;

                async fn put(&self, key: K, rows: Peekable<impl Iterator<Item = K> + Send>) -> usize
                where
                    Self: Sized;

                async fn all(&self, key: &K, rows: Rows<impl Iterator<Item = Self::Row> + Send, Self::Row>) -> usize
                where
                    Self: Sized,
                {
                    let _ = key;
                    rows.0.count()
                }
            }

            struct Of<T>(T);

            #[$attribute]
            impl<T: Clone + Send + Sync, K: Clone + Send + Sync> Store<K> for Of<T> {
                type Row = T;

                async fn put(&self, _key: K, rows: Peekable<impl Iterator<Item = K> + Send>) -> usize {
                    rows.count()
                }
            }

            #[$attribute]
            impl<T: Clone + Send + Sync> Of<T> {
                async fn of(&self, rows: Rows<impl Iterator<Item = T> + Send, T>) -> usize {
                    rows.0.count() + usize::from(size_of_val(&self.0) > 100)
                }
            }

            struct Text<'t>(&'t str);

            #[$attribute]
            impl Text<'_> {
                async fn beside(this: Option<Self>, items: (impl Iterator<Item = u8> + Send, u8)) -> usize {
                    this.map_or(0, |this| this.0.len()) + items.0.count()
                }
            }

            #[test]
            fn self_of_an_impl_that_names_no_lifetime_stands_beside_an_opaque_type() {
                assert_eq!(block_on(Text::beside(Some(Text("one")), ([1, 2].into_iter(), 0))), 5);
            }

            #[$attribute]
            async fn longer<'a, 'b>(short: &'a str, long: Cow<'b, str>, other: &'b str) -> &'a str
            where
                'b: 'a,
            {
                if short.len() > long.len() { short } else { other }
            }

            #[$attribute]
            async fn bounded<'a, 'b: 'a>(short: Option<&'a str>, long: &'b str) -> &'a str
            where
                'b: 'a,
            {
                short.unwrap_or(long)
            }

            #[test]
            fn a_clause_between_lifetimes_of_a_function_is_kept() {
                let short = String::from("one");
                assert_eq!(block_on(longer(&short, Cow::Borrowed("three"), "other")), "other");
                assert_eq!(block_on(bounded(None, "other")), "other");
            }

            #[test]
            fn a_bounded_type_of_an_opaque_one_is_taken() {
                assert_eq!(block_on(counts([1_u8, 2].into_iter().peekable())), 2);
                assert_eq!(block_on(by_reference(&mut [1_u8, 2].into_iter().peekable())), Some(1));
                let store = Of(1_u8);
                assert_eq!(block_on(store.put("key", ["one"].into_iter().peekable())), 1);
                assert_eq!(block_on(Store::<u8>::all(&store, &7, rows(vec![1, 2, 3]))), 3);
                assert_eq!(block_on(store.of(rows(vec![1, 2]))), 2);
            }
        }
    };
}

under!(started, value_task);
under!(lazy, value_task(lazy));
under!(pooled, async_trait);
under!(exact, async_trait(exact));
under!(boxed, value_task(boxed));
under!(local, value_task(?Send));

/// async-trait, and so `exact` and `boxed`, makes `Fn(&'one str)` of it.
#[value_task]
async fn called(called: Called<impl Fn(&str) -> usize + Send>) -> usize {
    (called.0)("three")
}

#[test]
fn a_bound_of_any_lifetime_is_kept() {
    assert_eq!(block_on(called(Called(str::len))), 5);
}
