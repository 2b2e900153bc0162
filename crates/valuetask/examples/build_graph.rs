//! A small build system: units in a folder need one another, are built at the same time, fail, and have a deadline.
//!
//! A unit is a file such as `app.unit`. Its first line names what it needs; every other line is an instruction: `say WORDS`, which
//! becomes part of what is built, or `wait`, which takes for ever. What is built is written to `app.out`.
//!
//! `cargo run -p valuetask --example build_graph --features rt,cancel`, with a folder and names of units, or without for a demonstration.

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{env, fmt, fs, io, process};

use valuetask::cancel::{CancellationToken, CancellationTokenExt};
use valuetask::{Task, TaskError};

/// What was built of a unit and of all that it needs: shared by everything that needs it.
type Built = Arc<str>;

/// Why a unit wasn't built.
#[derive(Debug)]
enum Failure {
    /// It can't be read, or its result can't be written.
    File(PathBuf, io::Error),
    /// It has an instruction that doesn't exist, in this line.
    Instruction { unit: String, line: usize, text: String },
    /// It needs itself, by way of these.
    Circle(Vec<String>),
    /// It needs others that weren't built.
    Needs(TaskError),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, error) => write!(f, "{}: {error}", path.file_name().unwrap_or_default().display()),
            Self::Instruction { unit, line, text } => write!(f, "{unit}.unit:{line}: there is no instruction `{text}`"),
            Self::Circle(units) => write!(f, "it needs itself: {}", units.join(" needs ")),
            Self::Needs(errors) => {
                let reasons: Vec<_> = errors.errors().iter().map(ToString::to_string).collect();
                write!(f, "it needs what wasn't built ({})", reasons.join("; "))
            }
        }
    }
}

impl Error for Failure {}

/// One run: what was begun in it is begun once.
struct Build {
    folder: PathBuf,
    begun: Mutex<HashMap<String, Task<Built>>>,
    canceled: CancellationToken,
}

impl Build {
    /// The task of a unit, which may have been asked for before, by one of those that need it.
    fn unit(self: &Arc<Self>, name: &str, needed_by: &[String]) -> Task<Built> {
        let path = [needed_by, &[name.to_owned()]].concat();
        if needed_by.iter().any(|unit| unit == name) {
            return Task::from_error(TaskError::new(Failure::Circle(path)));
        }
        let mut begun = self.begun.lock().expect("nobody panics with the lock");
        let begin = || Task::try_spawn(Arc::clone(self).build(name.to_owned(), path)).with_cancellation(&self.canceled);
        begun.entry(name.to_owned()).or_insert_with(begin).clone()
    }

    async fn build(self: Arc<Self>, name: String, path: Vec<String>) -> Result<Built, TaskError> {
        let file = self.folder.join(&name).with_extension("unit");
        let text =
            Task::try_run(move || fs::read_to_string(&file).map_err(|error| failure(Failure::File(file, error))))
                .await?;

        let (needs, instructions) = text.split_once('\n').unwrap_or((&text, ""));
        let needs = needs.trim_start_matches("needs").split_whitespace();
        let parts = Task::when_all(needs.map(|need| self.unit(need, &path)));
        // Its own part goes on while others build what it needs.
        let own = self.instructions(&name, instructions).await?;
        let parts =
            parts.await.map_err(|error| if error.is_canceled() { error } else { failure(Failure::Needs(error)) })?;

        let built: Built = parts.iter().map(|part| &**part).chain([own.as_str()]).collect::<Vec<_>>().join(" ").into();
        let (file, written) = (self.folder.join(&name).with_extension("out"), Arc::clone(&built));
        Task::try_run(move || fs::write(&file, &*written).map_err(|error| failure(Failure::File(file, error)))).await?;
        Ok(built)
    }

    /// What a unit's own instructions come to.
    async fn instructions(&self, unit: &str, instructions: &str) -> Result<String, TaskError> {
        let mut said = Vec::new();
        for (index, text) in instructions.lines().enumerate() {
            self.canceled.check()?;
            match text.split_once(' ') {
                Some(("say", words)) => said.push(words),
                _ if text == "wait" => Task::delay(Duration::MAX).with_cancellation(&self.canceled).await?,
                _ => {
                    return Err(failure(Failure::Instruction {
                        unit: unit.to_owned(),
                        line: index + 2,
                        text: text.to_owned(),
                    }));
                }
            }
        }
        Ok(said.join(" "))
    }
}

fn failure(failure: Failure) -> TaskError {
    TaskError::new(failure)
}

/// Builds units, reports each when it is through, and says in the end how it went. What isn't through by the deadline is canceled.
pub(crate) async fn build(
    folder: &Path,
    units: &[&str],
    deadline: Task,
    report: impl Fn(String),
) -> Result<String, String> {
    let canceled = CancellationToken::new();
    let build = Arc::new(Build { folder: folder.to_owned(), begun: Mutex::default(), canceled: canceled.clone() });
    let tasks: Vec<_> = units.iter().map(|unit| build.unit(unit, &[])).collect();

    let all = Task::when_all(tasks.clone());
    let through = all.continue_with(|_| ());
    let late = Task::when_any([through, deadline]).on_success(move |(first, _)| {
        if *first == 1 {
            canceled.cancel();
        }
    });

    let mut each = Task::when_each(tasks);
    while let Some((index, task)) = each.next().await {
        let unit = units[index];
        report(match task.get().await {
            Ok(built) => format!("{unit}: {built}"),
            Err(error) if error.is_canceled() => format!("{unit}: canceled at the deadline"),
            Err(error) => format!("{unit}: failed, {error}"),
        });
    }
    late.await.map_err(|error| error.to_string())?;

    let summary = all.on_success(|built| format!("{0} of {0} units built", built.len()));
    summary.await.map_err(|error| format!("{} of {} units built", units.len() - error.errors().len(), units.len()))
}

/// Units for a demonstration: two fail by themselves, one by what it needs, and one takes for ever.
pub(crate) const DEMONSTRATION: [(&str, &str); 7] = [
    ("words", "needs\nsay hello"),
    ("names", "needs\nsay world"),
    ("app", "needs words names\nsay !"),
    ("typo", "needs words\nshout hello"),
    ("tests", "needs app typo\nsay passed"),
    ("tail", "needs head\nsay tail"),
    ("slow", "needs words\nwait"),
];

/// Writes the units of the demonstration to a new folder.
pub(crate) fn demonstration(name: &str) -> io::Result<PathBuf> {
    let folder = env::temp_dir().join(format!("valuetask-{name}-{}", process::id()));
    fs::create_dir_all(&folder)?;
    DEMONSTRATION.iter().try_for_each(|(unit, text)| fs::write(folder.join(unit).with_extension("unit"), text))?;
    Ok(folder)
}

#[allow(dead_code, reason = "a test asks for the rest")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let print = |line| println!("{line}");
    let ended = match &arguments[..] {
        [] => {
            let folder = demonstration("example")?;
            let units = DEMONSTRATION.map(|(unit, _)| unit);
            let ended = pollster::block_on(build(&folder, &units, Task::delay(Duration::from_millis(500)), print));
            fs::remove_dir_all(folder)?;
            // The demonstration shows failures.
            println!("{}", ended.unwrap_or_else(|error| error));
            return Ok(());
        }
        [folder, units @ ..] => {
            let units: Vec<_> = units.iter().map(String::as_str).collect();
            pollster::block_on(build(Path::new(folder), &units, Task::delay(Duration::from_secs(60)), print))
        }
    };
    println!("{}", ended?);
    Ok(())
}
