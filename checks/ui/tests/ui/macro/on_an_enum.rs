use valuetask::value_task;

#[value_task]
pub enum Store {
    Empty,
}

fn main() {
    let _ = Store::Empty;
}
