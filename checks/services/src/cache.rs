//! [`CacheLayer`]: answers from a cache, without a future.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use axum::body::HttpBody;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CACHE_CONTROL, COOKIE, SET_COOKIE, VARY};
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Either, Full};
use tower::{Layer, Service};
use valuetask::ValueTask;

/// Keeps responses to `GET`, by their path and query, and answers with them from then on.
///
/// A response is kept if its status is 200 and its body has a known size, up to a bound and while there is room. It has to be public:
/// a request with credentials or a cookie bypasses the cache, and so does a response that sets a cookie, varies or has its own cache
/// control. All other responses pass through unchanged.
#[derive(Clone, Debug)]
pub struct CacheLayer {
    kept: Arc<Kept>,
}

#[derive(Debug)]
struct Kept {
    responses: Mutex<HashMap<Uri, (HeaderMap, Bytes)>>,
    room: usize,
    longest: u64,
}

impl CacheLayer {
    /// Room for so many responses, of bodies of up to so many bytes.
    pub fn new(room: usize, longest: u64) -> Self {
        Self { kept: Arc::new(Kept { responses: Mutex::default(), room, longest }) }
    }
}

impl<S> Layer<S> for CacheLayer {
    type Service = Cached<S>;

    fn layer(&self, inner: S) -> Cached<S> {
        Cached { inner, kept: Arc::clone(&self.kept) }
    }
}

/// A service behind a cache; made by [`CacheLayer`].
#[derive(Clone, Debug)]
pub struct Cached<S> {
    inner: S,
    kept: Arc<Kept>,
}

impl<S, A, B> Service<Request<A>> for Cached<S>
where
    S: Service<Request<A>, Response = Response<B>, Future: Send + 'static>,
    B: HttpBody<Data = Bytes, Error: Send> + Send + 'static,
{
    type Response = Response<Either<Full<Bytes>, B>>;
    type Error = S::Error;
    type Future = ValueTask<'static, Result<Self::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<A>) -> Self::Future {
        let is_of_one = [AUTHORIZATION, COOKIE].iter().any(|name| request.headers().contains_key(name));
        if request.method() != Method::GET || is_of_one {
            let response = self.inner.call(request);
            return ValueTask::from_future(async move { Ok(response.await?.map(Either::Right)) });
        }
        if let Some(response) = self.kept.response(request.uri()) {
            return ValueTask::ready(Ok(response));
        }
        let kept = Arc::clone(&self.kept);
        let uri = request.uri().clone();
        let response = self.inner.call(request);
        ValueTask::from_future(async move {
            let response = response.await?;
            Ok(kept.keep(uri, response).await)
        })
    }
}

impl Kept {
    /// A response with this body, as it was kept.
    fn response<B>(&self, uri: &Uri) -> Option<Response<Either<Full<Bytes>, B>>> {
        let responses = self.responses.lock().expect("the lock isn't poisoned");
        let (headers, body) = responses.get(uri)?;
        let mut response = Response::new(Either::Left(Full::new(body.clone())));
        response.headers_mut().clone_from(headers);
        Some(response)
    }

    async fn keep<B: HttpBody<Data = Bytes>>(
        &self,
        uri: Uri,
        response: Response<B>,
    ) -> Response<Either<Full<Bytes>, B>> {
        let length = response.body().size_hint().exact();
        let is_for_one = [SET_COOKIE, VARY, CACHE_CONTROL].iter().any(|name| response.headers().contains_key(name));
        if response.status() != StatusCode::OK || is_for_one || length.is_none_or(|length| length > self.longest) {
            return response.map(Either::Right);
        }
        let (parts, body) = response.into_parts();
        let Ok(body) = body.collect().await else {
            let mut failed = Response::new(Either::Left(Full::default()));
            *failed.status_mut() = StatusCode::BAD_GATEWAY;
            return failed;
        };
        let body = body.to_bytes();
        let mut responses = self.responses.lock().expect("the lock isn't poisoned");
        if responses.len() < self.room {
            responses.insert(uri, (parts.headers.clone(), body.clone()));
        }
        drop(responses);
        Response::from_parts(parts, Either::Left(Full::new(body)))
    }
}
