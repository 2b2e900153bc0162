use valuetask_source::ManualResetSource;

async fn twice(source: &mut ManualResetSource<u32>) -> u32 {
    let (_, first) = source.begin();
    let (_, second) = source.begin();
    first.await + second.await
}

fn main() {}
