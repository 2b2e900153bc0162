#[cfg_attr(
    not(target_family = "wasm"),
    ::valuetask::value_task(
        cfg(not(target_family = "wasm"))= true,
        lazy,
        Send = cfg(not(target_family = "wasm"))
    )
)]
#[cfg_attr(
    not(not(target_family = "wasm")),
    ::valuetask::value_task(
        cfg(not(target_family = "wasm"))= false,
        lazy,
        Send = cfg(not(target_family = "wasm"))
    )
)]
pub trait Asked: Sync {
    async fn get(&self) -> usize;
}
#[cfg_attr(unix, mine::valuetask::async_trait(cfg(unix)= true, crate = mine::valuetask))]
#[cfg_attr(
    not(unix),
    mine::valuetask::async_trait(cfg(unix)= false, crate = mine::valuetask)
)]
impl Asked for Other {
    #[async_trait(Send = cfg(unix))]
    async fn get(&self) -> usize {
        1
    }
}
pub trait Holds {
    #[allow(
        clippy::multiple_bound_locations,
        elided_named_lifetimes,
        clippy::needless_arbitrary_self_type,
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
    fn get(&self) -> ::valuetask::ValueTask<'_, usize>
    where
        Self: ::valuetask::__private::core::marker::Sync,
    {
        ::valuetask::__private::lazy(async move {
            #[allow(unreachable_code)]
            if false {
                let __ret: usize = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: usize = { 7 };
            #[allow(unreachable_code)] __ret
        })
    }
}
pub trait HoldsNot {
    #[allow(
        elided_named_lifetimes,
        clippy::needless_arbitrary_self_type,
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
    fn get(&self) -> ::valuetask::LocalValueTask<'_, usize> {
        ::valuetask::__private::lazy_local(async move {
            #[allow(unreachable_code)]
            if false {
                let __ret: usize = loop {};
                return __ret;
            }
            #[allow(unused_braces)]
            let __ret: usize = { 7 };
            #[allow(unreachable_code)] __ret
        })
    }
}
