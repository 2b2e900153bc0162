//! The progress bar: on a terminal only, and on standard error.

#![forbid(unsafe_code)]

use core::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Steps of the bar that a pass takes, however long it is.
const PASS: usize = 1000;

/// How far a stage has come. Shows nothing in a pipe, and takes its line away when it's dropped.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// That of a stage that counts what it does.
    pub(crate) fn new(stage: &'static str, steps: usize) -> Self {
        Self::with(stage, steps, "{msg:>9} [{bar:40}] {pos}/{len}")
    }

    /// That of a stage of passes, which moves within each.
    pub(crate) fn of_passes(stage: &'static str, passes: usize) -> Self {
        Self::with(stage, passes * PASS, "{msg:>9} [{bar:40}] {percent:>3} %, {eta} left")
    }

    fn with(stage: &'static str, steps: usize, template: &str) -> Self {
        let style = ProgressStyle::with_template(template).expect("the template is well-formed");
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::stderr());
        Self(bar.with_style(style.progress_chars("=> ")).with_message(stage))
    }

    pub(crate) fn advance(&self, steps: usize) {
        self.0.inc(steps as u64);
    }

    /// Waits for `pass`, the one after `before` others, of which `share` tells how much is done.
    pub(crate) async fn follow<T>(&self, before: usize, share: impl Fn() -> f64, pass: impl Future<Output = T>) -> T {
        let mut pass = core::pin::pin!(pass);
        let mut often = tokio::time::interval(Duration::from_millis(100));
        loop {
            tokio::select! {
                outcome = &mut pass => {
                    self.0.set_position(((before + 1) * PASS) as u64);
                    return outcome;
                }
                _ = often.tick() => {
                    let within = (share().clamp(0.0, 1.0) * PASS as f64) as usize;
                    self.0.set_position((before * PASS + within) as u64);
                }
            }
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
