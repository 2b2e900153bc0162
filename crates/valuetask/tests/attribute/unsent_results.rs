//! Results that aren't `Send`, awaited in methods whose tasks are: in every mode, as with a boxed future.

use std::error::Error;
use std::rc::Rc;
use std::thread;

use crate::util::pause;
use pollster::block_on;
use valuetask::{ValueTask, async_method, async_trait, value_task};

/// A trait, and a type whose methods suspend or don't.
macro_rules! mode {
    ($mode:ident, #[$attribute:meta]) => {
        mod $mode {
            use super::*;

            #[$attribute]
            pub(super) trait Source: Send + Sync {
                async fn shared(&self, from: u32) -> Rc<u32>;
                async fn fallible(&self, from: u32) -> Result<u32, Box<dyn Error>>;
                async fn sum(&self, from: u32) -> Result<u32, Box<dyn Error>>;
                async fn in_a_match(&self, from: u32) -> u32;
            }

            pub(super) struct Counting {
                pub(super) suspends: bool,
            }

            #[$attribute]
            impl Source for Counting {
                async fn shared(&self, from: u32) -> Rc<u32> {
                    if self.suspends {
                        pause().await;
                    }
                    Rc::new(from)
                }

                async fn fallible(&self, from: u32) -> Result<u32, Box<dyn Error>> {
                    let value = *self.shared(from).await;
                    if value > 9 {
                        return Err("above nine".into());
                    }
                    Ok(value + *self.shared(1).await)
                }

                async fn sum(&self, from: u32) -> Result<u32, Box<dyn Error>> {
                    let mut sum = 0;
                    for each in from..from + 2 {
                        sum += self.fallible(each).await?;
                        pause().await;
                    }
                    Ok(sum + self.fallible(0).await?)
                }

                async fn in_a_match(&self, from: u32) -> u32 {
                    let first = match self.sum(from).await {
                        Ok(sum) => sum,
                        Err(error) => error.to_string().len() as u32,
                    };
                    pause().await;
                    first + *self.shared(1).await
                }
            }

            #[test]
            fn its_values_are_made_where_they_are_used() {
                for suspends in [false, true] {
                    let source: &dyn Source = &Counting { suspends };
                    assert_eq!(block_on(source.sum(1)).ok(), Some(2 + 3 + 1));
                    // Made here and completed there.
                    let made = source.in_a_match(1);
                    assert_eq!(thread::scope(|scope| scope.spawn(|| block_on(made)).join().ok()), Some(7));
                    assert_eq!(block_on(source.in_a_match(9)), 11);
                }
            }
        }
    };
}

mode!(hot, #[value_task]);
mode!(pooled, #[async_trait]);
mode!(exact, #[async_trait(exact)]);
mode!(boxed, #[value_task(boxed)]);

#[async_method]
async fn declared(source: &hot::Counting) -> ValueTask<'_, u32> {
    use hot::Source as _;
    let first = *source.shared(1).await;
    pause().await;
    first + source.fallible(2).await.unwrap_or_default()
}

#[test]
fn a_declared_task_awaits_them_too() {
    for suspends in [false, true] {
        assert_eq!(block_on(declared(&hot::Counting { suspends })), 4);
    }
}
