//! The documentation of this crate's library, as a reader sees it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{env, fs};

/// The folder of the pages, which are made once.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is in the target folder");
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut documenting = Command::new(cargo);
        documenting.args(["doc", "--quiet", "--no-deps", "--package", "neighbours", "--target-dir"]).arg(target);
        assert!(documenting.status().expect("cargo can be started").success());
        target.join("doc/neighbours/documented")
    })
}

/// The text of a page, without spaces.
pub(crate) fn text(page: &str) -> String {
    let html = fs::read_to_string(folder().join(page)).expect("the page was made");
    let mut text = String::new();
    for part in html.split('<') {
        text += part.split_once('>').map_or(part, |(_, text)| text);
        text.push(' ');
    }
    let text = [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&#39;", "'"), ("&nbsp;", " ")]
        .iter()
        .fold(text, |text, (escaped, plain)| text.replace(escaped, plain));
    text.split_whitespace().collect()
}
