use valuetask::value_task;

#[value_task]
const LIMIT: u32 = 1;

fn main() {
    let _ = LIMIT;
}
