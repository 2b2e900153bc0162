use valuetask::value_task;

#[value_task]
struct Store;

fn main() {
    let _ = Store;
}
