//! A crate that doesn't depend on async-trait, and names the attribute by each spelling that the original takes.
#![forbid(unsafe_code)]
#![deny(warnings)]

#[macro_use]
extern crate fw;

pub mod beside;
pub mod macros;
pub mod other_names;
pub mod paths;

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
        ($($file:ident: $($module:ident)*;)*) => { vec![$($((stringify!($module), Box::new($file::$module::Answers))),*),*] };
    }
    all!(
        paths: by_path by_absolute_path with_spaces imported imported_with_trait raw by_glob
            by_crate_of_another_name by_module by_exported_crate by_own_prelude by_super by_self
            under_a_condition;
        other_names: renamed renamed_with_trait renamed_under_a_condition exported_by_another_name
            exported_by_another_name_and_imported renamed_twice renamed_prelude renamed_by_glob in_a_function;
        macros: by_macro_use by_example by_example_of_another_name by_own_example by_attribute_of_a_macro
            written_above written_above_and_imported derived of_a_trait;
        beside: beside_a_trait beside_a_trait_by_path beside_a_trait_by_glob beside_a_trait_in_a_function
            beside_a_trait_of_its_own beside_a_module beside_a_module_by_path beside_a_struct
            derived_beside_a_trait renamed_beside_a_type;
    )
}
