//! Instructions a call: this program again, under callgrind, for two numbers of calls.
//!
//! gungraun would need valgrind from the system as well, and beside it a runner of the very version of its library.

use std::env;
use std::process::Command;

use crate::way::Case;

/// Calls, at most; a case of long calls has fewer in a round.
const MANY: u64 = 12_000;

/// Instructions a call of one way, to a tenth, or `None` where valgrind isn't installed.
///
/// What else the program does differs by some instructions from run to run, as with the length of its environment.
pub(crate) fn instructions(case: &Case, way: &str) -> Option<f64> {
    let many = MANY.min(case.calls);
    let few = many / 6;
    let total = |calls: u64| -> Option<u64> {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(env::current_exe().ok()?)
            // With the same bounds of the pool.
            .args(env::args_os().skip(1))
            .args(["--only", case.name, way, &calls.to_string()])
            .output()
            .ok()?;
        let report = String::from_utf8(output.stderr).ok()?;
        report.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
    };
    let a_call = (total(many)? as f64 - total(few)? as f64) / (many - few) as f64;
    Some((a_call * 10.0).round() / 10.0)
}

/// What the program does under callgrind: warm one way up and run it so many times.
pub(crate) fn run_only(cases: &[Case], only: &[String]) {
    let [case, way, calls] = only else { panic!("clap asks for three values") };
    let case = cases.iter().find(|known| known.name == case).expect("a case of this program");
    let way = case.ways.iter().find(|known| known.name == way).expect("a way of this case");
    let mut run = (way.prepare)();
    std::hint::black_box(run(calls.parse().expect("a number of calls")));
}
