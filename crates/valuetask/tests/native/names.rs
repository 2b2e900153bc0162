//! Names: raw ones, those that a module has for other items, conditions, and the positions of a trait.

use valuetask::value_task;

/// Other items with every name that an expansion might use.
#[allow(dead_code, reason = "they are only in the way")]
mod shadowed {
    use valuetask::value_task;

    pub(super) struct Future;
    pub(super) struct Send;
    pub(super) struct Sized;
    pub(super) struct Box;
    pub(super) struct ValueTask;
    pub(super) mod core {}
    pub(super) mod std {}
    pub(super) mod alloc {}

    #[value_task(dyn = DynStore)]
    pub(super) trait Store: ::core::marker::Send + Sync {
        async fn get(&self, key: u64) -> u64 {
            key
        }
        async fn close(self) -> u64
        where
            Self: ::core::marker::Sized,
        {
            7
        }
        async fn given(self: ::std::boxed::Box<Self>) -> u64;
    }

    #[value_task(dyn)]
    impl Store for Box {
        async fn get(&self, key: u64) -> u64 {
            key + 1
        }

        async fn given(self: ::std::boxed::Box<Self>) -> u64 {
            self.get(1).await
        }
    }
}

#[test]
fn names_of_the_module_are_not_in_the_way() {
    use shadowed::{DynStore, Store};
    let store: &dyn DynStore = &shadowed::Box;
    assert_eq!(store.get(1).try_result().ok(), Some(2));
    let store: Box<dyn DynStore> = Box::new(shadowed::Box);
    assert_eq!(pollster::block_on(store.given()), 2);
    assert_eq!(pollster::block_on(shadowed::Box.close()), 7);
}

#[value_task(dyn = r#DynRaw)]
trait r#Raw: Send + Sync {
    async fn r#type(&self, r#fn: u64) -> u64;
    #[cfg(any())]
    async fn left_out(&self) -> Missing;
    #[cfg_attr(all(), cfg(any()), doc = "It isn't there.")]
    async fn left_out_by_another(&self) -> Missing;
    #[cfg(not(any()))]
    async fn left_in(&self) -> u64 {
        self.r#type(2).await
    }
    async fn under(&self, #[cfg(any())] missing: Missing, #[cfg(not(any()))] there: u64) -> u64 {
        there
    }
}

#[value_task(dyn)]
impl Raw for u64 {
    async fn r#type(&self, r#fn: u64) -> u64 {
        self + r#fn
    }

    #[cfg(any())]
    async fn left_out(&self) -> Missing {
        Missing
    }

    #[cfg_attr(all(), cfg(any()))]
    async fn left_out_by_another(&self) -> Missing {
        Missing
    }
}

#[test]
fn raw_names_and_conditions_are_kept() {
    let raw: &dyn DynRaw = &1;
    assert_eq!(raw.r#type(2).try_result().ok(), Some(3));
    assert_eq!(pollster::block_on(raw.left_in()), 3);
    assert_eq!(pollster::block_on(Raw::under(&1, 5)), 5);
}

/// Methods whose names begin like those of hidden methods.
#[value_task(dyn = DynHidden)]
trait Hidden: Send + Sync {
    async fn __valuetask_1(&self) -> u64;
    async fn __valuetask_(&self) -> u64;
}

#[value_task(dyn)]
impl Hidden for u64 {
    async fn __valuetask_1(&self) -> u64 {
        *self + 1
    }

    async fn __valuetask_(&self) -> u64 {
        *self
    }
}

/// A trait that isn't native.
#[value_task]
async fn __valuetask_2() -> u64 {
    2
}

#[test]
fn a_name_may_begin_as_a_hidden_one_does() {
    let hidden: &dyn DynHidden = &7;
    assert_eq!(hidden.__valuetask_1().try_result().ok(), Some(8));
    assert_eq!(hidden.__valuetask_().try_result().ok(), Some(7));
    assert_eq!(__valuetask_2().try_result().ok(), Some(2));
}

/// The trait of a macro, with names from its caller.
macro_rules! declare {
    ($vis:vis $Trait:ident, $Erased:ident, $method:ident($key:ident: $Key:ty) -> $Value:ty $body:block) => {
        #[valuetask::value_task(dyn = $Erased, crate = ::valuetask)]
        $vis trait $Trait: Send + Sync {
            async fn $method(&self, $key: $Key) -> $Value;
            async fn default(&self, $key: $Key) -> $Value {
                self.$method($key).await
            }
        }

        #[valuetask::value_task(dyn, crate = ::valuetask)]
        impl $Trait for () {
            async fn $method(&self, $key: $Key) -> $Value $body
        }
    };
}

declare!(pub(crate) Made, DynMade, len(text: &str) -> usize { text.len() });

#[test]
fn a_macro_may_declare_a_trait() {
    let made: &dyn DynMade = &();
    assert_eq!(made.len("four").try_result().ok(), Some(4));
    assert_eq!(pollster::block_on(made.default("four")), 4);
}

#[test]
fn a_trait_may_stand_in_a_function() {
    struct Own(u64);

    #[value_task(dyn = DynInner)]
    trait Inner {
        async fn get(&mut self, by: &Own) -> Option<&Own>;
    }

    impl Inner for Own {
        async fn get(&mut self, by: &Own) -> Option<&Own> {
            self.0 += by.0;
            Some(self)
        }
    }

    let mut own = Own(1);
    let inner: &mut dyn DynInner = &mut own;
    assert_eq!(pollster::block_on(inner.get(&Own(6))).map(|own| own.0), Some(7));
}

/// The user's parameters, arguments and lifetimes, with names that an expansion might add.
#[value_task(dyn = DynTaken)]
#[allow(non_camel_case_types, reason = "the names are the point")]
trait Taken<'task, 'vt, __T: Clone + Send + Sync, __Value: Send>: Send + Sync {
    type Value: Send;
    type Item: Send;
    async fn get(&self, key: __T) -> Option<(Self::Value, __Value, Self::Item)>;
    async fn lent(&self, key: &'task str, other: &'vt str) -> usize;
    async fn alone(&self) -> usize {
        7
    }
    fn both(&self, __arg2: u32, (one, other): (u32, u32)) -> u32 {
        __arg2 + one + other
    }
}

#[value_task(dyn)]
impl<'a, 'b> Taken<'a, 'b, u8, u16> for u32 {
    type Value = u32;
    type Item = u64;

    async fn get(&self, key: u8) -> Option<(u32, u16, u64)> {
        Some((*self, u16::from(key), 7))
    }

    async fn lent(&self, key: &'a str, other: &'b str) -> usize {
        key.len() + other.len()
    }
}

#[test]
fn names_of_parameters_are_the_users() {
    let taken: &dyn DynTaken<'_, '_, u8, u16, Value = u32, Item = u64> = &3_u32;
    assert_eq!(taken.get(4).try_result().ok(), Some(Some((3, 4, 7))));
    assert_eq!(taken.lent("four", "two").try_result().ok(), Some(7));
    assert_eq!(pollster::block_on(taken.alone()), 7);
    assert_eq!(taken.both(1, (2, 3)), 6);
    assert_eq!(pollster::block_on(Taken::get(&taken, 4)), Some((3, 4, 7)));
}
