impl<K> Index<K> {
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
    fn ready<'task>(&'task self) -> ValueTask<'task, usize> {
        const _: () = {
            trait __ValuetaskSays<'__task> {
                type Declared;
            }
            impl<'task, __Value0> __ValuetaskSays<'task> for (__Value0,) {
                type Declared = ValueTask<'task, __Value0>;
            }
            fn __lasts<'task, __Value0>() {
                <<(
                    __Value0,
                ) as __ValuetaskSays<
                    'task,
                >>::Declared as ::valuetask::__private::Lasts<'task>>::LASTS
            }
        };
        ::valuetask::__private::declared_ready(async move {
            #[allow(unreachable_code)]
            if false {
                let __ret: ::valuetask::__private::Value<ValueTask<'task, usize>> = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: ::valuetask::__private::Value<ValueTask<'task, usize>> = {
                self.keys.len()
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
    fn awaits<'task>(&'task self, key: &'task str) -> BoxFuture<'task, Option<usize>> {
        const _: () = {
            trait __ValuetaskSays<'__task> {
                type Declared;
            }
            impl<'task, __Value0> __ValuetaskSays<'task> for (__Value0,) {
                type Declared = BoxFuture<'task, __Value0>;
            }
            fn __lasts<'task, __Value0>() {
                <<(
                    __Value0,
                ) as __ValuetaskSays<
                    'task,
                >>::Declared as ::valuetask::__private::Lasts<'task>>::LASTS
            }
        };
        ::valuetask::__private::declared_hot(async move {
            use ::valuetask::__private::{NoFuture as _, OtherFuture as _};
            #[allow(unreachable_code)]
            if false {
                let __ret: ::valuetask::__private::Value<
                    BoxFuture<'task, Option<usize>>,
                > = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: ::valuetask::__private::Value<BoxFuture<'task, Option<usize>>> = {
                let at = (match ::valuetask::__private::awaited(self.find(key))
                    .__valuetask_ask()
                {
                    __asked => {
                        if __asked.there {
                            __asked.value()
                        } else {
                            __asked.pending().await
                        }
                    }
                })?;
                Some(at)
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
    fn holds<'task>(
        mut self: &'task mut Self,
        key: K,
        name: &'task str,
    ) -> Pin<Box<dyn Future<Output = usize> + Send + 'task>>
    where
        K: 'task,
    {
        const _: () = {
            trait __ValuetaskSays<'__task> {
                type Declared;
            }
            impl<'task, __Value0> __ValuetaskSays<'task> for (__Value0,) {
                type Declared = Pin<Box<dyn Future<Output = __Value0> + Send + 'task>>;
            }
            fn __lasts<'task, __Value0>() {
                <<(
                    __Value0,
                ) as __ValuetaskSays<
                    'task,
                >>::Declared as ::valuetask::__private::Lasts<'task>>::LASTS
            }
        };
        let _: fn() -> K;
        ::valuetask::__private::declared_hot(async move {
            use ::valuetask::__private::{NoFuture as _, OtherFuture as _};
            #[allow(unreachable_code)]
            if false {
                let __ret: ::valuetask::__private::Value<
                    Pin<Box<dyn Future<Output = usize> + Send + 'task>>,
                > = loop {};
                return __ret;
            }
            let _ = &mut self;
            let key = key;
            #[allow(unused_braces)]
            let __ret: ::valuetask::__private::Value<
                Pin<Box<dyn Future<Output = usize> + Send + 'task>>,
            > = {
                match ::valuetask::__private::awaited(self.insert(key, name))
                    .__valuetask_ask()
                {
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
    fn names<'k>(&'k self, key: &'k str) -> Own<'k, Self>
    where
        Own<'k, Self>: ::valuetask::__private::Lasts<'k>,
    {
        ::valuetask::__private::declared_hot(async move {
            use ::valuetask::__private::{NoFuture as _, OtherFuture as _};
            #[allow(unreachable_code)]
            if false {
                let __ret: ::valuetask::__private::Value<Own<'k, Self>> = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: ::valuetask::__private::Value<Own<'k, Self>> = {
                match ::valuetask::__private::awaited(self.find(key)).__valuetask_ask() {
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
    fn lazy<'task>(&'task self) -> ValueTask<'task, usize> {
        const _: () = {
            trait __ValuetaskSays<'__task> {
                type Declared;
            }
            impl<'task, __Value0> __ValuetaskSays<'task> for (__Value0,) {
                type Declared = ValueTask<'task, __Value0>;
            }
            fn __lasts<'task, __Value0>() {
                <<(
                    __Value0,
                ) as __ValuetaskSays<
                    'task,
                >>::Declared as ::valuetask::__private::Lasts<'task>>::LASTS
            }
        };
        ::valuetask::__private::declared_lazy(async move {
            #[allow(unreachable_code)]
            if false {
                let __ret: ::valuetask::__private::Value<ValueTask<'task, usize>> = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: ::valuetask::__private::Value<ValueTask<'task, usize>> = {
                self.keys.len()
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
    #[instrument]
    #[::valuetask::__private::finish(::valuetask::__private::declared_hot)]
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
    fn seen<'task>(&'task self) -> ValueTask<'task, usize> {
        const _: () = {
            trait __ValuetaskSays<'__task> {
                type Declared;
            }
            impl<'task, __Value0> __ValuetaskSays<'task> for (__Value0,) {
                type Declared = ValueTask<'task, __Value0>;
            }
            fn __lasts<'task, __Value0>() {
                <<(
                    __Value0,
                ) as __ValuetaskSays<
                    'task,
                >>::Declared as ::valuetask::__private::Lasts<'task>>::LASTS
            }
        };
        ::valuetask::__private::declared_hot::Box::pin(async move {
            #[allow(unreachable_code)]
            if false {
                let __ret: ::valuetask::__private::Value<ValueTask<'task, usize>> = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: ::valuetask::__private::Value<ValueTask<'task, usize>> = {
                self.keys.len()
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
    fn task<'task>(
        &'task self,
        key: &'task str,
    ) -> ::valuetask::ValueTask<'task, usize> {
        ::valuetask::ValueTask::__valuetask_ended(
            ::valuetask::__private::value_of(async move {
                #[allow(unreachable_code)]
                if false {
                    let __ret: usize = loop {};
                    return __ret;
                }
                #[allow(unused_braces)]
                let __ret: usize = { key.len() };
                #[allow(unreachable_code)] __ret
            }),
        )
    }
}
const _: () = {
    mod __valuetask_named {
        pub fn async_method() {}
        pub fn value_task() {}
    }
    use __valuetask_named::*;
    #[allow(unused_imports)]
    use async_method as _;
    #[allow(unused_imports)]
    use value_task as _;
};
trait Mixed {
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
    fn declared<'task>(&'task self, key: &'task str) -> Own<'task, usize>;
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
    fn task<'task>(&'task self, key: &'task str) -> ::valuetask::ValueTask<'task, usize>;
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
    trait __ValuetaskHeld: Mixed {
        fn __declared<'task>() {
            const _: () = {
                trait __ValuetaskSays<'__task> {
                    type Declared;
                }
                impl<'task> __ValuetaskSays<'task> for () {
                    type Declared = Own<'task, usize>;
                }
                fn __lasts<'task>() {
                    <<() as __ValuetaskSays<
                        'task,
                    >>::Declared as ::valuetask::__private::Lasts<'task>>::LASTS
                }
            };
        }
    }
};
const _: () = {
    mod __valuetask_named {
        pub fn async_method() {}
    }
    use __valuetask_named::*;
    #[allow(unused_imports)]
    use async_method as _;
};
