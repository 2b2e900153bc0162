pub trait Repo<K>: Sync {
    /// Only `&self`: nothing is named.
    #[allow(
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn len(&self) -> ::valuetask::ValueTask<'_, usize>;
    #[allow(
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn get<'vt>(
        &'vt self,
        key: &'vt str,
    ) -> ::valuetask::ValueTask<'vt, Option<Self::Value>>;
    #[allow(
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn peek<'vt0, 'vt>(
        &'vt0 self,
        key: &'vt str,
    ) -> ::valuetask::ValueTask<'vt, Option<&'vt0 Self::Value>>
    where
        'vt0: 'vt;
    #[allow(
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn named<'vt, 'k>(&'vt self, key: &'k str) -> ::valuetask::ValueTask<'vt, &'k str>
    where
        'k: 'vt;
    /// Named, but only where it could be left out.
    #[allow(
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn named_once<'s, 'vt>(
        &'s self,
        key: &'vt str,
    ) -> ::valuetask::ValueTask<'vt, &'s str>
    where
        's: 'vt;
    #[allow(
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn put<'vt>(
        &'vt mut self,
        key: K,
        value: Self::Value,
    ) -> ::valuetask::ValueTask<'vt, ()>
    where
        K: 'vt,
        Self::Value: 'vt;
    #[allow(
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn nested<'vt>(
        &'vt self,
        list: &'vt mut Vec<&str>,
        one: Option<&'vt str>,
    ) -> ::valuetask::ValueTask<'vt, ()>
    where
        Option<&'vt str>: 'vt;
    #[allow(
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn boxed<'vt>(self: Box<Self>) -> ::valuetask::ValueTask<'vt, usize>
    where
        Self: 'vt;
    #[allow(
        clippy::multiple_bound_locations,
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn generic<'vt, T: Send>(
        &'vt self,
        value: T,
        other: impl Send + 'vt,
    ) -> ::valuetask::ValueTask<'vt, T>
    where
        T: 'vt;
    #[allow(
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn made() -> ::valuetask::ValueTask<'static, u32>;
    #[allow(
        clippy::needless_arbitrary_self_type,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::unused_self
    )]
    fn local<'vt>(&'vt self, key: &'vt str) -> ::valuetask::LocalValueTask<'vt, ()>;
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
    fn defaulted(&self) -> ::valuetask::ValueTask<'_, usize> {
        ::valuetask::ValueTask::from_future(async move {
            use ::valuetask::__private::{
                Awaited as __Awaited, NoFuture as _, OtherFuture as _,
            };
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                usize,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            #[allow(unused_braces)]
            let __ret: usize = {
                match __Awaited(self.len()).__valuetask_ask() {
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
    fn consumed<'vt>(self) -> ::valuetask::ValueTask<'vt, usize>
    where
        Self: Sized,
        Self: 'vt,
        Self: ::valuetask::__private::core::marker::Send,
    {
        ::valuetask::ValueTask::from_future(async move {
            use ::valuetask::__private::{
                Awaited as __Awaited, NoFuture as _, OtherFuture as _,
            };
            if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
                usize,
            > {
                #[allow(unreachable_code)] return __ret;
            }
            let _ = &self;
            #[allow(unused_braces)]
            let __ret: usize = {
                match __Awaited(self.len()).__valuetask_ask() {
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
    fn plain(&self) -> usize;
}
