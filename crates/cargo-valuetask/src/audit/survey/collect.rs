//! Finds the methods of a file that the survey is about.

mod blanket;
mod body;
mod items;
mod speaking;

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned as _;
use syn::{Block, Generics, Item, ItemEnum, ItemStruct, ItemType, ReturnType, Signature, Type};
use valuetask_syntax::Name;

use super::Survey;
use super::companion;
use super::cost::Cost;
use super::names::{Index, Made};
use super::place::{Body, Needless, Place, Shape};
use super::prefix_effects::{self, harmless};
use super::returns;
use super::size::Size;
use crate::audit::resolve::{self, Attribute, Meaning, Resolver};
use crate::audit::scope::{AttributeUse, Scope, conditions};
use crate::audit::tree::{FileId, ModuleId, Tree};
use crate::audit::workspace::TargetKind;
use crate::text::collapsed;
use crate::walk::{Node, walk};
pub(crate) use speaking::Speaking;
use speaking::made_by;

/// Adds the types and the statics that a file declares.
pub(super) fn declare(file: FileId, tree: &Tree, index: &mut Index) {
    let mut add = |node: Node<'_>| {
        match node {
            Node::Item(item @ Item::Struct(ItemStruct { ident, .. })) => index.types.add(ident, item),
            Node::Item(item @ Item::Enum(ItemEnum { ident, .. })) => index.types.add(ident, item),
            Node::Item(item @ Item::Type(ItemType { ident, .. })) => index.types.add(ident, item),
            Node::Item(Item::Static(item)) => {
                index.statics.insert(item.ident.to_string());
            }
            _ => {}
        }
        true
    };
    if let Some(syntax) = &tree.files[file].syntax {
        walk(&mut add, Node::File(syntax));
    }
}

/// Reads a file, whose syntax isn't needed after that.
pub(super) fn collect(
    file: FileId,
    resolver: &mut Resolver<'_>,
    attributes: &[Attribute],
    needless: &[resolve::Needless],
    index: &mut Index,
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
    let mut collector = Collector { file, scope, tree, attributes: by_start, needless, test, index, found };
    walk(&mut collector, Node::File(&syntax));
}

struct Collector<'c> {
    file: FileId,
    scope: &'c Scope,
    tree: &'c Tree,
    /// By their first bytes.
    attributes: HashMap<usize, Vec<&'c Attribute>>,
    needless: Vec<&'c AttributeUse>,
    test: bool,
    index: &'c mut Index,
    found: &'c mut Survey,
}

/// A trait, an impl, or nothing around a function.
#[derive(Default)]
struct Around<'i> {
    head: String,
    line: usize,
    /// What its methods are called by: the trait's name, or the type's.
    owner: String,
    /// It is a trait or an impl of one.
    of_trait: bool,
    attrs: &'i [syn::Attribute],
    generics: Option<&'i Generics>,
    speaking: Option<Rc<Speaking>>,
    /// The item without that attribute.
    tokens: TokenStream,
}

/// A method as it is written.
#[derive(Clone, Copy)]
struct Method<'i> {
    attrs: &'i [syn::Attribute],
    sig: &'i Signature,
    block: Option<&'i Block>,
    span: Span,
}

