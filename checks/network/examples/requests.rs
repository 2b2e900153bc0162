//! A server whose handler calls another server: requests side by side over one connection, a slow one among them.

use std::sync::Arc;
use std::time::Duration;

use network::Limits;
use network::with_value_tasks::client::{Caller, Client};
use network::with_value_tasks::server::{Handler, serve};
use tokio::net::TcpListener;
use valuetask::value_task;

/// Returns a text in capitals, a long one after a delay.
struct Capitals;

#[value_task]
impl Handler for Capitals {
    async fn handle(&self, mut request: Vec<u8>) -> Vec<u8> {
        if request.len() > 10 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        request.make_ascii_uppercase();
        request
    }
}

/// Forwards requests.
struct Forwards(Box<dyn Caller>);

#[value_task]
impl Handler for Forwards {
    async fn handle(&self, request: Vec<u8>) -> Vec<u8> {
        match self.0.call(request).await {
            Ok(reply) => reply,
            Err(error) => error.to_string().into(),
        }
    }
}

async fn served_by(handler: impl Handler + 'static) -> std::io::Result<Client> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let report = |peer, end: Result<(), network::Error>| println!("{peer} has left: {end:?}");
    tokio::spawn(serve(listener, Arc::new(handler), Limits::default(), report));
    Client::connect(address, Limits::default()).await.map_err(std::io::Error::other)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let behind = served_by(Capitals).await?;
    let client = &served_by(Forwards(Box::new(behind))).await?;
    let ask = |text: &'static str| async move {
        let reply = client.call(text.into()).await?;
        println!("{text} -> {}", String::from_utf8_lossy(&reply));
        Ok::<_, network::Error>(())
    };
    tokio::try_join!(ask("a long one, which is slow"), ask("short"), ask("brief"))?;
    Ok(())
}
