use valuetask::LocalValueTask;

fn send() {
    let task = LocalValueTask::ready(7);
    std::thread::spawn(move || task.try_result().is_ok());
}

fn main() {}
