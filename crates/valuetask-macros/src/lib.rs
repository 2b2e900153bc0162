//! The attribute macros of `valuetask`, which exports them: documentation and token conversion.
//!
//! What they do is in `valuetask-syntax`, as plain functions.
#![forbid(unsafe_code)]

use proc_macro::TokenStream;
use valuetask_syntax::Name;

/// Makes async methods and functions return a `ValueTask`, and keeps traits dyn-compatible.
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
/// Put the attribute on the trait and on each impl. In an impl without it, write functions that return `ValueTask`. Methods
/// that aren't async stay as they are. For methods that must not start at the call, use [`macro@async_trait`], which
/// returns a `PooledFuture`.
///
/// # The signature
///
/// All elided references share one lifetime, that of the task. Messages and documentation call it `'task`:
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
/// The task holds an argument that isn't a reference. Each lifetime and type parameter that its type mentions, and `Self`,
/// has to outlive the task, so the signature gets a where-clause. An elided lifetime of such an argument gets the argument's name:
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
/// Write the lifetimes of such a type: `Key<'_>`, not `Key`. A macro in it doesn't elide one. A receiver can't have a `cfg`:
/// put that on the method.
///
/// A trait and its implementations have to agree on these clauses. Otherwise the compiler says that "lifetime parameters do
/// not match the trait definition" (E0195), and shows the argument. With the attribute on both, write the same on both
/// sides:
///
/// - In a trait with parameters or associated types, a method that takes an argument by value always has a clause,
///   `(): 'task` at least. Write the parameters in the implementation's path, also those with a default: `impl Store<u64>
///   for S`. By hand it is `fn get<'t>(&'t self, key: u64) -> ValueTask<'t, ()> where (): 't`.
/// - Write `Self` where the trait says `Self`, and `Self::Key` where `Key` is of a supertrait.
/// - Write a lifetime on both sides, as in `Key<'_>`, also in the output.
///
/// `Option<&str>`, `Vec<&str>`, tuples and other covariant types of std count as references.
///
/// # The body
///
/// A call runs the method up to its first pending await. An await of a ready `ValueTask`, or of a completed `Task`, takes its
/// value. Any other await counts as pending: its future is first polled when the task is, with the awaiter's waker. If the
/// body ends before a pending await, the task is ready, and nothing stays allocated.
///
/// Values, drop order and borrows are those of a plain `async fn`.
/// So is an operand that a macro around the item inserts: with `1 + 2` for `$sum`, `$sum * 2` is 6. Most attributes make it 5
/// (rust-lang/rust #67062).
///
/// A macro call may hide an await, so it ends the part that runs at the call. The common macros of std, log, tracing, anyhow
/// and serde_json don't, as they are known to await nothing. `cargo valuetask explain PATH` shows where the part ends.
///
/// # The cost of a ready call
///
/// A body without an await or a macro call runs as plain code, if the method has no attribute macros of other crates. Every
/// other body is a state machine in memory of the thread's pool, which a hit puts back.
///
/// # Arguments
///
/// Separate them by commas. On a method in an attributed item, `#[value_task(..)]` overrides those of the item. On a
/// method in an [`macro@async_trait`] item, `#[value_task]` makes that method return a `ValueTask` and start at the
/// call.
///
/// | argument | |
/// |---|---|
/// | `lazy` | nothing runs before the first poll, and the body stays as it is written |
/// | `hot` | the first part runs at the call: the default |
/// | `?Send` | the method returns a `LocalValueTask`, whose future needn't be `Send` |
/// | `Send` | the method returns a `ValueTask`: the default |
/// | `Send = cfg(..)` | on an item, not on a method in it: `Send` if the predicate holds, such as `cfg(not(target_family = "wasm"))`, else `?Send` |
/// | `boxed` | the method returns `Pin<Box<dyn Future + Send>>`: see "Boxed" at [`macro@async_trait`] |
/// | `dyn = Name` | on a trait: it stays native, and `Name` goes behind `dyn`, as below |
/// | `dyn(no_pointers) = Name`, `dyn(Base = DynBase) = Name` | the same, without impls for pointers, or with a native supertrait |
/// | `dyn` | on an impl of such a trait: its methods run at the call behind `dyn`, too |
/// | `crate = path` | the path of `valuetask`, for crates that re-export it |
///
/// # Native
///
/// `dyn = Name` leaves the trait native: its async methods return `impl Future + Send` (without `Send` under `?Send`).
/// Implementations are plain `async fn` without an attribute, and a call of a known type costs what an `async fn` costs.
/// `Name` is the trait's companion. It is dyn-compatible, and every implementer of the trait has it. Its methods return a
/// `ValueTask`, or a `PooledFuture` if the trait or the method says `lazy`.
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
/// `dyn Name`, and `Box`, `Arc`, `Rc`, `&` and `&mut` of it, implement the trait. Name a native supertrait with its
/// companion: `dyn(Base = DynBase) = DynStore`. With `dyn(no_pointers) = Name`, only `dyn Name` implements the trait, and
/// your crate can implement it for pointers. Methods that a `dyn` can't have stay on the native trait; the companion's
/// documentation lists them. The page `valuetask::guide::native` has the details, and how to move from other crates.
///
/// # Attributes
///
/// Other attributes of a method keep working:
///
/// | attribute | |
/// |---|---|
/// | `cfg` (on arguments, too), `doc`, `deprecated`, `inline`, `cold`, lints | as on any function |
/// | `must_use` | concerns the task, which has to be used anyway, and not its value |
/// | `track_caller` | doesn't reach into the body, as on an `async fn` |
/// | `#[instrument]` of tracing, `#[trace]` of fastrace | the span is around the body, also around the part that runs at the call |
/// | `#[framed]` of async-backtrace | the frame is around the body, and nothing runs at the call |
/// | any other macro | sees a function whose body is one `Box::pin(async move { .. })`, and nothing runs at the call |
///
/// A frame of async-backtrace must not outlive the frame that it was first polled in, so its method is lazy. So is one under
/// any other macro, which may await anything. Under `boxed`, all of them see what they see under async-trait.
///
/// An attribute below this one on a trait or an impl may change each body in it, so its methods are lazy, too. Put it above: then
/// this attribute reads what the other one has made.
///
/// On a function outside of a trait or impl, put them below `#[value_task]`. An attribute above it is expanded first, and
/// has made its own `async fn`. Its effect is the same, but the whole body runs when the task is polled.
///
/// # What a hot start changes for a caller
///
/// Turn it off by `lazy`, or by [`macro@async_trait`] in place of this attribute. For one caller, write an async block around
/// the call. The page `valuetask::guide::waiting` has examples.
///
/// | the caller | lazy | hot |
/// |---|---|---|
/// | sets a task-local or a span around the call's future | the whole body runs inside it | the first part ran outside of it |
/// | calls outside a runtime, and awaits inside one: `block_on(call())` | works | a first part that needs the runtime panics at the call |
/// | puts a timeout around the call | covers the whole body | covers the part after the call |
/// | drops the task unpolled | nothing happened | the first part's effects happened |
/// | loses a `select!` with it | its body may not have run | its first part ran |
/// | turns its branch of a `select!` off: `_ = call(), if false` | its body doesn't run | its first part ran |
/// | calls a method that panics | it panics when it is polled | it panics in the call, if in the first part |
/// | wraps the future in `catch_unwind` | all panics are caught | a panic of the first part isn't |
/// | holds a lock guard in the call expression | it is dropped before the body runs | it is held during the first part |
/// | spawns the task | all of it runs on the worker | the first part runs on the thread that spawns |
/// | makes many tasks and joins them | first parts run when the join is polled | first parts run as the tasks are made |
///
/// A call polls no future that the body awaits, if another library made it. So an await uses none of tokio's cooperative
/// budget at the call, and can't need a reactor there.
///
/// The attribute knows some macros that await nothing, such as `trace!`, and the attributes `instrument` and `trace`, by
/// their names. Give your own macros and attributes other names. In a body, it takes an attribute below a `derive` of another
/// crate for one that the derive reads. A future that they await is polled at the call with a waker that does nothing, and again
/// with the task's.
///
/// # What the compiler says
///
/// The compiler sees the functions that the attribute writes, so a message may mention tasks. Under [`macro@async_trait`]
/// it says `PooledFuture` where this table says `ValueTask`, and that page has more rows.
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
/// | E0195, "`'task` differs between the trait and impl" | `'task` is the lifetime of the returned task, which the attribute declares. The two sides write an argument's type or lifetime differently: write the same on both, as in [The signature](#the-signature). Or the attribute stands on one method of the impl: put it on the impl |
/// | E0106 in an argument's type | the type has a lifetime: write it, as in `Key<'_>` |
/// | E0401, at the attribute on one method of an impl | the attribute doesn't see the parameters of the impl: put it on the impl |
/// | "future cannot be sent between threads", "this value is used across an await" | drop the value that is named before the await, or say `?Send` |
/// | "future cannot be sent between threads", "awaits another future which is not `Send`", at a `ValueTask` | its value isn't `Send`, and the body is lazy: see Limits |
/// | "expected `ValueTask`, found `u32`", in a body | the method declares a task: declare its value |
/// | E0407, `__valuetask_native_get`, or E0438, `__valuetask_native_get_starts`, is not a member | `dyn` stands on the impl of a trait that isn't native: remove it, or say `dyn = Name` on the trait. Or the trait is `lazy` as a whole: remove the attribute from the impl |
/// | E0277, "required for `ValueTask<'_, Rc<u8>>` to implement `Send`", at a native trait's method | its value isn't `Send`: write `#[value_task(lazy)]` on the method |
/// | E0038, a native trait is not dyn compatible | its companion is what goes behind `dyn`: `dyn DynStore` |
/// | E0038, a companion is not dyn compatible | a supertrait is native: name its companion, as in `dyn(Base = DynBase) = DynStore` |
/// | "cannot check whether the hidden type of opaque type satisfies auto traits", E0391, E0792 | a native method calls itself: call it on the companion, by `let me: &dyn DynStore = self`. A generic method isn't there: write it as `fn .. -> impl Future<Output = T> + Send { async move { .. } }`, and box the call: `Box::pin(self.get(key)).await` |
/// | E0277, "`Self_of_an_impl_that_needs_the_attribute_itself: Trait` is not satisfied" | the attribute stands on one method, and doesn't see what `Self` is: put it on the impl |
/// | E0277, a `Task` is not a future | its result isn't `Clone`: await `task.get()`, which lends the result |
/// | E0277, "the type of this operand isn't known yet where it is awaited" | only a later line says what the operand is: annotate it before |
/// | E0119, at `dyn = Name` | the crate implements the trait for a `Box`, or the like, itself: say `dyn(no_pointers)` |
///
/// # Limits
///
/// A `ValueTask<T>` is `Send` if `T` is. If `T` isn't:
///
/// - A hot method can await such a task, but can't hold it over another await.
/// - Other futures that have to be `Send` can't await it. These are an async block or function without the attribute, and a
///   method that is `lazy`, `boxed` or under [`macro@async_trait`]. Put `#[value_task]` on the awaiting method, or
///   `#[async_trait]` on the awaited method's trait: a `PooledFuture` is `Send` with every value.
///
/// In a hot method, the type of an operand has to be known at the await, unless it is a task. `let v: u32 = f.await` doesn't compile if
/// only a later line says that `f` is another future: annotate `f`, or write `#[value_task(lazy)]` on the method.
///
/// If a body returns a closure, annotate the types of its arguments: `|text: &str| text.trim()`.
///
/// The attribute knows numbers, `bool` and `char` by their names, and the task doesn't keep such an argument that the body
/// doesn't use. A type of your own called `u32`, with a destructor, is then dropped in the call: give it another name.
///
/// A trait's method that returns `Self`, not in a box, can only be called if `Self: Sized`: the macro adds that clause.
///
/// The task of a default body needs `Self: Sync` (or `Send`, for `&mut self` and by-value receivers). The macro adds that
/// clause to the method, unless the trait has it as a supertrait.
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
/// The method means what it means under async-trait. The body stays as it is written, in one `async move` block, and runs
/// when it is polled. The future is `Send` with every result. Default bodies, free functions and attributes of other crates
/// work as under [`macro@value_task`].
///
/// Two things differ. The returned type is a `PooledFuture` instead of a box. The signature has one lifetime for all elided
/// references: see "The signature" at [`macro@value_task`]. The page `valuetask::guide::parity` lists the programs that need
/// a change, each with its remedy.
///
/// # Arguments
///
/// Separate them by commas. On a method in an attributed item, `#[async_trait(..)]` overrides those of the item.
///
/// | argument | |
/// |---|---|
/// | `?Send` | the method returns a `LocalPooledFuture`, whose future needn't be `Send` |
/// | `Send` | the method returns a `PooledFuture`: the default |
/// | `Send = cfg(..)` | on an item, not on a method in it: `Send` if the predicate holds, else `?Send` |
/// | `exact` | the signature is async-trait's own, as below |
/// | `boxed` | the method returns async-trait's box, as below |
/// | `dyn = Name` | on a trait: it stays native, as under [`macro@value_task`]; methods of `dyn Name` return a `PooledFuture` |
/// | `crate = path` | the path of `valuetask`, for crates that re-export it |
///
/// # Methods that start at the call
///
/// Put `#[value_task]` on a method that usually has its value and only reads before its first await, in the trait and in each
/// impl. It returns a `ValueTask` then, and a hit is never polled:
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
/// `#[async_trait(exact)]`, on the trait and on each impl, writes async-trait's lifetimes, `'life0` and `'async_trait`
/// included, around a `PooledFuture`. Large crates take longer to check then. Use it for code that compiles under
/// async-trait but not under the default signature:
///
/// - The trait and its impl write an argument's type differently (E0195). One omits the default of a type parameter:
///   `impl Store for S` of a `trait Store<K = u64>`. Or one says `Self::K<'_>` or an alias where the other says `&str`
///   or `Option<&str>`.
/// - The code names one of these lifetimes, as in `-> Guard<'life0>` (E0261).
///
/// # Boxed
///
/// `boxed` writes exactly async-trait's signature, box included: `Pin<Box<dyn Future<Output = T> + Send + 'async_trait>>`,
/// without `Send` under `?Send`. Each of the two macros then implements what the other declares. Use it for a trait of
/// another crate (tonic, axum-core, rocket), and for a trait that other crates implement by hand.
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
/// A call allocates, and runs when it is polled. The attribute uses the `Box` in scope: without `std`, import it.
///
/// # Mocks
///
/// Put mockall's `#[automock]` above this attribute, which it knows by name. For a mocked trait whose methods start at the
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
/// | E0195, "`'task` differs between the trait and impl" | `'task` is the lifetime of the returned future, which the attribute declares. The two sides write an argument's type differently, such as `Key<'_>` and `Option<&str>`, or `Self` and its name: write the same, or say [`exact`](#exact) on both |
/// | E0276, "impl has extra requirement `C: 'async_trait`" | `boxed` on an impl alone, and an argument's type is found by a parameter, as `C::Id`: write `impl<C: Config + 'static>` |
/// | E0597, a borrow that ends too soon, at a caller | the result hides a lifetime, which is that of every argument: write it, as in `Cow<'_, str>`, or say `exact` |
/// | E0261, undeclared lifetime `'life0` or `'async_trait` | the code names a lifetime of async-trait's signature: say `exact` |
/// | E0309 or E0311 at `Box::pin(call)` | a box made so asks for `T: 'a`: write `call.into_boxed()`, which doesn't |
/// | "awaits another future which is not `Send`", at a `ValueTask` | its value isn't `Send`: put `#[value_task]` on the method that awaits it, in the trait and in the impl |
#[proc_macro_attribute]
pub fn async_trait(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::expand(Name::AsyncTrait, args.into(), item.into()).into()
}

