//! A task of an object, or of a hidden method, holds what the signature says, also where the method is used as a value.
#![forbid(unsafe_code)]

use valuetask::{ValueTask, value_task};

struct Disk(&'static str);
struct Key<'k>(&'k str);
struct Own<K>(K);

static DISK: Disk = Disk("> ");

fn call<A, B, R>(f: impl FnOnce(A, B) -> R, a: A, b: B) -> R {
    f(a, b)
}

fn call_for_any<'k, F>(f: F, key: &'k str) -> Escaped
where
    F: for<'s> FnOnce(&'s Disk, &'k str) -> ValueTask<'s, usize>,
{
    f(&DISK, key)
}

fn call_object_for_any<'k, F>(f: F, key: &'k str) -> Escaped
where
    F: for<'s> FnOnce(&'s dyn DynNames<&'k str>, &'k str) -> ValueTask<'s, usize>,
{
    f(&DISK, key)
}

#[value_task(dyn = DynStore)]
trait Store: Send + Sync {
    async fn reference(&self, key: &str) -> usize;
    async fn lifetime(&self, key: Key<'_>) -> usize;
    async fn option(&self, key: Option<&str>) -> usize;
    async fn output(&self, key: &str) -> &str;
}

#[value_task(dyn)]
impl Store for Disk {
    async fn reference(&self, key: &str) -> usize {
        key.len()
    }

    async fn lifetime(&self, key: Key<'_>) -> usize {
        key.0.len()
    }

    async fn option(&self, key: Option<&str>) -> usize {
        key.map_or(0, str::len)
    }

    async fn output(&self, key: &str) -> &str {
        let _ = key;
        self.0
    }
}

#[value_task(dyn = DynNames)]
trait Names<K: AsRef<str> + Send>: Send + Sync {
    async fn name(&self, key: K) -> usize;
}

#[value_task(dyn)]
impl<K: AsRef<str> + Send> Names<K> for Disk {
    async fn name(&self, key: K) -> usize {
        key.as_ref().len()
    }
}

#[value_task(dyn = DynOwns)]
trait Owns: Send {
    async fn owned(self, disk: &Disk) -> usize;
    async fn boxed(self: Box<Self>, disk: &Disk) -> usize;
}

#[value_task(dyn)]
impl<K: AsRef<str> + Send> Owns for Own<K> {
    async fn owned(self, disk: &Disk) -> usize {
        self.0.as_ref().len() + disk.0.len()
    }

    async fn boxed(self: Box<Self>, disk: &Disk) -> usize {
        self.0.as_ref().len() + disk.0.len()
    }
}

type Escaped = ValueTask<'static, usize>;

fn escape_reference(key: &str) -> Escaped {
    call(<dyn DynStore>::reference, &DISK, key)
}

fn escape_lifetime(key: &str) -> Escaped {
    call(<dyn DynStore>::lifetime, &DISK, Key(key))
}

fn escape_option(key: &str) -> Escaped {
    call(<dyn DynStore>::option, &DISK, Some(key))
}

fn escape_output(key: &str) -> ValueTask<'static, &'static str> {
    call(<dyn DynStore>::output, &DISK, key)
}

fn escape_of_the_trait(key: &str) -> Escaped {
    call(<dyn DynStore as Store>::reference, &DISK, key)
}

fn escape_of_a_box<'k>(store: &'static Box<dyn DynStore>, key: &'k str) -> Escaped {
    call(<Box<dyn DynStore> as Store>::reference, store, key)
}

fn escape_hidden_of_the_trait(key: &str) -> Escaped {
    call(Store::__valuetask_native_lifetime, &DISK, Key(key))
}

fn escape_hidden_of_the_erased_trait(key: &str) -> Escaped {
    call(DynStore::__valuetask_native_lifetime, &DISK, Key(key))
}

fn escape_parameter(key: &str) -> Escaped {
    call(<dyn DynNames<&str>>::name, &DISK, key)
}

fn escape_hidden_parameter(key: &str) -> Escaped {
    call(Names::__valuetask_native_name, &DISK, key)
}

fn escape_parameter_of_the_trait(key: &str) -> Escaped {
    let names: &'static dyn DynNames<&str> = &DISK;
    call(<dyn DynNames<&str> as Names<&str>>::name, names, key)
}

fn escape_parameter_of_a_box(key: &str) -> Escaped {
    let names: Box<Box<dyn DynNames<&str>>> = Box::new(Box::new(Disk("> ")));
    let names: &'static Box<dyn DynNames<&str>> = Box::leak(names);
    call(<Box<dyn DynNames<&str>> as Names<&str>>::name, names, key)
}

fn escape_parameter_of_a_reference(key: &str) -> Escaped {
    let names: &'static dyn DynNames<&str> = &DISK;
    let names: &'static &'static dyn DynNames<&str> = Box::leak(Box::new(names));
    names.name(key)
}

fn escape_for_any(key: &str) -> Escaped {
    call_object_for_any(<dyn DynNames<&str>>::name, key)
}

fn escape_object_for_any(key: &str) -> Escaped {
    call_object_for_any(<dyn DynNames<&str> as Names<&str>>::name, key)
}

fn escape_hidden_for_any(key: &str) -> Escaped {
    call_for_any(<Disk as Names<&str>>::__valuetask_native_name, key)
}

fn escape_box(key: &str) -> Escaped {
    let own: Box<dyn DynOwns + '_> = Box::new(Own(key));
    call(<dyn DynOwns>::owned, own, &DISK)
}

fn escape_boxed(key: &str) -> Escaped {
    let own: Box<dyn DynOwns + '_> = Box::new(Own(key));
    call(<dyn DynOwns>::boxed, own, &DISK)
}

fn escape_hidden_self(key: &str) -> Escaped {
    call(Owns::__valuetask_native_owned, Own(key), &DISK)
}

fn main() {}
