use valuetask::value_task;

#[value_task]
async extern "C" fn get() -> u32 {
    1
}

fn main() {
    drop(get());
}
