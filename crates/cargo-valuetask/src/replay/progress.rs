//! The progress bar: on a terminal only, and on standard error.

#![forbid(unsafe_code)]

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How far a stage has come. Shows nothing in a pipe, and takes its line away when it's dropped.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn new(stage: &'static str, steps: usize) -> Self {
        let style =
            ProgressStyle::with_template("{msg:>9} [{bar:40}] {pos}/{len}").expect("the template is well-formed");
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::stderr());
        Self(bar.with_style(style.progress_chars("=> ")).with_message(stage))
    }

    pub(crate) fn advance(&self, steps: usize) {
        self.0.inc(steps as u64);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