/// Makes an async function that awaits itself: async-recursion without an allocation for each call.
///
/// ```
/// use valuetask::async_recursion; // was: use async_recursion::async_recursion;
///
/// struct Tree {
///     value: u64,
///     children: Vec<Tree>,
/// }
///
/// #[async_recursion]
/// async fn sum(tree: &Tree) -> u64 {
///     let mut total = tree.value;
///     for child in &tree.children {
///         total += sum(child).await;
///     }
///     total
/// }
///
/// let leaf = |value| Tree { value, children: Vec::new() };
/// let tree = Tree { value: 1, children: vec![leaf(2), leaf(3)] };
/// assert_eq!(pollster::block_on(sum(&tree)), 6);
/// ```
///
/// Put it on an async function, or on a method of an impl. The function returns a `PooledFuture`, and runs when it is polled.
/// Under [`macro@async_trait`] and [`macro@value_task`] a method can await itself without it.
///
/// # Arguments
///
/// | argument | |
/// |---|---|
/// | `?Send` | it returns a `LocalPooledFuture`, whose future needn't be `Send` |
/// | `Send` | it returns a `PooledFuture`: the default |
/// | `Sync` | the same: a `PooledFuture` is `Sync`. Not with `?Send` |
/// | `crate = path` | the path of `valuetask`, for crates that re-export it |
///
/// # Limits
///
/// The signature has one lifetime for all elided references, where async-recursion's has one for each: see "The signature" at
/// [`macro@value_task`]. On a method, the attribute doesn't see the parameters of its impl. An argument by value of such a type
/// is an error (E0401): put [`macro@async_trait`] on the impl instead.
///
/// The page `valuetask::guide::recursion` has more: how deep a recursion may be, and what a level takes.
#[proc_macro_attribute]
pub fn async_recursion(args: TokenStream, item: TokenStream) -> TokenStream {
    valuetask_syntax::expand(Name::AsyncRecursion, args.into(), item.into()).into()
}

