//! Where a `pub use` hands async-trait's attribute on to crates that may not depend on valuetask.

use crate::resolve::{Meaning, Resolver};
use crate::scope::{AttributeUse, Words};
use crate::text;
use crate::tree::FileId;
use crate::workspace::Workspace;

/// Returns the files that hand the attribute on, each with the sentence that says where.
pub(super) fn by_pub_use(resolver: &mut Resolver<'_>, workspace: &Workspace) -> Vec<(FileId, String)> {
    let mut found = Vec::new();
    for file in resolver.own_files() {
        for line in lines(file, resolver, workspace) {
            let at = text::place(&resolver.tree.files[file].path, &workspace.root, line);
            let why = format!(
                "`pub use` at {at} hands async-trait's attribute on to crates that may not depend on valuetask"
            );
            found.push((file, why));
        }
    }
    found
}

/// Returns the line of each such `pub use` of a file. One that a macro is given has none.
fn lines(file: FileId, resolver: &mut Resolver<'_>, workspace: &Workspace) -> Vec<Option<usize>> {
    let packages: Vec<_> = resolver.tree.packages_of(file).collect();
    let names = packages.iter().flat_map(|at| workspace.packages[*at].names_of("async-trait"));
    let names: Vec<_> = names.collect();
    let scope = &resolver.tree.files[file].scope;
    let in_macros = scope.handed_on.iter().filter(|word| names.contains(&word.as_str()));
    let mut lines: Vec<_> = in_macros.take(1).map(|_| None).collect();
    for (node, of) in scope.nodes.clone().into_iter().enumerate() {
        let is_seen = resolver.is_seen(file, node);
        for import in of.imports.into_iter().filter(|import| is_seen && import.exported) {
            // What a glob brings may be the attribute.
            let of_glob = import.name.is_none().then(|| "async_trait".to_owned());
            let words: Vec<_> = import.path.into_iter().chain(of_glob).collect();
            let is_crate = names.contains(&words[0].as_str());
            let path = Words { words, global: import.global };
            let place = AttributeUse { node, path, ..AttributeUse::default() };
            let attribute = resolver.attribute(file, &place);
            let is_it = attribute.meanings.contains(&Meaning::AsyncTrait);
            // A glob doesn't bring what its module has for itself.
            if is_crate || is_it && attribute.via.iter().any(|via| via.import.exported) {
                let before = &resolver.tree.files[file].text[..import.leaf.start];
                lines.push(Some(1 + before.matches('\n').count()));
            }
        }
    }
    lines
}
