//! mockall's `#[automock]` makes a mock of the trait, which is called through `dyn`.

use mockall::automock;
use neighbours::finish;
use ::dynify::PinDynify as _;

#[::dynify::dynify]
#[automock]
trait Store: Send + Sync {
    async fn get(&self, id: u64) -> u64;
}

fn main() {
    let mut mock = MockStore::new();
    mock.expect_get().returning(|id| id * 2);
    let store: Box<dyn DynStore> = Box::new(mock);
    assert_eq!(finish(store.get(4).pin_boxed()), 8);
}
