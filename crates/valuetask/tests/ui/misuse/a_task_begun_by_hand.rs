use valuetask::Task;

fn main() {
    let task = Task::from_future(async { 7 });
    task.start();
}
