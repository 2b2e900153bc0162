//! A lifetime that is left out of a type's arguments, in the trait and its implementation alike: the task's. One that is
//! written is that of `self`.
#![allow(clippy::elidable_lifetime_names, elided_lifetimes_in_paths, reason = "what is left out is what is tried")]

use pollster::block_on;

use super::attribute;
use crate::util::pause;

type Rows<'a> = Box<dyn Iterator<Item = &'a str> + Send + 'a>;

struct Row<'a>(&'a str);

type RowRef<'a> = Row<'a>;

#[attribute]
trait Table {
    async fn rows(&self, containing: &str) -> Result<Rows<'_>, String>;
    async fn first(&self, skip: usize) -> Option<Row<'_>>;
    async fn last(&self, containing: &str) -> Option<Row>;
    async fn named(&self, containing: &str) -> Option<RowRef<'_>>;
}

#[attribute]
impl Table for Vec<String> {
    async fn rows(&self, containing: &str) -> Result<Rows<'_>, String> {
        if containing.is_empty() {
            return Err("too many".to_owned());
        }
        pause().await;
        let found: Vec<_> = self.iter().map(String::as_str).filter(|row| row.contains(containing)).collect();
        Ok(Box::new(found.into_iter()))
    }

    async fn first(&self, skip: usize) -> Option<Row> {
        pause().await;
        self.get(skip).map(|row| Row(row))
    }

    async fn named(&self, containing: &str) -> Option<RowRef<'_>> {
        pause().await;
        self.iter().find(|row| row.contains(containing)).map(|row| Row(row))
    }

    async fn last(&self, containing: &str) -> Option<Row> {
        self.iter().rfind(|row| row.contains(containing)).map(|row| Row(row))
    }
}

#[test]
fn a_result_that_borrows_the_receiver_outlives_the_other_arguments() {
    let table: Box<dyn Table> = Box::new(vec!["one".to_owned(), "two".to_owned(), "three".to_owned()]);
    let rows = {
        let containing = String::from("t");
        block_on(table.rows(&containing)).unwrap()
    };
    assert_eq!(rows.collect::<Vec<_>>(), ["two", "three"]);
    assert_eq!(block_on(table.first(2)).unwrap().0, "three");
    let named = {
        let containing = String::from("hr");
        block_on(table.named(&containing)).unwrap()
    };
    assert_eq!(named.0, "three");
    assert!(block_on(table.rows("")).is_err());
    assert_eq!(block_on(table.last("o")).unwrap().0, "two");
}
