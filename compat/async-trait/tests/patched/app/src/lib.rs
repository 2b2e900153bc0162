//! A crate that doesn't depend on async-trait: it names the attribute by a re-export.
#![forbid(unsafe_code)]
#![deny(warnings)]

use framework::Handler;

framework::constant_handler!(Constant, "always this");

/// By the framework's path.
pub struct ByPath;

#[framework::async_trait]
impl Handler for ByPath {
    async fn answer(&self, request: &str) -> String {
        request.to_uppercase()
    }
}

/// By a glob import, as generated code does.
pub mod generated {
    use framework::codegen::*;
    use framework::Handler;

    #[async_trait]
    pub trait Greeter: Send + Sync {
        async fn greet(&self, name: &str) -> Result<String, String>;
    }

    pub struct Polite;

    #[async_trait]
    impl Greeter for Polite {
        async fn greet(&self, name: &str) -> Result<String, String> {
            if name.is_empty() {
                return Err("the name is empty".to_owned());
            }
            Ok(format!("good day, {name}"))
        }
    }

    #[async_trait]
    impl<G: Greeter> Handler for Forward<G> {
        async fn answer(&self, request: &str) -> String {
            match self.0.greet(request).await {
                Ok(greeting) => greeting,
                Err(error) => error,
            }
        }

        async fn ready(&self) -> bool {
            self.0.greet("you").await.is_ok()
        }
    }

    pub struct Forward<G>(pub G);
}

/// By a procedural macro.
#[derive(written::Echo)]
pub struct Written;

/// By a condition.
pub struct Conditional;

#[cfg_attr(not(any()), framework::async_trait)]
impl Handler for Conditional {
    async fn answer(&self, request: &str) -> String {
        request.to_owned()
    }
}

/// By the crate that a re-export names, and not `Send`.
pub struct Counter(pub u32);

#[framework::crates::async_trait::async_trait(?Send)]
impl framework::Local for Counter {
    async fn count(&self, more: std::rc::Rc<u32>) -> u32 {
        self.0 + *more
    }
}
