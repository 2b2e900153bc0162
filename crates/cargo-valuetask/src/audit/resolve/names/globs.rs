//! Names that globs bring: each name is followed once through all globs that lead to one another.

#![forbid(unsafe_code)]

use std::collections::{HashMap, HashSet, VecDeque};
use std::iter;
use std::rc::Rc;

use super::super::meaning::Via;
use super::Resolver;
use super::hit::{Glob, Hit, Space, Target};
use crate::audit::scope::Import;
use crate::audit::tree::ModuleId;

impl Resolver<'_> {
    /// What the globs of a module bring under a name that it hasn't itself.
    ///
    /// The answer is computed for all modules that the globs lead to: first forwards, to the modules that have the name
    /// themselves, and from each of these backwards, as far as the name is seen.
    pub(super) fn globbed(&mut self, from: ModuleId, name: &str, space: Space) -> Rc<[Hit]> {
        let key = |at| (at, name.to_owned(), space);
        if let Some(known) = self.globbed.get(&key(from)) {
            return known.clone();
        }
        let (mut open, mut all_known) = (VecDeque::from([from]), true);
        let (mut sources, mut found) = (Vec::new(), HashMap::from([(from, Vec::new())]));
        let mut into: HashMap<ModuleId, Vec<(ModuleId, Rc<Glob>)>> = HashMap::new();
        while let Some(at) = open.pop_front() {
            let named = self.named(at, name, space);
            if at != from && !named.is_empty() {
                sources.extend(named.iter().map(|hit| (at, hit.clone())));
                if all_known {
                    continue;
                }
                // To resolve the path of a glob, the nearest is enough.
                break;
            }
            let (globs, known) = self.globs_of(at);
            all_known &= known;
            for glob in globs {
                found.entry(glob.target).or_insert_with(|| {
                    open.push_back(glob.target);
                    Vec::new()
                });
                into.entry(glob.target).or_default().push((at, glob));
            }
        }
        for source in sources {
            let (mut open, mut seen) = (VecDeque::from([source]), HashSet::new());
            while let Some((at, hit)) = open.pop_front() {
                for (to, glob) in into.get(&at).into_iter().flatten() {
                    let is_seen = hit.public || self.is_within(*to, at);
                    if is_seen && !seen.contains(&(*to, true)) && seen.insert((*to, glob.public)) {
                        let hit = Hit {
                            target: hit.target.clone(),
                            via: [&glob.via[..], &hit.via].concat(),
                            public: glob.public,
                        };
                        found.entry(*to).or_default().push(hit.clone());
                        open.push_back((*to, hit));
                    }
                }
            }
        }
        let answer = Rc::from(found.remove(&from).unwrap_or_default());
        if all_known {
            self.globbed.insert(key(from), Rc::clone(&answer));
            self.globbed.extend(found.into_iter().map(|(at, hits)| (key(at), Rc::from(hits))));
        }
        answer
    }

    /// The globs of a module as far as their paths are resolved, and whether that is all of them.
    fn globs_of(&mut self, at: ModuleId) -> (Vec<Rc<Glob>>, bool) {
        if let Some(known) = self.globs.get(&at) {
            return known.clone();
        }
        let is_glob = |import: &&Import| import.name.is_none();
        let mut open: Vec<_> = self.tree.node(at).imports.iter().filter(is_glob).cloned().collect();
        self.globs.insert(at, (Vec::new(), false));
        // The path of one may begin with a name that another brings.
        loop {
            let before = open.len();
            for import in std::mem::take(&mut open) {
                let hits = self.path(at, &import.path, import.global, Space::Types);
                if hits.is_empty() {
                    open.push(import);
                    continue;
                }
                let public = import.public;
                let via = Rc::new(Via { file: self.tree.modules[at].file, import });
                // What a glob of another package brings is only known where its source is.
                let globs = hits.into_iter().filter_map(|hit| match hit.target {
                    Target::Module(target) => {
                        let via = [vec![via.clone()], hit.via].concat();
                        Some(Rc::new(Glob { target, via, public }))
                    }
                    Target::Type(..) | Target::Outside { .. } => None,
                });
                self.globs.entry(at).or_default().0.extend(globs);
            }
            if open.is_empty() || open.len() == before {
                break;
            }
        }
        let globs = self.globs.entry(at).or_default();
        globs.1 = true;
        globs.clone()
    }

    /// Whether a module is another one, or in it.
    fn is_within(&self, module: ModuleId, outer: ModuleId) -> bool {
        iter::successors(Some(module), |at| self.tree.modules[*at].parent).any(|at| at == outer)
    }
}
