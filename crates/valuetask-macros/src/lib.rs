//! The attribute macros of `valuetask`, which exports them: documentation and token conversion.
//!
//! What they do is in `valuetask-syntax`, as plain functions.
#![forbid(unsafe_code)]

use proc_macro::TokenStream;
use valuetask_syntax::Name;

/// Makes async methods return a `ValueTask`: in traits, which stay dyn compatible, in impls, and free functions.
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
/// Put the attribute on the trait and on each impl. An impl may also be written by hand, with functions that return
/// `ValueTask`. Methods that aren't async don't change. For methods that must not start at the call, use
/// [`macro@async_trait`], which returns a `PooledFuture`.
///
/// # The signature
///
/// All elided references share one lifetime, that of the task, which compiler messages and documentation call `'task`:
///
/// ```text
/// async fn len(&self) -> usize;
/// fn len(&self) -> ValueTask<'_, usize>;
///
/// async fn get(&self, key: &str) -> Option<u64>;
/// fn get<'task>(&'task self, key: &'task str) -> ValueTask<'task, Option<u64>>;
/// ```
///
/// A lifetime that is named once counts as elided. A lifetime that the output names stays separate, so that the other
/// arguments may end before the result does.
///
/// The task holds each argument that isn't a reference. The lifetimes and type parameters in its type have to outlive
/// the task, and a where-clause says so, also where an alias or a projection stands for a type without them. An elided
/// lifetime in such a type gets the argument's name:
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
/// Write the lifetimes of such a type, as in any async function: `Key<'_>`, not `Key`. A macro in it can't elide one. A
/// receiver can't have a `cfg`: put it on the method.
///
/// A trait and its implementations have to agree on these clauses. Otherwise the compiler reports "lifetime parameters
/// do not match the trait definition" (E0195) and shows the argument. With the attribute on both, they agree if both
/// are written alike:
///
/// - In a trait with parameters, a method with an argument by value has a clause for any type: `(): 'task` if it needs
///   no other. An implementation finds out by the arguments in the trait's path: write `impl Store<u64> for S`, even if
///   the parameter has a default. By hand, write `fn get<'t>(&'t self, key: u64) -> ValueTask<'t, ()> where (): 't`.
/// - A lifetime that the trait writes, `Key<'_>`, has to be in the implementation, too. (In the output it may be elided
///   if the type's name ends like that of a type with one: `RowIter`, `Ref`, `Guard`.)
///
/// `Option<&str>`, `Vec<&str>`, tuples and other types of std whose lifetimes may all be shortened count as references.
///
/// # The body
///
/// A call runs the method's own code up to the first await that isn't ready. An await of a `ValueTask` or `Task` that
/// is completed is ready. Any other future is polled only when the task is polled, so it never sees a waker other than
/// its caller's. If the body ends before such an await, the task is returned with its value, and its memory is reused.
///
/// Values, drop order and borrows are those of a plain `async fn`.
///
/// A macro call may hide an await, and ends the part that runs at the call. Macros of std, log, tracing, anyhow and
/// serde_json are known not to. `cargo valuetask explain PATH` shows where that part ends.
///
/// # The cost of a ready call
///
/// A body without an await or a macro call, on a method without attribute macros of other crates, is plain code: it
/// runs, and its value becomes the task. Every other body is a state machine in a slot of the pool, which a ready call
/// returns at once.
///
/// # Arguments
///
/// Separate them by commas. On a method in an attributed item, `#[value_task(..)]` overrides those of the item. On a
/// method in an [`macro@async_trait`] item, `#[value_task]` makes that method return a `ValueTask` and start at the
/// call.
///
/// | argument | |
/// |---|---|
/// | `lazy` | nothing runs before the first poll, and the body isn't changed |
/// | `hot` | the first part runs at the call: the default |
/// | `?Send` | the method returns a `LocalValueTask`, whose future needn't be `Send` |
/// | `Send` | the method returns a `ValueTask`: the default |
/// | `Send = cfg(..)` | `Send` if the predicate holds, such as `Send = cfg(not(target_family = "wasm"))`, else `?Send` |
/// | `boxed` | the method returns `Pin<Box<dyn Future + Send>>`: see "Boxed" at [`macro@async_trait`] |
/// | `dyn = Name` | on a trait: the trait stays native, and `Name` is used behind `dyn`, as below |
/// | `dyn(no_pointers) = Name`, `dyn(Base = DynBase) = Name` | as `dyn = Name`, without impls for pointers, or with a native supertrait |
/// | `dyn` | on an impl of such a trait: its calls through `dyn` start hot |
/// | `crate = path` | the path of `valuetask`, for crates that re-export it |
///
/// # Native
///
/// With `dyn = Name` the trait stays native. Its async methods return `impl Future + Send` (without `Send` under
/// `?Send`), implementations write plain `async fn` without an attribute, and a call of a known type costs what a call
/// of an `async fn` costs. `Name` is the trait's companion: dyn compatible, implemented for all implementers of the
/// trait, with methods that return a `ValueTask`.
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
/// `dyn Name`, and `Box`, `Arc`, `Rc`, `&` and `&mut` of it, implement the trait. Name the companion of a native
/// supertrait before: `dyn(Base = DynBase) = DynStore`. With `dyn(no_pointers) = Name`, only `dyn Name` implements the
/// trait, and the crate may implement it for the pointers. Items that a `dyn` can't have stay on the native trait: the
/// documentation of the companion lists them. The page `valuetask::guide::native` has the details, says which mode to
/// choose, and how to migrate from other crates.
///
/// # Attributes
///
/// Other attributes of a method keep working:
///
/// | attribute | |
/// |---|---|
/// | `cfg` (on arguments, too), `doc`, `deprecated`, `inline`, `cold`, lints | as on any function |
/// | `must_use` | concerns the task, which must be used anyway, not its value |
/// | `track_caller` | doesn't apply to the body, as on an `async fn` |
/// | `#[instrument]` of tracing, `#[trace]` of fastrace | the span is around the body, also around the part that runs at the call |
/// | `#[framed]` of async-backtrace | the frame is around the body, and nothing runs at the call |
/// | any other macro | sees a function whose body is one `Box::pin(async move { .. })`, and may change it |
///
/// A frame of async-backtrace must not outlive the frame of its first poll, so such a method is lazy. If any other
/// macro changes the body, nothing runs at the call, as the new code may await anything. Under `boxed`, all of them see
/// the code that they see under async-trait.
///
/// On a function outside of a trait or impl, put them below `#[value_task]`. An attribute above it has already made its
/// own `async fn`: then all of the body runs when the task is polled.
///
/// # What a hot start changes for a caller
///
/// `lazy` turns it off, as does [`macro@async_trait`] instead of this attribute. A single caller turns it off by an
/// async block around the call. The page `waiting` of the guide has an example of each row.
///
/// | the caller | lazy | hot |
/// |---|---|---|
/// | sets a task-local or a span around the call's future | covers all of it | the first part runs before |
/// | calls outside a runtime, and awaits inside one: `block_on(call())` | works | a first part that needs the runtime panics at the call |
/// | puts a timeout around the call | covers all of it | covers all but the first part |
/// | drops the task unpolled | nothing happened | the first part's effects happened |
/// | loses a `select!` with it | its body may not have run | its first part ran |
/// | disables its branch of a `select!`: `_ = call(), if false` | its body doesn't run | its first part ran |
/// | calls a method that panics | the poll panics | the call panics |
/// | wraps the future in `catch_unwind` | all panics are caught | a panic of the first part isn't |
/// | holds a lock guard in the call expression | it is released before the body runs | it is held during the first part |
/// | spawns the task | all of it runs on the worker | the first part runs on the thread that spawns |
/// | makes many tasks and joins them | the first parts run when the join is polled | the first parts run as the tasks are made |
///
/// The call polls no foreign future, so a yield, a cooperative budget or a reactor isn't disturbed. There are two
/// exceptions, which go by names: an await in a macro of your own with a name that is known not to await, such as
/// `trace!`, and an await that an attribute of your own called `instrument` or `trace` puts before the body. They are
/// polled at the call with a waker that does nothing, and again with the task's.
///
/// # What the compiler says
///
/// The compiler sees the expanded functions, so its messages may mention tasks. Under [`macro@async_trait`] they say
/// `PooledFuture` instead of `ValueTask`, and its own table has more rows.
///
/// | message | cause and remedy |
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
/// | "future cannot be sent between threads", "awaits another future which is not `Send`", at a `ValueTask` | its value isn't `Send`, and the body is lazy: see Limits |
/// | "expected `ValueTask`, found `u32`", in a body | the method declares a task: declare its value |
/// | E0407, `__valuetask_native_get` is not a member | `dyn` stands on the impl of a trait that isn't native: remove it, or say `dyn = Name` on the trait |
/// | E0038, a native trait is not dyn compatible | its companion is what goes behind `dyn`: `dyn DynStore` |
/// | E0038, a companion is not dyn compatible | a supertrait is native: name its companion, as in `dyn(Base = DynBase) = DynStore` |
/// | "cannot check whether the hidden type of opaque type satisfies auto traits", E0391, E0792 | a native method calls itself: call it on the companion, by `let me: &dyn DynStore = self` |
/// | E0277, a `Task` is not a future | its result isn't `Clone`: await `task.get()`, which lends the result |
/// | E0034, multiple `__valuetask_ask` | the operand's type isn't known at the await: annotate it before |
/// | E0119, at `dyn = Name` | the crate implements the trait for a `Box`, or the like, itself: say `dyn(no_pointers)` |
///
/// # Limits
///
/// A `ValueTask<T>` is `Send` if `T: Send`. A hot method can await a task of any value, but can't hold a task whose
/// value isn't `Send` over another await. Other futures that have to be `Send` can't await such a task: an async block
/// or function without the attribute, and a method that is `lazy`, `boxed` or under [`macro@async_trait`]. Put
/// `#[value_task]` on the awaiting method, or `#[async_trait]` on the trait of the awaited one: a `PooledFuture` is
/// `Send` for every value.
///
/// In a hot method, the type of an operand has to be known at its await: `let v: u32 = f.await` in a loop doesn't
/// compile if the type of `f` follows later. Annotate it.
///
/// A number that isn't used isn't kept, nor is a type of your own with the name of a number type.
///
/// A trait method whose task yields `Self`, not in a box, can only be called where `Self: Sized`. The macro adds that.
///
/// The task of a default body needs `Self: Sync` (or `Send`, for `&mut self` and by-value receivers). The macro adds
/// that to the method unless the trait has it as a supertrait.
#[proc_macro_attribute]
pub fn value_task(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::expand(Name::ValueTask, args.into(), item.into()).into()
}

