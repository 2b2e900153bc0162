//! Where a body is cut in two: what runs at the call as plain code, and where a machine begins.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Attribute, Block, Expr, ExprAwait, Signature, Stmt};

use super::classes::{Classes, Local};
use super::leaves::Leaves;
use super::mentions::Mentions;
use super::{Reason, Why, awaits_of, branches, call, leading_await, locals, loops};

/// A list of statements in two parts.
pub(crate) struct Cut {
    /// The first statement that isn't plain code as it stands.
    pub(crate) at: usize,
    /// What a machine needs that begins with it.
    pub(crate) carried: Carried,
    /// What becomes of it.
    pub(crate) then: Then,
}

/// The locals that pass from the plain code to a machine.
pub(crate) type Carried = Vec<Local>;

/// What becomes of the first statement that awaits.
pub(crate) enum Then {
    /// A machine begins with it.
    Machine,
    /// It is a tail that awaits one call, whose task can be the method's own.
    Forward,
    /// It begins with an await of a call that is made at once. If that is answered, the plain code goes on: to the end, or to
    /// the statement with the next await.
    Ask(Next),
    /// It is a branching tail. An arm without a cut awaits nothing.
    Arms(Vec<Option<Cut>>),
    /// It branches, and one of its arms awaits: the machine begins with that. The plain code goes on after the others.
    Arm(Vec<Option<Cut>>, Next),
    /// It is a loop, whose first so many statements are plain code: the machine begins in its first turn.
    Loop(usize, Next),
}

/// The statement before which plain code that goes on stops again, and what a machine needs that begins with it.
pub(crate) type Next = Option<(usize, Carried)>;

/// The cut of a body, and why it isn't a better one; or the first reason why it can't be cut.
pub(super) fn of(sig: &Signature, body: &Block) -> Result<(Cut, Option<Reason>), Reason> {
    if let Some(item) = body.stmts.iter().find(|stmt| matches!(stmt, Stmt::Item(_))) {
        return Err(Reason::at(Why::ItemInBody, item.span()));
    }
    list(&body.stmts, Classes::of(sig)?)
}

/// The cut of an arm: at worst, its machine begins with it.
pub(super) fn of_arm(stmts: &[Stmt], classes: &Classes) -> Result<Cut, Reason> {
    list(stmts, classes.clone())
        .map(|(cut, _)| cut)
        .or_else(|_| Ok(Cut { at: 0, carried: classes.carried(stmts)?, then: Then::Machine }))
}

fn list(stmts: &[Stmt], mut classes: Classes) -> Result<(Cut, Option<Reason>), Reason> {
    let at = first_await(stmts).expect("the statements await");
    let (prefix, rest) = stmts.split_at(at);
    learn(prefix, &mut classes)?;
    let leaves = Leaves::body(prefix);
    let carried = classes.carried(rest)?;
    let cut = |then| Cut { at, carried, then };
    match then(rest, &classes) {
        Ok(mut then) => {
            if let Then::Ask(next) | Then::Arm(_, next) | Then::Loop(_, next) = &mut then {
                next.iter_mut().for_each(|(next, _)| *next += at);
            }
            Ok((cut(then), None))
        }
        Err(reason) if leaves => Ok((cut(Then::Machine), Some(reason))),
        Err(Reason { why: Why::NotAPlainCall, .. }) if !prefix.is_empty() => {
            Err(Reason::at(Why::NeverLeavesEarly, rest[0].span()))
        }
        Err(reason) => Err(reason),
    }
}

/// What becomes of `rest`, whose first statement awaits, if plain code can go into or past that.
fn then(rest: &[Stmt], classes: &Classes) -> Result<Then, Reason> {
    let first = &rest[0];
    if let Some(attribute) = Attributes::first(first) {
        return Err(Reason::at(Why::MayBeLeftOut, attribute));
    }
    if let [Stmt::Expr(tail, None)] = rest {
        if forwards(tail, classes) {
            return Ok(Then::Forward);
        }
        if let Some(arms) = branches::of(tail, classes)? {
            return Ok(Then::Arms(arms));
        }
    }
    match first {
        Stmt::Expr(Expr::Loop(_) | Expr::While(_), _) => {
            let plain = loops::of(first, classes)?;
            return Ok(Then::Loop(plain, next(rest, classes)?));
        }
        Stmt::Expr(branch @ (Expr::If(_) | Expr::Match(_)), _) => {
            if let Some(arms) = branches::of(branch, classes)?
                && arms.iter().flatten().count() == 1
            {
                return Ok(Then::Arm(arms, next(rest, classes)?));
            }
        }
        _ => {}
    }
    ask(first, classes)?;
    Mentions::check_stmt(first, classes)?;
    Ok(Then::Ask(next(rest, classes)?))
}

/// Looks for attributes in what awaits: `cfg` may leave the await out, and what is asked there has no type then.
struct Attributes(Option<Span>);

impl Attributes {
    fn first(stmt: &Stmt) -> Option<Span> {
        let mut found = Self(None);
        found.visit_stmt(stmt);
        found.0
    }
}

impl Visit<'_> for Attributes {
    fn visit_attribute(&mut self, attribute: &Attribute) {
        self.0.get_or_insert_with(|| attribute.span());
    }

    // An arm without an await stays as it is, and one with is looked at by itself.
    fn visit_block(&mut self, _: &Block) {}
}

/// Learns what plain code binds, if all it does can be done before the machine.
fn learn(stmts: &[Stmt], classes: &mut Classes) -> Result<(), Reason> {
    stmts.iter().try_for_each(|stmt| {
        Mentions::check_stmt(stmt, classes)?;
        locals::learn(stmt, classes)
    })
}

fn first_await(stmts: &[Stmt]) -> Option<usize> {
    stmts.iter().position(|stmt| !awaits_of(|found| found.visit_stmt(stmt)).is_empty())
}

/// Whether `tail` awaits one call, and what isn't given to it has no destructor.
fn forwards(tail: &Expr, classes: &Classes) -> bool {
    matches!(tail, Expr::Await(ExprAwait { base, .. })
        if classes.taken_by(base).is_some_and(|classes| call::is_plain_or_exclusive(base, &classes)))
}

/// Whether `first` has one await, begins with it, and can be asked at the call.
fn ask(first: &Stmt, classes: &Classes) -> Result<(), Reason> {
    if awaits_of(|found| found.visit_stmt(first)).len() > 1 {
        return Err(Reason::at(Why::AwaitsTwice, first.span()));
    }
    match leading_await(&mut first.clone()) {
        Some(Expr::Await(ExprAwait { base, .. })) if call::is_plain(base, classes) => Ok(()),
        _ => Err(Reason::at(Why::NotAPlainCall, first.span())),
    }
}

/// Where plain code stops again that goes on after the first statement of `rest`.
fn next(rest: &[Stmt], classes: &Classes) -> Result<Next, Reason> {
    let Some(next) = first_await(&rest[1..]).map(|next| next + 1) else {
        let classes = classes.to_the_end();
        rest[1..].iter().try_for_each(|stmt| Mentions::check_stmt(stmt, &classes))?;
        return Ok(None);
    };
    let mut classes = classes.clone();
    locals::learn(&rest[0], &mut classes)?;
    learn(&rest[1..next], &mut classes)?;
    if !Leaves::body(&rest[..next]) {
        return Err(Reason::at(Why::AwaitsAgain, rest[0].span()));
    }
    Ok(Some((next, classes.carried(&rest[next..])?)))
}
