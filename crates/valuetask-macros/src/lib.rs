//! The attribute macros of `valuetask`, which exports them: documentation and token conversion.
//!
//! What they do is in `valuetask-syntax`, as plain functions.
#![forbid(unsafe_code)]

use proc_macro::TokenStream;
use valuetask_syntax::Start;

/// Makes async methods return a `ValueTask`: in traits, which stay dyn-compatible, in impls, and as free functions.
///
/// ```
/// use valuetask::value_task;
///
/// #[value_task]
/// trait Store {
///     async fn get(&self, key: &str) -> Option<u64>;
/// }
///
/// struct Constant(u64);
///
/// #[value_task]
/// impl Store for Constant {
///     async fn get(&self, key: &str) -> Option<u64> {
///         (!key.is_empty()).then_some(self.0)
///     }
/// }
///
/// let store: Box<dyn Store> = Box::new(Constant(7));
/// assert_eq!(store.get("a").try_result().ok(), Some(Some(7)));
/// ```
///
/// The attribute stands on the trait and on each impl. An impl may also be written without it, as functions that return
/// `ValueTask`; methods that aren't async pass through untouched.
///
/// # The signature
///
/// All elided references share one lifetime, that of the task, which messages and documentation call `'task`:
///
/// ```text
/// async fn len(&self) -> usize;
/// fn len(&self) -> ValueTask<'_, usize>;
///
/// async fn get(&self, key: &str) -> Option<u64>;
/// fn get<'task>(&'task self, key: &'task str) -> ValueTask<'task, Option<u64>>;
/// ```
///
/// A lifetime that is named once counts as elided. One that the output names stays its own, so that the other arguments
/// may end before the result does.
///
/// What a method takes by value and may borrow has to outlive the task, and a where-clause says so. A lifetime that was
/// left out of such an argument is called by the argument's name:
///
/// ```text
/// async fn get<K>(&self, key: K);
/// fn get<'task, K>(&'task self, key: K) -> ValueTask<'task, ()> where K: 'task;
///
/// async fn put(&self, key: Key<'_>);
/// fn put<'task, 'of_key>(&'task self, key: Key<'of_key>) -> ValueTask<'task, ()> where 'of_key: 'task;
///
/// async fn name(&self, key: &str) -> &str;
/// fn name<'of_self, 'task>(&'of_self self, key: &'task str) -> ValueTask<'task, &'of_self str>
///     where 'of_self: 'task;
///
/// async fn done(self);
/// fn done<'task>(self) -> ValueTask<'task, ()> where Self: 'task;
/// ```
///
/// A trait and its implementations have to agree on these clauses, or the compiler says that "lifetime parameters do
/// not match the trait definition" (E0195) and shows the argument in question. With the attribute on both, they agree
/// where they write the same:
///
/// - In a trait with parameters, each argument taken by value has a clause, whatever its type. An implementation sees
///   that by the arguments in the trait's path: write `impl Store<u64> for S`, also where the parameter has a default.
///   By hand it is `fn get<'t>(&'t self, key: u64) -> ValueTask<'t, ()> where u64: 't`.
/// - A lifetime that the trait writes, `Key<'_>`, the implementation writes, too. (In the output it may be left out
///   where a type's name ends so that one expects it: `RowIter`, `Ref`, `Guard`.)
///
/// `Option<&str>`, `Vec<&str>`, tuples and other types of std, all of whose lifetimes may be cut short, count as
/// references.
///
/// # The body
///
/// A call runs the method's own code up to the first await that can't be answered at once. An await of a `ValueTask`,
/// or of a shared `Task`, that is complete is answered; no other future is polled before the task is, so none ever
/// sees a waker that isn't its caller's. If the body ends before that, the task has its value, and neither future nor
/// allocation was made to last.
///
/// Values, the order in which things are dropped, and what borrows from what are those of a plain `async fn`.
///
/// A macro call may hide an await. One whose name isn't known for awaiting nothing (those of std, log, tracing, anyhow
/// and serde_json are) ends the part that runs at the call. `cargo valuetask explain PATH` says where that is.
///
/// # What a hit costs
///
/// A body without an await or a macro call, on a method without attribute macros of other crates, is plain code: it
/// runs, and its value is the task. Every other body is a state machine, built in a slot of the pool, which a hit gives
/// back.
///
/// # Arguments
///
/// Separated by commas; on a method inside an attributed item, `#[value_task(..)]` overrides those of the item.
///
/// | argument | |
/// |---|---|
/// | `lazy` | nothing runs before the first poll, as with a plain `async fn` |
/// | `hot` | the first part runs at the call (this is how `value_task` starts; [`macro@async_trait`] is lazy) |
/// | `?Send` | the method returns a `LocalValueTask`, whose future needn't be `Send` |
/// | `Send` | it returns a `ValueTask`: what holds without an argument |
/// | `Send = cfg(..)` | as the predicate says, such as `Send = cfg(not(target_family = "wasm"))`: else `?Send` |
/// | `boxed` | the method returns `Pin<Box<dyn Future + Send>>`, as below |
/// | `dyn = Name` | on a trait: it stays native, and `Name` is what goes behind `dyn`, as below |
/// | `dyn(no_pointers) = Name`, `dyn(Base = DynBase) = Name` | the same, without impls for pointers, or with a native supertrait |
/// | `dyn` | on an impl of such a trait: its calls through `dyn` start hot |
/// | `crate = path` | where `valuetask` is, for crates that re-export it |
///
/// # Boxed
///
/// Where a signature is somebody else's contract (a trait of tonic, axum-core or rocket; a method that other code
/// implements by hand), `boxed` writes the one that the crate async-trait writes: `Pin<Box<dyn Future<Output = T> +
/// Send + 'async_trait>>`, or the same without `Send` under `?Send`, and its lifetimes. So each of the two implements
/// what the other declares.
///
/// ```
/// # use std::{future::Future, pin::Pin};
/// # use valuetask::{ValueTask, value_task};
/// #[value_task(boxed)]
/// trait Service: Send + Sync {
///     async fn call(&self, request: u32) -> u32;
/// }
///
/// struct Doubles;
///
/// #[value_task(boxed)]
/// impl Service for Doubles {
///     async fn call(&self, request: u32) -> u32 {
///         request * 2
///     }
/// }
///
/// let call: Pin<Box<dyn Future<Output = u32> + Send + '_>> = Doubles.call(4);
/// let task: ValueTask<'_, u32> = call.into();
/// assert!(!task.is_completed());
/// ```
///
/// It costs an allocation a call, and is always lazy: a box has no room for a value that is there. `Box` is taken from
/// where the attribute stands, which without `std` has to import it. A call becomes a task by `into`.
///
/// # Native
///
/// `dyn = Name` leaves the trait native: its async methods return `impl Future + Send` (or without `Send`, by
/// `?Send`), implementations write plain `async fn` without an attribute, and a call of a known type is that of an
/// `async fn`. `Name` is the companion of the trait: dyn-compatible, implemented by all that implement the trait,
/// with methods that return a `ValueTask`.
///
/// ```
/// # use valuetask::value_task;
/// #[value_task(dyn = DynStore)]
/// trait Store: Send + Sync {
///     async fn get(&self, key: &str) -> Option<u64>;
/// }
///
/// struct Constant(u64);
///
/// impl Store for Constant {
///     async fn get(&self, key: &str) -> Option<u64> {
///         (!key.is_empty()).then_some(self.0)
///     }
/// }
///
/// let store: Box<dyn DynStore> = Box::new(Constant(7));
/// let task = store.get("a");
/// assert!(!task.is_completed()); // lazy: with `#[value_task(dyn)]` on the impl it would be
/// # drop(task);
/// ```
///
/// `dyn Name`, and `Box`, `Arc`, `Rc`, `&` and `&mut` of it, implement the trait in turn. A supertrait that is
/// native, too, stands before the name with its companion: `dyn(Base = DynBase) = DynStore`. With
/// `dyn(no_pointers) = Name`, only `dyn Name` implements the trait, which leaves the pointers to the crate. What a
/// `dyn` can't have stays on the native trait; the documentation of the companion lists it. The module
/// `valuetask::guide::native` has all of it, says which mode is for what, and how to move to it from other crates.
///
/// # Attributes
///
/// Other attributes of a method keep working:
///
/// | attribute | |
/// |---|---|
/// | `cfg` (on arguments, too), `doc`, `deprecated`, `inline`, `cold`, lints | as on any function |
/// | `must_use` | speaks of the task, which has to be used anyway, and not of the value that it yields |
/// | `track_caller` | doesn't reach into the body, as on an `async fn` |
/// | `#[instrument]` of tracing, `#[trace]` of fastrace | the span is around the body, with what runs at the call |
/// | `#[framed]` of async-backtrace | the frame is around the body, and nothing runs at the call |
/// | any other macro | sees a function whose body is one `Box::pin(async move { .. })`, and may change it |
///
/// A frame of async-backtrace must not outlive the one that it was first polled in; so its method is lazy. Where any
/// other macro changes the body, nothing runs at the call, as what it has put there may await anything. Under `boxed`,
/// all of them see what they see under async-trait.
///
/// On a function outside of a trait or impl, they stand below `#[value_task]`. One that stands above has made its own
/// `async fn` before: its effect is the same, but all of the body runs when the task is polled.
///
/// # What a hot start changes for a caller
///
/// `lazy` on the trait, the impl or the method turns it off; for one caller, an async block around the call does. The
/// page `waiting` of the crate's guide has an example of each.
///
/// | what a caller does | lazy | hot |
/// |---|---|---|
/// | sets a task-local or a span around the call's future | it is there from the start | the first part is over |
/// | calls outside a runtime, and awaits inside one: `block_on(call())` | works | a first part that needs the runtime panics at the call |
/// | puts a timeout around the call | covers all of it | covers what is left after the first part |
/// | drops the task unpolled | nothing happened | the first part's effects happened |
/// | loses a `select!` with it | its body may not have run | its first part ran |
/// | switches its branch of a `select!` off: `_ = call(), if false` | its body doesn't run | its first part ran |
/// | calls what panics | the panic comes when it is polled | the panic comes out of the call expression |
/// | wraps it in `catch_unwind` | all panics are caught | one of the first part has come out before |
/// | holds a lock guard in the call expression | it is gone before the body runs | it is held during the first part |
/// | spawns the task | all of it runs on the worker | the first part runs on the thread that spawns |
/// | makes many tasks and joins them | first parts run when that is polled | first parts run as the tasks are made |
///
/// A yield, a cooperative budget, or a reactor is never disturbed, as no foreign future is polled by the call. The
/// exceptions go by names: an await that a macro of your own hides under a name known for awaiting nothing, such as
/// `trace!`, and one that an attribute of your own called `instrument` or `trace` puts before the body. They are polled
/// where they stand, at the call with a waker that does nothing, and again with the task's.
///
/// # What the compiler says
///
/// The compiler sees the functions that the attribute writes, so a mistake may be told in terms of tasks:
///
/// | message | what it comes from |
/// |---|---|
/// | E0053, "expected `ValueTask`, found future" | the impl is without the attribute |
/// | "expected `fn(..) -> _`, found `fn(..) -> ValueTask`" | the trait is without the attribute |
/// | E0053, "expected `ValueTask`, found `u32`" | `async` is missing in the impl; the other way about, in the trait |
/// | E0053, "expected `Option<u64>`, found `u64`" | the types differ: declare the trait's, not the help's `ValueTask` |
/// | E0053, "expected `LocalValueTask`, found `ValueTask`" | `?Send` stands on the trait alone |
/// | E0195, with `#[async_trait]` or `boxed` in sight | one side is boxed, and the other isn't |
/// | E0195, a bound makes `'task` early-bound | the two sides write an argument's type or lifetime differently |
/// | "future cannot be sent between threads" | what is named is kept over an await: drop it before, or say `?Send` |
/// | "expected `ValueTask`, found `u32`", in a body | the method declares a task: declare its value |
/// | E0407, `__valuetask_native_get` is not a member | `dyn` stands on the impl of a trait that isn't native: remove it, or say `dyn = Name` on the trait |
/// | E0038, a native trait is not dyn compatible | its companion is what goes behind `dyn`: `dyn DynStore` |
/// | E0034, multiple `__valuetask_ask` | the type of what is awaited isn't known there: say it before |
/// | E0119, at `dyn = Name` | the crate implements the trait for a `Box`, or the like, itself: say `dyn(no_pointers)` |
///
/// # Limits
///
/// A `ValueTask<T>` is `Send` if `T` is. A method with the attribute can await a task of any value; one that isn't
/// `Send` can't be held over another await. An async block or function without the attribute can't await a task of such
/// a value, if it has to be `Send`.
///
/// The type of what is awaited has to be known where it is awaited: `let v: u32 = f.await` in a loop that says only
/// further down what `f` is doesn't compile.
///
/// A number that isn't used isn't kept; nor is a type of your own that is called as a number is.
///
/// A method of a trait that returns `Self` in its task, and not in a box, can only be called where `Self: Sized`; the
/// macro adds that.
///
/// The task of a default body needs `Self: Sync` (or `Send`, for `&mut self` and by-value receivers), which the
/// macro adds to that method unless the trait has it as a supertrait.
#[proc_macro_attribute]
pub fn value_task(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::expand(args.into(), item.into(), Start::Hot).into()
}

