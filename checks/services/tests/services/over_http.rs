//! The same over HTTP, in an axum application.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use services::{CacheLayer, Directory, Users};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use valuetask::value_task;

/// Counts how often it is asked, and suspends each time.
#[derive(Default)]
struct Database {
    asked: AtomicUsize,
}

#[value_task]
impl Directory for Database {
    async fn name(&self, id: u32) -> Option<Arc<str>> {
        self.asked.fetch_add(1, SeqCst);
        tokio::task::yield_now().await;
        (id < 100).then(|| format!("user {id}").into())
    }
}

/// An application on a port of its own.
struct App {
    address: SocketAddr,
    database: Arc<Database>,
}

impl App {
    async fn new() -> Self {
        let database = Arc::<Database>::default();
        let app = Router::new()
            .route_service("/users/{id}", Users::new(database.clone()))
            .route("/long", get(|| async { "x".repeat(1001) }))
            .route(
                "/stream",
                get(|| async { Body::new(axum::body::Body::from("streamed")) }).post(|| async { "posted" }),
            )
            .layer(CacheLayer::new(100, 1000));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        tokio::spawn(async { axum::serve(listener, app).await });
        Self { address, database }
    }

    /// Status and body. A hang is a failure.
    async fn ask(&self, method: &str, path: &str) -> (u16, String) {
        let asking = async {
            let mut socket = TcpStream::connect(self.address).await?;
            let request =
                format!("{method} {path} HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            socket.write_all(request.as_bytes()).await?;
            let mut response = String::new();
            socket.read_to_string(&mut response).await?;
            std::io::Result::Ok(response)
        };
        let response =
            tokio::time::timeout(Duration::from_secs(60), asking).await.expect("it hangs").expect("it answers");
        let (head, body) = response.split_once("\r\n\r\n").expect("a head and a body");
        (head[9..12].parse().expect("a status"), body.into())
    }

    fn asked(&self) -> usize {
        self.database.asked.load(SeqCst)
    }
}

#[tokio::test]
async fn the_second_answer_comes_from_the_cache() {
    let app = App::new().await;
    for _ in 0..3 {
        assert_eq!(app.ask("GET", "/users/7").await, (200, "user 7".into()));
    }
    assert_eq!(app.asked(), 1);
    assert_eq!(app.ask("GET", "/users/8").await, (200, "user 8".into()));
    assert_eq!(app.asked(), 2);
}

#[tokio::test]
async fn only_good_responses_to_a_get_are_kept() {
    let app = App::new().await;
    for asked in 1..=2 {
        assert_eq!(app.ask("GET", "/users/700").await, (404, "no user has this number".into()));
        assert_eq!(app.asked(), asked);
    }
    assert_eq!(app.ask("GET", "/users/seven").await, (400, "a user's number is expected".into()));
    for asked in 3..=4 {
        assert_eq!(app.ask("PUT", "/users/7").await, (200, "user 7".into()));
        assert_eq!(app.asked(), asked);
    }
    assert_eq!(app.ask("POST", "/stream").await, (200, "posted".into()));
    assert_eq!(app.ask("GET", "/stream").await, (200, "streamed".into()));
    assert_eq!(app.ask("GET", "/nowhere").await.0, 404);
}

#[tokio::test]
async fn a_response_that_is_too_long_passes_through() {
    let app = App::new().await;
    for _ in 0..2 {
        assert_eq!(app.ask("GET", "/long").await, (200, "x".repeat(1001)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_are_answered_alike() {
    let app = Arc::new(App::new().await);
    let mut asking = tokio::task::JoinSet::new();
    for request in 0..64 {
        let app = Arc::clone(&app);
        asking.spawn(async move { app.ask("GET", &format!("/users/{}", request % 4)).await });
    }
    let mut answers = asking.join_all().await;
    answers.sort();
    let expected: Vec<_> = (0..64).map(|place| (200, format!("user {}", place / 16))).collect();
    assert_eq!(answers, expected);
    let asked = app.asked();
    assert_eq!(app.ask("GET", "/users/0").await, (200, "user 0".into()));
    assert_eq!(app.asked(), asked, "all are kept by now");
}
