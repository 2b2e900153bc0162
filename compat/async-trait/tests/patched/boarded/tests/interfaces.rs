//! An interface that a macro has written answers.

use bus::Interface;
use pollster::block_on;

#[test]
fn an_interface_that_a_macro_has_written_answers() {
    let interfaces: [Box<dyn Interface>; 2] = [Box::new(boarded::Passenger), Box::new(boarded::another())];
    assert_eq!(interfaces.map(|interface| block_on(interface.name())), ["Passenger", "Another"]);
}
