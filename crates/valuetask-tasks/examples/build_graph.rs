//! A small build system: units in a folder need one another, are built at the same time, fail, and have a deadline.
//!
//! A unit is a file such as `app.unit`. Its first line names what it needs, as `needs words names`; every other line is an
//! instruction: `say WORDS`, which becomes part of what is built, or `wait`, which takes for ever. What is built is written to `app.out`.
//!
//! `cargo run -p valuetask-tasks --example build_graph --features rt,cancel`, with a folder and names of units, or without for a demonstration.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::error::Error;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{env, fmt, fs, io, process};

use valuetask::ValueTask;
use valuetask_tasks::cancel::{CancellationToken, CancellationTokenExt};
use valuetask_tasks::{Task, TaskError, try_join};

/// What was built of a unit and of all that it needs: shared by everything that needs it.
type Built = Arc<str>;

/// Why a unit wasn't built.
#[derive(Debug)]
enum Failure {
    /// Its name isn't that of a file in the folder.
    Name(String),
    /// It can't be read, or its result can't be written.
    File(PathBuf, io::Error),
    /// Its first line doesn't say what it needs.
    FirstLine(String),
    /// It has an instruction that doesn't exist, in this line.
    Instruction { unit: String, line: usize, text: String },
    /// It would wait for itself, by way of these: the first is the last.
    Circle(Vec<String>),
    /// It needs others that weren't built, for these reasons: each is told once, however many units stand between.
    Needs(BTreeSet<Arc<str>>),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(f, "`{name}` can't be the name of a unit"),
            Self::File(path, error) => write!(f, "{}: {error}", path.file_name().unwrap_or_default().display()),
            Self::FirstLine(unit) => write!(f, "{unit}.unit:1: it doesn't begin with `needs`"),
            Self::Instruction { unit, line, text } => write!(f, "{unit}.unit:{line}: there is no instruction `{text}`"),
            Self::Circle(units) => write!(f, "there is a circle: {}", units.join(" needs ")),
            Self::Needs(reasons) => {
                let reasons: Vec<_> = reasons.iter().map(|reason| &**reason).collect();
                write!(f, "it needs what wasn't built ({})", reasons.join("; "))
            }
        }
    }
}

impl Error for Failure {}

fn failure(failure: Failure) -> TaskError {
    TaskError::new(failure)
}

/// The error of a unit, from those of what it needs.
fn not_built(error: TaskError) -> TaskError {
    if error.is_canceled() {
        return error;
    }
    let mut reasons = BTreeSet::new();
    for error in error.errors().iter().filter(|error| error.is_faulted()) {
        match error.downcast_ref() {
            Some(Failure::Needs(further)) => reasons.extend(further.iter().cloned()),
            _ => _ = reasons.insert(error.to_string().into()),
        }
    }
    failure(Failure::Needs(reasons))
}

/// What was begun, and what waits for what.
#[derive(Default)]
struct Begun {
    tasks: HashMap<String, Task<Built>>,
    /// There is never a circle in it.
    needs: HashMap<String, Vec<String>>,
}

impl Begun {
    /// Notes that a unit needs another.
    ///
    /// # Errors
    ///
    /// The other needs the unit, itself or by way of others, so neither would ever be built.
    fn note(&mut self, unit: &str, need: &str) -> Result<(), Failure> {
        match self.circle(unit, need) {
            Some(circle) => Err(Failure::Circle(circle)),
            None => {
                self.needs.entry(unit.to_owned()).or_default().push(need.to_owned());
                Ok(())
            }
        }
    }

    /// The shortest circle that there would be if a unit needed another, from the first of its names back to it.
    fn circle(&self, unit: &str, need: &str) -> Option<Vec<String>> {
        let mut needed_by = HashMap::from([(need, unit)]);
        let mut left = VecDeque::from([need]);
        while !needed_by.contains_key(unit) {
            let at = left.pop_front()?;
            for next in self.needs.get(at).into_iter().flatten() {
                if let Entry::Vacant(new) = needed_by.entry(next) {
                    new.insert(at);
                    left.push_back(next);
                }
            }
        }

        let mut circle = vec![unit];
        while needed_by[circle[circle.len() - 1]] != unit {
            circle.push(needed_by[circle[circle.len() - 1]]);
        }
        circle.reverse();
        // It is the same for whichever unit would have closed it.
        let first = (0..circle.len()).min_by_key(|at| circle[*at])?;
        circle.rotate_left(first);
        circle.push(circle[0]);
        Some(circle.into_iter().map(str::to_owned).collect())
    }
}

/// One run: what was begun in it is begun once.
struct Build {
    folder: PathBuf,
    begun: Mutex<Begun>,
    canceled: CancellationToken,
}

impl Build {
    /// The task of a unit, which may have been asked for before, by one of those that need it.
    fn unit(self: &Arc<Self>, name: &str, needed_by: Option<&str>) -> Task<Built> {
        let mut begun = self.begun.lock().expect("the lock isn't poisoned");
        if let Some(Err(circle)) = needed_by.map(|unit| begun.note(unit, name)) {
            return Task::from_error(failure(circle));
        }
        let begin = || Task::try_spawn(Arc::clone(self).build(name.to_owned())).with_cancellation(&self.canceled);
        begun.tasks.entry(name.to_owned()).or_insert_with(begin).clone()
    }

