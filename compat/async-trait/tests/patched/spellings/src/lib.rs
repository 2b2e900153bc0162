//! A crate that doesn't depend on async-trait, and names the attribute by each spelling that the original takes.
#![forbid(unsafe_code)]
#![deny(warnings)]

#[macro_use]
extern crate fw;

/// Re-exports of a re-export.
pub mod prelude {
    pub use fw::async_trait;
    pub use fw::async_trait as methods;
}
pub use fw::async_trait as prelude_at_root;

/// Has the name of the attribute, and is no crate.
pub mod async_trait {}

/// An instance of each spelling, with its name.
pub fn all() -> Vec<(&'static str, Box<dyn fw::Handler>)> {
    macro_rules! all {
        ($($module:ident)*) => { vec![$((stringify!($module), Box::new($module::Answers))),*] };
    }
    all!(
        by_path by_absolute_path with_spaces imported imported_with_trait raw by_glob by_crate_of_another_name
        by_module by_exported_crate by_own_prelude by_super by_self under_a_condition renamed renamed_with_trait
        renamed_under_a_condition exported_by_another_name exported_by_another_name_and_imported renamed_twice
        renamed_prelude renamed_by_glob in_a_function by_macro_use by_example by_example_of_another_name
        by_own_example by_attribute_of_a_macro written_above written_above_and_imported
        derived of_a_trait beside_a_trait beside_a_trait_by_path beside_a_trait_by_glob beside_a_trait_in_a_function
        beside_a_trait_of_its_own beside_a_module beside_a_module_by_path beside_a_struct derived_beside_a_trait
        renamed_beside_a_type
    )
}

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

    #[super::prelude::async_trait]
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
