#[diagnostic::on_unimplemented(
    note = "`dyn DynShop` doesn't implement `Shop`: `rows` has no default body"
)]
trait Shop {
    #[allow(
        elided_named_lifetimes,
        clippy::double_must_use,
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::should_implement_trait,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self,
    )]
    #[allow(
        clippy::manual_async_fn,
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::unnecessary_semicolon,
        clippy::used_underscore_binding,
    )]
    fn rows(
        &self,
    ) -> impl ::valuetask::__private::core::future::Future<
        Output = impl Iterator<Item = u32> + Send,
    > + ::valuetask::__private::core::marker::Send;
    #[cfg(not(clippy))]
    #[doc(hidden)]
    #[allow(
        deprecated,
        non_snake_case,
        elided_named_lifetimes,
        clippy::double_must_use,
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::should_implement_trait,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self,
    )]
    #[inline]
    fn __valuetask_native_rows(
        &self,
    ) -> ::valuetask::ValueTask<'_, impl Iterator<Item = u32> + Send>
    where
        Self: ::valuetask::__private::core::marker::Sized,
    {
        <Self as Shop>::__valuetask_native_rows_starts.task(<Self as Shop>::rows(self))
    }
    #[cfg(not(clippy))]
    #[doc(hidden)]
    #[allow(non_upper_case_globals)]
    const __valuetask_native_rows_starts: ::valuetask::__private::Starts = ::valuetask::__private::Starts::Lazy;
    fn by_hand(&self) -> impl Future<Output = impl Send> + Send;
    #[cfg(not(clippy))]
    #[doc(hidden)]
    #[allow(
        deprecated,
        non_snake_case,
        elided_named_lifetimes,
        clippy::double_must_use,
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::should_implement_trait,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self,
    )]
    #[inline]
    fn __valuetask_native_by_hand(&self) -> ::valuetask::ValueTask<'_, impl Send>
    where
        Self: ::valuetask::__private::core::marker::Sized,
    {
        <Self as Shop>::__valuetask_native_by_hand_starts
            .task(<Self as Shop>::by_hand(self))
    }
    #[cfg(not(clippy))]
    #[doc(hidden)]
    #[allow(non_upper_case_globals)]
    const __valuetask_native_by_hand_starts: ::valuetask::__private::Starts = ::valuetask::__private::Starts::Lazy;
    #[allow(
        elided_named_lifetimes,
        clippy::double_must_use,
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::should_implement_trait,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self,
    )]
    #[allow(
        clippy::manual_async_fn,
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::unnecessary_semicolon,
        clippy::used_underscore_binding,
    )]
    fn shown(
        &self,
    ) -> impl ::valuetask::__private::core::future::Future<
        Output = u32,
    > + ::valuetask::__private::core::marker::Send
    where
        Self: Debug;
    #[cfg(not(clippy))]
    #[doc(hidden)]
    #[allow(
        deprecated,
        non_snake_case,
        elided_named_lifetimes,
        clippy::double_must_use,
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::should_implement_trait,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self,
    )]
    #[inline]
    fn __valuetask_native_shown(&self) -> ::valuetask::ValueTask<'_, u32>
    where
        Self: Debug,
        Self: ::valuetask::__private::core::marker::Sized,
    {
        <Self as Shop>::__valuetask_native_shown_starts.task(<Self as Shop>::shown(self))
    }
    #[cfg(not(clippy))]
    #[doc(hidden)]
    #[allow(non_upper_case_globals)]
    const __valuetask_native_shown_starts: ::valuetask::__private::Starts = ::valuetask::__private::Starts::Lazy;
    #[allow(
        elided_named_lifetimes,
        clippy::double_must_use,
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::should_implement_trait,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self,
    )]
    #[allow(
        clippy::manual_async_fn,
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::unnecessary_semicolon,
        clippy::used_underscore_binding,
    )]
    fn lent(
        self: &Arc<Self>,
    ) -> impl ::valuetask::__private::core::future::Future<
        Output = (),
    > + ::valuetask::__private::core::marker::Send;
    #[cfg(not(clippy))]
    #[doc(hidden)]
    #[allow(
        deprecated,
        non_snake_case,
        elided_named_lifetimes,
        clippy::double_must_use,
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::should_implement_trait,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self,
    )]
    #[inline]
    fn __valuetask_native_lent<'task>(
        self: &'task Arc<Self>,
    ) -> ::valuetask::ValueTask<'task, ()>
    where
        Self: 'task,
        Self: ::valuetask::__private::core::marker::Sized,
    {
        <Self as Shop>::__valuetask_native_lent_starts.task(<Self as Shop>::lent(self))
    }
    #[cfg(not(clippy))]
    #[doc(hidden)]
    #[allow(non_upper_case_globals)]
    const __valuetask_native_lent_starts: ::valuetask::__private::Starts = ::valuetask::__private::Starts::Lazy;
    #[allow(
        elided_named_lifetimes,
        clippy::double_must_use,
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::should_implement_trait,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self,
    )]
    #[allow(
        clippy::manual_async_fn,
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::unnecessary_semicolon,
        clippy::used_underscore_binding,
    )]
    fn each<F: Fn(u32)>(
        &self,
        each: F,
    ) -> impl ::valuetask::__private::core::future::Future<
        Output = (),
    > + ::valuetask::__private::core::marker::Send;
    #[allow(
        elided_named_lifetimes,
        clippy::double_must_use,
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::should_implement_trait,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self,
    )]
    #[allow(
        clippy::manual_async_fn,
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::unnecessary_semicolon,
        clippy::used_underscore_binding,
    )]
    fn open() -> impl ::valuetask::__private::core::future::Future<
        Output = u32,
    > + ::valuetask::__private::core::marker::Send;
    #[allow(
        elided_named_lifetimes,
        clippy::double_must_use,
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::should_implement_trait,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self,
    )]
    #[allow(
        clippy::manual_async_fn,
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::unnecessary_semicolon,
        clippy::used_underscore_binding,
    )]
    fn equal<'task>(
        &'task self,
        other: &'task Self,
    ) -> impl ::valuetask::__private::core::future::Future<
        Output = bool,
    > + ::valuetask::__private::core::marker::Send;
    #[cfg(not(clippy))]
    #[doc(hidden)]
    #[allow(
        deprecated,
        non_snake_case,
        elided_named_lifetimes,
        clippy::double_must_use,
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::should_implement_trait,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self,
    )]
    #[inline]
    fn __valuetask_native_equal<'task>(
        &'task self,
        other: &'task Self,
    ) -> ::valuetask::ValueTask<'task, bool>
    where
        Self: ::valuetask::__private::core::marker::Sized,
    {
        <Self as Shop>::__valuetask_native_equal_starts
            .task(<Self as Shop>::equal(self, other))
    }
    #[cfg(not(clippy))]
    #[doc(hidden)]
    #[allow(non_upper_case_globals)]
    const __valuetask_native_equal_starts: ::valuetask::__private::Starts = ::valuetask::__private::Starts::Lazy;
    #[allow(
        elided_named_lifetimes,
        clippy::double_must_use,
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::should_implement_trait,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self,
    )]
    #[allow(
        clippy::manual_async_fn,
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::unnecessary_semicolon,
        clippy::used_underscore_binding,
    )]
    fn sent(
        &self,
    ) -> impl ::valuetask::__private::core::future::Future<
        Output = (),
    > + ::valuetask::__private::core::marker::Send
    where
        Self: Sync;
    #[cfg(not(clippy))]
    #[doc(hidden)]
    #[allow(
        deprecated,
        non_snake_case,
        elided_named_lifetimes,
        clippy::double_must_use,
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::should_implement_trait,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self,
    )]
    #[inline]
    fn __valuetask_native_sent(&self) -> ::valuetask::ValueTask<'_, ()>
    where
        Self: Sync,
        Self: ::valuetask::__private::core::marker::Sized,
    {
        <Self as Shop>::__valuetask_native_sent_starts.task(<Self as Shop>::sent(self))
    }
    #[cfg(not(clippy))]
    #[doc(hidden)]
    #[allow(non_upper_case_globals)]
    const __valuetask_native_sent_starts: ::valuetask::__private::Starts = ::valuetask::__private::Starts::Lazy;
    fn of_two<'k>(&self, key: &'k str) -> impl Iterator<Item = &'k str> {
        key.split(' ')
    }
}
/**
 # As `dyn DynShop`

 The erased trait of [`Shop`], which is dyn-compatible: all that implements `Shop` and is `Sized` implements it, and its methods are those of `dyn DynShop`. Its async methods return a `ValueTask`, or a `PooledFuture` if they are lazy.

 Methods of `Shop` that a `dyn DynShop` doesn't have:

 - `rows`: it returns an `impl Trait`
 - `by_hand`: it returns an `impl Trait`
 - `shown`: it speaks of `Self`, or of an associated item that a `dyn` can't have
 - `lent`: its receiver can't be dispatched
 - `each`: it is generic
 - `open`: it has no receiver
 - `equal`: it speaks of `Self`, or of an associated item that a `dyn` can't have
 - `of_two`: it returns an `impl Trait` that one reference alone doesn't lend

 Neither `dyn DynShop` nor a pointer to it implements `Shop`: `rows` has no default body.*/
