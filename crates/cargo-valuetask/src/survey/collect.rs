//! Finds the methods of a file that the survey is about.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned as _;
use syn::{Block, FnArg, GenericParam, Item, ReturnType, Signature, Type};
use valuetask_syntax::not_in_companion;

use super::Survey;
use super::body;
use super::cost::Cost;
use super::place::{Body, Needless, Owner, Place, Shape};
use super::returns;
use super::speaking::Speaking;
use crate::resolve::{self, Attribute, Resolver};
use crate::scope::{AttributeUse, Scope, conditions};
use crate::text::collapsed;
use crate::tree::{FileId, ModuleId, Tree};
use crate::walk::{Node, walk};
use crate::workspace::TargetKind;

/// What the files declare, by name.
#[derive(Default)]
pub(super) struct Declared {
    /// The types that aliases stand for; none where there are several of a name.
    aliases: HashMap<String, Option<Type>>,
    /// The methods that a companion for `dyn` can't have, by their trait.
    lacking: HashMap<String, HashSet<String>>,
}

impl Declared {
    pub(super) fn of(resolver: &Resolver<'_>) -> Self {
        let mut declared = Self::default();
        let mut add = |node: Node<'_>| {
            match node {
                Node::Item(Item::Type(item)) => {
                    let known = declared.aliases.entry(item.ident.to_string());
                    known.and_modify(|known| *known = None).or_insert_with(|| Some((*item.ty).clone()));
                }
                Node::Item(Item::Trait(item)) => {
                    let names = not_in_companion(item).map(ToString::to_string);
                    declared.lacking.entry(item.ident.to_string()).or_default().extend(names);
                }
                _ => {}
            }
            true
        };
        for syntax in resolver.own_files().filter_map(|file| resolver.tree.files[file].syntax.as_ref()) {
            walk(&mut add, Node::File(syntax));
        }
        declared
    }
}

/// Reads a file, whose syntax isn't needed after that.
pub(super) fn collect(
    file: FileId,
    resolver: &mut Resolver<'_>,
    attributes: &[Attribute],
    needless: &[resolve::Needless],
    declared: &Declared,
    found: &mut Survey,
) {
    let Some(syntax) = resolver.tree.files[file].syntax.take() else { return };
    let tree = &resolver.tree;
    let scope = &tree.files[file].scope;
    let mut by_start: HashMap<usize, Vec<_>> = HashMap::new();
    let here = attributes.iter().filter(|attribute| attribute.file == file);
    here.for_each(|found| by_start.entry(found.place.bytes.start).or_default().push(found));
    let needless = needless.iter().filter(|found| found.attribute.file == file && found.doubt.is_none());
    let needless = needless.map(|found| &found.attribute.place).collect();
    let is_test = |module: ModuleId| tree.crates[tree.modules[module].krate].target.kind == TargetKind::Test;
    let test = tree.modules_of(file, 0).all(is_test);
    let mut collector = Collector { file, scope, tree, attributes: by_start, needless, test, declared, found };
    walk(&mut collector, Node::File(&syntax));
}

pub(super) struct Collector<'c> {
    pub(super) file: FileId,
    scope: &'c Scope,
    tree: &'c Tree,
    /// By their first bytes.
    attributes: HashMap<usize, Vec<&'c Attribute>>,
    needless: Vec<&'c AttributeUse>,
    test: bool,
    declared: &'c Declared,
    pub(super) found: &'c mut Survey,
}

/// A trait, an impl, or nothing around a function.
pub(super) struct Around<'i> {
    pub(super) head: String,
    pub(super) line: usize,
    pub(super) owner: Owner,
    pub(super) attrs: &'i [syn::Attribute],
    pub(super) speaking: Option<Rc<Speaking>>,
    /// The item without that attribute.
    pub(super) tokens: TokenStream,
}

/// A method as it is written.
#[derive(Clone, Copy)]
pub(super) struct Method<'i> {
    pub(super) attrs: &'i [syn::Attribute],
    pub(super) sig: &'i Signature,
    pub(super) block: Option<&'i Block>,
    pub(super) span: Span,
}

