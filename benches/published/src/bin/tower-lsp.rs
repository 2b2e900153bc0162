//! tower-lsp: a request to a language server, through the crate's service, with its JSON.
#![forbid(unsafe_code)]

use std::future::poll_fn;

use async_trait::async_trait;
use serde_json::json;
use tower_lsp::jsonrpc::{Request, Result};
use tower_lsp::lsp_types::{
    GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverContents, HoverParams, InitializeParams,
    InitializeResult, MarkedString,
};
use tower_lsp::{LanguageServer, LspService};
use tower_service::Service;

struct Server;

#[async_trait]
impl LanguageServer for Server {
    async fn initialize(&self, _params: InitializeParams) -> Result<InitializeResult> {
        Ok(InitializeResult::default())
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn hover(&self, _params: HoverParams) -> Result<Option<Hover>> {
        let contents = HoverContents::Scalar(MarkedString::String("a word".to_owned()));
        Ok(Some(Hover { contents, range: None }))
    }

    async fn goto_definition(&self, _params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        tokio::task::yield_now().await;
        Ok(None)
    }
}

fn main() {
    published::run(async |cases| {
        let (mut service, _socket) = LspService::new(|_client| Server);
        let mut ask = async |request: Request| {
            poll_fn(|cx| service.poll_ready(cx)).await.unwrap();
            service.call(request).await.unwrap().expect("a response").is_ok()
        };
        let initialize = Request::build("initialize").id(0).params(json!({ "capabilities": {} })).finish();
        assert!(ask(initialize).await);
        let at = json!({ "textDocument": { "uri": "file:///a.rs" }, "position": { "line": 1, "character": 2 } });
        let hover = Request::build("textDocument/hover").id(1).params(at.clone()).finish();
        cases.case("hover, answered", 20_000, async || ask(hover.clone()).await).await;
        let definition = Request::build("textDocument/definition").id(1).params(at).finish();
        cases.case("definition, suspended once", 20_000, async || ask(definition.clone()).await).await;
    });
}
