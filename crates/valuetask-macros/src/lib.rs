//! The attribute macros of `valuetask`, which exports them: documentation and token conversion.
//!
//! What they do is in `valuetask-syntax`, as plain functions.
#![forbid(unsafe_code)]

use proc_macro::TokenStream;
use valuetask_syntax::Name;

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
/// `ValueTask`; methods that aren't async pass through untouched. For methods that must not start at the call there is
/// [`macro@async_trait`], which returns a `PooledFuture`.
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
/// An argument that isn't a reference is held by the task. Each lifetime and type parameter that its type mentions has to
/// outlive the task, and a where-clause says so, also where an alias or a projection stands for a type without them. A
/// lifetime that was left out of such an argument is called by the argument's name:
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
/// Such a type writes its lifetimes: `Key<'_>`, not `Key`, as in any async function. A macro in it doesn't elide one. A
/// receiver has no `cfg`; put that on the method.
///
/// A trait and its implementations have to agree on these clauses, or the compiler says that "lifetime parameters do
/// not match the trait definition" (E0195) and shows the argument in question. With the attribute on both, they agree
/// where they write the same:
///
/// - In a trait with parameters, a method that takes an argument by value has a clause, whatever its type: `(): 'task` if
///   nothing else is demanded. An implementation sees that by the arguments in the trait's path: write
///   `impl Store<u64> for S`, also where the parameter has a default. By hand it is
///   `fn get<'t>(&'t self, key: u64) -> ValueTask<'t, ()> where (): 't`.
/// - A lifetime that the trait writes, `Key<'_>`, the implementation writes, too.
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
/// Separated by commas; on a method inside an attributed item, `#[value_task(..)]` overrides those of the item. On a
/// method inside an [`macro@async_trait`] item, `#[value_task]` makes that method return a `ValueTask` and start at the
/// call.
///
/// | argument | |
/// |---|---|
/// | `lazy` | nothing runs before the first poll, and the body stays as it is written |
/// | `hot` | the first part runs at the call: what holds without an argument |
/// | `?Send` | the method returns a `LocalValueTask`, whose future needn't be `Send` |
/// | `Send` | it returns a `ValueTask`: what holds without an argument |
/// | `Send = cfg(..)` | as the predicate says, such as `Send = cfg(not(target_family = "wasm"))`: else `?Send` |
/// | `boxed` | the method returns `Pin<Box<dyn Future + Send>>`: see "Boxed" at [`macro@async_trait`] |
/// | `dyn = Name` | on a trait: it stays native, and `Name` is what goes behind `dyn`, as below |
/// | `dyn(no_pointers) = Name`, `dyn(Base = DynBase) = Name` | the same, without impls for pointers, or with a native supertrait |
/// | `dyn` | on an impl of such a trait: its calls through `dyn` start hot |
/// | `crate = path` | where `valuetask` is, for crates that re-export it |
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
/// `lazy` turns it off, as does [`macro@async_trait`] in place of this attribute; for one caller, an async block around
/// the call does. The page `waiting` of the crate's guide has an example of each row.
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
/// The compiler sees the functions that the attribute writes, so a message may speak of tasks. Under
/// [`macro@async_trait`] it says `PooledFuture` where this table says `ValueTask`, and that page has more rows.
///
/// | message | what it comes from |
/// |---|---|
/// | E0053, "expected `ValueTask`, found future" | the impl is without the attribute |
/// | "expected `fn(..) -> _`, found `fn(..) -> ValueTask`" | the trait is without the attribute |
/// | E0053, "expected `ValueTask`, found `u32`" | `async` is missing in the impl; the other way about, in the trait |
/// | E0053, "expected `Option<u64>`, found `u64`" | the types differ: declare `Option<u64>`, not the `ValueTask` of the help |
/// | E0053, "expected `LocalValueTask`, found `ValueTask`" | `?Send` stands on the trait alone |
/// | E0053, "expected `ValueTask`, found `PooledFuture`" | the trait is under `#[value_task]`, and the impl under `#[async_trait]`: use one of them |
/// | E0195, "lifetimes do not match method in trait" | one side is `boxed` or under the crate async-trait, and the other isn't |
/// | E0195, a bound makes `'task` early-bound | the two sides write an argument's type or lifetime differently |
/// | E0106 in an argument's type | the type has a lifetime: write it, as in `Key<'_>` |
/// | E0401, at the attribute on one method of an impl | the attribute doesn't see the parameters of the impl: put it on the impl |
/// | "future cannot be sent between threads", "this value is used across an await" | drop the value that is named before the await, or say `?Send` |
/// | the same, "awaits another future which is not `Send`", at a `ValueTask` | its value isn't `Send`, and the body is lazy: see Limits |
/// | "expected `ValueTask`, found `u32`", in a body | the method declares a task: declare its value |
/// | E0407, `__valuetask_native_get` is not a member | `dyn` stands on the impl of a trait that isn't native: remove it, or say `dyn = Name` on the trait |
/// | E0038, a native trait is not dyn compatible | its companion is what goes behind `dyn`: `dyn DynStore` |
/// | E0038, a companion is not dyn compatible | a supertrait is native: name its companion, as in `dyn(Base = DynBase) = DynStore` |
/// | "cannot check whether the hidden type of opaque type satisfies auto traits", E0391, E0792 | a native method calls itself: call it on the companion, by `let me: &dyn DynStore = self` |
/// | E0277, a `Task` is not a future | its result isn't `Clone`: await `task.get()`, which lends the result |
/// | E0034, multiple `__valuetask_ask` | the type of what is awaited isn't known there: say it before |
/// | E0119, at `dyn = Name` | the crate implements the trait for a `Box`, or the like, itself: say `dyn(no_pointers)` |
///
/// # Limits
///
/// A `ValueTask<T>` is `Send` if `T` is. A hot method can await a task of any value, and can't hold the task of one that
/// isn't `Send` over another await. Other futures that have to be `Send` can't await a task of such a value: an async
/// block or function without the attribute, and a method that is `lazy`, `boxed` or under [`macro@async_trait`]. Put
/// `#[value_task]` on the method that awaits, or `#[async_trait]` on the trait of the method that is awaited: a
/// `PooledFuture` is `Send` with every value.
///
/// In a hot method, the type of what is awaited has to be known where it is awaited: `let v: u32 = f.await` in a loop
/// that says only further down what `f` is doesn't compile.
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
    valuetask_syntax::expand(Name::ValueTask, args.into(), item.into()).into()
}

