impl Buffer {
    #[allow(
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::used_underscore_binding,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds
    )]
    fn next(
        #[allow(unused_mut)]
        mut self: &mut Self,
    ) -> reexported::valuetask::ValueTask<'_, u32> {
        let mut __carried = reexported::valuetask::__private::core::option::Option::None;
        if let reexported::valuetask::__private::core::task::Poll::Ready(__ret) = reexported::valuetask::__private::prefix(async {
            if let reexported::valuetask::__private::core::option::Option::Some(__ret) = reexported::valuetask::__private::core::option::Option::None::<
                u32,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unreachable_code, unused_braces, unused_variables)]
            let __arm: usize = if self.filled > 0 {
                return {
                    self.filled -= 1;
                    self.filled
                }
            } else if self.closed {
                0usize
            } else {
                1usize
            };
            __carried = reexported::valuetask::__private::core::option::Option::Some((
                __arm,
            ));
            reexported::valuetask::__private::fell_through::<u32>().await
        }) {
            return reexported::valuetask::ValueTask::ready(__ret);
        }
        let reexported::valuetask::__private::core::option::Option::Some(
            (__carried0,),
        ) = __carried else { reexported::valuetask::__private::unreached() };
        reexported::valuetask::__private::hot(async move {
            #[allow(unused_imports)]
            use reexported::valuetask::__private::{
                Awaited as __Awaited, Gated as _, Unawaitable as _,
            };
            if let reexported::valuetask::__private::core::option::Option::Some(__ret) = reexported::valuetask::__private::core::option::Option::None::<
                u32,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_mut, unused_variables)]
            let __arm = __carried0;
            #[allow(unused_braces)]
            let __ret: u32 = {
                match __arm {
                    0usize => __Awaited(self.reopen()).__valuetask_await().await,
                    _ => {
                        __Awaited(self.fill()).__valuetask_await().await;
                        0
                    }
                }
            };
            #[allow(unreachable_code)] __ret
        })
    }
    #[allow(
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::used_underscore_binding,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds
    )]
    fn value(&self) -> reexported::valuetask::ValueTask<'_, u32> {
        let mut __carried = reexported::valuetask::__private::core::option::Option::None;
        if let reexported::valuetask::__private::core::task::Poll::Ready(__ret) = reexported::valuetask::__private::prefix(async {
            if let reexported::valuetask::__private::core::option::Option::Some(__ret) = reexported::valuetask::__private::core::option::Option::None::<
                u32,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unreachable_code, unused_braces, unused_variables)]
            let __arm: usize = match self.value {
                Some(value) => return value,
                None => 0usize,
            };
            __carried = reexported::valuetask::__private::core::option::Option::Some(());
            reexported::valuetask::__private::fell_through::<u32>().await
        }) {
            return reexported::valuetask::ValueTask::ready(__ret);
        }
        let reexported::valuetask::__private::core::option::Option::Some(()) = __carried
        else { reexported::valuetask::__private::unreached() };
        reexported::valuetask::__private::hot(async move {
            #[allow(unused_imports)]
            use reexported::valuetask::__private::{
                Awaited as __Awaited, Gated as _, Unawaitable as _,
            };
            if let reexported::valuetask::__private::core::option::Option::Some(__ret) = reexported::valuetask::__private::core::option::Option::None::<
                u32,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: u32 = { __Awaited(self.load()).__valuetask_await().await };
            #[allow(unreachable_code)] __ret
        })
    }
    #[allow(
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::let_unit_value,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::used_underscore_binding,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds
    )]
    fn flush(&self, force: bool) -> reexported::valuetask::ValueTask<'_, ()> {
        let mut __carried = reexported::valuetask::__private::core::option::Option::None;
        if let reexported::valuetask::__private::core::task::Poll::Ready(__ret) = reexported::valuetask::__private::prefix(async {
            #[allow(unreachable_code, unused_braces, unused_variables)]
            let __arm: usize = if force || self.filled > 10 {
                0usize
            } else {
                return ()
            };
            __carried = reexported::valuetask::__private::core::option::Option::Some(());
            reexported::valuetask::__private::fell_through::<()>().await
        }) {
            return reexported::valuetask::ValueTask::ready(__ret);
        }
        let reexported::valuetask::__private::core::option::Option::Some(()) = __carried
        else { reexported::valuetask::__private::unreached() };
        reexported::valuetask::__private::hot(async move {
            #[allow(unused_imports)]
            use reexported::valuetask::__private::{
                Awaited as __Awaited, Gated as _, Unawaitable as _,
            };
            #[allow(unused_braces)]
            let () = {
                {
                    __Awaited(self.write()).__valuetask_await().await;
                }
            };
        })
    }
}
