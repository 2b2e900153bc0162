//! No files use each other in a circle, directly or through others: such files can't be read or changed one by one.
//!
//! What a file uses is read from its `use` items, and from the paths in its code that begin with `crate`, `self` or `super`. A name that a file
//! only hands on (`pub use`) leads to where it comes from. A method that another file gives to a type isn't seen.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Item, UseTree, Visibility};

type Names = Vec<String>;

#[derive(Default)]
struct Krate {
    /// The modules that have a file, from the root of the crate, with what each uses.
    files: BTreeMap<Names, BTreeSet<Names>>,
    /// The names that a module hands on, with where they come from.
    handed_on: BTreeMap<Names, Names>,
}

impl Krate {
    fn read(src: &Path) -> Self {
        let mut krate = Self::default();
        let mut folders = vec![src.to_owned()];
        let mut sources = Vec::new();
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() { folders.push(path) } else { sources.push(path) }
            }
        }
        let module = |path: &PathBuf| {
            let module = path.strip_prefix(src).unwrap().with_extension("");
            let mut names: Names = module.iter().map(|name| name.to_str().unwrap().to_owned()).collect();
            names.pop_if(|last| ["lib", "main", "mod"].contains(&last.as_str()));
            names
        };
        sources.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
        krate.files = sources.iter().map(|path| (module(path), BTreeSet::new())).collect();
        for path in &sources {
            let file = syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
            krate.read_items(&module(path), &module(path), &file.items);
        }
        krate
    }

    fn read_items(&mut self, file: &Names, module: &Names, items: &[Item]) {
        let code = items.iter().filter(|item| !matches!(item, Item::Use(_) | Item::Mod(_)));
        let words = words(code.map(ToTokens::to_token_stream).collect());
        let mut uses: Vec<_> = paths_in(&words).iter().map(|path| from_root(module, path)).collect();
        for item in items {
            match item {
                // Tests use the file that they stand in.
                Item::Mod(inner) if inner.ident != "tests" => {
                    let (name, items) = (inner.ident.to_string(), inner.content.iter().flat_map(|(_, items)| items));
                    let items: Vec<_> = items.cloned().collect();
                    self.read_items(file, &[module.as_slice(), &[name]].concat(), &items);
                }
                Item::Use(item) if item.leading_colon.is_none() => {
                    let hands_on = !matches!(item.vis, Visibility::Inherited);
                    for (path, name) in leaves(&item.tree, &[]) {
                        let inside = [module.as_slice(), &path[..1]].concat();
                        let is_of_crate = ["crate", "self", "super"].contains(&path[0].as_str());
                        if !is_of_crate && !self.files.contains_key(&inside) {
                            continue;
                        }
                        let at = from_root(module, &path);
                        // A function of the file itself may have the name of a module that it hands on.
                        let is_function = words.windows(2).any(|pair| pair[0] == "fn" && pair[1] == name);
                        if hands_on && !is_function {
                            self.handed_on
                                .insert([module.as_slice(), std::slice::from_ref(&name)].concat(), at.clone());
                        }
                        if !hands_on || !is_function && words.contains(&name) {
                            uses.push(at);
                        }
                    }
                }
                _ => {}
            }
        }
        self.files.get_mut(file).unwrap().extend(uses);
    }

    /// The module with a file that a path leads to, through those that hand a name on.
    fn leads_to(&self, path: &Names) -> Names {
        let mut at = path.clone();
        for _ in 0..20 {
            let inside = (1..=at.len()).take_while(|length| self.files.contains_key(&at[..*length])).count();
            match at.get(..=inside).and_then(|name| self.handed_on.get(name)) {
                Some(on) => at = [on, &at[inside + 1..]].concat(),
                None => return at[..inside].to_vec(),
            }
        }
        at
    }

    /// The files that use each other.
    fn circles(&self) -> BTreeSet<Vec<String>> {
        let mut direct: BTreeMap<&Names, BTreeSet<Names>> = BTreeMap::new();
        for (module, paths) in &self.files {
            let others = paths.iter().map(|path| self.leads_to(path)).filter(|other| other != module);
            direct.insert(module, others.collect());
        }
        let mut reached = BTreeMap::new();
        for module in self.files.keys() {
            let (mut found, mut left) = (BTreeSet::new(), vec![module]);
            while let Some(next) = left.pop() {
                left.extend(direct[next].iter().filter(|further| found.insert(*further)));
            }
            reached.insert(module, found);
        }
        let in_circles = self.files.keys().filter(|module| reached[*module].contains(module));
        let circle = |module: &Names| {
            let others =
                self.files.keys().filter(|other| reached[module].contains(*other) && reached[*other].contains(module));
            others.map(|other| other.join("::")).collect()
        };
        in_circles.map(circle).collect()
    }
}

