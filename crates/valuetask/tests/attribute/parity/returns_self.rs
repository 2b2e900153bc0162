//! Methods that return `Self`, in traits without a `Sized` bound.

use std::sync::{Arc, Weak};

use pollster::block_on;

use super::attribute;
use crate::util::pause;

#[attribute]
trait Open {
    async fn open(name: &str) -> Self;
    async fn try_open(name: &str) -> Result<Self, String>
    where
        Self: Sized;
    async fn opened(name: &str) -> Option<(u32, Self)>;
    async fn boxed(name: &str) -> Box<Self>;
    async fn again(&self) -> Self;
    async fn name(&self) -> &str;
}

#[derive(Debug, PartialEq)]
struct File(String);

#[attribute]
impl Open for File {
    async fn open(name: &str) -> Self {
        pause().await;
        File(name.to_owned())
    }

    async fn try_open(name: &str) -> Result<Self, String> {
        if name.is_empty() {
            return Err("no name".to_owned());
        }
        Ok(Self::open(name).await)
    }

    async fn opened(name: &str) -> Option<(u32, Self)> {
        Some((1, Self::open(name).await))
    }

    async fn boxed(name: &str) -> Box<File> {
        Box::new(File::open(name).await)
    }

    async fn again(&self) -> File {
        File::open(&self.0).await
    }

    async fn name(&self) -> &str {
        &self.0
    }
}

#[attribute]
impl<T: Open + Send + Sync> Open for Arc<T> {
    async fn open(name: &str) -> Self {
        Arc::new(T::open(name).await)
    }

    async fn try_open(name: &str) -> Result<Self, String> {
        T::try_open(name).await.map(Arc::new)
    }

    async fn opened(name: &str) -> Option<(u32, Self)> {
        let (count, file) = T::opened(name).await?;
        Some((count + 1, Arc::new(file)))
    }

    async fn boxed(name: &str) -> Box<Self> {
        Box::new(Self::open(name).await)
    }

    async fn again(&self) -> Self {
        Arc::new((**self).again().await)
    }

    async fn name(&self) -> &str {
        (**self).name().await
    }
}

#[test]
fn self_is_returned_by_itself_and_inside_of_something() {
    let file = block_on(File::open("a"));
    assert_eq!(block_on(file.again()), file);
    assert_eq!(block_on(File::try_open("")), Err("no name".to_owned()));
    assert_eq!(block_on(Arc::<File>::opened("b")), Some((2, Arc::new(File("b".to_owned())))));
    assert_eq!(block_on(block_on(Arc::<File>::boxed("c")).name()), "c");
}

/// A pointer to `Self` has a size, even if `Self` hasn't.
#[attribute]
trait Watched: Send + Sync {
    async fn watcher(self: Arc<Self>) -> Option<Weak<Self>>;
}

#[attribute]
impl Watched for File {
    async fn watcher(self: Arc<Self>) -> Option<Weak<Self>> {
        pause().await;
        Some(Arc::downgrade(&self))
    }
}

fn watched<T: Watched + ?Sized>(watched: Arc<T>) -> bool {
    block_on(watched.watcher()).is_some()
}

#[test]
fn a_weak_pointer_to_self_is_returned_sized_or_not() {
    assert!(watched(Arc::new(File("a".into()))));
}
