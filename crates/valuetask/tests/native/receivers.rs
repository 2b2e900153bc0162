//! Receivers that are borrowed for another lifetime than the task's: `'static`, and one of the trait.

use std::sync::Mutex;
use std::sync::atomic::AtomicPtr;

use pollster::block_on;
use valuetask::value_task;

use crate::util::Once;

#[value_task(dyn = DynConfig)]
trait Config: Send + Sync {
    async fn name(&'static self) -> &'static str;
    async fn named(&'static self, key: &str) -> usize {
        self.name().await.len() + key.len()
    }
    async fn set(&'static mut self, value: String) -> &'static str;
    fn by_hand(&'static self) -> impl Future<Output = u32> + Send;
}

struct Plain(String);

impl Config for Plain {
    async fn name(&'static self) -> &'static str {
        Once::default().await;
        &self.0
    }

    async fn set(&'static mut self, value: String) -> &'static str {
        self.0 = value;
        &self.0
    }

    async fn by_hand(&'static self) -> u32 {
        1
    }
}

struct Hot(String);

#[value_task(dyn)]
impl Config for Hot {
    async fn name(&'static self) -> &'static str {
        &self.0
    }

    async fn named(&'static self, key: &str) -> usize {
        self.0.len() * key.len()
    }

    async fn set(&'static mut self, value: String) -> &'static str {
        self.0 = value;
        &self.0
    }

    async fn by_hand(&'static self) -> u32 {
        2
    }
}

async fn read<C: Config + ?Sized>(config: &'static C, key: String) -> (&'static str, usize, u32) {
    (config.name().await, config.named(&key).await, config.by_hand().await)
}

/// The leaked values, so that a leak checker finds them.
static LENT: Mutex<Vec<AtomicPtr<()>>> = Mutex::new(Vec::new());

fn leak<T: ?Sized>(value: Box<T>) -> &'static mut T {
    let value = Box::leak(value);
    LENT.lock().expect("the lock isn't poisoned").push(AtomicPtr::new((&raw mut *value).cast()));
    value
}

#[test]
fn a_receiver_may_be_lent_for_ever() {
    let objects: [Box<dyn DynConfig>; 2] = [Box::new(Plain("plain".into())), Box::new(Hot("hot".into()))];
    let [plain, hot] = objects.map(leak).map(|object| &*object);
    assert_eq!(block_on(read(plain, "a".into())), ("plain", 6, 1));
    assert_eq!(block_on(read(hot, "ab".into())), ("hot", 6, 2));
    assert_eq!((plain.name().is_completed(), hot.name().is_completed()), (false, true));
    let boxed: Box<dyn DynConfig> = Box::new(Hot("hot".into()));
    let boxed = &*leak(Box::new(boxed));
    assert_eq!(block_on(read(boxed, "a".into())), ("hot", 3, 2));
    let changed: &'static mut dyn DynConfig = leak(Box::new(Plain("plain".into())));
    assert_eq!(block_on(changed.set("new".into())), "new");
}

/// The target of a view outlives each task.
#[value_task(dyn = DynView)]
trait View<'v> {
    async fn first(&'v self) -> Option<&'v str>;
    async fn find(&'v self, key: &str) -> Option<&'v str> {
        self.first().await.filter(|first| first.starts_with(key))
    }
    async fn count(&self) -> usize;
}

impl<'w> View<'w> for Vec<&'w str> {
    async fn first(&'w self) -> Option<&'w str> {
        self.as_slice().first().copied()
    }

    async fn count(&self) -> usize {
        self.len()
    }
}

#[value_task(dyn)]
impl<'v> View<'v> for String {
    async fn first(&'v self) -> Option<&'v str> {
        self.split(' ').next()
    }

    async fn count(&self) -> usize {
        1
    }
}

#[value_task(dyn)]
impl View<'static> for u32 {
    async fn first(&'static self) -> Option<&'static str> {
        Some("number")
    }

    async fn count(&self) -> usize {
        2
    }
}

async fn seen<'v, V: View<'v> + Sync>(view: &'v V) -> (Option<&'v str>, usize) {
    let key = String::from("b");
    (view.find(&key).await, view.count().await)
}

#[test]
fn a_receiver_may_be_lent_for_a_lifetime_of_the_trait() {
    let text = String::from("b c");
    assert_eq!(block_on(seen(&vec!["a"])), (None, 1));
    assert_eq!(block_on(seen(&text)), (Some("b"), 1));
    let object: &(dyn DynView<'_> + Send + Sync) = &text;
    let first = object.first().try_result().ok().flatten();
    assert_eq!((first, block_on(object.find("c"))), (Some("b"), None));
    let number: &'static dyn DynView<'static> = leak(Box::new(7_u32));
    assert_eq!((block_on(number.first()), block_on(number.count())), (Some("number"), 2));
}