/// Makes async methods return a `PooledFuture`: async-trait without an allocation for each call.
///
/// Change only the import:
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
/// It means what async-trait means. The body isn't changed, in one `async move` block, and runs when it is polled. The
/// future is `Send` for every result. Default bodies, free functions and attributes of other crates work as under
/// [`macro@value_task`].
///
/// Two things differ: the returned type is a `PooledFuture` instead of a box, and the signature has one lifetime for
/// all elided references (see "The signature" at [`macro@value_task`]). The page `parity` of the guide lists the code
/// that this refuses, with remedies.
///
/// # Arguments
///
/// Separate them by commas. On a method in an attributed item, `#[async_trait(..)]` overrides those of the item.
///
/// | argument | |
/// |---|---|
/// | `?Send` | the method returns a `LocalPooledFuture`, whose future needn't be `Send` |
/// | `Send` | the method returns a `PooledFuture`: the default |
/// | `Send = cfg(..)` | `Send` if the predicate holds, else `?Send` |
/// | `exact` | the signature is async-trait's own, as below |
/// | `boxed` | the method returns async-trait's box, as below |
/// | `dyn = Name` | on a trait: the trait stays native, as under [`macro@value_task`], and methods of `dyn Name` return a `ValueTask` |
/// | `crate = path` | the path of `valuetask`, for crates that re-export it |
///
/// # Methods that start at the call
///
/// If a method usually completes synchronously, and only reads before its first await, let it return a `ValueTask`:
/// then a ready call isn't polled. Put `#[value_task]` on that method, in the trait and in each impl:
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
/// `#[async_trait(exact)]`, on the trait and on each impl, writes async-trait's lifetimes, with `'life0` and
/// `'async_trait`, around a `PooledFuture`. Large crates then take longer to check. Use it for code that compiles under
/// async-trait but not under the default signature:
///
/// - The trait and its impl write an argument's type differently (E0195). One omits the default of a type parameter:
///   `impl Store for S` of a `trait Store<K = u64>`. Or one says `Self::K<'_>` or an alias where the other says `&str`
///   or `Option<&str>`.
/// - The code names one of these lifetimes, as in `-> Guard<'life0>` (E0261).
///
/// # Boxed
///
/// `boxed` writes async-trait's signature to the letter, with its box: `Pin<Box<dyn Future<Output = T> + Send +
/// 'async_trait>>`, without `Send` under `?Send`. Each of the two macros then implements traits of the other. Use it
/// for a trait of another crate (tonic, axum-core, rocket), and for a trait that other crates implement by hand.
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
/// A call allocates, and the body runs when it is polled. `Box` has to be in scope of the attribute: without `std`, import it.
///
/// # Mocks
///
/// mockall's `#[automock]` knows this attribute by its name. Put it above. For a mocked trait whose methods start at the
/// call, write `use valuetask::value_task as async_trait`. For a native one, write `#[async_trait(dyn = DynStore)]`.
///
/// # What the compiler says
///
/// | message | cause and remedy |
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

