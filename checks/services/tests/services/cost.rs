//! What a call allocates, exactly.

use std::convert::Infallible;
use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use axum::body::{Bytes, HttpBody as Body};
use http::header::{AUTHORIZATION, CACHE_CONTROL, COOKIE, HeaderName, HeaderValue, SET_COOKIE, VARY};
use http::{Request, Response, StatusCode, Uri};
use http_body::{Frame, SizeHint};
use http_body_util::{BodyExt, Full};
use pollster::block_on;
use services::{AsTasks, CacheLayer, Directory, Users, dyn_service};
use tower::util::BoxService;
use tower::{Layer, Service, service_fn};
use valuetask::value_task;

struct Known(Arc<str>);

#[value_task]
impl Directory for Known {
    async fn name(&self, id: u32) -> Option<Arc<str>> {
        if id == 9 {
            tokio::task::yield_now().await;
        }
        (id < 10).then(|| Arc::clone(&self.0))
    }
}

fn users() -> Users {
    Users::new(Arc::new(Known("Ada".into())))
}

fn get(uri: &Uri) -> Request<()> {
    let mut request = Request::new(());
    *request.uri_mut() = uri.clone();
    request
}

fn uri(text: &str) -> Uri {
    text.parse().expect("a path")
}

/// Allocations of a call, when those before have made what is made once.
fn allocations(mut call: impl FnMut()) -> u64 {
    (0..3).for_each(|_| call());
    let counted = allocation_counter::measure(|| (0..100).for_each(|_| call()));
    assert_eq!(counted.count_total % 100, 0, "each call allocates alike");
    counted.count_total / 100
}

#[test]
fn a_hit_of_the_cache_is_ready_at_the_call_and_allocates_nothing() {
    let mut cached = CacheLayer::new(10, 100).layer(users());
    let seven = uri("/users/7");
    let miss = cached.call(get(&seven));
    assert!(!miss.is_completed());
    block_on(miss).expect("it is infallible");
    let hit = || {
        let hit = cached.call(get(&seven)).try_result().expect("a hit is ready at the call");
        assert_eq!(hit.expect("it is infallible").status(), StatusCode::OK);
    };
    assert_eq!(allocations(hit), 0);
}

#[test]
fn a_service_over_a_directory_that_knows_is_ready_at_the_call() {
    let (known, slow, unknown) = (uri("/users/7"), uri("/users/9"), uri("/users/70"));
    let mut users = users();
    assert!(users.call(get(&known)).is_completed());
    assert!(users.call(get(&unknown)).is_completed());
    assert!(!users.call(get(&slow)).is_completed());
    let body =
        |response: Response<Full<Bytes>>| block_on(response.into_body().collect()).expect("it is whole").to_bytes();
    assert_eq!(body(block_on(users.call(get(&known))).expect("it is infallible")), "Ada");
    assert_eq!(allocations(|| assert!(users.call(get(&unknown)).is_completed())), 0);
}

/// A number and its double, at once.
async fn double(number: u64) -> Result<u64, Infallible> {
    Ok(number * 2)
}

fn now<F: Future>(future: F) -> F::Output {
    match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it is ready"),
    }
}

#[test]
fn a_service_behind_dyn_allocates_nothing_where_a_boxed_one_allocates_once() {
    let mut task = dyn_service(AsTasks(service_fn(double)));
    let mut boxed = BoxService::new(service_fn(double));
    assert_eq!(allocations(|| assert_eq!(now(task.call(4)), Ok(8))), 0);
    assert_eq!(allocations(|| assert_eq!(now(boxed.call(4)), Ok(8))), 1);
}

#[test]
fn a_service_of_value_tasks_stays_ready_behind_dyn() {
    let mut service = dyn_service(users());
    assert!(matches!(service.poll_ready(&mut Context::from_waker(Waker::noop())), Poll::Ready(Ok(()))));
    assert!(service.call(get(&uri("/users/7"))).is_completed());
}

#[test]
fn the_cache_keeps_no_more_than_its_bound() {
    let mut cached = CacheLayer::new(1, 100).layer(users());
    for path in ["/users/1", "/users/2"] {
        block_on(cached.call(get(&uri(path)))).expect("it is infallible");
    }
    assert!(cached.call(get(&uri("/users/1"))).is_completed());
    assert!(!cached.call(get(&uri("/users/2"))).is_completed());
}

/// Says that it has a byte, and has none.
struct Broken;

impl Body for Broken {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
        Poll::Ready(Some(Err("no byte")))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(1)
    }
}

#[test]
fn a_body_that_fails_is_a_bad_gateway_and_is_not_kept() {
    let failing = service_fn(|_: Request<()>| ready(Ok::<_, Infallible>(Response::new(Broken))));
    let mut cached = CacheLayer::new(1, 100).layer(failing);
    let answer = block_on(cached.call(get(&uri("/")))).expect("it is infallible");
    assert_eq!(answer.status(), StatusCode::BAD_GATEWAY);
    assert!(!cached.call(get(&uri("/"))).is_completed());
}

#[test]
fn private_responses_are_neither_kept_nor_answered_from_the_cache() {
    let seven = uri("/users/7");
    for name in [AUTHORIZATION, COOKIE] {
        let mut cached = CacheLayer::new(10, 100).layer(users());
        let mut call = |is_of_one: bool| {
            let mut request = get(&seven);
            if is_of_one {
                request.headers_mut().insert(&name, HeaderValue::from_static("one"));
            }
            let response = cached.call(request);
            let is_kept = response.is_completed();
            block_on(response).expect("it is infallible");
            is_kept
        };
        assert_eq!([true, false, true, false].map(&mut call), [false, false, false, true], "{name}");
    }
}

#[test]
fn a_response_that_says_it_is_private_is_not_kept() {
    for name in [SET_COOKIE, VARY, CACHE_CONTROL] {
        let respond = |name: HeaderName| {
            service_fn(move |_: Request<()>| {
                let mut response = Response::new(Full::new(Bytes::from_static(b"one's own")));
                response.headers_mut().insert(&name, HeaderValue::from_static("private"));
                ready(Ok::<_, Infallible>(response))
            })
        };
        let mut cached = CacheLayer::new(10, 100).layer(respond(name));
        block_on(cached.call(get(&uri("/")))).expect("it is infallible");
        assert!(!cached.call(get(&uri("/"))).is_completed());
    }
}
