//! Macros that write the attribute, by example and procedural, and a trait under it.

/// A name of `#[macro_use] extern crate`.
pub mod by_macro_use {
    pub struct Answers;

    #[handler]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// A macro by example, by `$crate`.
pub mod by_example {
    fw::constant_handler!(Answers, "hello");
}

/// A macro by example, by `$crate` and another name.
pub mod by_example_of_another_name {
    fw::renamed_handler!(Answers);
}

/// A macro by example of this crate, by `$crate` and another name.
pub mod by_own_example {
    use fw::Handler;

    pub struct Answers;

    macro_rules! answers {
        () => {
            #[$crate::prelude_at_root]
            impl Handler for Answers {
                async fn answer(&self, request: &str) -> String {
                    request.to_owned()
                }
            }
        };
    }
    answers!();
}

/// A macro by example that is given the path.
pub mod by_attribute_of_a_macro {
    pub struct Answers;

    fw::under!(
        fw::async_trait,
        impl fw::Handler for Answers {
            async fn answer(&self, request: &str) -> String {
                request.to_owned()
            }
        }
    );
}

/// A procedural macro that writes the attribute above an implementation of an imported trait.
pub mod written_above {
    use fw::Handler;

    pub struct Answers;

    #[written::above]
    impl Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// Such a macro, imported.
pub mod written_above_and_imported {
    use written::above;

    pub struct Answers;

    #[above]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// A derive macro that implements an imported trait.
pub mod derived {
    use fw::Handler;

    #[derive(written::Imported)]
    pub struct Answers;
}

/// A trait of this crate, by another name.
pub mod of_a_trait {
    use fw::async_trait as methods;

    #[methods]
    pub trait Echo: Send + Sync {
        async fn echo(&self, request: &str) -> String {
            request.to_owned()
        }
    }

    pub struct Answers;

    #[methods]
    impl Echo for Answers {}

    #[methods]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            self.echo(request).await
        }
    }
}