    async fn build(self: Arc<Self>, name: String) -> Result<Built, TaskError> {
        if Path::new(&name).file_name() != Some(OsStr::new(&name)) {
            return Err(failure(Failure::Name(name)));
        }
        let file = self.folder.join(format!("{name}.unit"));
        let text = Task::try_spawn_blocking(move || {
            fs::read_to_string(&file).map_err(|error| failure(Failure::File(file, error)))
        })
        .await?;

        let (first, instructions) = text.split_once('\n').unwrap_or((&text, ""));
        let mut needs = first.split_whitespace();
        if needs.next() != Some("needs") {
            return Err(failure(Failure::FirstLine(name)));
        }
        let parts = Task::when_all(needs.map(|need| self.unit(need, Some(&name))));
        // Its own part goes on while others build what it needs.
        let own = ValueTask::from_future(self.instructions(&name, instructions));
        let parts = ValueTask::from_future(async { parts.await.map_err(not_built) });
        let (own, parts) = try_join((own, parts)).await?;

        let said = parts.iter().map(|part| &**part).chain([own.as_str()]).filter(|part| !part.is_empty());
        let built: Built = said.collect::<Vec<_>>().join(" ").into();
        let (file, written) = (self.folder.join(format!("{name}.out")), Arc::clone(&built));
        self.canceled.check()?;
        Task::try_spawn_blocking(move || {
            fs::write(&file, &*written).map_err(|error| failure(Failure::File(file, error)))
        })
        .await?;
        Ok(built)
    }

    /// What a unit's own instructions come to.
    async fn instructions(&self, unit: &str, instructions: &str) -> Result<String, TaskError> {
        let mut said = Vec::new();
        for (index, text) in instructions.lines().enumerate() {
            self.canceled.check()?;
            let text = text.trim();
            match text.split_once(' ').unwrap_or((text, "")) {
                ("" | "say", "") => (),
                ("say", words) => said.push(words),
                ("wait", "") => Task::delay(Duration::MAX).with_cancellation(&self.canceled).await?,
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

/// Builds units, reports each when it is through, and says in the end how it went. What isn't through by the deadline is canceled.
pub(crate) async fn build(
    folder: &Path,
    units: &[&str],
    deadline: Task,
    report: impl Fn(String),
) -> Result<String, String> {
    let canceled = CancellationToken::new();
    let build = Arc::new(Build { folder: folder.to_owned(), begun: Mutex::default(), canceled: canceled.clone() });
    let tasks: Vec<_> = units.iter().map(|unit| build.unit(unit, None)).collect();

    let through = Task::when_all(tasks.clone()).continue_with(|_| ());
    let late = Task::when_any([through, deadline]).expect("there are tasks").continue_with(move |first| {
        if matches!(first.result(), Some(Ok((1, _)))) {
            canceled.cancel();
        }
    });

    let (mut each, mut count) = (Task::when_each(tasks), 0);
    while let Some((index, task)) = each.next().await {
        let unit = units[index];
        report(match task.get().await {
            Ok(built) => {
                count += 1;
                format!("{unit}: {built}")
            }
            Err(error) if error.is_canceled() => format!("{unit}: canceled at the deadline"),
            Err(error) => format!("{unit}: failed, {error}"),
        });
    }
    late.await.map_err(|error| error.to_string())?;

    let summary = format!("{count} of {} units built", units.len());
    if count == units.len() { Ok(summary) } else { Err(summary) }
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

/// Writes units to a new folder.
pub(crate) fn folder_of(name: &str, units: &[(impl AsRef<str>, impl AsRef<str>)]) -> io::Result<PathBuf> {
    let folder = env::temp_dir().join(format!("valuetask-{name}-{}", process::id()));
    fs::create_dir_all(&folder)?;
    for (unit, text) in units {
        fs::write(folder.join(format!("{}.unit", unit.as_ref())), text.as_ref())?;
    }
    Ok(folder)
}

fn run() -> Result<String, Box<dyn Error>> {
    let print = |line| println!("{line}");
    let mut arguments = env::args_os().skip(1);
    let Some(folder) = arguments.next() else {
        let folder = folder_of("example", &DEMONSTRATION)?;
        let units = DEMONSTRATION.map(|(unit, _)| unit);
        let ended = pollster::block_on(build(&folder, &units, Task::delay(Duration::from_millis(500)), print));
        fs::remove_dir_all(folder)?;
        // The demonstration shows failures.
        return Ok(ended.unwrap_or_else(|error| error));
    };
    let units: Result<Vec<_>, _> = arguments.map(OsString::into_string).collect();
    let units = units.map_err(|name| format!("`{}` can't be the name of a unit", name.display()))?;
    let units: Vec<_> = units.iter().map(String::as_str).collect();
    if units.is_empty() {
        return Err("usage: build_graph FOLDER UNIT...".into());
    }
    Ok(pollster::block_on(build(Path::new(&folder), &units, Task::delay(Duration::from_secs(60)), print))?)
}

#[allow(dead_code, reason = "a test asks for the rest")]
fn main() -> ExitCode {
    match run() {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
