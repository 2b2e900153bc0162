//! [`Users`]: a service that is written by the attribute, over a directory behind `dyn`.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use tower::Service;
use valuetask::{ValueTask, value_task};

/// Knows names.
#[value_task]
pub trait Directory: Send + Sync {
    /// The name of a user.
    async fn name(&self, id: u32) -> Option<Arc<str>>;
}

/// Answers `/users/7` with that user's name. Ready at the call where the directory is.
#[derive(Clone)]
pub struct Users {
    directory: Arc<dyn Directory>,
}

impl Users {
    /// A service of the names in this directory.
    pub fn new(directory: Arc<dyn Directory>) -> Self {
        Self { directory }
    }
}

impl fmt::Debug for Users {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Users")
    }
}

impl<B> Service<Request<B>> for Users {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = ValueTask<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let id = request.uri().path().rsplit('/').next().and_then(|id| id.parse().ok());
        answer(Arc::clone(&self.directory), id)
    }
}

#[value_task]
async fn answer(directory: Arc<dyn Directory>, id: Option<u32>) -> Result<Response<Full<Bytes>>, Infallible> {
    let Some(id) = id else {
        return Ok(plain(StatusCode::BAD_REQUEST, Bytes::from_static(b"a user's number is expected")));
    };
    Ok(match directory.name(id).await {
        Some(name) => plain(StatusCode::OK, Bytes::copy_from_slice(name.as_bytes())),
        None => plain(StatusCode::NOT_FOUND, Bytes::from_static(b"no user has this number")),
    })
}

fn plain(status: StatusCode, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    response
}
