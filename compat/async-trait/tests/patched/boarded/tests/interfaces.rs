//! An interface answers that a macro has written, or that is written under another name of the attribute.

use boarded::Named;
use bus::Interface;
use pollster::block_on;

#[test]
fn an_interface_that_a_macro_has_written_answers() {
    let interfaces: [Box<dyn Interface>; 2] = [Box::new(boarded::Passenger), Box::new(boarded::another())];
    assert_eq!(interfaces.map(|interface| block_on(interface.name())), ["Passenger", "Another"]);
}

#[test]
fn an_interface_under_another_name_of_the_attribute_answers() {
    use boarded::{renamed, renamed_twice::by_glob};

    let interfaces: [Box<dyn Interface>; 3] =
        [Box::new(renamed::Passenger), Box::new(by_glob::Passenger), Box::new(by_glob::Another)];
    assert_eq!(interfaces.map(|interface| block_on(interface.name())), ["Passenger", "Passenger", "Another"]);
    assert_eq!(block_on(boarded::Passenger.named()), "Passenger");
}
