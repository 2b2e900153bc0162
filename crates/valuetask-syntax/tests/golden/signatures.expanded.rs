pub trait Repo<K>: Sync {
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
    /// Only `&self`: nothing is named.
    fn len(&self) -> ::valuetask::ValueTask<'_, usize>;
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
    ) -> ::valuetask::ValueTask<'task, Option<Self::Value>>;
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
    fn peek<'of_self, 'task>(
        &'of_self self,
        key: &'task str,
    ) -> ::valuetask::ValueTask<'task, Option<&'of_self Self::Value>>
    where
        'of_self: 'task;
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
    fn named<'task, 'k>(
        &'task self,
        key: &'k str,
    ) -> ::valuetask::ValueTask<'task, &'k str>
    where
        'k: 'task;
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
    /// Named, but only where it could be left out.
    fn named_once<'s, 'task>(
        &'s self,
        key: &'task str,
    ) -> ::valuetask::ValueTask<'task, &'s str>
    where
        's: 'task;
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
        value: Self::Value,
    ) -> ::valuetask::ValueTask<'task, ()>
    where
        K: 'task,
        Self: 'task;
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
    fn nested<'task, 'of_list>(
        &'task self,
        list: &'task mut Vec<&'of_list str>,
        one: Option<&'task str>,
    ) -> ::valuetask::ValueTask<'task, ()>
    where
        (): 'task;
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
    fn boxed<'task>(self: Box<Self>) -> ::valuetask::ValueTask<'task, usize>
    where
        Self: 'task,
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
    fn generic<'task, T: Send>(
        &'task self,
        value: T,
        other: impl Send + 'task,
    ) -> ::valuetask::ValueTask<'task, T>
    where
        T: 'task;
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
    fn made() -> ::valuetask::ValueTask<'static, u32>;
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
    ) -> ::valuetask::LocalValueTask<'task, ()>;
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
    fn defaulted(&self) -> ::valuetask::ValueTask<'_, usize> {
        ::valuetask::__private::lazy(async move {
            #[allow(unreachable_code)]
            if false {
                let __ret: usize = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: usize = { self.len().await };
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
    fn consumed<'task>(self) -> ::valuetask::ValueTask<'task, usize>
    where
        Self: Sized,
        Self: 'task,
        Self: ::valuetask::__private::core::marker::Send,
    {
        ::valuetask::__private::lazy(async move {
            #[allow(unreachable_code)]
            if false {
                let __ret: usize = loop {};
                return __ret;
            }
            let _ = &self;
            #[allow(unused_braces)]
            let __ret: usize = { self.len().await };
            #[allow(unreachable_code)] __ret
        })
    }
    fn plain(&self) -> usize;
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
    trait __ValuetaskHeld<K>: Repo<K> {
        fn __put<'task>(_: fn() -> K, _: fn() -> Self::Value)
        where
            K: 'task,
            Self: 'task,
        {}
        fn __nested<'task, 'of_list>(_: fn() -> Option<&'task str>)
        where
            (): 'task,
        {}
        fn __boxed<'task>(_: fn() -> Box<Self>)
        where
            Self: 'task,
            K: 'task,
        {}
        fn __generic<'task, T: Send>(_: fn() -> T)
        where
            T: 'task,
        {}
    }
};
const _: () = {
    mod __valuetask_named {
        pub fn value_task() {}
    }
    use __valuetask_named::*;
    #[allow(unused_imports)]
    use value_task as _;
};
/// What is said of lints holds where the machine binds an argument, and nothing is expected where it doesn't.
impl Store {
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
    fn attributes(
        &self,
        #[expect(unused_variables)]
        number: u64,
        #[allow(unused_mut, reason = "later")]
        list: Vec<u8>,
        #[cfg_attr(all(), cfg(any()), allow(unused), doc = "text")]
        __arg3: (u8, String),
    ) -> ::valuetask::ValueTask<'_, ()> {
        let _: fn() -> u64;
        let _: fn() -> Vec<u8>;
        #[cfg_attr(all(), cfg(any()))]
        let _: fn() -> (u8, String);
        ::valuetask::ValueTask::__valuetask_ended(
            ::valuetask::__private::value_of(async move {
                #[expect(unused_mut, reason = "later")]
                let mut list = list;
                #[cfg_attr(all(), cfg(any()))]
                let mut __arg3 = __arg3;
                #[cfg_attr(all(), cfg(any()), expect(unused))]
                let (a, b) = __arg3;
                #[allow(unused_braces)]
                let (): () = {};
            }),
        )
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
    #[::valuetask::__private::finish(::valuetask::__private::hot)]
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
    fn seen(
        &self,
        #[allow(unused)]
        list: Vec<u8>,
        #[deny(unused)]
        #[cfg(all())]
        text: String,
    ) -> ::valuetask::ValueTask<'_, ()> {
        let _: fn() -> Vec<u8>;
        #[cfg(all())]
        let _: fn() -> String;
        ::valuetask::__private::hot::Box::pin(async move {
            #[allow(unused)]
            #[allow(unused_mut, unused_variables)]
            let list = list;
            #[cfg(all())]
            #[allow(unused_mut, unused_variables)]
            let text = text;
            #[allow(unused_braces)]
            let (): () = {};
        })
    }
}
impl<'s, K: Send> Repo<K> for Layer<'s, K> {
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
    fn get<'task>(
        &'task self,
        key: &'task str,
    ) -> ::valuetask::PooledFuture<'task, Option<Self::Value>> {
        ::valuetask::__private::pooled(async move {
            #[allow(unreachable_code)]
            if false {
                let __ret: Option<Self::Value> = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: Option<Self::Value> = { self.0.get(key).await };
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
    fn put<'task, 'of_at>(
        mut self: &'task mut Self,
        key: K,
        at: Place<'of_at>,
    ) -> ::valuetask::__private::Implying<
        ::valuetask::PooledFuture<'task, ()>,
        (&'task K, &'task &'of_at ()),
    >
    where
        'task:,
        'of_at:,
    {
        let _: fn() -> K;
        let _: fn() -> Place<'of_at>;
        ::valuetask::__private::pooled(async move {
            let _ = &mut self;
            let key = key;
            let at = at;
            #[allow(unused_braces)]
            let (): () = { self.0.put(key, at).await };
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
    /// Nothing is implied, but the trait has a clause.
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
    fn number<'task>(&'task self, number: u64) -> ::valuetask::PooledFuture<'task, u64>
    where
        'task:,
    {
        let _: fn() -> u64;
        ::valuetask::__private::pooled(async move {
            #[allow(unreachable_code)]
            if false {
                let __ret: u64 = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: u64 = { number };
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
    fn held<#[cfg(all())] 'l: 'task, 'task, T: Send>(
        self: Box<Self>,
        list: Vec<T>,
        at: Place<'l>,
        outer: Place<'s>,
    ) -> ::valuetask::__private::Implying<
        ::valuetask::PooledFuture<'task, ()>,
        (&'task Self, &'task &'s (), &'task K, &'task T),
    >
    where
        'task:,
        's:,
    {
        let _: fn() -> Box<Self>;
        let _: fn() -> Vec<T>;
        let _: fn() -> Place<'l>;
        let _: fn() -> Place<'s>;
        ::valuetask::__private::pooled(async move {
            let _ = &self;
            let list = list;
            let at = at;
            let outer = outer;
            #[allow(unused_braces)]
            let (): () = {};
        })
    }
}
/// A macro below, which sees what is made, could make functions of its own of the methods.
#[inherent]
impl Store for Layer {
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
    fn put<'task, K: Send>(&'task self, key: K) -> ::valuetask::PooledFuture<'task, ()>
    where
        K: 'task,
    {
        let _: fn() -> K;
        ::valuetask::__private::pooled(async move {
            let key = key;
            #[allow(unused_braces)]
            let (): () = {};
        })
    }
}
impl Store for Nested {
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
    #[apply(nested!)]
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
    fn put<'task, K: Send>(&'task self, key: K) -> ::valuetask::PooledFuture<'task, ()>
    where
        K: 'task,
    {
        let _: fn() -> K;
        ::valuetask::__private::pooled::Box::pin(async move {
            #[allow(unused_mut, unused_variables)]
            let key = key;
            #[allow(unused_braces)]
            let (): () = {};
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
    #[clippy::of_a_module]
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
    fn put_all<'task, K: Send>(
        &'task self,
        keys: Vec<K>,
    ) -> ::valuetask::PooledFuture<'task, ()>
    where
        K: 'task,
    {
        let _: fn() -> Vec<K>;
        ::valuetask::__private::pooled(async move {
            let keys = keys;
            #[allow(unused_braces)]
            let (): () = {};
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
    #[inline]
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
    fn unseen<'task, K: Send>(
        &'task self,
        key: K,
    ) -> ::valuetask::__private::Implying<
        ::valuetask::PooledFuture<'task, ()>,
        (&'task K,),
    >
    where
        'task:,
    {
        let _: fn() -> K;
        ::valuetask::__private::pooled(async move {
            let key = key;
            #[allow(unused_braces)]
            let (): () = {};
        })
    }
}
