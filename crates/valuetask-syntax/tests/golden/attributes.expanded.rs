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
    ///What isn't a macro stays as it is.
    #[cold]
    #[must_use]
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
    fn plain(&self) -> ::valuetask::ValueTask<'_, u32> {
        ::valuetask::ValueTask::__valuetask_ended(
            ::valuetask::__private::value_of(async move {
                #[allow(unreachable_code)]
                if false {
                    let __ret: u32 = loop {};
                    return __ret;
                }
                #[allow(unused_braces)]
                let __ret: u32 = { 7 };
                #[allow(unreachable_code)] __ret
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
    #[tracing::instrument(skip(self))]
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
    fn traced(&self, key: u32) -> ::valuetask::ValueTask<'_, u32> {
        let _: fn() -> u32;
        ::valuetask::__private::hot::Box::pin(async move {
            use ::valuetask::__private::{NoFuture as _, OtherFuture as _};
            #[allow(unreachable_code)]
            if false {
                let __ret: u32 = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: u32 = {
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
    #[cfg_attr(feature = "frames", async_backtrace::framed)]
    #[::valuetask::__private::finish(::valuetask::__private::lazy)]
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
    fn framed<'task>(self, name: String) -> ::valuetask::ValueTask<'task, u32>
    where
        Self: 'task,
    {
        let _: fn() -> String;
        ::valuetask::__private::lazy::Box::pin(async move {
            #[allow(unreachable_code)]
            if false {
                let __ret: u32 = loop {};
                return __ret;
            }
            let _ = &self;
            #[allow(unused_mut, unused_variables)]
            let mut name = name;
            #[allow(unused_braces)]
            let __ret: u32 = {
                name.push('!');
                7
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
    #[::valuetask::__private::finish(::valuetask::__private::lazy_local)]
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
    fn lazy(&self) -> ::valuetask::LocalValueTask<'_, u32> {
        ::valuetask::__private::lazy_local::Box::pin(async move {
            #[allow(unreachable_code)]
            if false {
                let __ret: u32 = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: u32 = { self.load(1).await };
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
trait Source {
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
    fn required(&self) -> mine::valuetask::ValueTask<'_, u32>;
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
    #[mine::valuetask::__private::finish(mine::valuetask::__private::hot)]
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
    fn provided(&self) -> mine::valuetask::ValueTask<'_, u32>
    where
        Self: mine::valuetask::__private::core::marker::Sync,
    {
        mine::valuetask::__private::hot::Box::pin(async move {
            use mine::valuetask::__private::{NoFuture as _, OtherFuture as _};
            #[allow(unreachable_code)]
            if false {
                let __ret: u32 = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: u32 = {
                match mine::valuetask::__private::awaited(self.required())
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
}