/// [`macro@value_task`] that is lazy unless it says `hot`: changing only the import keeps what code means.
///
/// ```
/// use valuetask::async_trait;
///
/// #[async_trait]
/// trait Store {
///     async fn get(&self) -> u64;
///     #[async_trait(hot)]
///     async fn len(&self) -> usize;
/// }
///
/// #[async_trait]
/// impl Store for Vec<u64> {
///     async fn get(&self) -> u64 {
///         self[0]
///     }
///     #[async_trait(hot)]
///     async fn len(&self) -> usize {
///         Vec::len(self)
///     }
/// }
///
/// assert!(!Store::get(&vec![7]).is_completed());
/// assert!(Store::len(&vec![7]).is_completed());
/// ```
///
/// Some attributes of other crates know this one by its name. mockall's `#[automock]`, which stands above it, is one:
/// there, write `#[async_trait]`, also for a hot trait, by `#[async_trait(hot)]` or `use valuetask::value_task as
/// async_trait`; and `#[async_trait(dyn = DynStore)]` for one that stays native.
#[proc_macro_attribute]
pub fn async_trait(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::expand(args.into(), item.into(), Start::Lazy).into()
}

/// Makes async methods return the type that they declare: the declared return type is the task, the body gives its
/// value.
///
/// ```
/// use std::pin::Pin;
/// use valuetask::{ValueTask, async_method};
///
/// struct Orders(Vec<u64>);
///
/// #[async_method]
/// impl Orders {
///     async fn total(&self) -> ValueTask<'_, u64> {
///         self.0.iter().sum()
///     }
///
///     async fn first(&self, over: &u64) -> ValueTask<'_, Option<u64>> {
///         let total = self.total().await;
///         let first = self.0.iter().find(|&order| order > over)?;
///         (total > *over).then_some(*first)
///     }
///
///     async fn report(&self) -> Pin<Box<dyn Future<Output = String> + Send + '_>> {
///         format!("{} orders", self.0.len())
///     }
/// }
///
/// let orders = Orders(vec![1, 5, 7]);
/// assert_eq!(orders.first(&3).try_result().ok(), Some(Some(5)));
/// assert_eq!(ValueTask::start(orders.report()).try_result().ok().as_deref(), Some("3 orders"));
/// ```
///
/// It stands on a function, on a method, with or without a body, or on a whole trait or impl, and then concerns all its
/// async methods. Inside an item under [`macro@value_task`] it makes one method return what that declares;
/// `#[value_task]` on a method inside an item under this one does the opposite.
///
/// # The return type
///
/// Any type that implements `valuetask::TaskLike` may be declared: `ValueTask`, `LocalValueTask`, a boxed future, or a
/// type of your own; by its own name, by an alias, or as `Self::Name`. From that trait the macro knows the type of the
/// body's value, so `?` and `return` are about the value.
///
/// Whether the future has to be `Send` depends on what is declared. A default body in a trait holds its receiver: if
/// that has to be `Send`, write `where Self: Sync` (for `&self`) or make it a supertrait.
///
/// # Lifetimes
///
/// A future holds the method's arguments, so all of them must outlive what is returned.
///
/// - Where the return type has an elided lifetime (`'_`), all elided lifetimes of the signature are that one, beside
///   the named ones that must outlive it, and what is taken by value and may borrow does, as a where-clause says. A
///   type parameter of the surrounding item is only known to the macro if the attribute stands on that item.
/// - Where it has none, the signature stays as it is written: what outlives what is yours to say.
///
/// A `Task` owns what it runs: its arguments are owned, and `self` is `self: Arc<Self>`. Where its body has `?`, declare
/// `Task<Result<T, E>>`, and have `flatten_result` make the error the task's own.
///
/// # The body
///
/// A `ValueTask` or `LocalValueTask`, also inside a type of your own, starts at the call, as with [`macro@value_task`]:
/// the body runs up to the first await that can't be answered at once. A boxed future starts when it is polled.
///
/// # Arguments
///
/// `lazy`, `hot` and `crate = path`, as with [`macro@value_task`].
#[proc_macro_attribute]
pub fn async_method(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::expand_declared(args.into(), item.into()).into()
}

/// The last attribute of a method that attributes of other crates see. Only expansions write it.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn finish(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::finish(args.into(), item.into()).into()
}
