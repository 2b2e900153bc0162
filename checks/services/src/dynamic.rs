//! Services behind `dyn` without a box for each call.

use std::task::{Context, Poll};

use tower::Service;
use valuetask::ValueTask;

/// Any service with these requests, responses and errors.
///
/// Where `tower::util::BoxService` allocates for each call's future, this one's futures lie in the pool, or are the
/// response itself.
pub type DynService<Request, Response, Error> = Box<
    dyn Service<Request, Response = Response, Error = Error, Future = ValueTask<'static, Result<Response, Error>>>
        + Send,
>;

/// Puts a service whose futures are value tasks behind `dyn`, as it is; [`AsTasks`] makes one of any other.
pub fn dyn_service<S, Request, Response, Error>(service: S) -> DynService<Request, Response, Error>
where
    S: Service<Request, Response = Response, Error = Error, Future = ValueTask<'static, Result<Response, Error>>>
        + Send
        + 'static,
{
    Box::new(service)
}

/// A service whose futures are put into value tasks: into the pool, not into boxes.
#[derive(Clone, Debug)]
pub struct AsTasks<S>(pub S);

impl<S, Request> Service<Request> for AsTasks<S>
where
    S: Service<Request, Future: Send + 'static>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ValueTask<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        ValueTask::from_future(self.0.call(request))
    }
}
