//! What a request allocates, on both sides together, exactly: on value tasks and completion pools, and on async-trait and oneshots.

#[path = "../../../crates/valuetask/tests/util/alloc.rs"]
mod counting;

use counting::Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Tests for one way to compile the program.
macro_rules! way {
    ($way:ident, $attribute:path) => {
        mod $way {
            use std::sync::Arc;

            use network::Limits;
            use network::$way::client::{Caller, Client};
            use network::$way::server::{Handler, serve};
            use tokio::net::TcpListener;
            use $attribute as dynamic;

            use crate::counting::allocations_while;

            /// Gives a request back, at the call or after a suspension.
            struct Echoes {
                suspends: bool,
            }

            #[dynamic]
            impl Handler for Echoes {
                async fn handle(&self, request: Vec<u8>) -> Vec<u8> {
                    if self.suspends {
                        tokio::task::yield_now().await;
                    }
                    request
                }
            }

            /// Allocations a request with so many in flight, client and server on one thread.
            pub(super) fn a_request(suspends: bool, in_flight: usize) -> f64 {
                const ROUNDS: usize = 500;
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                runtime.block_on(async {
                    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
                    let address = listener.local_addr().expect("it is bound");
                    tokio::spawn(serve(listener, Arc::new(Echoes { suspends }), Limits::default(), |_, _| {}));
                    let client = Client::connect(address, Limits::default()).await.expect("the server listens");
                    let client: &dyn Caller = &client;
                    let asking = || async {
                        let mut buffer = vec![7; 100];
                        for _ in 0..ROUNDS {
                            buffer = client.call(buffer).await.expect("it is answered");
                        }
                    };
                    let all = || async {
                        match in_flight {
                            1 => asking().await,
                            4 => _ = tokio::join!(asking(), asking(), asking(), asking()),
                            _ => unreachable!("one or four"),
                        }
                    };
                    all().await;
                    // Each of them makes its first buffer.
                    let count = allocations_while(all()).await - in_flight;
                    count as f64 / (in_flight * ROUNDS) as f64
                })
            }
        }
    };
}

way!(with_value_tasks, valuetask::value_task);
way!(with_boxes, async_trait::async_trait);

#[test]
fn a_request_on_value_tasks_allocates_nothing() {
    for suspends in [false, true] {
        for in_flight in [1, 4] {
            assert_eq!(
                with_value_tasks::a_request(suspends, in_flight),
                0.0,
                "suspends: {suspends}, {in_flight} in flight"
            );
        }
    }
}

#[test]
fn a_request_on_boxes_allocates_seven_times_or_more() {
    println!("allocations a request, client and server together:\n");
    println!("| handler | in flight | value tasks, completion pool | async-trait, oneshot |");
    println!("|---|---|---|---|");
    for suspends in [false, true] {
        for in_flight in [1, 4] {
            let (tasks, boxes) =
                (with_value_tasks::a_request(suspends, in_flight), with_boxes::a_request(suspends, in_flight));
            let handler = if suspends { "suspends" } else { "answers at once" };
            println!("| {handler} | {in_flight} | {tasks:.2} | {boxes:.2} |");
            assert!(boxes >= 7.0, "{boxes}");
        }
    }
}
