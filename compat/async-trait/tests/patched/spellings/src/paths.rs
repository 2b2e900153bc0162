//! The attribute by its own name: by paths and imports.

/// The path.
pub mod by_path {
    pub struct Answers;

    #[fw::async_trait]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// The path from the root of all crates.
pub mod by_absolute_path {
    pub struct Answers;

    #[::fw::async_trait]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// The path with spaces and a comment.
pub mod with_spaces {
    pub struct Answers;

    #[ fw :: /* the attribute */ async_trait () ]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// An import.
pub mod imported {
    use fw::async_trait;

    pub struct Answers;

    #[async_trait]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// An import, and one of the trait.
pub mod imported_with_trait {
    use fw::{async_trait, Handler};

    pub struct Answers;

    #[async_trait]
    impl Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// A raw name.
pub mod raw {
    pub struct Answers;

    #[fw::r#async_trait]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// A glob import.
pub mod by_glob {
    use fw::codegen::*;

    pub struct Answers;

    #[async_trait]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// The path through the crate by another name.
pub mod by_crate_of_another_name {
    use fw as framework;

    pub struct Answers;

    #[framework::async_trait]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// The path through an imported module.
pub mod by_module {
    use fw::codegen as prelude;

    pub struct Answers;

    #[prelude::async_trait]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// The path through the crate that the framework exports.
pub mod by_exported_crate {
    pub struct Answers;

    #[fw::crates::async_trait::async_trait]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// The path of a re-export of a re-export.
pub mod by_own_prelude {
    pub struct Answers;

    #[crate::prelude::async_trait]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// A path that begins with `super`.
pub mod by_super {
    pub struct Answers;

    #[super::super::prelude::async_trait]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// A path that begins with `self`.
pub mod by_self {
    use fw::async_trait;

    pub struct Answers;

    #[self::async_trait]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// A condition.
pub mod under_a_condition {
    pub struct Answers;

    #[cfg_attr(not(any()), fw::async_trait)]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}
