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
fn get<'vt>(
    cache: &'vt Cache,
    key: &'vt str,
    fallback: String,
) -> ::valuetask::ValueTask<'vt, Result<u64, Error>> {
    let mut __stopped0 = ::valuetask::__private::core::option::Option::None;
    if let ::valuetask::__private::core::task::Poll::Ready(__ret) = ::valuetask::__private::prefix(async {
        if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
            Result<u64, Error>,
        > {
            #[allow(unreachable_code)] return __ret;
        }
        #[allow(unused_braces)]
        let __ret: Result<u64, Error> = {
            let shard = &cache.shards[shard_of(key)];
            #[allow(unused_mut)]
            let mut tries = 3;
            if let Some(value) = shard.get(key) {
                return Ok(*value);
            }
            check(&fallback)?;
            #[allow(clippy::never_loop)] while tries > 0 {
                tries -= 1;
                {
                    __stopped0 = ::valuetask::__private::core::option::Option::Some((
                        shard,
                        tries,
                    ));
                    match ::valuetask::__private::stop().await {}
                }
            }
            Ok(0)
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
            Awaited as __Awaited, Undivided as _, Indivisible as _, operand as __operand,
        };
        if let ::valuetask::__private::core::option::Option::Some(__ret) = ::valuetask::__private::core::option::Option::None::<
            Result<u64, Error>,
        > {
            #[allow(unreachable_code)] return __ret;
        }
        #[allow(unused_mut, unused_variables)]
        let fallback = fallback;
        #[allow(unused_braces)]
        let __ret: Result<u64, Error> = {
            #[allow(unused_mut, unused_variables)]
            let shard = __passed0;
            #[allow(unused_mut, unused_variables)]
            let mut tries = __passed1;
            let mut __entered = true;
            while __entered || tries > 0 {
                if __entered {
                    __entered = false;
                } else {
                    tries -= 1;
                }
                match __Awaited(shard.fill(key)).__valuetask_divide() {
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
            Ok(0)
        };
        #[allow(unreachable_code)] __ret
    }))
}
