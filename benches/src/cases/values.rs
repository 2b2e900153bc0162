//! What lookups yield, and the tables that they look in.

/// What a lookup yields.
pub(crate) trait Value: Clone + Send + Sync + 'static {
    /// The value of an id that is not in the table.
    fn made(id: u64) -> Self;

    fn number(self) -> u64;
}

/// A table of 1,024 values; an id that isn't there takes one suspension.
#[derive(Clone)]
pub(crate) struct Table<V>(Box<[Option<V>; 1024]>);

impl<V: Value> Table<V> {
    /// Holds all ids but one in every `missing`.
    pub(crate) fn missing_one_in(missing: Option<u64>) -> Self {
        let value =
            |id: u64| if missing.is_some_and(|every| id.is_multiple_of(every)) { None } else { Some(V::made(id)) };
        // On the heap from the beginning, as large values would overflow the stack.
        let values: Box<[_]> = (0..1024).map(value).collect();
        Self(values.try_into().unwrap_or_else(|_| unreachable!("there are 1,024")))
    }

    #[inline(always)]
    pub(crate) fn get(&self, id: u64) -> Option<&V> {
        self.0[(id & 1023) as usize].as_ref()
    }
}

/// Two classes, so that no call site sees only one.
#[derive(Clone)]
pub(crate) struct Left<V>(pub(crate) Table<V>);
#[derive(Clone)]
pub(crate) struct Right<V>(pub(crate) Table<V>);
