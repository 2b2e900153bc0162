//! salvo_core: a request through the router, with and without middleware.
#![forbid(unsafe_code)]

use salvo_core::conn::{ConnCtrl, SocketAddr};
use salvo_core::http::uri::Scheme;
use salvo_core::prelude::*;
use salvo_core::{Service, async_trait};

struct Hello;

#[async_trait]
impl Handler for Hello {
    async fn handle(&self, _req: &mut Request, _depot: &mut Depot, res: &mut Response, _ctrl: &mut FlowCtrl) {
        res.render("hello");
    }
}

struct Through;

#[async_trait]
impl Handler for Through {
    async fn handle(&self, req: &mut Request, depot: &mut Depot, res: &mut Response, ctrl: &mut FlowCtrl) {
        ctrl.call_next(req, depot, res).await;
    }
}

fn main() {
    published::run(async |cases| {
        let ask = async |service: &Service| {
            let (here, there) = (SocketAddr::Unknown, SocketAddr::Unknown);
            let handler = service.hyper_handler(here, there, Scheme::HTTP, None, ConnCtrl::new(), None);
            let mut request = Request::new();
            *request.uri_mut() = "/hello".parse().unwrap();
            let response = handler.handle(request).await;
            assert_eq!(response.status_code, Some(StatusCode::OK));
        };
        let router = Router::with_path("hello").get(Hello);
        let plain = Service::new(router);
        cases.case("a request", 20_000, async || ask(&plain).await).await;
        let router = Router::with_path("hello").hoop(Through).hoop(Through).hoop(Through).hoop(Through).get(Hello);
        let layered = Service::new(router);
        cases.case("a request through four handlers", 20_000, async || ask(&layered).await).await;
    });
}