/// Makes async methods return a `PooledFuture`: the crate async-trait, without an allocation a call.
///
/// Change the import, and nothing else:
///
/// ```
/// use valuetask::async_trait; // was: use async_trait::async_trait;
///
/// #[async_trait]
/// trait Store: Send + Sync {
///     async fn get(&self, key: &str) -> Option<u64>;
/// }
///
/// struct Lengths;
///
/// #[async_trait]
/// impl Store for Lengths {
///     async fn get(&self, key: &str) -> Option<u64> {
///         u64::try_from(key.len()).ok()
///     }
/// }
///
/// let store: Box<dyn Store> = Box::new(Lengths);
/// assert_eq!(pollster::block_on(store.get("four")), Some(4));
/// ```
///
/// ```text
/// async fn get(&self, key: &str) -> Option<u64> { body }
/// fn get<'task>(&'task self, key: &'task str) -> PooledFuture<'task, Option<u64>> {
///     PooledFuture::new(async move { body })
/// }
/// ```
///
/// It means what async-trait means. The body stays as it is written, in one `async move` block, and runs when it is
/// polled. The future is `Send` with every result. Default bodies, free functions and attributes of other crates
/// are treated as under [`macro@value_task`].
///
/// Two things differ: the returned type is a `PooledFuture` instead of a box, and the signature has one lifetime for all
/// elided references (see "The signature" at [`macro@value_task`]). The page `parity` of the crate's guide lists what
/// that refuses, each with its remedy.
///
/// # Arguments
///
/// Separated by commas; on a method inside an attributed item, `#[async_trait(..)]` overrides those of the item.
///
/// | argument | |
/// |---|---|
/// | `?Send` | the method returns a `LocalPooledFuture`, whose future needn't be `Send` |
/// | `Send` | it returns a `PooledFuture`: what holds without an argument |
/// | `Send = cfg(..)` | as the predicate says: else `?Send` |
/// | `exact` | the signature is async-trait's own, as below |
/// | `boxed` | the method returns async-trait's box, as below |
/// | `dyn = Name` | on a trait: it stays native, as under [`macro@value_task`]; methods of `dyn Name` return a `ValueTask` |
/// | `crate = path` | where `valuetask` is, for crates that re-export it |
///
/// # Methods that start at the call
///
/// A method that usually has its answer, and only reads before its first await, is better a `ValueTask`: a hit is never
/// polled. `#[value_task]` on that method, in the trait and in each impl, makes it one:
///
/// ```
/// use valuetask::async_trait;
///
/// #[async_trait]
/// trait Counter {
///     #[valuetask::value_task]
///     async fn get(&self) -> u64;
///     async fn add(&mut self, more: u64);
/// }
///
/// #[async_trait]
/// impl Counter for u64 {
///     #[valuetask::value_task]
///     async fn get(&self) -> u64 {
///         *self
///     }
///     async fn add(&mut self, more: u64) {
///         *self += more;
///     }
/// }
///
/// let mut counter = 7;
/// assert!(counter.get().is_completed());
/// drop(counter.add(1)); // never polled
/// assert_eq!(counter, 7);
/// ```
///
/// # Exact
///
/// `#[async_trait(exact)]`, on the trait and on each impl, writes the lifetimes that async-trait writes, `'life0` and
/// `'async_trait` included, around a `PooledFuture`. Large crates take longer to check then. Use it where code that
/// compiles under async-trait doesn't under the default signature:
///
/// - The trait and its impl write an argument's type differently (E0195). One leaves the default of a type parameter out:
///   `impl Store for S` of a `trait Store<K = u64>`. Or one says `Self::K<'_>` or an alias where the other says `&str` or
///   `Option<&str>`.
/// - The code names one of these lifetimes, as in `-> Guard<'life0>` (E0261).
///
/// # Boxed
///
/// `boxed` writes async-trait's signature to the letter, its box included: `Pin<Box<dyn Future<Output = T> + Send +
/// 'async_trait>>`, without `Send` under `?Send`. Each of the two macros then implements what the other declares. Use it
/// for a trait of another crate (tonic, axum-core, rocket), and for one that other crates implement by hand.
///
/// ```
/// # use std::{future::Future, pin::Pin};
/// # use valuetask::{PooledFuture, async_trait};
/// #[async_trait(boxed)]
/// trait Service: Send + Sync {
///     async fn call(&self, request: u32) -> u32;
/// }
///
/// struct Doubles;
///
/// #[async_trait(boxed)]
/// impl Service for Doubles {
///     async fn call(&self, request: u32) -> u32 {
///         request * 2
///     }
/// }
///
/// let call: Pin<Box<dyn Future<Output = u32> + Send + '_>> = Doubles.call(4);
/// let call: PooledFuture<'_, u32> = call.into();
/// assert_eq!(pollster::block_on(call), 8);
/// ```
///
/// A call allocates, and runs when it is polled. `Box` is taken from where the attribute stands: without `std`, import it
/// there.
///
/// # Mocks
///
/// mockall's `#[automock]` knows this attribute by its name, and stands above it. For a mocked trait whose methods start
/// at the call, write `use valuetask::value_task as async_trait`. For one that stays native, write
/// `#[async_trait(dyn = DynStore)]`.
///
/// # What the compiler says
///
/// | message | what it comes from |
/// |---|---|
/// | E0308, "expected `Pin<Box<...>>`, found `PooledFuture`" | the code names the box: write `call.into_boxed()`, or name `PooledFuture` |
/// | E0053, "expected `PooledFuture`, found `Pin<Box<...>>`"; E0195 at a method without the attribute | an impl is written by hand: return `PooledFuture::new(async move { .. })`, or use the attribute |
/// | E0053, "expected `PooledFuture`, found future" | the impl is without the attribute |
/// | E0053, "expected `PooledFuture`, found `ValueTask`" | the trait is under `#[async_trait]`, and the impl under `#[value_task]`: use one of them |
/// | E0195, "lifetimes do not match method in trait" | one side is under the crate async-trait: change its import, or say `boxed` on this side. Or the two sides write a type differently: say `exact` on both |
/// | E0195, "`'life0` is early-bound" | `exact` stands on one side alone: write it on the trait and on each impl |
/// | E0195, a bound makes `'task` early-bound | the two sides write an argument's type differently: write the same, or say `exact` on both |
/// | E0276, "impl has extra requirement `C: 'async_trait`" | `boxed` on an impl alone, and an argument's type is found by a parameter, as `C::Id`: write `impl<C: Config + 'static>` |
/// | E0597, a borrow that ends too soon, at a caller | the result hides a lifetime, which is that of every argument: write it, as in `Cow<'_, str>`, or say `exact` |
/// | E0261, undeclared lifetime `'life0` or `'async_trait` | the code names a lifetime of async-trait's signature: say `exact` |
/// | E0309 or E0311 at `Box::pin(call)` | a box made so asks for `T: 'a`: write `call.into_boxed()`, which doesn't |
/// | "awaits another future which is not `Send`", at a `ValueTask` | its value isn't `Send`: put `#[value_task]` on the method that awaits it, in the trait and in the impl |
#[proc_macro_attribute]
pub fn async_trait(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::expand(Name::AsyncTrait, args.into(), item.into()).into()
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
/// Any type that implements `valuetask::TaskLike` may be declared: `ValueTask`, `PooledFuture`, their local forms, a
/// boxed future, or a type of your own; by its own name, by an alias, or as `Self::Name`. From that trait the macro knows
/// the type of the body's value, so `?` and `return` are about the value.
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
/// - Where it has none, the first lifetime that it names is the task's, and what is held must outlive it; if it names
///   none, `'static`.
/// - A type of your own whose `TaskLike::Task` has another lifetime is refused: name the task's lifetime first.
/// - A clause says so where a type of your own mentions a type parameter or `Self`. So its trait and each implementation
///   have to be under the attribute.
///
/// A `Task` owns what it runs: its arguments are owned, and `self` is `self: Arc<Self>`. Where its body has `?`, declare
/// `Task<Result<T, E>>`, and have `flatten_result` make the error the task's own.
///
/// # The body
///
/// A `ValueTask` or `LocalValueTask`, also inside a type of your own, starts at the call, as with [`macro@value_task`]:
/// the body runs up to the first await that can't be answered at once. A pooled or boxed future starts when it is polled.
///
/// # Arguments
///
/// `lazy`, `hot` and `crate = path`, as with [`macro@value_task`]. A lazy body stays as it is written.
#[proc_macro_attribute]
pub fn async_method(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::expand(Name::AsyncMethod, args.into(), item.into()).into()
}

/// The last attribute of a method that attributes of other crates see. Only expansions write it.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn finish(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::finish(args.into(), item.into()).into()
}
