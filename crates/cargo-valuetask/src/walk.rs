//! One walk over syntax for all that read it: syn's own is compiled once more for each type that implements `Visit`.

use syn::visit::{self, Visit};
use syn::{Block, Expr, File, Item, Macro};

/// A piece of syntax that a reader is asked about.
#[derive(Clone, Copy)]
pub(crate) enum Node<'a> {
    File(&'a File),
    Item(&'a Item),
    Block(&'a Block),
    Expr(&'a Expr),
    Macro(&'a Macro),
}

/// Reads syntax: a closure, or a type that walks parts of it in an order of its own.
pub(crate) trait Reader<'a> {
    /// Reads a node, and returns whether the walk goes on with what is inside it.
    fn read(&mut self, node: Node<'a>) -> bool;
}

impl<'a, F: FnMut(Node<'a>) -> bool> Reader<'a> for F {
    fn read(&mut self, node: Node<'a>) -> bool {
        self(node)
    }
}

/// Reads a node and what is inside it.
pub(crate) fn walk<'a>(reader: &mut dyn Reader<'a>, node: Node<'a>) {
    if reader.read(node) {
        inside(reader, node);
    }
}

/// Reads what is inside a node.
pub(crate) fn inside<'a>(reader: &mut dyn Reader<'a>, node: Node<'a>) {
    match node {
        Node::File(file) => visit::visit_file(reader, file),
        Node::Item(item) => visit::visit_item(reader, item),
        Node::Block(block) => visit::visit_block(reader, block),
        Node::Expr(expr) => visit::visit_expr(reader, expr),
        Node::Macro(mac) => visit::visit_macro(reader, mac),
    }
}

impl<'a> Visit<'a> for dyn Reader<'a> + '_ {
    fn visit_item(&mut self, item: &'a Item) {
        walk(self, Node::Item(item));
    }

    fn visit_block(&mut self, block: &'a Block) {
        walk(self, Node::Block(block));
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        walk(self, Node::Expr(expr));
    }

    fn visit_macro(&mut self, mac: &'a Macro) {
        walk(self, Node::Macro(mac));
    }
}
