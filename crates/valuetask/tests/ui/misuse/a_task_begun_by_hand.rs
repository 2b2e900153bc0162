use valuetask::Task;

fn main() {
    let task = Task::spawn(async { 7 });
    task.start();
}
