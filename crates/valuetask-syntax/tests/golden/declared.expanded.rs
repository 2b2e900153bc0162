impl<K> Index<K> {
    #[allow(
        clippy::unnecessary_semicolon,
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::used_underscore_binding,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn ready(&self) -> ValueTask<'_, usize> {
        ::valuetask::__private::declared_ready(async move {
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                ::valuetask::__private::Value<ValueTask<'_, usize>>,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: ::valuetask::__private::Value<ValueTask<'_, usize>> = {
                self.keys.len()
            };
            #[allow(unreachable_code)] __ret
        })
    }
    #[allow(
        clippy::unnecessary_semicolon,
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::used_underscore_binding,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn awaits<'vt>(&'vt self, key: &'vt str) -> BoxFuture<'vt, Option<usize>> {
        ::valuetask::__private::declared_hot(async move {
            use ::valuetask::__private::{
                Awaited as __Awaited, NoFuture as _, OtherFuture as _,
            };
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                ::valuetask::__private::Value<BoxFuture<'vt, Option<usize>>>,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: ::valuetask::__private::Value<BoxFuture<'vt, Option<usize>>> = {
                let at = match __Awaited(self.find(key)).__valuetask_ask() {
                    __asked => {
                        if __asked.there {
                            __asked.value()
                        } else {
                            __asked.pending().await
                        }
                    }
                }?;
                Some(at)
            };
            #[allow(unreachable_code)] __ret
        })
    }
    #[allow(
        clippy::multiple_bound_locations,
        clippy::unnecessary_semicolon,
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::used_underscore_binding,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn holds<'vt>(
        mut self: &'vt mut Self,
        key: K,
        name: &'vt str,
    ) -> Pin<Box<dyn Future<Output = usize> + Send + 'vt>>
    where
        K: 'vt,
    {
        ::valuetask::__private::declared_hot(async move {
            use ::valuetask::__private::{
                Awaited as __Awaited, NoFuture as _, OtherFuture as _,
            };
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                ::valuetask::__private::Value<
                    Pin<Box<dyn Future<Output = usize> + Send + 'vt>>,
                >,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            let _ = &mut self;
            let key = key;
            #[allow(unused_braces)]
            let __ret: ::valuetask::__private::Value<
                Pin<Box<dyn Future<Output = usize> + Send + 'vt>>,
            > = {
                match __Awaited(self.insert(key, name)).__valuetask_ask() {
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
        })
    }
    #[allow(
        clippy::unnecessary_semicolon,
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::used_underscore_binding,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn names<'k>(&'k self, key: &'k str) -> Own<'k, Self> {
        ::valuetask::__private::declared_hot(async move {
            use ::valuetask::__private::{
                Awaited as __Awaited, NoFuture as _, OtherFuture as _,
            };
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                ::valuetask::__private::Value<Own<'k, Self>>,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: ::valuetask::__private::Value<Own<'k, Self>> = {
                match __Awaited(self.find(key)).__valuetask_ask() {
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
        })
    }
    #[allow(
        clippy::unnecessary_semicolon,
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::used_underscore_binding,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn lazy(&self) -> ValueTask<'_, usize> {
        ::valuetask::__private::declared_lazy(async move {
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                ::valuetask::__private::Value<ValueTask<'_, usize>>,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: ::valuetask::__private::Value<ValueTask<'_, usize>> = {
                self.keys.len()
            };
            #[allow(unreachable_code)] __ret
        })
    }
    #[instrument]
    #[::valuetask::__private::finish(::valuetask::__private::declared_hot)]
    #[allow(
        clippy::unnecessary_semicolon,
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::used_underscore_binding,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn seen(&self) -> ValueTask<'_, usize> {
        ::valuetask::__private::declared_hot::Box::pin(async move {
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                ::valuetask::__private::Value<ValueTask<'_, usize>>,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: ::valuetask::__private::Value<ValueTask<'_, usize>> = {
                self.keys.len()
            };
            #[allow(unreachable_code)] __ret
        })
    }
    #[allow(
        clippy::unnecessary_semicolon,
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::implicit_return,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::used_underscore_binding,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn task<'vt>(&'vt self, key: &'vt str) -> ::valuetask::ValueTask<'vt, usize> {
        ::valuetask::ValueTask::ready(
            ::valuetask::__private::value_of(async move {
                if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                    usize,
                > {
                    #[allow(unreachable_code)] return __ret;
                }
                #[allow(unused_braces)]
                let __ret: usize = { key.len() };
                #[allow(unreachable_code)] __ret
            }),
        )
    }
}
trait Mixed {
    #[allow(
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn declared<'vt>(&'vt self, key: &'vt str) -> Own<'vt, usize>;
    #[allow(
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn task<'vt>(&'vt self, key: &'vt str) -> ::valuetask::ValueTask<'vt, usize>;
}
