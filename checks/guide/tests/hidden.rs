//! What the crates over `valuetask` use of it is public, or one of a dozen hidden names.

use std::fs;
use std::path::Path;

use syn::{Item, UseTree, Visibility};

const CRATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates");

/// What sources and tasks need beyond the public interface. Published versions of them use these names: within a 0.x none is removed or
/// changed.
const RUNTIME: &[&str] = &[
    "Ask",
    "Header",
    "RawOwner",
    "from_local_owner",
    "from_owner",
    "give",
    "live", // in models alone
    "move_out",
    "nowhere",
    "start_owner",
    "suspended",
    "take",
];

/// The sources below a folder, each with its path.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The last name of a path that is exported.
fn exported(tree: &UseTree) -> String {
    match tree {
        UseTree::Path(path) => exported(&path.tree),
        UseTree::Name(name) => name.ident.to_string(),
        _ => panic!("`__runtime` exports names one by one, each with its contract"),
    }
}

#[test]
fn the_hidden_interface_has_these_names_alone() {
    let text = fs::read_to_string(Path::new(CRATES).join("valuetask/src/__runtime.rs")).unwrap();
    let mut names: Vec<_> = syn::parse_file(&text)
        .unwrap()
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Use(item) if matches!(item.vis, Visibility::Public(_)) => Some(exported(&item.tree)),
            Item::Use(_) => None,
            Item::Fn(function) => Some(function.sig.ident.to_string()),
            _ => panic!("`__runtime` has imports and functions"),
        })
        .collect();
    names.sort();
    assert_eq!(names, RUNTIME);
}

#[test]
fn only_expansions_name_what_is_private_to_them() {
    for krate in ["valuetask-source", "valuetask-tasks", "valuetask-io"] {
        let mut found = Vec::new();
        sources(&Path::new(CRATES).join(krate).join("src"), &mut found);
        assert!(!found.is_empty(), "{krate}");
        for (path, text) in found {
            assert!(!text.contains("valuetask::__private"), "{path}: take it from `valuetask::__runtime`");
            let hidden = text.contains("valuetask::__runtime");
            assert!(!hidden || krate != "valuetask-io", "{path}: this crate uses the public interface alone");
        }
    }
}
