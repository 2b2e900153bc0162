#[diagnostic::on_unimplemented(
    note = "`dyn DynStore` doesn't implement `Store`: `each` has no default body"
)]
/// Values by their keys.
pub trait Store: Send + Sync {
    type Value: Send;
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
    /// Finds a value.
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
    fn get<'task>(
        &'task self,
        key: &'task str,
    ) -> impl ::valuetask::__private::core::future::Future<
        Output = Option<Self::Value>,
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
    fn __valuetask_native_get<'task>(
        &'task self,
        key: &'task str,
    ) -> ::valuetask::ValueTask<'task, Option<Self::Value>>
    where
        Self: ::valuetask::__private::core::marker::Sized,
    {
        <Self as Store>::__valuetask_native_get_starts
            .task(<Self as Store>::get(self, key))
    }
    #[cfg(not(clippy))]
    #[doc(hidden)]
    #[allow(non_upper_case_globals)]
    const __valuetask_native_get_starts: ::valuetask::__private::Starts = ::valuetask::__private::Starts::Lazy;
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
    fn put<'task>(
        &'task mut self,
        __arg1: (u8, u8),
    ) -> impl ::valuetask::__private::core::future::Future<
        Output = (),
    > + ::valuetask::__private::core::marker::Send {
        async move {
            let mut __arg1 = __arg1;
            let (a, b) = __arg1;
            #[allow(unused_braces)]
            let (): () = {
                let _ = self.get("a").await;
            };
        }
    }
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
    fn __valuetask_native_put<'task>(
        &'task mut self,
        __arg1: (u8, u8),
    ) -> ::valuetask::ValueTask<'task, ()>
    where
        (): 'task,
        Self: ::valuetask::__private::core::marker::Sized,
    {
        let _: fn() -> (u8, u8);
        <Self as Store>::__valuetask_native_put_starts
            .task(<Self as Store>::put(self, __arg1))
    }
    #[cfg(not(clippy))]
    #[doc(hidden)]
    #[allow(non_upper_case_globals)]
    const __valuetask_native_put_starts: ::valuetask::__private::Starts = ::valuetask::__private::Starts::Lazy;
    fn name(&self) -> &str;
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
    fn each<F: Fn(u8) + Send>(
        &self,
        each: F,
    ) -> impl ::valuetask::__private::core::future::Future<
        Output = (),
    > + ::valuetask::__private::core::marker::Send;
    fn keys<'task>(&'task self, from: &'task str) -> impl Stream<Item = String> + Send;
}
/// Values by their keys.
/**
 # As `dyn DynStore`

 The erased trait of [`Store`], which is dyn-compatible: all that implements `Store` and is `Sized` implements it, and its methods are those of `dyn DynStore`. Its async methods return a `ValueTask`, or a `PooledFuture` if they are lazy.

 Methods of `Store` that a `dyn DynStore` doesn't have:

 - `each`: it is generic

 Neither `dyn DynStore` nor a pointer to it implements `Store`: `each` has no default body.*/
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
pub trait DynStore: Send + Sync {
    type Value: Send;
    #[doc(hidden)]
    fn __valuetask_native_get<'task>(
        &'task self,
        key: &'task str,
    ) -> ::valuetask::ValueTask<'task, Option<Self::Value>>;
    #[doc(hidden)]
    fn __valuetask_native_put<'task>(
        &'task mut self,
        __arg1: (u8, u8),
    ) -> ::valuetask::ValueTask<'task, ()>
    where
        (): 'task;
    #[doc(hidden)]
    fn __valuetask_native_name(&self) -> &str;
    #[doc(hidden)]
    fn __valuetask_native_keys<'task>(
        &'task self,
        from: &'task str,
    ) -> ::valuetask::__private::core::pin::Pin<
        ::valuetask::__private::Box<dyn Stream<Item = String> + Send + 'task>,
    >;
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
impl<__ValuetaskImplementer: Store> DynStore for __ValuetaskImplementer {
    type Value = <__ValuetaskImplementer as Store>::Value;
    #[inline]
    fn __valuetask_native_get<'task>(
        &'task self,
        key: &'task str,
    ) -> ::valuetask::ValueTask<'task, Option<Self::Value>> {
        #[cfg(not(clippy))]
        { <__ValuetaskImplementer as Store>::__valuetask_native_get(self, key) }
        #[cfg(clippy)]
        {
            ::valuetask::__private::lazy(
                <__ValuetaskImplementer as Store>::get(self, key),
            )
        }
    }
    #[inline]
    fn __valuetask_native_put<'task>(
        &'task mut self,
        __arg1: (u8, u8),
    ) -> ::valuetask::ValueTask<'task, ()>
    where
        (): 'task,
    {
        #[cfg(not(clippy))]
        { <__ValuetaskImplementer as Store>::__valuetask_native_put(self, __arg1) }
        #[cfg(clippy)]
        {
            let _: fn() -> (u8, u8);
            ::valuetask::__private::lazy(
                <__ValuetaskImplementer as Store>::put(self, __arg1),
            )
        }
    }
    #[inline]
    fn __valuetask_native_name(&self) -> &str {
        <__ValuetaskImplementer as Store>::name(self)
    }
    #[inline]
    fn __valuetask_native_keys<'task>(
        &'task self,
        from: &'task str,
    ) -> ::valuetask::__private::core::pin::Pin<
        ::valuetask::__private::Box<dyn Stream<Item = String> + Send + 'task>,
    > {
        ::valuetask::__private::Box::pin(
            <__ValuetaskImplementer as Store>::keys(self, from),
        )
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
impl<
    '__valuetask_object,
    __ValuetaskValue: Send,
> dyn DynStore<Value = __ValuetaskValue> + '__valuetask_object {
    /// Finds a value.
    #[inline]
    pub fn get<'task>(
        &'task self,
        key: &'task str,
    ) -> ::valuetask::ValueTask<'task, Option<__ValuetaskValue>> {
        <Self as DynStore>::__valuetask_native_get(self, key)
    }
    /// Calls [`Store::put`] of what this is.
    #[inline]
    pub fn put<'task>(
        &'task mut self,
        __arg1: (u8, u8),
    ) -> ::valuetask::ValueTask<'task, ()>
    where
        (): 'task,
    {
        <Self as DynStore>::__valuetask_native_put(self, __arg1)
    }
    /// Calls [`Store::name`] of what this is.
    #[inline]
    pub fn name(&self) -> &str {
        <Self as DynStore>::__valuetask_native_name(self)
    }
    /// Calls [`Store::keys`] of what this is.
    #[inline]
    pub fn keys<'task>(
        &'task self,
        from: &'task str,
    ) -> ::valuetask::__private::core::pin::Pin<
        ::valuetask::__private::Box<dyn Stream<Item = String> + Send + 'task>,
    > {
        <Self as DynStore>::__valuetask_native_keys(self, from)
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
    __ValuetaskValue: Send,
> dyn DynStore<
    Value = __ValuetaskValue,
> + ::valuetask::__private::core::marker::Send + '__valuetask_object {
    /// Finds a value.
    #[inline]
    pub fn get<'task>(
        &'task self,
        key: &'task str,
    ) -> ::valuetask::ValueTask<'task, Option<__ValuetaskValue>> {
        <Self as DynStore>::__valuetask_native_get(self, key)
    }
    /// Calls [`Store::put`] of what this is.
    #[inline]
    pub fn put<'task>(
        &'task mut self,
        __arg1: (u8, u8),
    ) -> ::valuetask::ValueTask<'task, ()>
    where
        (): 'task,
    {
        <Self as DynStore>::__valuetask_native_put(self, __arg1)
    }
    /// Calls [`Store::name`] of what this is.
    #[inline]
    pub fn name(&self) -> &str {
        <Self as DynStore>::__valuetask_native_name(self)
    }
    /// Calls [`Store::keys`] of what this is.
    #[inline]
    pub fn keys<'task>(
        &'task self,
        from: &'task str,
    ) -> ::valuetask::__private::core::pin::Pin<
        ::valuetask::__private::Box<dyn Stream<Item = String> + Send + 'task>,
    > {
        <Self as DynStore>::__valuetask_native_keys(self, from)
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
    __ValuetaskValue: Send,
> dyn DynStore<
    Value = __ValuetaskValue,
> + ::valuetask::__private::core::marker::Sync + '__valuetask_object {
    /// Finds a value.
    #[inline]
    pub fn get<'task>(
        &'task self,
        key: &'task str,
    ) -> ::valuetask::ValueTask<'task, Option<__ValuetaskValue>> {
        <Self as DynStore>::__valuetask_native_get(self, key)
    }
    /// Calls [`Store::put`] of what this is.
    #[inline]
    pub fn put<'task>(
        &'task mut self,
        __arg1: (u8, u8),
    ) -> ::valuetask::ValueTask<'task, ()>
    where
        (): 'task,
    {
        <Self as DynStore>::__valuetask_native_put(self, __arg1)
    }
    /// Calls [`Store::name`] of what this is.
    #[inline]
    pub fn name(&self) -> &str {
        <Self as DynStore>::__valuetask_native_name(self)
    }
    /// Calls [`Store::keys`] of what this is.
    #[inline]
    pub fn keys<'task>(
        &'task self,
        from: &'task str,
    ) -> ::valuetask::__private::core::pin::Pin<
        ::valuetask::__private::Box<dyn Stream<Item = String> + Send + 'task>,
    > {
        <Self as DynStore>::__valuetask_native_keys(self, from)
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
    __ValuetaskValue: Send,
> dyn DynStore<
    Value = __ValuetaskValue,
> + ::valuetask::__private::core::marker::Send + ::valuetask::__private::core::marker::Sync + '__valuetask_object {
    /// Finds a value.
    #[inline]
    pub fn get<'task>(
        &'task self,
        key: &'task str,
    ) -> ::valuetask::ValueTask<'task, Option<__ValuetaskValue>> {
        <Self as DynStore>::__valuetask_native_get(self, key)
    }
    /// Calls [`Store::put`] of what this is.
    #[inline]
    pub fn put<'task>(
        &'task mut self,
        __arg1: (u8, u8),
    ) -> ::valuetask::ValueTask<'task, ()>
    where
        (): 'task,
    {
        <Self as DynStore>::__valuetask_native_put(self, __arg1)
    }
    /// Calls [`Store::name`] of what this is.
    #[inline]
    pub fn name(&self) -> &str {
        <Self as DynStore>::__valuetask_native_name(self)
    }
    /// Calls [`Store::keys`] of what this is.
    #[inline]
    pub fn keys<'task>(
        &'task self,
        from: &'task str,
    ) -> ::valuetask::__private::core::pin::Pin<
        ::valuetask::__private::Box<dyn Stream<Item = String> + Send + 'task>,
    > {
        <Self as DynStore>::__valuetask_native_keys(self, from)
    }
}
impl Store for Map {
    type Value = u64;
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
    fn get(
        &self,
        key: &str,
    ) -> impl ::valuetask::__private::core::future::Future<
        Output = Option<u64>,
    > + ::valuetask::__private::core::marker::Send {
        async move {
            use ::valuetask::__private::{NoFuture as _, OtherFuture as _};
            #[allow(unreachable_code)]
            if false {
                let __ret: Option<u64> = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: Option<u64> = {
                match ::valuetask::__private::awaited(self.load(key)).__valuetask_ask() {
                    __asked => {
                        if __asked.there {
                            __asked.value()
                        } else {
                            __asked.pending().await
                        }
                    }
                }
            };
            #[allow(unreachable_code)] __ret
        }
    }
    fn name(&self) -> &str {
        "map"
    }
    async fn each<F: Fn(u8) + Send>(&self, each: F) {
        each(7);
    }
    #[cfg(not(clippy))]
    const __valuetask_native_get_starts: ::valuetask::__private::Starts = ::valuetask::__private::Starts::Hot;
}
