//! A PostgreSQL server of a test's own. It refuses to run as root, and is then run as the user postgres.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::Server;
use crate::util::{possible, skipped};

struct Postgres {
    programs: PathBuf,
    port: u16,
    folder: TempDir,
}

impl Postgres {
    /// Starts one, unless there is none to start.
    fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            skipped("no PostgreSQL server (Debian package postgresql)");
            return None;
        };
        let folder = TempDir::new().expect("a temporary folder");
        if is_root() {
            let path = folder.path().display().to_string();
            if !possible("root, and no user postgres to run the server as", "chown", &["postgres", &path]) {
                return None;
            }
        }
        let server = Self { programs, port: super::free_port(), folder };
        server.run("initdb", &["-D", &server.data(), "-U", "postgres", "-A", "trust", "--no-sync"]);
        let options = format!("-p {} -h 127.0.0.1 -k {} -F", server.port, server.folder.path().display());
        let log = server.folder.path().join("log").display().to_string();
        server.run("pg_ctl", &["-w", "-D", &server.data(), "-l", &log, "-o", &options, "start"]);
        Some(server)
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn try_run(&self, program: &str, arguments: &[&str]) -> Output {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.args(arguments).current_dir(self.folder.path()).output().expect("PostgreSQL's programs run")
    }

    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.try_run(program, arguments);
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    fn ask(&self, question: &str) -> String {
        let port = self.port.to_string();
        self.run("psql", &["-h", "127.0.0.1", "-p", &port, "-U", "postgres", "-Atc", question]).trim().to_owned()
    }
}

impl Server for Postgres {
    fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn kill(&mut self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "stop"]);
    }

    fn values(&self) -> Option<u64> {
        match self.ask("SELECT to_regclass('valuetask_replay')").as_str() {
            "" => None,
            _ => Some(self.ask("SELECT count(*) FROM valuetask_replay").parse().expect("a number")),
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // It may have been stopped before.
        let _ = self.try_run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "stop"]);
    }
}

/// Where Debian keeps the newest server's programs, or a folder of the path that has them.
fn programs() -> Option<PathBuf> {
    let debian =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let mut folders: Vec<PathBuf> = debian.collect();
    folders.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.into_iter().rev().chain(std::env::split_paths(&path)).find(|folder| folder.join("initdb").exists())
}

fn is_root() -> bool {
    // The owner of a process's own entry there is the process's user.
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(Path::new("/proc/self")).is_ok_and(|entry| entry.uid() == 0)
}

/// On one server, as making one takes longer than all of it.
#[test]
fn postgres_is_cleaned_up_and_keeps_what_it_is_asked_to_and_is_named_when_it_dies() {
    if let Some(mut server) = Postgres::start() {
        super::replays_and_cleans_up(&server);
        super::keeps_what_it_put_there(&server);
        super::ctrl_c_cleans_up(&server);
        super::a_server_that_dies_is_named(&mut server);
    }
}

#[test]
fn a_postgres_that_is_down_is_named() {
    super::a_server_that_is_down_is_named("postgres");
}
