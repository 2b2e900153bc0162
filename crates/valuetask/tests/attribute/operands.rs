//! What a macro of the user's inserts into a body as an operand: it is one, as it is in a body without an attribute.

use std::future::ready;

use pollster::block_on;
use valuetask::{async_trait, value_task};

#[derive(Clone, Copy, PartialEq)]
struct Point {
    x: u8,
}

struct Field {
    get: fn(u8) -> u8,
}

impl Field {
    const OF: Self = Self { get: |x| x + 5 };
}

macro_rules! operands {
    (
        $(#[$of_trait:meta])* trait $Trait:ident; $(#[$of_impl:meta])* $Type:ident:
        $sum:expr, $negative:expr, $point:expr, $least:literal, $get:expr, $awaited:expr, $block:block
    ) => {
        $(#[$of_trait])*
        trait $Trait: Send + Sync {
            async fn doubled(&self) -> u8;
            async fn absolute(&self) -> i8;
            async fn is_one(&self) -> bool;
            async fn is_small(&self, number: i8) -> bool;
            async fn called(&self) -> u8;
            async fn awaited(&self) -> u8;
            async fn counted(&self) -> usize;
        }

        struct $Type;

        $(#[$of_impl])*
        impl $Trait for $Type {
            async fn doubled(&self) -> u8 {
                ready(()).await;
                $sum * 2
            }

            async fn absolute(&self) -> i8 {
                $negative.abs()
            }

            async fn is_one(&self) -> bool {
                match $point {
                    Point { x: 1 } => $point == (Point { x: 1 }),
                    _ => false,
                }
            }

            async fn is_small(&self, number: i8) -> bool {
                matches!(number, $least..=3) && match number { $least..=3 => true, _ => false }
            }

            async fn called(&self) -> u8 {
                $get(1)
            }

            async fn awaited(&self) -> u8 {
                $awaited + 1
            }

            async fn counted(&self) -> usize {
                let items = [0; $sum];
                let seven: usize = $block;
                (0..$sum * 2).len() + items.len() + seven
            }
        }
    };
}

macro_rules! operands_of {
    ($($of:tt)*) => {
        operands! {
            $($of)*: 1 + 2, -3_i8, Point { x: 1 }, -3, Field::OF.get, ready(3).await, { 7 }
        }
    };
}

operands_of!(#[value_task] trait Hot; #[value_task] IsHot);
operands_of!(#[async_trait] trait Pooled; #[async_trait] IsPooled);
operands_of!(#[value_task(dyn = DynNative)] trait Native; #[value_task(dyn)] IsNative);
operands_of!(trait Plain; IsPlain);

#[test]
fn an_operand_that_a_macro_has_inserted_stays_one() {
    macro_rules! check {
        ($of:expr) => {{
            let of = $of;
            assert_eq!(block_on(of.doubled()), 6);
            assert_eq!(block_on(of.absolute()), 3);
            assert!(block_on(of.is_one()));
            assert!(block_on(of.is_small(-3)) && !block_on(of.is_small(4)));
            assert_eq!(block_on(of.called()), 6);
            assert_eq!(block_on(of.awaited()), 4);
            assert_eq!(block_on(of.counted()), 16);
        }};
    }
    check!(IsHot);
    check!(IsPooled);
    check!(IsNative);
    check!(IsPlain);
    let object: &dyn DynNative = &IsNative;
    check!(object);
}
