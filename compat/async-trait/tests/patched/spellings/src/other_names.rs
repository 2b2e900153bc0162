//! The attribute by other names.

/// An import by another name.
pub mod renamed {
    use fw::async_trait as methods;

    pub struct Answers;

    #[methods]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// An import by another name, and one of the trait.
pub mod renamed_with_trait {
    use fw::{async_trait as methods, Handler};

    pub struct Answers;

    #[methods]
    impl Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// An import by another name, under a condition.
pub mod renamed_under_a_condition {
    use fw::async_trait as methods;

    pub struct Answers;

    #[cfg_attr(not(any()), methods)]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// A re-export by another name.
pub mod exported_by_another_name {
    pub struct Answers;

    #[fw::handler]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// An import of a re-export by another name.
pub mod exported_by_another_name_and_imported {
    use fw::handler;

    pub struct Answers;

    #[handler]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// A re-export by another name, renamed.
pub mod renamed_twice {
    use fw::handler as methods;

    pub struct Answers;

    #[methods]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// A re-export by another name of a re-export.
pub mod renamed_prelude {
    pub struct Answers;

    #[crate::prelude::methods]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// A glob import of a re-export by another name.
pub mod renamed_by_glob {
    use crate::prelude::*;

    pub struct Answers;

    #[methods]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// An import by another name in a function.
pub mod in_a_function {
    pub struct Answers;

    const _: () = {
        use fw::async_trait as methods;

        #[methods]
        impl fw::Handler for Answers {
            async fn answer(&self, request: &str) -> String {
                request.to_owned()
            }
        }
    };
}
