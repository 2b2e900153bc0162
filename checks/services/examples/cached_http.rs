//! An axum application with a service that returns value tasks, behind a layer that answers from a cache without a future.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use services::{CacheLayer, Directory, Users};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use valuetask::value_task;

/// Takes its time.
struct Database;

#[value_task]
impl Directory for Database {
    async fn name(&self, id: u32) -> Option<Arc<str>> {
        tokio::time::sleep(Duration::from_millis(5)).await;
        println!("  the database is asked for {id}");
        (id < 100).then(|| format!("user {id}").into())
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let users = Users::new(Arc::new(Database));
    let app = Router::new().route_service("/users/{id}", users).layer(CacheLayer::new(1000, 64 * 1024));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async { axum::serve(listener, app).await });
    for path in ["/users/7", "/users/7", "/users/700"] {
        let mut socket = TcpStream::connect(address).await?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        socket.write_all(request.as_bytes()).await?;
        let mut response = String::new();
        socket.read_to_string(&mut response).await?;
        let (status, body) = (response.lines().next(), response.lines().last());
        println!("{path}: {}: {}", status.unwrap_or_default(), body.unwrap_or_default());
    }
    Ok(())
}