impl Collector<'_> {
    pub(super) fn methods(&mut self, around: &Around<'_>, methods: &[Method<'_>]) {
        let analysed = match methods.iter().any(|method| method.sig.asyncness.is_some()) {
            true => body::Analysed::of(around.speaking.as_deref(), &around.tokens),
            false => body::Analysed::default(),
        };
        for method in methods {
            self.method(around, *method, &analysed);
        }
    }

    fn method(&mut self, around: &Around<'_>, method: Method<'_>, analysed: &body::Analysed) {
        let Method { attrs, sig, block, span } = method;
        let is_async = sig.asyncness.is_some();
        let own = self.speaking(attrs).filter(|_| is_async).map(Rc::new);
        let Some((shape, cost)) = self.shape(around, own.as_deref(), sig, block) else { return };
        let bytes = self.scope.bytes(span);
        let cfg = self.cfg(bytes.start, [around.attrs, attrs]);
        let alone = own.as_ref().filter(|_| around.speaking.is_none());
        let speaking = around.speaking.as_ref().or(alone);
        let left_out = alone.map_or(&[][..], |own| &own.at);
        // A mistake of one method is its own.
        let of_itself = block.filter(|_| alone.is_some() || is_async && analysed.mistake.is_some());
        let of_itself = of_itself
            .map(|block| body::Analysed::of(speaking.map(Rc::as_ref), &body::alone(sig, attrs, left_out, block)));
        let analysed = of_itself.as_ref().unwrap_or(analysed);
        let unreadable = block.and_then(body::unreadable);
        let body = block.filter(|_| is_async && unreadable.is_none()).and_then(|block| analysed.body(sig, block));
        // By configuration it may be another.
        let is_it = matches!(&shape, Shape::Attribute(meanings) if meanings.len() == 1) && shape.is_ours();
        let body = body.map(|body| Body { mechanism: body.mechanism.filter(|_| is_it), ..body });
        let (at, start) = (sig.ident.span().byte_range().start, sig.ident.span().start());
        let is_plain = shape == Shape::Native && around.owner.of_trait().is_none();
        let place = Place {
            file: self.file,
            line: start.line,
            column: start.column + 1,
            item: around.head.clone(),
            item_line: if alone.is_some() || around.head.is_empty() { start.line } else { around.line },
            owner: around.owner.clone(),
            home: None,
            name: sig.ident.to_string(),
            bytes,
            shape,
            speaking: speaking.cloned(),
            alone: alone.is_some(),
            test: self.is_test(&cfg),
            cfg,
            cost,
            now: analysed.now.get(&at).cloned(),
            when_hot: analysed.when_hot.get(&at).cloned(),
            declared: is_async && block.is_none(),
            unreadable,
            body,
            mistake: analysed.mistake.clone().filter(|_| block.is_some() && is_async),
        };
        if is_plain { self.found.plain.push(place) } else { self.found.places.push(place) }
    }

    /// The way in which a method returns a future, if it does, and what a call of it allocates.
    fn shape(
        &self,
        around: &Around<'_>,
        own: Option<&Speaking>,
        sig: &Signature,
        block: Option<&Block>,
    ) -> Option<(Shape, Cost)> {
        let is_async = sig.asyncness.is_some();
        let output = output(sig);
        if self.is_boxed(sig) {
            let written = collapsed(sig.output.span()).trim_start_matches("->").trim().to_owned();
            // What hands on another's box makes none.
            let cost = Cost::exactly(u8::from(block.is_none_or(body::makes_a_box)));
            return Some((Shape::Boxed { written }, cost));
        }
        match around.speaking.as_deref().or(own) {
            Some(speaking) if is_async && !self.stays_native(around, sig) => {
                let (meanings, args) = speaking.with(own.filter(|_| around.speaking.is_some()));
                let declared = output.and_then(body::declared);
                let costs = meanings.iter().map(|meaning| Cost::under(meaning, &args, declared));
                let cost = costs.reduce(Cost::or).unwrap_or(Cost::Unknown);
                Some((Shape::Attribute(meanings), cost))
            }
            _ if is_async => Some((Shape::Native, Cost::exactly(0))),
            _ => {
                let is_opaque = around.owner.of_trait().is_some() && output.is_some_and(returns::is_opaque);
                is_opaque.then_some((Shape::Native, Cost::exactly(0)))
            }
        }
    }

    /// Whether a method of a trait with a companion for `dyn` isn't in that.
    fn stays_native(&self, around: &Around<'_>, sig: &Signature) -> bool {
        let is_lacking =
            |of: &str| self.declared.lacking.get(of).is_some_and(|lacking| lacking.contains(&sig.ident.to_string()));
        let is_native = around.speaking.as_ref().is_some_and(|speaking| speaking.is_native());
        is_native && (!fits_objects(sig) || around.owner.of_trait().is_some_and(is_lacking))
    }

    /// The attribute among `attrs` that decides what a method returns, or might.
    pub(super) fn speaking(&self, attrs: &[syn::Attribute]) -> Option<Speaking> {
        Speaking::among(attrs, self.scope, |start| self.attributes.get(&start).map_or(&[], Vec::as_slice))
    }

    /// Notes the attributes of an item that have nothing to do there.
    pub(super) fn add_needless(&mut self, attrs: &[syn::Attribute], head: &str) {
        for attr in attrs {
            let start = self.scope.bytes(attr.span()).start;
            if let Some(place) = self.needless.iter().find(|place| place.bytes.start == start) {
                let test = self.is_test(&self.cfg(start, [attrs]));
                let (item, attribute) = (head.to_owned(), place.path.join("::"));
                self.found.needless.push(Needless { file: self.file, line: place.line, item, attribute, test });
            }
        }
    }

    /// What `#[cfg]` says of what begins at a byte, and has these attributes.
    fn cfg<'a>(&self, at: usize, attrs: impl IntoIterator<Item = &'a [syn::Attribute]>) -> Vec<String> {
        let module = self.tree.modules_of(self.file, self.scope.node_at(at)).next();
        let around = module.into_iter().flat_map(|module| self.tree.modules[module].cfg.clone());
        around.chain(attrs.into_iter().flat_map(conditions)).collect()
    }

    fn is_test(&self, cfg: &[String]) -> bool {
        self.test || cfg.iter().any(|cfg| cfg == "test" || cfg.starts_with("all(test"))
    }

    /// Whether a function returns a boxed future, also by an alias of the workspace.
    fn is_boxed(&self, sig: &Signature) -> bool {
        let Some(output) = output(sig).filter(|_| sig.asyncness.is_none()) else { return false };
        let alias = |path: &syn::Path| {
            let last = path.segments.last().filter(|_| path.segments[0].ident != "Self")?;
            self.declared.aliases.get(&last.ident.to_string())?.as_ref()
        };
        let of_alias = |ty: &Type| matches!(ty, Type::Path(path) if alias(&path.path).is_some_and(is_box));
        is_box(output) || of_alias(output)
    }
}

fn is_box(ty: &Type) -> bool {
    returns::boxed_type(ty).is_some()
}

/// Whether an object can have a method, for all that its signature says: called on something, and without parameters
/// for types.
fn fits_objects(sig: &Signature) -> bool {
    let generic = |param: &GenericParam| !matches!(param, GenericParam::Lifetime(_));
    let opaque = |arg: &FnArg| matches!(arg, FnArg::Typed(arg) if matches!(*arg.ty, Type::ImplTrait(_)));
    sig.receiver().is_some() && !sig.generics.params.iter().any(generic) && !sig.inputs.iter().any(opaque)
}

/// The type that a signature names behind its arrow.
fn output(sig: &Signature) -> Option<&Type> {
    match &sig.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(&**ty),
    }
}