#[allow(
    dead_code,
    deprecated,
    non_snake_case,
    refining_impl_trait_internal,
    refining_impl_trait_reachable,
    clippy::elidable_lifetime_names,
    clippy::manual_async_fn,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::needless_lifetimes,
    clippy::too_many_arguments,
    clippy::used_underscore_binding,
    clippy::wrong_self_convention,
    elided_named_lifetimes,
    clippy::double_must_use,
    clippy::multiple_bound_locations,
    clippy::needless_arbitrary_self_type,
    clippy::should_implement_trait,
    clippy::type_complexity,
    clippy::type_repetition_in_bounds,
    clippy::unused_self,
)]
trait DynShop {
    #[doc(hidden)]
    fn __valuetask_native_sent(&self) -> ::valuetask::ValueTask<'_, ()>
    where
        Self: Sync;
}
#[automatically_derived]
#[allow(
    dead_code,
    deprecated,
    non_snake_case,
    refining_impl_trait_internal,
    refining_impl_trait_reachable,
    clippy::elidable_lifetime_names,
    clippy::manual_async_fn,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::needless_lifetimes,
    clippy::too_many_arguments,
    clippy::used_underscore_binding,
    clippy::wrong_self_convention,
    elided_named_lifetimes,
    clippy::double_must_use,
    clippy::multiple_bound_locations,
    clippy::needless_arbitrary_self_type,
    clippy::should_implement_trait,
    clippy::type_complexity,
    clippy::type_repetition_in_bounds,
    clippy::unused_self,
)]
impl<__ValuetaskImplementer: Shop> DynShop for __ValuetaskImplementer {
    #[inline]
    fn __valuetask_native_sent(&self) -> ::valuetask::ValueTask<'_, ()>
    where
        Self: Sync,
    {
        #[cfg(not(clippy))]
        { <__ValuetaskImplementer as Shop>::__valuetask_native_sent(self) }
        #[cfg(clippy)]
        { ::valuetask::__private::lazy(<__ValuetaskImplementer as Shop>::sent(self)) }
    }
}
#[allow(
    dead_code,
    deprecated,
    non_snake_case,
    refining_impl_trait_internal,
    refining_impl_trait_reachable,
    clippy::elidable_lifetime_names,
    clippy::manual_async_fn,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::needless_lifetimes,
    clippy::too_many_arguments,
    clippy::used_underscore_binding,
    clippy::wrong_self_convention,
    elided_named_lifetimes,
    clippy::double_must_use,
    clippy::multiple_bound_locations,
    clippy::needless_arbitrary_self_type,
    clippy::should_implement_trait,
    clippy::type_complexity,
    clippy::type_repetition_in_bounds,
    clippy::unused_self,
)]
impl<'__valuetask_object> dyn DynShop + '__valuetask_object {
    /// Calls [`Shop::sent`] of what this is.
    #[inline]
    fn sent(&self) -> ::valuetask::ValueTask<'_, ()>
    where
        Self: Sync,
    {
        <Self as DynShop>::__valuetask_native_sent(self)
    }
}
#[doc(hidden)]
#[allow(
    dead_code,
    deprecated,
    non_snake_case,
    refining_impl_trait_internal,
    refining_impl_trait_reachable,
    clippy::elidable_lifetime_names,
    clippy::manual_async_fn,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::needless_lifetimes,
    clippy::too_many_arguments,
    clippy::used_underscore_binding,
    clippy::wrong_self_convention,
    elided_named_lifetimes,
    clippy::double_must_use,
    clippy::multiple_bound_locations,
    clippy::needless_arbitrary_self_type,
    clippy::should_implement_trait,
    clippy::type_complexity,
    clippy::type_repetition_in_bounds,
    clippy::unused_self,
)]
impl<
    '__valuetask_object,
