//! A lifetime that the trait writes and its implementation leaves out, or the other way round.
#![allow(clippy::elidable_lifetime_names, elided_lifetimes_in_paths, reason = "what is left out is what is tried")]

use pollster::block_on;

use super::attribute;
use crate::util::pause;

type Rows<'a> = Box<dyn Iterator<Item = &'a str> + Send + 'a>;

struct Row<'a>(&'a str);

#[attribute]
trait Table {
    async fn rows(&self, containing: &str) -> Result<Rows<'_>, String>;
    async fn first(&self, containing: &str, skip: &usize) -> Option<Row<'_>>;
    async fn last(&self, containing: &str) -> Option<Row>;
}

#[attribute]
impl Table for Vec<String> {
    async fn rows(&self, containing: &str) -> Result<Rows, String> {
        if containing.is_empty() {
            return Err("too many".to_owned());
        }
        pause().await;
        let found: Vec<_> = self.iter().map(String::as_str).filter(|row| row.contains(containing)).collect();
        Ok(Box::new(found.into_iter()))
    }

    async fn first(&self, containing: &str, skip: &usize) -> Option<Row> {
        pause().await;
        self.iter().filter(|row| row.contains(containing)).nth(*skip).map(|row| Row(row))
    }

    async fn last(&self, containing: &str) -> Option<Row<'_>> {
        self.iter().rfind(|row| row.contains(containing)).map(|row| Row(row))
    }
}

#[test]
fn what_comes_of_the_receiver_outlives_the_other_arguments() {
    let table: Box<dyn Table> = Box::new(vec!["one".to_owned(), "two".to_owned(), "three".to_owned()]);
    let rows = {
        let containing = String::from("t");
        block_on(table.rows(&containing)).unwrap()
    };
    assert_eq!(rows.collect::<Vec<_>>(), ["two", "three"]);
    let first = {
        let (containing, skip) = (String::from("e"), 1);
        block_on(table.first(&containing, &skip)).unwrap()
    };
    assert_eq!(first.0, "three");
    assert!(block_on(table.rows("")).is_err());
    assert_eq!(block_on(table.last("o")).unwrap().0, "two");
}
