//! One trait, one implementation of each kind: the calls of each, and their results.

use std::rc::Rc;
use std::sync::Arc;

use valuetask::{ValueTask, value_task};

use crate::util::Once;

/// Numbers by their names.
#[value_task(dyn = DynStore)]
pub(crate) trait Store: Send + Sync {
    /// Finds a number.
    async fn get(&self, key: &str) -> Option<u64>;
    async fn both(&self, a: &str, b: &str) -> u64 {
        self.get(a).await.unwrap_or(0) + self.get(b).await.unwrap_or(0)
    }
    fn name(&self) -> &str;
}

/// Ready at once, when it is polled.
struct Lazy;

impl Store for Lazy {
    async fn get(&self, key: &str) -> Option<u64> {
        key.parse().ok()
    }

    fn name(&self) -> &str {
        "lazy"
    }
}

/// Numbers are ready at the call, others after a suspension.
struct Hot;

#[value_task(dyn)]
impl Store for Hot {
    async fn get(&self, key: &str) -> Option<u64> {
        if let Ok(number) = key.parse() {
            return Some(number);
        }
        Once::default().await;
        None
    }

    fn name(&self) -> &str {
        "hot"
    }
}

/// A layer over a pointer to an object.
struct Layer(Box<dyn DynStore>);

#[value_task(dyn)]
impl Store for Layer {
    async fn get(&self, key: &str) -> Option<u64> {
        Some(self.0.get(key).await? + 1)
    }

    fn name(&self) -> &str {
        self.0.name()
    }
}

async fn doubled<S: Store + ?Sized>(store: &S) -> u64 {
    2 * store.get("21").await.unwrap_or(0)
}

#[test]
fn a_lazy_implementation_runs_when_it_is_polled() {
    let store: &dyn DynStore = &Lazy;
    let task: ValueTask<'_, Option<u64>> = store.get("7");
    assert!(!task.is_completed());
    assert_eq!(pollster::block_on(task), Some(7));
    assert_eq!(store.name(), "lazy");
}

#[test]
fn an_attributed_implementation_answers_at_the_call() {
    let store: &dyn DynStore = &Hot;
    assert_eq!(store.get("7").try_result().ok(), Some(Some(7)));
    let task = store.get("seven");
    assert!(!task.is_completed());
    assert_eq!(pollster::block_on(task), None);
}

#[test]
fn layers_of_objects_answer_at_the_call() {
    let store: Box<dyn DynStore> = Box::new(Layer(Box::new(Layer(Box::new(Hot)))));
    assert_eq!(store.get("7").try_result().ok(), Some(Some(9)));
    let again: &dyn DynStore = &store;
    assert_eq!(again.get("7").try_result().ok(), Some(Some(9)));
}

#[test]
fn a_default_body_is_called_through_an_object() {
    let store: &dyn DynStore = &Hot;
    assert_eq!(pollster::block_on(store.both("1", "2")), 3);
}

#[test]
fn generic_code_takes_either() {
    let object: Box<dyn DynStore> = Box::new(Hot);
    let shared: Arc<dyn DynStore> = Arc::new(Hot);
    let mut other = Hot;
    assert_eq!(pollster::block_on(doubled(&Hot)), 42);
    assert_eq!(pollster::block_on(doubled(&*object)), 42);
    assert_eq!(pollster::block_on(doubled(&object)), 42);
    assert_eq!(pollster::block_on(doubled(&shared)), 42);
    assert_eq!(pollster::block_on(doubled(&(&*shared as &dyn DynStore))), 42);
    assert_eq!(pollster::block_on(doubled(&(&mut other as &mut dyn DynStore))), 42);
}

#[value_task(dyn = DynLocal, ?Send)]
trait Local {
    async fn get(&self) -> u64;
}

impl Local for Rc<u64> {
    async fn get(&self) -> u64 {
        let kept = self.clone();
        Once::default().await;
        *kept
    }
}

#[test]
fn a_local_trait_has_local_tasks_and_shared_objects() {
    let store: Rc<dyn DynLocal> = Rc::new(Rc::new(7));
    assert_eq!(pollster::block_on(Local::get(&store)), 7);
    assert_eq!(pollster::block_on(store.get()), 7);
}
