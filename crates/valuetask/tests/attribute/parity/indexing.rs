//! Elements whose index is known before an await and that are used after it, under the attribute and in a plain function.
//!
//! In some of these, compilers before Rust 1.99 use a wrong element, also in a plain `async fn` (rust-lang/rust#158655): those of
//! `match place[index] { value if future.await => .. }`, and of `place[index][future.await]`, for an array or a slice. The
//! transformation to a state machine moved the local that a place begins with, but not the local of an index. A `let` of the element
//! before the await is right under every compiler.

/// A test for each of these bodies, which compares the attribute's result with the plain function's.
macro_rules! means_the_same {
    (($table:pat, $at:pat) $($name:ident { $($body:tt)* })*) => {
        use pollster::block_on;

        use super::super::attribute;
        use crate::util::pause;

        type Table = [[u32; 4]; 4];

        const TABLE: Table = [[10, 11, 12, 13], [20, 21, 22, 23], [30, 31, 32, 33], [40, 41, 42, 43]];

        struct Plain;

        impl Plain {
            $(async fn $name($table: Table, $at: usize) -> u32 { $($body)* })*
        }

        struct Attributed;

        #[attribute]
        impl Attributed {
            $(async fn $name($table: Table, $at: usize) -> u32 { $($body)* })*
        }

        $(
            #[test]
            fn $name() {
                assert_eq!(block_on(Attributed::$name(TABLE, 2)), block_on(Plain::$name(TABLE, 2)));
            }
        )*
    };
}

mod under_any_compiler {
    means_the_same! {
        (mut table, at)
        an_element_that_is_bound_before_the_match {
            table[0][1] = 5;
            let number = table[at][1];
            match number {
                number if { pause().await; number > 1 } => number,
                _ => 0,
            }
        }
        a_scrutinee_that_is_a_value {
            table[0][1] = 5;
            match table[at][1].min(99) {
                number if { pause().await; number > 1 } => number,
                _ => 0,
            }
        }
        a_binding_by_reference {
            table[0][1] = 5;
            match table[at][1] {
                ref number if { pause().await; *number > 1 } => *number,
                _ => 0,
            }
        }
        an_element_of_a_vector {
            table[0][1] = 5;
            let numbers: Vec<_> = table.iter().map(|row| row[1]).collect();
            match numbers[at] {
                number if { pause().await; number > 1 } => number,
                _ => 0,
            }
        }
        an_assignment_of_what_is_awaited {
            table[at][1] = { pause().await; 5 };
            table[at][1] += { pause().await; 1 };
            table.iter().map(|row| row[1]).sum()
        }
    }
}

#[rustversion::since(1.99)]
mod under_compilers_with_the_fix {
    means_the_same! {
        (mut table, at)
        a_binding_by_value {
            table[0][1] = 5;
            match table[at][1] {
                number if { pause().await; number > 1 } => number,
                _ => 0,
            }
        }
        an_arm_after_the_guard {
            table[0][1] = 5;
            match table[at][1] {
                31 if { pause().await; false } => 0,
                number => number,
            }
        }
        an_element_whose_second_index_is_awaited {
            table[0][1] = 5;
            table[at][{ pause().await; 1 }]
        }
        an_assignment_whose_second_index_is_awaited {
            table[at][{ pause().await; 1 }] = 5;
            table[at][{ pause().await; 2 }] += 1;
            table.iter().zip(1..).map(|(row, weight)| row.iter().sum::<u32>() * weight).sum()
        }
    }
}