/// A path in a module, from the root of its crate.
fn from_root(module: &[String], path: &[String]) -> Names {
    let ups = path.iter().take_while(|name| *name == "super" || *name == "self").count();
    let supers = path[..ups].iter().filter(|name| *name == "super").count();
    match path[0].as_str() {
        "crate" => path[1..].to_vec(),
        _ => [&module[..module.len().saturating_sub(supers)], &path[ups..]].concat(),
    }
}

/// The paths that a `use` brings, each with its name.
fn leaves(tree: &UseTree, before: &[String]) -> Vec<(Names, String)> {
    let then = |name: &dyn ToString| [before, &[name.to_string()]].concat();
    match tree {
        UseTree::Path(path) => leaves(&path.tree, &then(&path.ident)),
        UseTree::Group(group) => group.items.iter().flat_map(|tree| leaves(tree, before)).collect(),
        UseTree::Name(name) if name.ident == "self" => vec![(before.to_vec(), before.last().unwrap().clone())],
        UseTree::Name(name) => vec![(then(&name.ident), name.ident.to_string())],
        UseTree::Rename(rename) => vec![(then(&rename.ident), rename.rename.to_string())],
        UseTree::Glob(_) => vec![(before.to_vec(), "*".to_owned())],
    }
}

/// All words and punctuation, also within groups and macro calls. `pub(in path)` uses nothing, and isn't read as a path.
fn words(tokens: TokenStream) -> Names {
    let mut words = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(_) if words.last().is_some_and(|last| last == "pub") => {}
            TokenTree::Group(group) => {
                words.push("(".to_owned());
                words.extend(self::words(group.stream()));
            }
            token => words.push(token.to_string()),
        }
    }
    words
}

/// The paths that begin with `crate`, `self` or `super`, but `$crate`.
fn paths_in(words: &[String]) -> Vec<Names> {
    let path_at = |start: usize| {
        let further = words[start + 1..].chunks_exact(3).map_while(|chunk| match chunk {
            [first, second, name] if first == ":" && second == ":" && is_word(name) => Some(name),
            _ => None,
        });
        std::iter::once(&words[start]).chain(further).cloned().collect::<Names>()
    };
    let begins = |at: &usize| {
        ["crate", "self", "super"].contains(&words[*at].as_str())
            && (*at == 0 || ![":", "$"].contains(&words[*at - 1].as_str()))
    };
    (0..words.len()).filter(begins).map(path_at).filter(|path| path.len() > 1).collect()
}

fn is_word(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let crates = fs::read_dir(root.join("crates")).unwrap().map(|entry| entry.unwrap().path());
    let crates: Vec<_> = crates.chain(["", "macros"].map(|name| root.join("compat/async-trait").join(name))).collect();
    for krate in crates {
        let files = Krate::read(&krate.join("src"));
        assert!(!files.files.is_empty(), "{}", krate.display());
        assert_eq!(files.circles(), BTreeSet::new(), "{}: each of these uses the others", krate.display());
    }
}
