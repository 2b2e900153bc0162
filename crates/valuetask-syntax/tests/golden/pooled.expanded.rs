pub trait Store<K>: Sync {
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
    fn get<'task>(
        &'task self,
        key: &'task str,
    ) -> ::valuetask::PooledFuture<'task, Option<Self::Value>>;
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
    fn put<'task>(
        &'task mut self,
        key: K,
        more: impl Send + 'task,
    ) -> ::valuetask::PooledFuture<'task, ()>
    where
        K: 'task;
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
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::unnecessary_semicolon,
        clippy::used_underscore_binding,
    )]
    fn defaulted(&self) -> ::valuetask::PooledFuture<'_, usize> {
        ::valuetask::__private::pooled(async move {
            #[allow(unreachable_code)]
            if false {
                let __ret: usize = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: usize = {
                let value = self.get("key").await?;
                value.len()
            };
            #[allow(unreachable_code)] __ret
        })
    }
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
    fn local<'task>(
        &'task self,
        key: &'task str,
    ) -> ::valuetask::LocalPooledFuture<'task, ()>;
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
    fn exact<'life0, 'life1, 'async_trait, T>(
        &'life0 self,
        key: &'life1 str,
        value: T,
    ) -> ::valuetask::PooledFuture<'async_trait, T>
    where
        'life0: 'async_trait,
        'life1: 'async_trait,
        T: 'async_trait,
        Self: 'async_trait;
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
    fn hot<'task>(&'task self, key: &'task str) -> ::valuetask::ValueTask<'task, usize>;
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
    /// A type that a macro stands for, under a condition.
    #[cfg(unix)]
    fn placed<'task>(
        &'task self,
        #[cfg(all())]
        at: place!(),
        key: Key,
    ) -> ::valuetask::PooledFuture<'task, ()>
    where
        K: 'task,
        Self: 'task;
}
const _: () = {
    #[allow(deprecated)]
    #[allow(
        non_camel_case_types,
        unused_lifetimes,
        clippy::extra_unused_lifetimes,
        clippy::extra_unused_type_parameters,
        clippy::multiple_bound_locations,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
    )]
    trait __ValuetaskHeld<K>: Store<K> {
        fn __put<'task>(_: fn() -> K)
        where
            K: 'task,
        {}
        fn __exact<'life0, 'life1, 'async_trait, T>(_: fn() -> T)
        where
            'life0: 'async_trait,
            'life1: 'async_trait,
            T: 'async_trait,
            Self: 'async_trait,
        {}
        #[cfg(unix)]
        fn __placed<'task>(#[cfg(all())] _: fn() -> place!(), _: fn() -> Key)
        where
            K: 'task,
            Self: 'task,
        {}
    }
};
const _: () = {
    mod __valuetask_named {
        pub fn async_trait() {}
        pub fn value_task() {}
    }
    use __valuetask_named::*;
    #[allow(unused_imports)]
    use async_trait as _;
    #[allow(unused_imports)]
    use value_task as _;
};
impl<'s, K: Send> Store<K> for Layer<'s, K> {
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
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::unnecessary_semicolon,
        clippy::used_underscore_binding,
    )]
    fn put<'life0, 'async_trait>(
        mut self: &'life0 mut Self,
        key: K,
        more: impl Send + 'async_trait,
    ) -> ::valuetask::PooledFuture<'async_trait, ()>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
        K: 'async_trait,
    {
        let _: fn() -> K;
        ::valuetask::__private::pooled(async move {
            let _ = &mut self;
            let key = key;
            let more = more;
            #[allow(unused_braces)]
            let (): () = { self.inner.put(key, more).await };
        })
    }
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
    #[instrument]
    #[::valuetask::__private::finish(::valuetask::__private::pooled)]
    #[allow(
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::unnecessary_semicolon,
        clippy::used_underscore_binding,
    )]
    fn get<'life0, 'life1, 'async_trait>(
        &'life0 self,
        key: &'life1 str,
    ) -> ::valuetask::PooledFuture<'async_trait, Option<Self::Value>>
    where
        'life0: 'async_trait,
        'life1: 'async_trait,
        Self: 'async_trait,
    {
        ::valuetask::__private::pooled::Box::pin(async move {
            #[allow(unreachable_code)]
            if false {
                let __ret: Option<Self::Value> = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: Option<Self::Value> = { self.inner.get(key).await };
            #[allow(unreachable_code)] __ret
        })
    }
}
pub trait ByName {
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
    fn get<'task>(&'task self, key: &'task str) -> ::valuetask::ValueTask<'task, usize>;
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
    fn put(&self, key: usize) -> ::valuetask::PooledFuture<'_, ()>;
}
const _: () = {
    #[allow(deprecated)]
    #[allow(
        non_camel_case_types,
        unused_lifetimes,
        clippy::extra_unused_lifetimes,
        clippy::extra_unused_type_parameters,
        clippy::multiple_bound_locations,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
    )]
    trait __ValuetaskHeld: ByName {
        fn __put(_: fn() -> usize) {}
    }
};
