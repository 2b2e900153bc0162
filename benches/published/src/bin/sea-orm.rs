//! sea-orm over SQLite in memory, which answers from a thread of its own: every call suspends.
#![forbid(unsafe_code)]

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, Database, TransactionTrait};

mod user {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "user")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub name: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

async fn find(connection: &impl ConnectionTrait) {
    let found = user::Entity::find_by_id(1).one(connection).await.unwrap();
    assert_eq!(found.expect("a row").name, "anna");
}

fn main() {
    published::run(async |cases| {
        let sqlite = Database::connect("sqlite::memory:").await.unwrap();
        for statement in
            ["CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT NOT NULL)", "INSERT INTO user VALUES (1, 'anna')"]
        {
            sqlite.execute_unprepared(statement).await.unwrap();
        }
        cases.case("a row by its key", 5_000, async || find(&sqlite).await).await;
        let within = async || {
            let transaction = sqlite.begin().await.unwrap();
            find(&transaction).await;
            transaction.rollback().await.unwrap();
        };
        cases.case("the same in a transaction", 2_000, within).await;
    });
}
