//! Private functions that box a future by their own signature: a pooled future takes the box's place.
//!
//! ```text
//! fn load(&self) -> BoxFuture<'_, u8> { Box::pin(async move { .. }) }
//! fn load(&self) -> valuetask::PooledFuture<'_, u8> { valuetask::PooledFuture::new(async move { .. }) }
//! ```
//!
//! What else names the box is found by the compiler, and mended or taken back.

use std::ops::Range;

use syn::spanned::Spanned as _;
use syn::{Block, Expr, ImplItem, Item, ReturnType, Signature, Stmt, Visibility};

use super::edits::Edit;
use super::pooled::{called_box, pooled, pooled_type};
use crate::tree::File;
use crate::walk::{Node, walk};

/// A function, and its changes.
pub(super) struct Boxed {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) item: Range<usize>,
    pub(super) edits: Vec<Edit>,
}

/// Finds these functions in a file, outside of traits and of their implementations.
pub(super) fn functions(file: &File) -> Vec<Boxed> {
    let mut found = Vec::new();
    let mut read = |node: Node<'_>| {
        match node {
            Node::Item(Item::Fn(item)) => found.extend(function(&item.vis, &item.sig, &item.block, file)),
            Node::Item(Item::Impl(item)) if item.trait_.is_none() => {
                for item in &item.items {
                    let ImplItem::Fn(item) = item else { continue };
                    found.extend(function(&item.vis, &item.sig, &item.block, file));
                }
            }
            _ => {}
        }
        true
    };
    if let Some(syntax) = &file.syntax {
        walk(&mut read, Node::File(syntax));
    }
    found
}

fn function(vis: &Visibility, sig: &Signature, block: &Block, file: &File) -> Option<Boxed> {
    let ReturnType::Type(_, ty) = &sig.output else { return None };
    let (Visibility::Inherited, None, [.., Stmt::Expr(made, None)]) = (vis, &sig.asyncness, &block.stmts[..]) else {
        return None;
    };
    let text = |range: &Range<usize>| &file.text[range.clone()];
    let written = file.scope.bytes(ty.span());
    let new = pooled_type(text(&written))?;
    let maker = format!("{}::new", pooled(new.starts_with("valuetask::Local")));
    let (made_at, edits) = (file.scope.bytes(made.span()), vec![Edit::new(written, new)]);
    let edits = match made {
        Expr::Call(_) => {
            let at = called_box(text(&made_at))?;
            edits.into_iter().chain([Edit::new(made_at.start + at.start..made_at.start + at.end, maker)]).collect()
        }
        Expr::MethodCall(call) if call.method == "boxed" || call.method == "boxed_local" => {
            let future = file.scope.bytes(call.receiver.span());
            let around =
                [Edit::new(made_at.start..made_at.start, format!("{maker}(")), Edit::new(future.end..made_at.end, ")")];
            edits.into_iter().chain(around).collect()
        }
        _ => return None,
    };
    let item = file.scope.bytes(sig.span()).start..file.scope.bytes(block.span()).end;
    Some(Boxed { name: sig.ident.to_string(), line: sig.ident.span().start().line, item, edits })
}
