//! A macro beside something else of its name.

/// A macro beside a trait of its name.
pub mod beside_a_trait {
    use fw::Handling;

    pub struct Answers;

    #[Handling]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// Such a macro by its path.
pub mod beside_a_trait_by_path {
    pub struct Answers;

    #[fw::Handling]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// Such a macro by a glob import.
pub mod beside_a_trait_by_glob {
    use fw::*;

    pub struct Answers;

    #[Handling]
    impl Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// Such a macro in a function.
pub mod beside_a_trait_in_a_function {
    pub struct Answers;

    const _: () = {
        use fw::Handling;

        #[Handling]
        impl fw::Handler for Answers {
            async fn answer(&self, request: &str) -> String {
                request.to_owned()
            }
        }
    };
}

/// A macro above a trait of its name.
pub mod beside_a_trait_of_its_own {
    use written::Handling;

    #[Handling]
    pub trait Handling: Send + Sync {
        async fn handle(&self, request: &str) -> String {
            request.to_owned()
        }
    }

    pub struct Answers;

    #[Handling]
    impl Handling for Answers {}

    #[fw::Handling]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            self.handle(request).await
        }
    }
}

/// A macro beside a module of its name.
pub mod beside_a_module {
    use fw::handling;

    pub struct Answers;

    #[handling]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// Such a macro by its path.
pub mod beside_a_module_by_path {
    pub struct Answers;

    #[fw::handling]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}

/// A macro in the place of an item, beside a struct of its name.
pub mod beside_a_struct {
    use fw::Handled;

    pub struct Answers;

    Handled! {
        impl fw::Handler for Answers {
            async fn answer(&self, request: &str) -> String {
                request.to_owned()
            }
        }
    }
}

/// A derive macro beside a trait of its name.
pub mod derived_beside_a_trait {
    use fw::Handler;

    #[derive(Handler)]
    pub struct Answers;
}

/// The attribute by another name, by a glob import, beside a type of that name.
pub mod renamed_beside_a_type {
    use crate::prelude::*;

    #[allow(non_camel_case_types)]
    pub type methods = ();

    pub struct Answers;

    #[methods]
    impl fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }
}
