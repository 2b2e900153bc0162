use valuetask::value_task;

struct Page<'p>(&'p str);

#[value_task]
trait Store {
    async fn find<'a>(&'a self, key: &str) -> &'a str;
    async fn page(&self, page: Page<'_>) -> usize;
}

#[value_task]
impl Store for String {
    async fn find<'a>(&self, key: &'a str) -> &'a str {
        key
    }

    async fn page(&self, page: Page<'static>) -> usize {
        page.0.len()
    }
}

fn main() {}
