//! Whether each crate's README has the right count of its unsafe code.
//!
//! Words of the source are counted, also those within macros. A room is the first part of a file's path. Tests and models are left out.

use std::{collections::BTreeMap, fs, path::Path};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

const CRATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates");

/// Blocks, functions, implementations and traits.
type Counts = [usize; 4];

fn count(tokens: TokenStream, counts: &mut Counts) {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let is = |at: usize, word: &str| matches!(tokens.get(at), Some(TokenTree::Ident(ident)) if ident == word);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) if at == 0 || !is(at - 1, "tests") => count(group.stream(), counts),
            TokenTree::Ident(ident) if ident == "unsafe" => match &tokens[at + 1] {
                TokenTree::Group(group) => counts[0] += usize::from(group.delimiter() == Delimiter::Brace),
                _ if is(at + 1, "impl") => counts[2] += 1,
                _ if is(at + 1, "trait") => counts[3] += 1,
                // A pointer to a function has no name.
                _ => {
                    let name = if is(at + 1, "extern") { at + 4 } else { at + 2 };
                    counts[1] += usize::from(is(name - 1, "fn") && !matches!(tokens[name], TokenTree::Group(_)));
                }
            },
            _ => {}
        }
    }
}

fn read(folder: &Path, room: Option<&str>, rooms: &mut BTreeMap<String, Counts>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let room = room.unwrap_or(name);
        if ["models", "programs", "tests"].contains(&name) {
        } else if path.is_dir() {
            read(&path, Some(room), rooms);
        } else {
            count(fs::read_to_string(&path).unwrap().parse().unwrap(), rooms.entry(room.to_owned()).or_default());
        }
    }
}

#[test]
fn each_readme_counts_the_unsafe_code_of_its_crate() {
    for name in ["valuetask", "valuetask-io", "valuetask-source", "valuetask-tasks"] {
        let (mut rooms, mut table) = (BTreeMap::new(), String::new());
        read(&Path::new(CRATES).join(name).join("src"), None, &mut rooms);
        let all = rooms.values().fold(Counts::default(), |all, room| [0, 1, 2, 3].map(|kind| all[kind] + room[kind]));
        let rooms = rooms.into_iter().filter(|(_, counts)| *counts != Counts::default());
        for (room, [blocks, functions, implementations, traits]) in rooms.chain([("together".to_owned(), all)]) {
            table += &format!("| {room} | {blocks} | {functions} | {implementations} | {traits} |\n");
        }
        let readme = fs::read_to_string(Path::new(CRATES).join(name).join("README.md")).unwrap();
        assert!(readme.contains(&table), "{name}/README.md needs these rows:\n{table}");
    }
}
