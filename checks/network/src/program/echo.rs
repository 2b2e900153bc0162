//! The measured program: a server that echoes requests, and a client that keeps a number of them in flight.

use std::sync::Arc;

use futures_util::future::join_all;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::client::{Caller, Client};
use super::dynamic;
use super::server::{Handler, serve};
use crate::{Error, Limits};

/// Echoes a request, at the call or after a suspension.
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

/// A server that echoes, and its client.
#[derive(Debug)]
pub struct Echo {
    client: Client,
    server: JoinHandle<std::io::Result<()>>,
}

impl Echo {
    /// Starts both on this runtime.
    ///
    /// # Errors
    ///
    /// Returns the errors of listening and connecting.
    pub async fn new(suspends: bool) -> Result<Self, Error> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let server = tokio::spawn(serve(listener, Arc::new(Echoes { suspends }), Limits::default(), |_, _| {}));
        Ok(Self { client: Client::connect(address, Limits::default()).await?, server })
    }

    /// Sends so many requests of 100 bytes, with a number of them in flight. Each sends its reply's buffer again.
    ///
    /// # Errors
    ///
    /// Returns an error if a request gets no reply.
    pub async fn ask(&self, in_flight: usize, rounds: usize) -> Result<(), Error> {
        let client: &dyn Caller = &self.client;
        let asking = (0..in_flight).map(|_| async {
            let mut buffer = vec![7; 100];
            for _ in 0..rounds {
                buffer = client.call(buffer).await?;
            }
            Ok(())
        });
        join_all(asking).await.into_iter().collect()
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.server.abort();
    }
}
