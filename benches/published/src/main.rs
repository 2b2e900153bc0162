//! Runs the programs of three builds in turn, and prints what each case costs as rows of Markdown.
//!
//! The arguments are a directory that holds the builds by their ways, and the names of the programs.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The builds; the others are compared with the first.
const WAYS: [&str; 3] = ["stock", "pooled", "hot"];
const ROUNDS: usize = 9;
/// Calls that callgrind counts: the difference of both runs is what the calls between them cost.
const COUNTED: [u64; 2] = [200, 1_200];

/// What one build's case cost in each round.
#[derive(Default)]
struct Figures {
    times: Vec<f64>,
    allocations: Vec<f64>,
}

fn main() {
    let mut args = env::args_os().skip(1);
    let builds = PathBuf::from(args.next().expect("the directory of the builds"));
    let ways: Vec<_> = WAYS.into_iter().filter(|way| builds.join(way).is_dir()).collect();
    let others: String = ways[1..].iter().map(|way| format!(" {way} × time | × instr. | allocs |")).collect();
    println!("| crate | case | {}, ns | instr. | allocs |{others}", ways[0]);
    println!("|---|---|---:|---:|---:|{}", "---:|---:|---:|".repeat(ways.len() - 1));
    for program in args {
        let program = program.into_string().expect("the name of a program");
        let (order, figures) = rounds(&builds, &ways, &program);
        for (index, case) in order.iter().enumerate() {
            let of = |way: &'static str| {
                let counted = instructions(&builds.join(way).join(&program), case);
                (&figures[&(case.clone(), way)], counted.unwrap_or(f64::NAN))
            };
            let (stock, counted) = of(ways[0]);
            let label = if index == 0 { program.as_str() } else { "" };
            print!("| {label} | {case} | {:.0} | {counted:.0} | {} |", stock.best(), stock.allocations());
            for (figures, own) in ways[1..].iter().map(|way| of(way)) {
                print!(" {:.2} | {:.2} | {} |", figures.ratio(stock), own / counted, figures.allocations());
            }
            println!();
        }
    }
}

impl Figures {
    /// The fastest round, which is what other work on the machine disturbed least.
    fn best(&self) -> f64 {
        self.times.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The median over the rounds of the times as multiples of another's.
    fn ratio(&self, other: &Self) -> f64 {
        median(self.times.iter().zip(&other.times).map(|(own, other)| own / other))
    }

    fn allocations(&self) -> String {
        let count = median(self.allocations.iter().copied());
        if count.fract().abs() < 0.01 { format!("{count:.0}") } else { format!("{count:.2}") }
    }
}

/// Every build of a program in turn, round after round: its cases in their order, and their figures.
fn rounds(
    builds: &Path,
    ways: &[&'static str],
    program: &str,
) -> (Vec<String>, BTreeMap<(String, &'static str), Figures>) {
    let (mut order, mut all) = (Vec::new(), BTreeMap::<_, Figures>::new());
    for round in 0..ROUNDS {
        for turn in 0..ways.len() {
            let way = ways[(round + turn) % ways.len()];
            let printed = output(&mut Command::new(builds.join(way).join(program)), false);
            for line in printed.lines() {
                let fields: Vec<_> = line.split('\t').collect();
                let [case, time, allocations] = fields[..] else { panic!("{program}: `{line}`") };
                if !order.iter().any(|known| known == case) {
                    order.push(case.to_owned());
                }
                let figures = all.entry((case.to_owned(), way)).or_default();
                figures.times.push(time.parse().expect("nanoseconds"));
                figures.allocations.push(allocations.parse().expect("a number of allocations"));
            }
        }
    }
    (order, all)
}

/// Instructions a call, or `None` without valgrind.
fn instructions(program: &Path, case: &str) -> Option<f64> {
    let total = |calls: u64| -> Option<f64> {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
        let report = output(valgrind.args([case, &calls.to_string()]), true);
        report.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
    };
    Command::new("valgrind").arg("--version").output().ok()?;
    let [few, many] = COUNTED;
    Some((total(many)? - total(few)?) / (many - few) as f64)
}

/// What a program prints, or with `errors` what it reports.
fn output(command: &mut Command, errors: bool) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(if errors { output.stderr } else { output.stdout }).expect("text")
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