impl Collector<'_> {
    fn methods(&mut self, around: &Around<'_>, methods: &[Method<'_>]) {
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
        let bytes = self.scope.bytes(span);
        let cfg = self.cfg(bytes.start, [around.attrs, attrs]);
        let test = self.is_test(&cfg);
        let is_async = sig.asyncness.is_some();
        let statics = &self.index.statics;
        let harmless = block.map_or_else(|| Some(BTreeSet::new()), |block| harmless::calls(sig, block, statics));
        if sig.receiver().is_some() {
            self.found.calls.push((sig.ident.to_string(), harmless.clone()));
        }
        let own = self.speaking(attrs).filter(|_| is_async).map(Rc::new);
        let boxed = self.boxed(sig);
        let output = output(sig);
        let opaque = output.and_then(returns::opaque);
        // What an object can't have stays native, and nothing else, in a trait that has a companion.
        let fits_objects = companion::fits(sig);
        let stays_native = around.speaking.as_ref().is_some_and(|own| own.is_native()) && !fits_objects;
        let mut companion = None;
        let (shape, cost, result, made) = match (&around.speaking, &own, boxed) {
            (_, _, Some(result)) => {
                let written = collapsed(sig.output.span());
                let written = written.trim_start_matches("->").trim().to_owned();
                // What hands on another's box makes none.
                let cost = Cost::exactly(u8::from(block.is_none_or(body::makes_a_box)));
                (Shape::Boxed { written }, cost, Some(result), Made::Box)
            }
            (Some(speaking), _, None) | (None, Some(speaking), None) if is_async && !stays_native => {
                companion = around.speaking.as_ref().and_then(|own| own.companion(&around.owner));
                let (meanings, args) = speaking.with(own.as_deref().filter(|_| around.speaking.is_some()));
                let made = made_by(&meanings, &args);
                let declared = output.and_then(body::declared);
                let costs = meanings.iter().map(|meaning| Cost::under(meaning, &args, declared));
                let cost = costs.reduce(Cost::or).unwrap_or(Cost::Unknown);
                let is_declared = meanings == [Meaning::Ours(Name::AsyncMethod)];
                let result = if is_declared { output.and_then(body::result_of) } else { output };
                (Shape::Attribute(meanings), cost, result.cloned(), made)
            }
            _ if is_async => {
                let made = if around.of_trait { Made::Native } else { Made::AsyncFn };
                (Shape::Native, Cost::exactly(0), output.cloned(), made)
            }
            _ if around.of_trait && opaque.is_some() => (Shape::Native, Cost::exactly(0), opaque, Made::Native),
            _ => {
                if block.is_some() && !test {
                    let deeds = prefix_effects::read(sig, block, &[], statics).deeds;
                    self.index.add_method(sig, &around.owner, Made::Now, deeds);
                }
                return;
            }
        };
        let name = sig.ident.to_string();
        if around.of_trait && matches!(made, Made::Native | Made::NativeTask) {
            self.index.companions.add_native(&around.owner, &name);
        }
        let hot = made == Made::HotTask;
        let alone = own.as_ref().filter(|_| around.speaking.is_none());
        let speaking = around.speaking.as_ref().or(alone);
        let left_out = alone.map_or(&[][..], |own| &own.at);
        // A mistake of one method is its own.
        let of_itself = block.filter(|_| alone.is_some() || is_async && analysed.mistake.is_some());
        let of_itself = of_itself
            .map(|block| body::Analysed::of(speaking.map(Rc::as_ref), &body::alone(sig, attrs, left_out, block)));
        let analysed = of_itself.as_ref().unwrap_or(analysed);
        let unreadable = block.and_then(body::unreadable);
        let statics = &self.index.statics;
        let is_boxed = matches!(shape, Shape::Boxed { .. });
        let body = block.and_then(|block| match is_boxed {
            true => body::of_boxed(sig, block, statics),
            false => analysed.body(sig, block, statics).filter(|_| unreadable.is_none()),
        });
        let mistake = analysed.mistake.clone().filter(|_| block.is_some() && !is_boxed);
        // By configuration it may be another.
        let is_it = matches!(&shape, Shape::Attribute(meanings) if meanings.len() == 1 && shape.is_ours());
        let body = body.map(|body| Body { mechanism: body.mechanism.filter(|_| is_it), ..body });
        let (at, line) = (sig.ident.span().byte_range().start, sig.ident.span().start().line);
        let deeds = match &body {
            Some(body) => body.deeds.clone(),
            None => prefix_effects::read(sig, block, &[], statics).deeds,
        };
        if !test {
            self.index.add_method(sig, &around.owner, made, deeds.clone());
        }
        let places = if made == Made::AsyncFn { &mut self.found.plain } else { &mut self.found.places };
        places.push(Place {
            file: self.file,
            line,
            item: around.head.clone(),
            item_line: if alone.is_some() || around.head.is_empty() { line } else { around.line },
            of_trait: around.of_trait.then(|| around.owner.clone()),
            owner: around.owner.clone(),
            deeds,
            writes: None,
            name,
            bytes,
            shape,
            speaking: speaking.cloned(),
            alone: alone.is_some(),
            hot,
            cfg,
            test,
            cost,
            fits_objects,
            companion,
            companion_of: None,
            result: Size::of(result.as_ref(), around.generics.into_iter().chain([&sig.generics]), &self.index.types),
            now: analysed.now.get(&at).cloned(),
            when_hot: analysed.when_hot.get(&at).cloned(),
            declared: is_async && block.is_none(),
            unreadable,
            body,
            harmless,
            mistake,
            advice: Vec::new(),
            worth: 0,
        });
    }

    /// Notes the attributes of an item that have nothing to do there.
    fn add_needless(&mut self, attrs: &[syn::Attribute], head: &str) {
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

    /// What the boxed future that a method returns results in, if it returns one, also by an alias of the workspace.
    fn boxed(&self, sig: &Signature) -> Option<Type> {
        let output = output(sig).filter(|_| sig.asyncness.is_none())?;
        returns::boxed_type(output).or_else(|| {
            let Type::Path(path) = output else { return None };
            let last = path.path.segments.last().filter(|_| !path.path.segments[0].ident.eq("Self"))?;
            let result = returns::boxed_type(self.index.types.aliased(&last.ident.to_string())?)?;
            // The result is the alias's own, or its last parameter.
            Some(returns::types(&last.arguments).last().map_or(result, |last| (*last).clone()))
        })
    }
}

/// The type that a signature names behind its arrow.
fn output(sig: &Signature) -> Option<&Type> {
    match &sig.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(&**ty),
    }
}
