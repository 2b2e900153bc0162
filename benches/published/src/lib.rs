//! What the programs share: an allocator that counts, and the loop around a case.

use std::alloc::{GlobalAlloc, Layout, System};
use std::env;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Calls before the first that is measured: pools and caches are full then.
const WARM_UP: u64 = 500;

/// The system's allocator, counted over all threads, since a store may have threads of its own.
struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: both methods hand on to the system's allocator, whose contract is theirs.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // ORDERING: a count, which hands on nothing else.
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of this method, which is that of the other.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer comes from `alloc`, so from the system's allocator, with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// What the command line asks for: every case, or so many calls of one.
#[derive(Debug)]
pub struct Cases {
    only: Option<(String, u64)>,
}

impl Cases {
    /// Runs a case, unless another one is asked for, and prints its name, nanoseconds and allocations a call.
    ///
    /// # Panics
    ///
    /// Where the standard output is closed.
    pub async fn case<T>(&self, name: &str, calls: u64, mut call: impl AsyncFnMut() -> T) {
        let calls = match &self.only {
            None => calls,
            Some((only, calls)) if only == name => *calls,
            Some(_) => return,
        };
        for _ in 0..WARM_UP {
            std::hint::black_box(call().await);
        }
        let (before, start) = (ALLOCATIONS.load(Ordering::Relaxed), Instant::now());
        for _ in 0..calls {
            std::hint::black_box(call().await);
        }
        let time = start.elapsed().as_nanos() as f64 / calls as f64;
        let allocations = (ALLOCATIONS.load(Ordering::Relaxed) - before) as f64 / calls as f64;
        println!("{name}\t{time:.1}\t{allocations:.2}");
    }
}

/// Runs a program's cases on a runtime of one thread; `NAME CALLS` as arguments choose one case.
///
/// # Panics
///
/// Where the second argument isn't a number, or no runtime can be had.
pub fn run(cases: impl AsyncFnOnce(&Cases)) {
    let mut args = env::args().skip(1);
    let only = args.next().map(|name| (name, args.next().and_then(|calls| calls.parse().ok()).expect("NAME CALLS")));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(cases(&Cases { only }));
}
