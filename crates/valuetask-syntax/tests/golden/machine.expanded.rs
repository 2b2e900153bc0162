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
    pub fn run<'task>(
        mut self: Box<Self>,
        __arg1: (u32, u32),
        mut c: u32,
        _: u32,
    ) -> ::valuetask::ValueTask<'task, Result<u32, Error>>
    where
        Self: 'task,
    {
        let _: fn() -> Box<Self>;
        let _: fn() -> (u32, u32);
        let _: fn() -> u32;
        let _: fn() -> u32;
        ::valuetask::__private::hot(async move {
            use ::valuetask::__private::{NoFuture as _, OtherFuture as _};
            #[allow(unreachable_code)]
            if false {
                let __ret: Result<u32, Error> = loop {};
                return __ret;
            }
            let _ = &self;
            let mut __arg1 = __arg1;
            let (a, mut b) = __arg1;
            #[allow(unused_braces)]
            let __ret: Result<u32, Error> = {
                let inner = async { never_wrapped().await };
                b
                    += (match ::valuetask::__private::awaited(self.next(c))
                        .__valuetask_ask()
                    {
                        __asked => {
                            if __asked.there {
                                __asked.value()
                            } else {
                                __asked.pending().await
                            }
                        }
                    })?
                        + match ::valuetask::__private::awaited(inner).__valuetask_ask()
                        {
                            __asked => {
                                if __asked.there {
                                    __asked.value()
                                } else {
                                    __asked.pending().await
                                }
                            }
                        };
                c += 1;
                println!("{a}");
                Ok(a + b + c)
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
    fn hidden(&self) -> ::valuetask::ValueTask<'_, u32> {
        ::valuetask::__private::hot(async move {
            ::valuetask::__private::gate().await;
            #[allow(unreachable_code)]
            if false {
                let __ret: u32 = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: u32 = {
                first!();
                let shared = Shared::new();
                if shared.is_closed() {
                    second!(shared);
                }
                vec![self.load(). await].len() as u32
            };
            #[allow(unreachable_code)] __ret
        })
    }
}
