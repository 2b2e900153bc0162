//! async-graphql with its feature `boxed-trait`: a list of rows, each of ten fields, and all of it in one response.
//!
//! `ROWS` is the length of the list, ten unless set.
#![forbid(unsafe_code)]

use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};

struct Row(i32);

#[Object]
impl Row {
    async fn a(&self) -> i32 {
        self.0
    }

    async fn b(&self) -> i32 {
        self.0
    }

    async fn c(&self) -> i32 {
        self.0
    }

    async fn d(&self) -> i32 {
        self.0
    }

    async fn e(&self) -> i32 {
        self.0
    }

    async fn f(&self) -> i32 {
        self.0
    }

    async fn g(&self) -> i32 {
        self.0
    }

    async fn h(&self) -> i32 {
        self.0
    }

    async fn i(&self) -> i32 {
        self.0
    }

    async fn j(&self) -> i32 {
        self.0
    }
}

struct Query(i32);

#[Object]
impl Query {
    async fn rows(&self) -> Vec<Row> {
        (0..self.0).map(Row).collect()
    }
}

fn main() {
    let rows = std::env::var("ROWS").map_or(10, |rows| rows.parse().expect("ROWS is a number"));
    let schema = Schema::new(Query(rows), EmptyMutation, EmptySubscription);
    published::run(async |cases| {
        cases
            .case("rows of ten fields", 2_000, async || {
                let response = schema.execute("{ rows { a b c d e f g h i j } }").await;
                assert!(response.is_ok());
                response
            })
            .await;
    });
}
