//! What an application sees: every way to name the attribute gives methods that answer, also behind `dyn`.

use std::rc::Rc;

use app::generated::{Forward, Greeter, Polite};
use app::{ByPath, Conditional, Constant, Counter, Written};
use framework::{Handler, Local};
use pollster::block_on;

#[test]
fn every_way_to_name_the_attribute_answers() {
    let handlers: [&dyn Handler; 5] = [&ByPath, &Constant, &Conditional, &Forward(Polite), &Written];
    let answers = handlers.map(|handler| block_on(handler.answer("you")));
    assert_eq!(answers, ["YOU", "always this", "you", "good day, you", "you"]);
    assert!(handlers.iter().all(|handler| block_on(handler.ready())));
}

#[test]
fn a_trait_of_the_application_itself_answers() {
    let greeter: Box<dyn Greeter> = Box::new(Polite);
    assert_eq!(block_on(greeter.greet("")), Err("the name is empty".to_owned()));
}

#[test]
fn a_method_that_is_not_send_answers() {
    let local: &dyn Local = &Counter(3);
    assert_eq!(block_on(local.count(Rc::new(4))), 7);
}
