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
fn sum<'task>(tree: &'task Tree) -> ::valuetask::PooledFuture<'task, u64> {
    ::valuetask::__private::pooled(async move {
        #[allow(unreachable_code)]
        if false {
            let __ret: u64 = loop {};
            return __ret;
        }
        #[allow(unused_braces)]
        let __ret: u64 = {
            let mut total = tree.value;
            for child in &tree.children {
                total += sum(child).await;
            }
            total
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
fn visit<'task, T: Visitor>(
    tree: &'task Tree,
    with: T,
) -> ::valuetask::LocalPooledFuture<'task, ()>
where
    T: 'task,
{
    #[allow(
        non_camel_case_types,
        unused_lifetimes,
        clippy::extra_unused_lifetimes,
        clippy::extra_unused_type_parameters,
        clippy::multiple_bound_locations,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
    )]
    fn __held<'task, T: Visitor>(_: fn() -> T)
    where
        T: 'task,
    {}
    ::valuetask::__private::pooled_local(async move {
        let with = with;
        #[allow(unused_braces)]
        let (): () = {
            with.clone().visit(tree);
            visit(&tree.children[0], with).await;
        };
    })
}
