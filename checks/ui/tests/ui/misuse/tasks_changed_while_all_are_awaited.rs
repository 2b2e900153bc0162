use valuetask_tasks::Task;

fn main() {
    let mut tasks = vec![Task::from_result(1), Task::from_result(2)];
    let all = Task::when_all(tasks);
    tasks.push(Task::from_result(3));
    assert!(all.is_completed());
}
