impl Cache for Memory {
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
    fn get<'task>(
        &'task self,
        key: &'task str,
    ) -> ::valuetask::ValueTask<'task, Option<u64>> {
        ::valuetask::ValueTask::__valuetask_ended(
            ::valuetask::__private::value_of(async move {
                #[allow(unreachable_code)]
                if false {
                    let __ret: Option<u64> = loop {};
                    return __ret;
                }
                #[allow(unused_braces)]
                let __ret: Option<u64> = {
                    let shard = self.shard(key)?;
                    shard.get(key).copied()
                };
                #[allow(unreachable_code)] __ret
            }),
        )
    }
}
