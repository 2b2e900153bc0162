//! Trait objects: in a box, behind a reference, shared by threads, with and without supertraits.

use std::sync::Arc;
use std::thread;

use pollster::block_on;

use super::attribute;
use crate::util::pause;

#[attribute]
trait Lookup {
    async fn find(&self, key: &str) -> Option<usize>;
    async fn learn(&mut self, key: &str);
}

#[attribute]
impl Lookup for Vec<String> {
    async fn find(&self, key: &str) -> Option<usize> {
        pause().await;
        self.iter().position(|known| known == key)
    }

    async fn learn(&mut self, key: &str) {
        pause().await;
        self.push(key.into());
    }
}

/// Its task is `Send` only if the object is known to be `Sync`, as no bound says so.
#[attribute]
trait Layer {
    async fn ask(&self, key: &str) -> usize;
}

struct Over(Box<dyn Lookup + Send + Sync>);

#[attribute]
impl Layer for Over {
    async fn ask(&self, key: &str) -> usize {
        self.0.find(key).await.map_or(0, |at| at + 1)
    }
}

#[test]
fn an_object_needs_no_supertrait() {
    let mut known: Box<dyn Lookup + Send + Sync> = Box::new(Vec::new());
    block_on(known.learn("a"));
    assert_eq!(block_on(known.find("a")), Some(0));
    let layer: &dyn Layer = &Over(known);
    assert_eq!(block_on(layer.ask("a")), 1);
    assert_eq!(block_on(layer.ask("b")), 0);
}

#[attribute]
trait Shared: Send + Sync {
    async fn number(&self) -> u32;

    async fn twice(&self) -> u32 {
        self.number().await + self.number().await
    }
}

#[attribute]
impl Shared for u32 {
    async fn number(&self) -> u32 {
        pause().await;
        *self
    }
}

#[test]
fn an_object_with_supertraits_is_called_from_other_threads() {
    let numbers: Vec<Arc<dyn Shared>> = vec![Arc::new(1), Arc::new(2)];
    let sums = numbers.into_iter().map(|number| thread::spawn(move || block_on(number.twice())));
    assert_eq!(sums.map(|thread| thread.join().expect("no panic")).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn a_task_of_an_object_is_finished_on_another_thread() {
    let number: &dyn Shared = &7;
    let task = number.twice();
    assert_eq!(thread::scope(|scope| scope.spawn(|| block_on(task)).join().expect("no panic")), 14);
}

#[attribute]
trait Named: Shared {
    async fn name(&self) -> String;
}

#[attribute]
impl Named for u32 {
    async fn name(&self) -> String {
        format!("number {}", self.number().await)
    }
}

#[test]
fn an_object_is_seen_as_one_of_its_supertrait() {
    let named: Box<dyn Named> = Box::new(3);
    assert_eq!(block_on(named.name()), "number 3");
    assert_eq!(block_on(named.twice()), 6);
    let shared: Box<dyn Shared> = named;
    assert_eq!(block_on(shared.number()), 3);
}

#[attribute]
trait Holder<'t> {
    async fn held(&self) -> &'t str;
}

#[attribute]
impl<'t> Holder<'t> for Option<&'t str> {
    async fn held(&self) -> &'t str {
        pause().await;
        self.unwrap_or_default()
    }
}

#[test]
fn an_object_may_borrow_and_so_may_its_results() {
    let text = String::from("text");
    let held = {
        let holder: Box<dyn Holder<'_> + '_> = Box::new(Some(&*text));
        block_on(holder.held())
    };
    assert_eq!(held, "text");
}

/// With a method that no object has.
#[attribute]
trait Partly {
    async fn always(&self) -> u32;

    async fn sized<T: Send>(&self, value: T) -> T
    where
        Self: Sized,
    {
        value
    }
}

#[attribute]
impl Partly for u32 {
    async fn always(&self) -> u32 {
        *self
    }
}

#[test]
fn a_method_for_sized_types_keeps_a_trait_fit_for_objects() {
    let partly: &dyn Partly = &4;
    assert_eq!(block_on(partly.always()), 4);
    assert_eq!(block_on(4.sized("x")), "x");
}