/// Makes async methods return the task type that they declare. The body evaluates to its value.
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
/// Put it on a function, on a method with or without a body, or on a whole trait or impl, for all its async methods. On a
/// method in an item under [`macro@value_task`], it makes that method return its declared type. `#[value_task]` on a method
/// in an item under this attribute does the opposite.
///
/// # The return type
///
/// Declare any type that implements `valuetask::TaskLike`: `ValueTask`, `PooledFuture`, their local forms, a boxed future,
/// or a type of your own, by its name, by an alias, or as `Self::Name`. That trait names the type of the body's value, so
/// `?` and `return` take the value.
///
/// The declared type decides whether the future has to be `Send`. A default body in a trait holds its receiver: if it has
/// to be `Send`, write `where Self: Sync` (for `&self`) or make it a supertrait.
///
/// # Lifetimes
///
/// A future holds the method's arguments, so all of them must outlive the returned task.
///
/// - If the return type has an elided lifetime (`'_`), all elided lifetimes of the signature are that one. Named lifetimes
///   and arguments by value that may borrow must outlive it, by a where-clause. The macro knows a type parameter of the
///   surrounding item only if the attribute is on that item.
/// - If it has none, each lifetime that it names may be the task's, and the arguments must outlive all of them. If it names
///   none, they must outlive `'static`. For a `ValueTask`, a `PooledFuture` and a boxed future only its own lifetime counts.
/// - An alias of a type without the lifetimes of its arguments is refused (E0207): declare the type itself.
///
/// A `Task` owns its body: its arguments are owned, and `self` is `self: Arc<Self>`. If its body uses `?`, declare
/// `Task<Result<T, E>>`, and call `flatten_result` to make the error the task's own.
///
/// # The body
///
/// A `ValueTask` or `LocalValueTask`, also in a type of your own, starts at the call, as with [`macro@value_task`]: the body
/// runs up to the first await that isn't ready. A pooled or boxed future starts when it is polled.
///
/// # Arguments
///
/// `lazy`, `hot` and `crate = path`, as with [`macro@value_task`]. A lazy body isn't changed.
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
