use valuetask_source::CompletionPool;

fn twice(pool: &CompletionPool<u32>) {
    let (completer, _reply) = pool.lease();
    let _ = completer.complete(1);
    let _ = completer.complete(2);
}

fn main() {}
