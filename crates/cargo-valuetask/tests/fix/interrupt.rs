//! Ctrl-C while the workspace is checked with the changes in place.

use std::fs::{self, File, OpenOptions};
use std::io::Read as _;
use std::process::{Command, Output, Stdio};
use std::thread;

use crate::run::{error_line, says};
use crate::shop::{APP, STORE, Shop};

/// Waits for ever once the changes are there, and keeps a pipe open as long as it is alive.
const BUILD: &str = r#"fn main() {
    if std::fs::read_to_string("Cargo.toml").unwrap().contains("valuetask") {
        let _alive = std::fs::OpenOptions::new().write(true).open("../alive").unwrap();
        std::fs::read("../never").unwrap();
    }
}
"#;

/// Interrupts a run whose check hangs in this build script, by this signal, and says how it has ended.
fn interrupted(shop: &Shop, build: &str, signal: &str) -> Output {
    shop.write("app/build.rs", build);
    for pipe in ["alive", "never"] {
        crate::pipe::make(&shop.path(pipe));
    }
    let mut fix = shop.fix(&["--allow-dirty"]);
    let running = fix.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    let (id, pipe) = (running.id().to_string(), shop.path("alive"));
    let ended = thread::spawn(move || {
        let output = running.wait_with_output().expect("an end");
        // Where no build script has opened it, the other end waits no longer.
        drop(OpenOptions::new().write(true).open(pipe).expect("a pipe"));
        output
    });
    // Both ends wait for each other: from here on, the build script is there.
    let mut alive = File::open(shop.path("alive")).expect("a pipe");
    assert_ne!(shop.read("app/src/lib.rs"), APP, "the changes are in place");
    let killed = Command::new("kill").arg(format!("-{signal}")).arg(id).status();
    assert!(killed.expect("kill").success());
    let output = ended.join().expect("no panic");
    // The pipe ends when nobody has it open any more.
    alive.read_to_end(&mut Vec::new()).expect("the end of the build script");
    output
}

#[test]
fn ctrl_c_puts_everything_back_and_ends_what_was_started() {
    for signal in ["INT", "TERM"] {
        let shop = Shop::new();
        let paths = ["Cargo.lock", "app/Cargo.toml", "store/Cargo.toml"];
        let before = paths.map(|path| shop.read(path));
        let output = interrupted(&shop, BUILD, signal);
        let error = error_line(&output, 130);
        says(&error, &["interrupted; what was written is put back"]);
        assert_eq!(String::from_utf8_lossy(&output.stdout), "", "nothing was changed");
        assert_eq!((shop.read("store/src/lib.rs"), shop.read("app/src/lib.rs")), (STORE.to_owned(), APP.to_owned()));
        assert_eq!(paths.map(|path| shop.read(path)), before);
        assert!(!shop.path("target/valuetask-fix").exists(), "the next run may begin");
    }
}

#[test]
fn what_could_not_be_put_back_is_named_after_ctrl_c() {
    let shop = Shop::new();
    let writes = "std::fs::write(\"src/lib.rs\", \"// theirs\").unwrap();\n        let _alive";
    let output = interrupted(&shop, &BUILD.replace("let _alive", writes), "INT");
    says(&error_line(&output, 130), &["interrupted; and then", "app/src/lib.rs", "their originals are in this folder"]);
    assert_eq!(shop.read("app/src/lib.rs"), "// theirs");
    let original = fs::read_to_string(shop.path("target/valuetask-fix/app/src/lib.rs")).expect("the original");
    assert_eq!(original, APP);
}
