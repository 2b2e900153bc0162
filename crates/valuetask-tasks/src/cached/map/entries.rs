//! The entries of a [`CachedMap`](super::CachedMap), of which those go that weren't used lately.
//!
//! A hand goes round over the entries. An entry that was used since the hand came by stays, and the first one that wasn't goes. So each
//! operation takes constant time on average. What goes is returned, as its destructor is the user's code. Keys are cloned by the caller.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::borrow::Borrow;
use core::hash::Hash;
use core::mem;
use std::collections::HashMap;

use crate::cached::age::Load;

pub(super) struct Entries<K, T> {
    capacity: usize,
    /// The places in `ring`, which has each key once.
    places: HashMap<K, usize>,
    ring: Vec<Entry<K, T>>,
    hand: usize,
}

/// What has lost its place: a key, twice unless its `Eq` is wrong, and a load. It is dropped without the lock.
pub(super) type Gone<K, T> = (K, Option<K>, Load<T>);

pub(super) struct Entry<K, T> {
    key: K,
    load: Load<T>,
    /// Used since the hand came by.
    is_used: bool,
}

impl<K, T> Entries<K, T> {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity: capacity.max(1), places: HashMap::new(), ring: Vec::new(), hand: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.ring.len()
    }

    pub(super) fn clear(&mut self) -> (HashMap<K, usize>, Vec<Entry<K, T>>) {
        (mem::take(&mut self.places), mem::take(&mut self.ring))
    }
}

impl<K: Hash + Eq, T> Entries<K, T> {
    pub(super) fn get<Q>(&self, key: &Q) -> Option<&Load<T>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.places.get(key).map(|&place| &self.ring[place].load)
    }

    /// Returns the load of a key, which is used by that.
    pub(super) fn used<Q>(&mut self, key: &Q) -> Option<&Load<T>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let entry = &mut self.ring[*self.places.get(key)?];
        entry.is_used = true;
        Some(&entry.load)
    }

    /// Puts the load of a key, which is given twice, there. Returns what goes for it: the key's former load, or another key.
    pub(super) fn insert(&mut self, [key, found]: [K; 2], load: Load<T>) -> Option<Gone<K, T>> {
        if let Some(&place) = self.places.get(&key) {
            return Some((key, Some(found), mem::replace(&mut self.ring[place].load, load)));
        }
        let entry = Entry { key, load, is_used: false };
        if self.ring.len() < self.capacity {
            self.places.insert(found, self.ring.len());
            self.ring.push(entry);
            return None;
        }
        let place = self.unused();
        let gone = self.places.remove_entry(&self.ring[place].key);
        self.places.insert(found, place);
        self.hand = place + 1;
        let Entry { key, load, .. } = mem::replace(&mut self.ring[place], entry);
        Some((key, gone.map(|(found, _)| found), load))
    }

    /// Moves the hand to the first entry that wasn't used since it came by.
    fn unused(&mut self) -> usize {
        loop {
            if self.hand >= self.ring.len() {
                self.hand = 0;
            }
            if !mem::take(&mut self.ring[self.hand].is_used) {
                return self.hand;
            }
            self.hand += 1;
        }
    }

    /// Removes a key if `is_right` returns `true` for its load.
    pub(super) fn remove<Q>(&mut self, key: &Q, is_right: impl FnOnce(&Load<T>) -> bool) -> Option<Gone<K, T>>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let &place = self.places.get(key)?;
        if !is_right(&self.ring[place].load) {
            return None;
        }
        let gone = self.places.remove_entry(key);
        let Entry { key, load, .. } = self.ring.swap_remove(place);
        if let Some(moved) = self.ring.get(place)
            && let Some(its_place) = self.places.get_mut::<K>(&moved.key)
        {
            *its_place = place;
        }
        Some((key, gone.map(|(found, _)| found), load))
    }
}
