//! The progress bar: on a terminal only, and on standard error.

#![forbid(unsafe_code)]

use core::time::Duration;

use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

/// Returns a bar of a stage, which is removed when its last handle is dropped. A pipe gets none.
///
/// A thread of its own draws it, so that the threads that are timed don't.
pub(crate) fn bar(stage: &'static str, steps: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:>9} [{bar:40}] {percent:>3} %, {eta} left");
    let style = style.expect("the template is well-formed").progress_chars("=> ");
    let bar = ProgressBar::new(steps as u64).with_style(style).with_message(stage);
    let bar = bar.with_finish(ProgressFinish::AndClear);
    bar.tick();
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
