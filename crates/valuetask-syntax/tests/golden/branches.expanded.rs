impl Buffer {
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
        clippy::type_repetition_in_bounds
    )]
    fn next(
        #[allow(unused_mut)]
        mut self: &mut Self,
    ) -> reexported::valuetask::ValueTask<'_, u32> {
        let mut __stopped0 = reexported::valuetask::__private::core::option::Option::None;
        let mut __stopped1 = reexported::valuetask::__private::core::option::Option::None;
        if let reexported::valuetask::__private::core::task::Poll::Ready(__ret) = reexported::valuetask::__private::prefix(async {
            if let reexported::valuetask::__private::core::option::Option::Some(__ret) = reexported::valuetask::__private::core::option::Option::None::<
                u32,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: u32 = {
                if self.filled > 0 {
                    self.filled -= 1;
                    self.filled
                } else if self.closed {
                    {
                        __stopped0 = reexported::valuetask::__private::core::option::Option::Some(());
                        match reexported::valuetask::__private::stop().await {}
                    }
                } else {
                    {
                        __stopped1 = reexported::valuetask::__private::core::option::Option::Some(());
                        match reexported::valuetask::__private::stop().await {}
                    }
                }
            };
            #[allow(unreachable_code)] __ret
        }) {
            return reexported::valuetask::ValueTask::ready(__ret);
        }
        if let reexported::valuetask::__private::core::option::Option::Some(()) = __stopped0 {
            return {
                let __make = {
                    #[allow(unused_imports)]
                    use reexported::valuetask::__private::Unforwarded as _;
                    let __tail = reexported::valuetask::__private::tail::<
                        reexported::valuetask::ValueTask<'_, u32>,
                        _,
                        _,
                    >(move || self.reopen());
                    if __tail.__valuetask_forwards() {
                        return __tail.__valuetask_forward();
                    }
                    __tail.make()
                };
                reexported::valuetask::__private::stopped(move || reexported::valuetask::__private::hot(async move {
                    #[allow(unused_imports)]
                    use reexported::valuetask::__private::{
                        Awaited as __Awaited, Undivided as _, Indivisible as _,
                        operand as __operand,
                    };
                    if let reexported::valuetask::__private::core::option::Option::Some(
                        __ret,
                    ) = reexported::valuetask::__private::core::option::Option::None::<
                        u32,
                    > {
                        #[allow(unreachable_code)] return __ret;
                    }
                    #[allow(unused_braces)]
                    let __ret: u32 = {
                        match __Awaited(__make()).__valuetask_divide() {
                            __divided => '__await: {
                                let __pending = {
                                    let __divided = __divided;
                                    if __divided.is_there() {
                                        break '__await __divided.value();
                                    }
                                    __divided.pending()
                                };
                                __pending.await
                            }
                        }
                    };
                    #[allow(unreachable_code)] __ret
                }))
            };
        }
        let reexported::valuetask::__private::core::option::Option::Some(()) = __stopped1
        else { reexported::valuetask::__private::unreached() };
        reexported::valuetask::__private::stopped(move || reexported::valuetask::__private::hot(async move {
            #[allow(unused_imports)]
            use reexported::valuetask::__private::{
                Awaited as __Awaited, Undivided as _, Indivisible as _,
                operand as __operand,
            };
            if let reexported::valuetask::__private::core::option::Option::Some(__ret) = reexported::valuetask::__private::core::option::Option::None::<
                u32,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: u32 = {
                match __Awaited(self.fill()).__valuetask_divide() {
                    __divided => '__await: {
                        let __pending = {
                            let __divided = __divided;
                            if __divided.is_there() {
                                break '__await __divided.value();
                            }
                            __divided.pending()
                        };
                        __pending.await
                    }
                };
                0
            };
            #[allow(unreachable_code)] __ret
        }))
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
        clippy::type_repetition_in_bounds
    )]
    fn value(&self) -> reexported::valuetask::ValueTask<'_, u32> {
        let mut __stopped0 = reexported::valuetask::__private::core::option::Option::None;
        if let reexported::valuetask::__private::core::task::Poll::Ready(__ret) = reexported::valuetask::__private::prefix(async {
            if let reexported::valuetask::__private::core::option::Option::Some(__ret) = reexported::valuetask::__private::core::option::Option::None::<
                u32,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: u32 = {
                match self.value {
                    Some(value) => value,
                    None => {
                        __stopped0 = reexported::valuetask::__private::core::option::Option::Some(());
                        match reexported::valuetask::__private::stop().await {}
                    }
                }
            };
            #[allow(unreachable_code)] __ret
        }) {
            return reexported::valuetask::ValueTask::ready(__ret);
        }
        let reexported::valuetask::__private::core::option::Option::Some(()) = __stopped0
        else { reexported::valuetask::__private::unreached() };
        let __make = {
            #[allow(unused_imports)]
            use reexported::valuetask::__private::Unforwarded as _;
            let __tail = reexported::valuetask::__private::tail::<
                reexported::valuetask::ValueTask<'_, u32>,
                _,
                _,
            >(move || self.load());
            if __tail.__valuetask_forwards() {
                return __tail.__valuetask_forward();
            }
            __tail.make()
        };
        reexported::valuetask::__private::stopped(move || reexported::valuetask::__private::hot(async move {
            #[allow(unused_imports)]
            use reexported::valuetask::__private::{
                Awaited as __Awaited, Undivided as _, Indivisible as _,
                operand as __operand,
            };
            if let reexported::valuetask::__private::core::option::Option::Some(__ret) = reexported::valuetask::__private::core::option::Option::None::<
                u32,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: u32 = {
                match __Awaited(__make()).__valuetask_divide() {
                    __divided => '__await: {
                        let __pending = {
                            let __divided = __divided;
                            if __divided.is_there() {
                                break '__await __divided.value();
                            }
                            __divided.pending()
                        };
                        __pending.await
                    }
                }
            };
            #[allow(unreachable_code)] __ret
        }))
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
        clippy::type_repetition_in_bounds
    )]
    fn flush(&self, force: bool) -> reexported::valuetask::ValueTask<'_, ()> {
        let mut __stopped0 = reexported::valuetask::__private::core::option::Option::None;
        if let reexported::valuetask::__private::core::task::Poll::Ready(__ret) = reexported::valuetask::__private::prefix(async {
            #[allow(unused_imports)]
            use reexported::valuetask::__private::Unasked as _;
            #[allow(unused_braces)]
            let (): () = {
                if force || self.filled > 10 {
                    match reexported::valuetask::__private::call(|| self.write())
                        .__valuetask_ask()
                    {
                        reexported::valuetask::__private::core::result::Result::Ok(
                            __value,
                        ) => __value,
                        reexported::valuetask::__private::core::result::Result::Err(
                            __asked,
                        ) => {
                            __stopped0 = reexported::valuetask::__private::core::option::Option::Some((
                                __asked,
                            ));
                            match reexported::valuetask::__private::stop().await {}
                        }
                    };
                }
            };
        }) {
            return reexported::valuetask::ValueTask::ready(__ret);
        }
        let reexported::valuetask::__private::core::option::Option::Some((__passed0,)) = __stopped0
        else { reexported::valuetask::__private::unreached() };
        let __start = reexported::valuetask::__private::start(&__passed0);
        reexported::valuetask::__private::stopped(move || {
            __start
                .hot(async move {
                    #[allow(unused_imports)]
                    use reexported::valuetask::__private::{
                        Awaited as __Awaited, Undivided as _, Indivisible as _,
                        operand as __operand,
                    };
                    #[allow(unused_braces)]
                    let (): () = {
                        #[allow(unused_mut, unused_variables)]
                        let __asked = __passed0;
                        match __Awaited(__operand(__asked, || self.write()))
                            .__valuetask_divide()
                        {
                            __divided => '__await: {
                                let __pending = {
                                    let __divided = __divided;
                                    if __divided.is_there() {
                                        break '__await __divided.value();
                                    }
                                    __divided.pending()
                                };
                                __pending.await
                            }
                        };
                    };
                })
        })
    }
}
