use valuetask::value_task;

#[value_task(Send = true)]
trait Value {
    async fn get(&self) -> u32;
}

#[value_task(Send = cfg())]
trait Empty {
    async fn get(&self) -> u32;
}

#[value_task(Send = cfg(unix, windows))]
trait Several {
    async fn get(&self) -> u32;
}

#[value_task(Send = cfg(unix), ?Send)]
trait Contradicting {
    async fn get(&self) -> u32;
}

#[value_task]
trait Method {
    #[value_task(Send = cfg(not(unix)))]
    async fn get(&self) -> u32;
}

fn main() {}
