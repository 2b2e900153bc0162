impl Store for Layer {
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
    fn get<'vt>(&'vt self, key: &'vt str) -> ::valuetask::ValueTask<'vt, Option<u64>> {
        let __make = {
            #[allow(unused_imports)]
            use ::valuetask::__private::Unforwarded as _;
            let __tail = ::valuetask::__private::tail::<
                ::valuetask::ValueTask<'_, Option<u64>>,
                _,
                _,
            >(move || self.inner.get(key));
            if __tail.__valuetask_forwards() {
                return __tail.__valuetask_forward();
            }
            __tail.make()
        };
        ::valuetask::__private::stopped(move || ::valuetask::__private::hot(async move {
            #[allow(unused_imports)]
            use ::valuetask::__private::{
                Awaited as __Awaited, Undivided as _, Indivisible as _,
                operand as __operand,
            };
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                Option<u64>,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: Option<u64> = {
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
    fn put(
        &self,
        key: String,
        value: Arc<Value>,
    ) -> ::valuetask::ValueTask<'_, Result<(), Error>> {
        let mut __stopped0 = ::valuetask::__private::core::option::Option::None;
        if let ::valuetask::__private::core::task::Poll::Ready(__ret) = ::valuetask::__private::prefix(async {
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                Result<(), Error>,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: Result<(), Error> = {
                check(&key)?;
                {
                    __stopped0 = ::valuetask::__private::core::option::Option::Some(());
                    match ::valuetask::__private::stop().await {}
                }
            };
            #[allow(unreachable_code)] __ret
        }) {
            return ::valuetask::ValueTask::ready(__ret);
        }
        let ::valuetask::__private::core::option::Option::Some(()) = __stopped0 else {
            ::valuetask::__private::unreached()
        };
        let __make = {
            #[allow(unused_imports)]
            use ::valuetask::__private::Unforwarded as _;
            let __tail = ::valuetask::__private::tail::<
                ::valuetask::ValueTask<'_, Result<(), Error>>,
                _,
                _,
            >(move || self.inner.put(key, value));
            if __tail.__valuetask_forwards() {
                return __tail.__valuetask_forward();
            }
            __tail.make()
        };
        ::valuetask::__private::stopped(move || ::valuetask::__private::hot(async move {
            #[allow(unused_imports)]
            use ::valuetask::__private::{
                Awaited as __Awaited, Undivided as _, Indivisible as _,
                operand as __operand,
            };
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                Result<(), Error>,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: Result<(), Error> = {
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
    fn or_insert(&self, id: u64) -> ::valuetask::ValueTask<'_, Result<u64, Error>> {
        let mut __stopped0 = ::valuetask::__private::core::option::Option::None;
        if let ::valuetask::__private::core::task::Poll::Ready(__ret) = ::valuetask::__private::prefix(async {
            #[allow(unused_imports)]
            use ::valuetask::__private::Unasked as _;
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                Result<u64, Error>,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: Result<u64, Error> = {
                let name = format!("user {id}");
                let value = match ::valuetask::__private::call(|| {
                        self.inner.get_or(id, Default::default())
                    })
                    .__valuetask_ask()
                {
                    ::valuetask::__private::core::result::Result::Ok(__value) => __value,
                    ::valuetask::__private::core::result::Result::Err(__asked) => {
                        __stopped0 = ::valuetask::__private::core::option::Option::Some((
                            __asked,
                            name,
                        ));
                        match ::valuetask::__private::stop().await {}
                    }
                }?;
                self.seen.insert(name, value);
                Ok(value)
            };
            #[allow(unreachable_code)] __ret
        }) {
            return ::valuetask::ValueTask::ready(__ret);
        }
        let ::valuetask::__private::core::option::Option::Some((__passed0, __passed1)) = __stopped0
        else { ::valuetask::__private::unreached() };
        ::valuetask::__private::stopped(move || ::valuetask::__private::hot(async move {
            #[allow(unused_imports)]
            use ::valuetask::__private::{
                Awaited as __Awaited, Undivided as _, Indivisible as _,
                operand as __operand,
            };
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                Result<u64, Error>,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: Result<u64, Error> = {
                #[allow(unused_mut, unused_variables)]
                let __asked = __passed0;
                #[allow(unused_mut, unused_variables)]
                let name = __passed1;
                let value = match __Awaited(
                        __operand(__asked, || self.inner.get_or(id, Default::default())),
                    )
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
                }?;
                self.seen.insert(name, value);
                Ok(value)
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
    fn one(
        #[allow(unused_mut)]
        mut self: &mut Self,
    ) -> ::valuetask::ValueTask<'_, Result<u8, Error>> {
        let mut __stopped0 = ::valuetask::__private::core::option::Option::None;
        if let ::valuetask::__private::core::task::Poll::Ready(__ret) = ::valuetask::__private::prefix(async {
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                Result<u8, Error>,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: Result<u8, Error> = {
                #[allow(clippy::never_loop)]
                loop {
                    if let Some(byte) = self.buffer.pop() {
                        return Ok(byte);
                    }
                    {
                        __stopped0 = ::valuetask::__private::core::option::Option::Some(());
                        match ::valuetask::__private::stop().await {}
                    }
                }
            };
            #[allow(unreachable_code)] __ret
        }) {
            return ::valuetask::ValueTask::ready(__ret);
        }
        let ::valuetask::__private::core::option::Option::Some(()) = __stopped0 else {
            ::valuetask::__private::unreached()
        };
        ::valuetask::__private::stopped(move || ::valuetask::__private::hot(async move {
            #[allow(unused_imports)]
            use ::valuetask::__private::{
                Awaited as __Awaited, Undivided as _, Indivisible as _,
                operand as __operand,
            };
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                Result<u8, Error>,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: Result<u8, Error> = {
                let mut __entered = true;
                loop {
                    if __entered {
                        __entered = false;
                    } else {
                        if let Some(byte) = self.buffer.pop() {
                            return Ok(byte);
                        }
                    }
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
                    }?;
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
    fn peek(
        #[allow(unused_mut)]
        mut self: &mut Self,
    ) -> ::valuetask::ValueTask<'_, Option<u8>> {
        let mut __stopped0 = ::valuetask::__private::core::option::Option::None;
        if let ::valuetask::__private::core::task::Poll::Ready(__ret) = ::valuetask::__private::prefix(async {
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                Option<u8>,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: Option<u8> = {
                if self.buffer.is_empty() {
                    {
                        __stopped0 = ::valuetask::__private::core::option::Option::Some(());
                        match ::valuetask::__private::stop().await {}
                    }
                }
                self.buffer.last().copied()
            };
            #[allow(unreachable_code)] __ret
        }) {
            return ::valuetask::ValueTask::ready(__ret);
        }
        let ::valuetask::__private::core::option::Option::Some(()) = __stopped0 else {
            ::valuetask::__private::unreached()
        };
        ::valuetask::__private::stopped(move || ::valuetask::__private::hot(async move {
            #[allow(unused_imports)]
            use ::valuetask::__private::{
                Awaited as __Awaited, Undivided as _, Indivisible as _,
                operand as __operand,
            };
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                Option<u8>,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: Option<u8> = {
                {
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
                    }
                        .ok()?;
                }
                self.buffer.last().copied()
            };
            #[allow(unreachable_code)] __ret
        }))
    }
}
