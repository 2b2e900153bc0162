//! Declared types whose words mean another thing in an expression than in a signature, above all objects that don't say how
//! long they live, in every place of a method.

/// Items by which the types are made of a task.
const ITEMS: &str = "\
    trait Own { type O; } impl<'x, 'a> Own for &'x &'a str { type O = &'a str; } \
    pub type Key<'a> = <&'static &'a str as Own>::O; \
    pub struct S<T = ()>(T); \
    pub type Pinned<'c, F> = Pin<F>; \
    pub type Boxed<'c, F: ?Sized> = Pin<Box<F>>; \
    pub type BoxFuture<'c, F> = Pin<F>; \
    pub type Bounded<'c, F: ?Sized + 'c> = Pin<Box<F>>; \
    pub trait Says { type Task; } \
    impl<'d> Says for dyn Send + 'd { type Task = ValueTask<'d, usize>; } \
    pub type Of<'c, F: ?Sized> = <F as Says>::Task; \
    macro_rules! object { () => { Box<dyn Future<Output = usize> + Send> } } \
    pub struct Around<'c, T>(T, PhantomData<&'c ()>); \
    impl<'c, T: TaskLike> TaskLike for Around<'c, T> { \
        type Task = T::Task; fn from_task(task: T::Task) -> Self { Around(T::from_task(task), PhantomData) } } \
    pub struct Own1<'c, F: ?Sized>(Pin<Box<F>>, PhantomData<&'c ()>); \
    impl<'c, 'd, T> TaskLike for Own1<'c, dyn Future<Output = T> + Send + 'd> { \
        type Task = Pin<Box<dyn Future<Output = T> + Send + 'd>>; fn from_task(task: Self::Task) -> Self { Own1(task, PhantomData) } } \
    pub type Text<'t, T> = ValueTask<'t, T>;";

const FUTURE: &str = "dyn Future<Output = usize> + Send";

/// Types by `'c` that are made of a `'static` task, or of one whose lifetime they hide. `OBJECT` is a future's.
const LASTING: [&str; 10] = [
    "Pinned<'c, Box<OBJECT>>",
    "Boxed<'c, OBJECT>",
    "BoxFuture<'c, Box<OBJECT>>",
    "Own1<'c, OBJECT>",
    "Around<'c, Pin<Box<OBJECT>>>",
    "Around<'c, ValueTask<'static, usize>>",
    "Around<'c, Text<usize>>",
    "Of<'c, dyn Send>",
    "Pinned<'c, object!()>",
    "Boxed<'c, dyn Future<Output = [usize; _]> + Send>",
];

/// Types by `'c` that are made of a task of this lifetime.
const FITTING: [&str; 7] = [
    "Pinned<'c, Box<OBJECT + 'c>>",
    "Boxed<'c, OBJECT + 'c>",
    "Bounded<'c, OBJECT>",
    "Own1<'c, OBJECT + 'c>",
    "Around<'c, Around<'c, Text<'c, usize>>>",
    "Of<'c, dyn Send + 'c>",
    "Pin<Box<dyn Future<Output = usize> + Send + 'c>>",
];

/// Items with a method, and its path. `METHOD` is the method's head from its first argument on.
const FORMS: [(&str, &str); 9] = [
    ("#[async_method] async fn f<'c>(_s: &'c S METHOD BODY", "f"),
    ("impl S { #[async_method] async fn f<'c>(&'c self METHOD BODY }", "S::f"),
    ("#[async_method] impl S { async fn f<'c>(&'c self METHOD BODY }", "S::f"),
    ("#[async_method] impl S { async fn f<'c>(self: Pin<&'c Self> METHOD BODY }", "|s, key| S::f(Pin::new(s), key)"),
    ("#[async_method] impl<T: Sync> S<T> { async fn f<'c>(&'c self METHOD BODY }", "S::<()>::f"),
    (
        "trait Tr { fn f<'c>(&'c self METHOD; } #[async_method] impl Tr for S { async fn f<'c>(&'c self METHOD BODY }",
        "<S as Tr>::f",
    ),
    (
        "#[async_method] trait Tr { async fn f<'c>(&'c self METHOD; } \
         #[async_method] impl Tr for S { async fn f<'c>(&'c self METHOD BODY }",
        "<S as Tr>::f",
    ),
    ("#[async_method] trait Tr: Sync { async fn f<'c>(&'c self METHOD BODY } impl Tr for S {}", "<S as Tr>::f"),
    (
        "#[async_method] trait Tr<'c> { async fn f(&'c self METHOD; } \
      #[async_method] impl<'c> Tr<'c> for S { async fn f(&'c self METHOD BODY }",
        "<S as Tr>::f",
    ),
];

fn program(form: &str, ty: &str, object: &str) -> String {
    let method = format!(", key: Key<'c>) -> {}", ty.replace("OBJECT", object));
    format!("{ITEMS} {}", form.replace("METHOD", &method).replace("BODY", "{ pause().await; key.len() }"))
}

/// Programs that let a borrow escape if they compile, and programs without an escape.
pub(crate) fn programs() -> (Vec<String>, Vec<String>) {
    let (mut escapes, mut controls) = (Vec::new(), Vec::new());
    for (form, path) in FORMS {
        for ty in LASTING {
            let escape = format!("fn escape(key: &str) -> impl Sized + 'static {{ apply({path}, &S(()), key) }}");
            escapes.push(format!("{} {escape}", program(form, ty, FUTURE)));
        }
        for ty in FITTING {
            let control = format!(
                "fn control<'c>(s: &'c S, key: Key<'c>) -> {} {{ ({path})(s, key) }}",
                ty.replace("OBJECT", FUTURE)
            );
            controls.push(format!("{} {control}", program(form, ty, FUTURE)));
        }
    }
    (escapes, controls)
}