> dyn DynShop + ::valuetask::__private::core::marker::Send + '__valuetask_object {
    /// Calls [`Shop::sent`] of what this is.
    #[inline]
    fn sent(&self) -> ::valuetask::ValueTask<'_, ()>
    where
        Self: Sync,
    {
        <Self as DynShop>::__valuetask_native_sent(self)
    }
}
#[doc(hidden)]
#[allow(
    dead_code,
    deprecated,
    non_snake_case,
    refining_impl_trait_internal,
    refining_impl_trait_reachable,
    clippy::elidable_lifetime_names,
    clippy::manual_async_fn,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::needless_lifetimes,
    clippy::too_many_arguments,
    clippy::used_underscore_binding,
    clippy::wrong_self_convention,
    elided_named_lifetimes,
    clippy::double_must_use,
    clippy::multiple_bound_locations,
    clippy::needless_arbitrary_self_type,
    clippy::should_implement_trait,
    clippy::type_complexity,
    clippy::type_repetition_in_bounds,
    clippy::unused_self,
)]
impl<
    '__valuetask_object,
> dyn DynShop + ::valuetask::__private::core::marker::Sync + '__valuetask_object {
    /// Calls [`Shop::sent`] of what this is.
    #[inline]
    fn sent(&self) -> ::valuetask::ValueTask<'_, ()>
    where
        Self: Sync,
    {
        <Self as DynShop>::__valuetask_native_sent(self)
    }
}
#[doc(hidden)]
#[allow(
    dead_code,
    deprecated,
    non_snake_case,
    refining_impl_trait_internal,
    refining_impl_trait_reachable,
    clippy::elidable_lifetime_names,
    clippy::manual_async_fn,
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::needless_lifetimes,
    clippy::too_many_arguments,
    clippy::used_underscore_binding,
    clippy::wrong_self_convention,
    elided_named_lifetimes,
    clippy::double_must_use,
    clippy::multiple_bound_locations,
    clippy::needless_arbitrary_self_type,
    clippy::should_implement_trait,
    clippy::type_complexity,
    clippy::type_repetition_in_bounds,
    clippy::unused_self,
)]
impl<
    '__valuetask_object,
> dyn DynShop + ::valuetask::__private::core::marker::Send + ::valuetask::__private::core::marker::Sync + '__valuetask_object {
    /// Calls [`Shop::sent`] of what this is.
    #[inline]
    fn sent(&self) -> ::valuetask::ValueTask<'_, ()>
    where
        Self: Sync,
    {
        <Self as DynShop>::__valuetask_native_sent(self)
    }
}
