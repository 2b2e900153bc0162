//! | one                             | the other                       | what holds                     |
//! |---------------------------------|---------------------------------|--------------------------------|
//! | sets a source too deep          | takes the result by value       | the queued code finds its cell |

use super::*;

#[test]
fn queued_code_finds_the_cell_that_it_waited_for() {
    model(|| {
        let (source, task) = TaskCompletionSource::channel();
        let continued =
            task.try_continue_with(|task| task.result().unwrap().map(Clone::clone).map_err(crate::TaskError::clone));
        let thread = spawn(move || complete_too_deep(|| set(source)));
        let mut future = task.into_future();
        let polled = poll(&mut future, &Alarm::new().1);
        thread.join().expect("no panic");
        drop(polled);
        assert_eq!(continued.result(), Some(Ok(&Counted::new(7))));
    });
}