/// Makes async methods return the type that they declare, whose value the body returns.
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
/// Put it on a function, on a method with a body, or on a trait or impl for all its async methods. Inside an item
/// under [`macro@value_task`] it concerns one method. `#[value_task]` on a method inside an item under this attribute does
/// the opposite.
///
/// # The return type
///
/// Declare any type that implements `valuetask::TaskLike`: `ValueTask`, `PooledFuture`, their local forms, a boxed future, or
/// your own type. An alias or `Self::Name` works, too. `TaskLike` has the type of the body's value, so `?` and `return`
/// concern the value.
///
/// The declared type decides whether the future has to be `Send`. A default body in a trait holds its receiver. If it has to
/// be `Send`, write `where Self: Sync` (for `&self`), or make that a supertrait.
///
/// # Lifetimes
///
/// A future holds the method's arguments, so all of them must outlive the returned task.
///
/// ```
/// use std::sync::Arc;
/// use valuetask::{ValueTask, async_method};
/// use valuetask_tasks::Shared;
///
/// struct Names(Vec<String>);
///
/// #[async_method]
/// impl Names {
///     // The task lives as long as both references: `'_` is their common lifetime.
///     async fn has(&self, name: &str) -> ValueTask<'_, bool> {
///         self.0.iter().any(|kept| kept == name)
///     }
///
///     // The task is `'static`: it owns all arguments.
///     async fn count(self: Arc<Self>) -> Shared<usize> {
///         self.0.len()
///     }
/// }
///
/// let names = Arc::new(Names(vec!["Ada".to_owned()]));
/// assert_eq!(names.has("Ada").try_result().ok(), Some(true));
/// assert_eq!(pollster::block_on(names.count()), Ok(1));
/// ```
///
/// The rules:
///
/// - If the return type has an elided lifetime (`'_`), all elided lifetimes of the signature are that one. Named lifetimes,
///   and arguments by value that may borrow, must outlive it, by where-clauses. The macro only knows the type parameters of
///   the surrounding item if the attribute is on that item.
/// - If it has no elided lifetime, the first lifetime that it names is the task's, and the arguments must outlive it. If it
///   names none, the task's lifetime is `'static`.
/// - A custom type doesn't compile if its `TaskLike::Task` has another lifetime: name the task's lifetime first.
/// - If a custom type mentions a type parameter, `Self` or a second lifetime, the signature gets a where-clause. Put the
///   attribute on the trait and on each implementation, so that both have it.
///
/// A `Shared` owns its arguments, and `self` is `self: Arc<Self>`. For a body with `?`, declare `Shared<Result<T, E>>`.
///
/// # The body
///
/// A `ValueTask` or `LocalValueTask`, also inside your own type, starts at the call, as with [`macro@value_task`]: the body
/// runs up to its first pending await. A pooled or boxed future starts when it is polled.
///
/// The declared type decides what a panic before that await does. A `ValueTask` panics in the call. A `Shared` keeps the panic as its
/// error, so such a method never panics in the call. Your own type does as a `ValueTask`, unless it has a `TaskLike::from_call`.
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
