//! Ctrl-C while git is asked, and while the workspace is checked with the changes in place.

use std::fs::{self, File, OpenOptions};
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::run::{error_line, says};
use crate::shop::{APP, STORE, Shop};

/// Lets the runs that are started from here on hear signals, also where the tests were started to ignore them, as `nohup`
/// does: a process inherits what its parent ignores, but not what its parent handles.
fn hear_signals() {
    for (name, signal) in [("INT", SIGINT), ("TERM", SIGTERM), ("HUP", SIGHUP)] {
        let survived = Command::new("sh").arg("-c").arg(format!("kill -{name} $$")).status();
        if survived.expect("a shell").success() {
            // Nothing reads the flag: the tests themselves ignore the signal as before.
            signal_hook::flag::register(signal, Arc::default()).expect("a handler");
        }
    }
}

/// Waits for ever once the changes are there, and keeps a pipe open as long as it is alive.
const BUILD: &str = r#"fn main() {
    if std::fs::read_to_string("Cargo.toml").unwrap().contains("valuetask") {
        let _alive = std::fs::OpenOptions::new().write(true).open("../alive").unwrap();
        std::fs::read("../never").unwrap();
    }
}
"#;

/// A run that waits for its build script, with the changes in place.
struct Waiting {
    id: String,
    ended: JoinHandle<Output>,
    /// What the build script keeps open.
    alive: File,
}

impl Waiting {
    fn start(shop: &Shop, build: &str, fix: &mut Command) -> Self {
        shop.write("app/build.rs", build);
        for pipe in ["alive", "never"] {
            crate::pipe::make(&shop.path(pipe));
        }
        hear_signals();
        let running = fix.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
        let (id, pipe) = (running.id().to_string(), shop.path("alive"));
        let ended = thread::spawn(move || {
            let output = running.wait_with_output().expect("an end");
            // Where no build script has opened it, the other end waits no longer.
            drop(OpenOptions::new().write(true).open(pipe).expect("a pipe"));
            output
        });
        // Both ends wait for each other: from here on, the build script is there.
        let alive = File::open(shop.path("alive")).expect("a pipe");
        assert_ne!(shop.read("app/src/lib.rs"), APP, "the changes are in place");
        Self { id, ended, alive }
    }

    fn signal(&self, signal: &str) {
        let killed = Command::new("kill").arg(format!("-{signal}")).arg(&self.id).status();
        assert!(killed.expect("kill").success());
    }

    /// How it ends, once the build script has.
    fn end(mut self) -> Output {
        let output = self.ended.join().expect("no panic");
        // The pipe ends when nobody has it open any more.
        self.alive.read_to_end(&mut Vec::new()).expect("the end of the build script");
        output
    }
}

/// Interrupts a run whose check hangs in this build script, by this signal, and says how it has ended.
fn interrupted(shop: &Shop, build: &str, signal: &str) -> Output {
    let waiting = Waiting::start(shop, build, &mut shop.fix(&["--allow-dirty"]));
    waiting.signal(signal);
    waiting.end()
}

#[test]
fn ctrl_c_puts_everything_back_and_ends_what_was_started() {
    for signal in ["INT", "TERM", "HUP"] {
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

/// Waits for ever where it is asked which files it holds.
const GIT: &str = "#!/bin/sh\ncase \"$*\" in *ls-files*) exec 3> ALIVE; read never < NEVER;; esac\n\
                   PATH=${PATH#*:}\nexec git \"$@\"\n";

#[test]
fn ctrl_c_while_git_runs_is_no_failure_of_git() {
    let shop = Shop::new();
    let [alive, never] = ["alive", "never"].map(|pipe| shop.path(&format!("bin/{pipe}")));
    let git = GIT.replace("ALIVE", &alive.display().to_string()).replace("NEVER", &never.display().to_string());
    shop.write("bin/git", &git);
    fs::set_permissions(shop.path("bin/git"), fs::Permissions::from_mode(0o755)).expect("a program");
    shop.commit("/target\n/bin\n");
    [&alive, &never].into_iter().for_each(|pipe| crate::pipe::make(pipe));
    let path = format!("{}:{}", shop.path("bin").display(), std::env::var("PATH").expect("a path"));
    let mut fix = shop.fix(&[]);
    fix.env("PATH", path).process_group(0).stdout(Stdio::piped()).stderr(Stdio::piped());
    hear_signals();
    let running = fix.spawn().expect("the binary runs");
    // Both ends wait for each other: from here on, git is there.
    let mut alive = File::open(alive).expect("a pipe");
    // A terminal sends it to the whole group.
    let killed = Command::new("kill").args(["-INT", "--", &format!("-{}", running.id())]).status();
    assert!(killed.expect("kill").success());
    let output = running.wait_with_output().expect("an end");
    assert_eq!(error_line(&output, 130), "error: interrupted");
    alive.read_to_end(&mut Vec::new()).expect("the end of git");
    assert_eq!(shop.read("app/src/lib.rs"), APP);
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

/// The same command, started to ignore a signal.
fn ignoring(signal: &str, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("trap '' {signal}; exec \"$0\" \"$@\""));
    shell.arg(command.get_program()).args(command.get_args());
    shell.current_dir(command.get_current_dir().expect("a folder"));
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

#[test]
fn a_signal_that_is_ignored_from_the_start_stays_so() {
    for signal in ["HUP", "INT"] {
        let shop = Shop::new();
        let waiting = Waiting::start(&shop, BUILD, &mut ignoring(signal, &shop.fix(&["--allow-dirty"])));
        waiting.signal(signal);
        let never = OpenOptions::new().write(true).open(shop.path("never")).expect("a pipe");
        // Whoever reads it from here on doesn't wait.
        fs::remove_file(shop.path("never")).expect("a pipe");
        shop.write("never", "");
        drop(never);
        let output = waiting.end();
        assert!(output.status.success(), "{signal}: {}", String::from_utf8_lossy(&output.stderr));
        assert_ne!(shop.read("app/src/lib.rs"), APP, "{signal}");
    }
}

#[test]
fn once_it_is_done_a_signal_ends_it_as_ever_and_the_changes_stay() {
    for (signal, number) in [("INT", 2), ("TERM", 15)] {
        let shop = Shop::new();
        // A line that the difference shows, and that no pipe holds as a whole.
        let long = format!("// {}\n#[async_trait::async_trait] //", "long ".repeat(1 << 17));
        shop.write("app/src/lib.rs", &APP.replacen("#[async_trait::async_trait] //", &long, 1));
        hear_signals();
        let mut running = shop.fix(&["--allow-dirty"]).stdout(Stdio::piped()).spawn().expect("the binary runs");
        let mut output = running.stdout.take().expect("a pipe");
        output.read_exact(&mut [0]).expect("a first letter");
        let killed = Command::new("kill").arg(format!("-{signal}")).arg(running.id().to_string()).status();
        assert!(killed.expect("kill").success());
        // Nobody reads the rest: it can't end by itself.
        let status = running.wait().expect("an end");
        assert_eq!(status.signal(), Some(number), "{status:?}");
        assert!(shop.read("app/src/lib.rs").contains("#[valuetask::async_trait] // by its path"));
        assert!(!shop.path("target/valuetask-fix").exists());
    }
}
