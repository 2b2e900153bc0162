//! The changed places that no check has compiled: those behind a `cfg` that didn't hold, or of a package that wasn't checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Lit, Meta, Token};

use super::check::{USUAL, Unit};
use super::choice::Choice;
use super::found::Found;
use super::plan::Use;
use crate::text::{and_more, place};
use crate::tree::ModuleId;

/// Returns a line for each `cfg`, with the places behind it and the command that checks them.
pub(super) fn lines(found: &Found<'_>, choice: &Choice, units: &[Unit]) -> Vec<String> {
    let target = target();
    let mut by_cfg = BTreeMap::<(Option<usize>, BTreeSet<String>), Vec<String>>::new();
    let uses = choice.active.iter().flat_map(|index| &found.plan.groups[*index].uses);
    for used in uses {
        let cfgs = cfgs(used, found);
        let is_compiled = |(root, cfg): &(&Path, BTreeSet<String>)| {
            let of_crate = units.iter().filter(|unit| unit.root == *root);
            of_crate.clone().any(|unit| cfg.iter().all(|cfg| holds(cfg, unit, &target)))
        };
        if let Some((_, cfg)) = cfgs.first().filter(|_| !cfgs.iter().any(is_compiled)) {
            let tree = &found.resolver.tree;
            let at = place(&tree.files[used.file].path, found.root, Some(used.place.line));
            by_cfg.entry((tree.packages_of(used.file).next(), cfg.clone())).or_default().push(at);
        }
    }
    let line = |((package, cfg), places): (&(Option<usize>, BTreeSet<String>), &Vec<String>)| {
        let package = package.map_or("", |package| found.workspace.packages[package].name.as_str());
        let features: BTreeSet<_> =
            cfg.iter().flat_map(|cfg| features(cfg)).map(|name| format!("{package}/{name}")).collect();
        let behind: String = cfg.iter().map(|cfg| format!(", behind `cfg({cfg})`")).collect();
        let more = and_more(places.len() - 1);
        let features = match features.is_empty() {
            true if cfg.is_empty() => String::new(),
            true => return format!("not checked: {}{more}{behind}: check it where that holds\n", places[0]),
            false => format!(" --features {}", features.into_iter().collect::<Vec<_>>().join(",")),
        };
        format!("not checked: {}{more}{behind}: run `cargo check {}{features}`\n", places[0], USUAL.join(" "))
    };
    by_cfg.iter().map(line).collect()
}

/// The first file of each crate that a place is compiled in, and the `cfg`s that the place is behind there.
fn cfgs<'f>(used: &Use, found: &'f Found<'_>) -> Vec<(&'f Path, BTreeSet<String>)> {
    let tree = &found.resolver.tree;
    let start = used.place.item.start;
    let items = || tree.files[used.file].scope.items.iter();
    let of_item = items().filter(|item| item.bytes.start == start).flat_map(|item| &item.cfg);
    let methods = items().flat_map(|item| item.methods.iter().map(move |method| (item, method)));
    let of_method = methods.filter(|(_, method)| method.bytes.start == start);
    let own: Vec<_> = of_item.chain(of_method.flat_map(|(item, method)| item.cfg.iter().chain(&method.cfg))).collect();
    let of_module = |module: ModuleId| {
        let module = &tree.modules[module];
        let all = module.cfg.iter().chain(own.iter().copied()).cloned();
        (&*tree.crates[module.krate].path, all.collect())
    };
    tree.modules_of(used.file, used.place.node).map(of_module).collect()
}

/// What the compiler says that holds for this platform.
fn target() -> Vec<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(["--print", "cfg"]).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// Whether a `cfg` holds in a crate as it was compiled.
fn holds(cfg: &str, unit: &Unit, target: &[String]) -> bool {
    let is = |meta: &Meta| match meta {
        Meta::Path(path) if path.is_ident("test") => unit.is_test,
        Meta::Path(path) => path.get_ident().is_some_and(|name| target.iter().any(|known| name == known.as_str())),
        Meta::NameValue(pair) => value(&pair.value).is_some_and(|value| match pair.path.is_ident("feature") {
            true => unit.features.contains(&value),
            false => pair.path.get_ident().is_some_and(|name| target.contains(&format!("{name}=\"{value}\""))),
        }),
        Meta::List(_) => false,
    };
    syn::parse_str(cfg).map_or(true, |meta| evaluated(&meta, &is))
}

fn evaluated(meta: &Meta, is: &dyn Fn(&Meta) -> bool) -> bool {
    let Meta::List(list) = meta else { return is(meta) };
    let inner = parts(meta);
    match list.path.get_ident().map(ToString::to_string).as_deref() {
        Some("all") => inner.iter().all(|meta| evaluated(meta, is)),
        Some("any") => inner.iter().any(|meta| evaluated(meta, is)),
        Some("not") => !inner.iter().any(|meta| evaluated(meta, is)),
        _ => false,
    }
}

/// The predicates in one.
fn parts(meta: &Meta) -> Vec<Meta> {
    let list =
        meta.require_list().and_then(|list| list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated));
    list.map(|list| list.into_iter().collect()).unwrap_or_default()
}

fn value(expr: &Expr) -> Option<String> {
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = expr else { return None };
    Some(text.value())
}

/// The features that a `cfg` asks for.
fn features(cfg: &str) -> Vec<String> {
    fn of(meta: &Meta) -> Vec<String> {
        match meta {
            Meta::NameValue(pair) if pair.path.is_ident("feature") => value(&pair.value).into_iter().collect(),
            Meta::List(list) if !list.path.is_ident("not") => parts(meta).iter().flat_map(of).collect(),
            _ => Vec::new(),
        }
    }
    syn::parse_str(cfg).map(|meta| of(&meta)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cfg_is_evaluated_as_the_compiler_does() {
        let unit = Unit { root: Path::new("lib.rs").to_owned(), features: vec!["net".to_owned()], is_test: true };
        let target = ["unix".to_owned(), "target_os=\"linux\"".to_owned()];
        for (cfg, expected) in [
            ("feature = \"net\"", true),
            ("feature = \"other\"", false),
            ("all(test, unix, not(windows))", true),
            ("any(windows, target_os = \"linux\")", true),
            ("not(any(feature = \"net\", windows))", false),
        ] {
            assert_eq!(holds(cfg, &unit, &target), expected, "{cfg}");
        }
        let asked = features("all(feature = \"a\", any(feature = \"b\", unix), not(feature = \"c\"))");
        assert_eq!(asked, ["a", "b"]);
    }
}
