pub trait Service<'t, K>: Sync {
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
    fn call<'life0, 'life1, 'async_trait>(
        &'life0 self,
        key: &'life1 str,
    ) -> ::core::pin::Pin<
        Box<
            dyn ::core::future::Future<
                Output = Result<K, Status>,
            > + ::core::marker::Send + 'async_trait,
        >,
    >
    where
        'life0: 'async_trait,
        'life1: 'async_trait,
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
    fn named<'a, 'life0, 'async_trait>(
        &'life0 self,
        one: &'a str,
        text: &'t str,
    ) -> ::core::pin::Pin<
        Box<
            dyn ::core::future::Future<
                Output = &'a str,
            > + ::core::marker::Send + 'async_trait,
        >,
    >
    where
        'a: 'async_trait,
        't: 'async_trait,
        'life0: 'async_trait,
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
    fn generic<'life0, 'async_trait, T: Send>(
        self,
        value: T,
        other: &'life0 (impl Send + 'async_trait),
    ) -> ::core::pin::Pin<
        Box<dyn ::core::future::Future<Output = T> + ::core::marker::Send + 'async_trait>,
    >
    where
        'life0: 'async_trait,
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
    fn local<'life0, 'async_trait>(
        &'life0 self,
    ) -> ::core::pin::Pin<Box<dyn ::core::future::Future<Output = ()> + 'async_trait>>
    where
        'life0: 'async_trait,
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
    fn defaulted<'life0, 'async_trait>(
        mut self: &'life0 mut Self,
        __arg1: (u8, u8),
    ) -> ::core::pin::Pin<
        Box<
            dyn ::core::future::Future<
                Output = Response<Self::Stream>,
            > + ::core::marker::Send + 'async_trait,
        >,
    >
    where
        'life0: 'async_trait,
        Self: 'async_trait,
        Self: ::core::marker::Send,
    {
        let _: fn() -> (u8, u8);
        Box::pin(async move {
            #[allow(unreachable_code)]
            if false {
                let __ret: Response<Self::Stream> = loop {};
                return __ret;
            }
            let _ = &mut self;
            let (one, two) = {
                let __arg1 = __arg1;
                __arg1
            };
            #[allow(unused_braces)]
            let __ret: Response<Self::Stream> = {
                self.local().await;
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
    fn made<'async_trait>() -> ::core::pin::Pin<
        Box<
            dyn ::core::future::Future<
                Output = u32,
            > + ::core::marker::Send + 'async_trait,
        >,
    >;
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
    trait __ValuetaskHeld<'t, K>: Service<'t, K> {
        fn __generic<'life0, 'async_trait, T: Send>(_: fn() -> T)
        where
            'life0: 'async_trait,
            T: 'async_trait,
            Self: 'async_trait,
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
impl Service<'_, u32> for Server {
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
    fn call<'life0, 'life1, 'async_trait>(
        &'life0 self,
        key: &'life1 str,
    ) -> ::core::pin::Pin<
        Box<
            dyn ::core::future::Future<
                Output = Result<u32, Status>,
            > + ::core::marker::Send + 'async_trait,
        >,
    >
    where
        'life0: 'async_trait,
        'life1: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            #[allow(unreachable_code)]
            if false {
                let __ret: Result<u32, Status> = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: Result<u32, Status> = {
                let found = self.find(key)?;
                self.read(found).await
            };
            #[allow(unreachable_code)] __ret
        })
    }
}
const _: () = {
    mod __valuetask_named {
        pub fn value_task() {}
    }
    use __valuetask_named::*;
    #[allow(unused_imports)]
    use value_task as _;
};
