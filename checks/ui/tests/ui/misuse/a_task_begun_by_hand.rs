use valuetask_tasks::Task;

fn main() {
    let task = Task::spawn(async { 7 });
    task.start();
}
