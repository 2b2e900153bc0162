//! The awaits of a body: what each one awaits, and whether that can be answered at the call.

use std::collections::HashMap;
use std::fmt;

use syn::Expr;
use valuetask_syntax::analyse::Await;

use crate::text::collapsed;

/// An await, or a macro call that may hide one.
#[derive(Clone, Debug)]
pub(crate) struct Awaited {
    pub(crate) line: usize,
    /// The expression, on one line.
    pub(crate) text: String,
    pub(super) call: Option<Call>,
    pub(crate) answer: Answer,
}

/// What a hot method does with an await.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "awaits", rename_all = "kebab-case")]
pub(crate) enum Answer {
    /// A task of a method that is hot: answered where that is complete.
    Task(Named),
    /// A task or a pooled future that doesn't start before it is polled.
    Lazy(Named),
    /// A boxed future of a method of the workspace.
    Boxed(Named),
    /// The future of an `async fn`.
    AsyncFn(Named),
    /// That of a native method, or, through `dyn`, its task.
    Native(Named),
    /// It looks like a lock: this may be tried first.
    Lock {
        #[serde(rename = "try_first")]
        attempt: String,
    },
    /// It looks like a channel: this may be tried first.
    Channel {
        #[serde(rename = "try_first")]
        attempt: String,
    },
    /// It waits for time to pass, or for its turn.
    Time,
    /// A macro call that may hide an await.
    Hidden,
    Unknown,
}

impl Answer {
    /// Whether it can be answered at the call, as it is.
    pub(crate) fn is_at_the_call(&self) -> Option<bool> {
        match self {
            Self::Task(_) => Some(true),
            Self::Unknown | Self::Native(_) => None,
            _ => Some(false),
        }
    }
}

/// A method of the workspace that a call may be of, by its name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Named {
    /// `Store::get`.
    pub(crate) name: String,
    /// It is one of several of the same name, all made in the same way.
    pub(crate) among_others: bool,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`{}", self.name, if self.among_others { " or another of this name" } else { "" })
    }
}

/// The call whose result is awaited.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) method: bool,
    /// What stands before the name: `Store` in `Store::get`.
    pub(super) qualifier: Option<String>,
    pub(super) arguments: usize,
    /// It is on `self`.
    pub(super) own: bool,
}

impl Call {
    /// What a call of this name usually is.
    pub(super) fn usual(&self) -> Answer {
        let attempt = || format!("try_{}", self.name);
        match (self.name.as_str(), self.method, self.arguments) {
            ("lock" | "read" | "write" | "lock_owned" | "read_owned" | "write_owned", true, 0)
            | ("acquire" | "acquire_owned", true, 0) => Answer::Lock { attempt: attempt() },
            ("acquire_many", true, 1) => Answer::Lock { attempt: attempt() },
            ("recv", true, 0) | ("send", true, 1) | ("reserve", true, 0) => Answer::Channel { attempt: attempt() },
            ("sleep" | "sleep_until" | "yield_now", false, _) | ("tick", true, 0) => Answer::Time,
            _ => Answer::Unknown,
        }
    }
}

/// The awaits of a method's own body, as its analysis has them, with the `calls` that are awaited by the first byte of
/// `await`.
pub(super) fn read(awaits: &[Await], calls: &HashMap<usize, Call>) -> Vec<Awaited> {
    let awaited = awaits.iter().map(|found| Awaited {
        line: found.at.start().line,
        text: collapsed(found.span),
        call: calls.get(&found.at.byte_range().start).cloned(),
        answer: if found.hidden { Answer::Hidden } else { Answer::Unknown },
    });
    awaited.collect()
}

/// The call that an expression is.
pub(super) fn call(expr: &Expr) -> Option<Call> {
    match expr {
        Expr::MethodCall(call) => Some(Call {
            name: call.method.to_string(),
            method: true,
            qualifier: None,
            arguments: call.args.len(),
            own: is_self(&call.receiver),
        }),
        Expr::Call(called) => match &*called.func {
            Expr::Path(path) => {
                let mut words = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
                let (name, qualifier) = (words.next()?, words.next());
                let own = called.args.first().is_some_and(is_self);
                Some(Call { name, method: false, qualifier, arguments: called.args.len(), own })
            }
            _ => None,
        },
        Expr::Paren(paren) => call(&paren.expr),
        Expr::Group(group) => call(&group.expr),
        _ => None,
    }
}

fn is_self(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(path) if path.path.is_ident("self"))
}
