//! What the statements at one place of a body may use.

/// The type of a local.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Number,
    Text,
    /// Logs its drop, and may be moved away.
    Guard,
}

#[derive(Clone)]
struct Local {
    name: &'static str,
    is: Type,
    /// It was moved away, or would be once a turn.
    gone: bool,
}

/// The locals in sight, in the order in which they were bound: a later one hides those before it that have its name.
#[derive(Clone, Default)]
pub(crate) struct Scope(Vec<Local>);

impl Scope {
    pub(crate) fn bind(&mut self, name: &'static str, is: Type) {
        self.0.push(Local { name, is, gone: false });
    }

    /// The names of what is of this type, neither hidden nor gone.
    pub(crate) fn visible(&self, wanted: Type) -> Vec<&'static str> {
        let visible = |(index, local): &(usize, &Local)| {
            local.is == wanted && !local.gone && self.0[index + 1..].iter().all(|later| later.name != local.name)
        };
        self.0.iter().enumerate().filter(visible).map(|(_, local)| local.name).collect()
    }

    pub(crate) fn move_away(&mut self, name: &str) {
        if let Some(local) = self.0.iter_mut().rfind(|local| local.name == name) {
            local.gone = true;
        }
    }

    /// The scope of a block here. A loop runs more than once: what stands outside can't be moved in it.
    pub(crate) fn enter(&self, in_loop: bool) -> Self {
        let mut inner = self.clone();
        inner.0.iter_mut().for_each(|local| local.gone |= in_loop && local.is == Type::Guard);
        inner
    }

    /// Takes over what a block that is no loop has moved away.
    pub(crate) fn leave(&mut self, inner: &Self, in_loop: bool) {
        if !in_loop {
            self.0.iter_mut().zip(&inner.0).for_each(|(local, within)| local.gone = within.gone);
        }
    }
}
