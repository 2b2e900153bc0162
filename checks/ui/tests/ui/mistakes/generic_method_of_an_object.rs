use valuetask::value_task;

#[value_task]
trait Store {
    async fn get<K: AsRef<str> + Send>(&self, key: K) -> u32;
}

#[value_task]
async fn look(store: &(dyn Store + Sync)) -> u32 {
    store.get("key").await
}

fn main() {
    let _ = look;
}
