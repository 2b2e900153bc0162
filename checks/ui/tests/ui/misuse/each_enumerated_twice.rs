use valuetask_tasks::Task;

fn main() {
    let each = Task::when_each([Task::from_result(1)]);
    let again = each.clone();
    drop((each, again));
}
