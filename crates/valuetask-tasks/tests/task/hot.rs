//! A completed task is ready in the hot poll, by value and by reference. A pending one suspends.

use std::cell::Cell;
use std::future::Future;

use valuetask::{ValueTask, value_task};
use valuetask_tasks::{Task, TaskCompletionSource, TaskError};

use crate::util::poll;

#[value_task]
trait Cache {
    async fn by_value(&self, task: Task<u32>) -> Result<u32, TaskError>;
    async fn by_reference(&self, task: &Task<u32>) -> Result<u32, TaskError>;
    async fn generic<T: Clone + Send + Sync>(&self, task: Task<T>) -> Result<T, TaskError>
    where
        Self: Sized;
}

struct Plain;

#[value_task]
impl Cache for Plain {
    async fn by_value(&self, task: Task<u32>) -> Result<u32, TaskError> {
        Ok(task.await? + 1)
    }

    async fn by_reference(&self, task: &Task<u32>) -> Result<u32, TaskError> {
        let value = task.await?;
        Ok((&task.clone()).await? + value)
    }

    async fn generic<T: Clone + Send + Sync>(&self, task: Task<T>) -> Result<T, TaskError> {
        task.await
    }
}

#[test]
fn a_complete_task_is_answered_at_the_call() {
    assert_eq!(Plain.by_value(Task::from_result(7)).try_result().ok(), Some(Ok(8)));
    assert_eq!(Plain.by_reference(&Task::from_result(7)).try_result().ok(), Some(Ok(14)));
    assert_eq!(Plain.generic(Task::from_result("seven")).try_result().ok(), Some(Ok("seven")));
    let failed: Result<u32, TaskError> = pollster::block_on(Plain.by_value(Task::from_error("no")));
    assert_eq!(failed.expect_err("faulted").to_string(), "no");
}

#[test]
fn a_pending_task_is_waited_for() {
    let source = TaskCompletionSource::new();
    let task = source.task().clone();
    let mut pending = [Plain.by_value(task.clone()), Plain.by_reference(&task), Plain.generic(task.clone())];
    pending.iter_mut().for_each(|task| assert!(poll(task).is_pending()));
    source.set_result(7).expect("it's the first");
    let results = pending.map(pollster::block_on);
    assert_eq!(results, [Ok(8), Ok(14), Ok(7)]);
}

/// Not `Clone`: its task can't be awaited by value.
struct Unique(Cell<u32>);

#[value_task(?Send)]
async fn lent(task: &Task<Unique>) -> u32 {
    task.get().await.map_or(0, |unique| unique.0.get())
}

#[test]
fn a_result_that_is_not_clone_is_awaited_by_reference() {
    let task = Task::from_result(Unique(Cell::new(7)));
    assert_eq!(pollster::block_on(lent(&task)), 7);
}

#[test]
fn a_machine_keeps_no_room_for_the_result_of_a_pending_task() {
    async fn plain(task: &Task<[u8; 1000]>) -> Result<u8, TaskError> {
        Ok(task.get().await.map_err(Clone::clone)?[7])
    }

    #[value_task(boxed)]
    async fn ours(task: &Task<[u8; 1000]>) -> Result<u8, TaskError> {
        Ok(task.await?[7])
    }

    let task = Task::from_result([7; 1000]);
    let (ours, plain) = (size_of_val(&*ours(&task)), size_of_val(&plain(&task)));
    assert!(ours <= plain + 16, "{ours} {plain}");
}

#[test]
fn a_method_of_a_generic_type_that_may_not_be_clone_still_awaits_a_future() {
    #[value_task]
    async fn any<F: Future<Output = u32> + Send>(future: F) -> u32 {
        future.await
    }
    assert_eq!(pollster::block_on(any(ValueTask::ready(7))), 7);
}
