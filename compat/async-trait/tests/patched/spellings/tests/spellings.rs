//! Every spelling gives methods that answer, also behind `dyn`.

use pollster::block_on;

#[test]
fn every_spelling_answers() {
    for (spelling, handler) in spellings::all() {
        assert_eq!(block_on(handler.answer("hello")), "hello", "{spelling}");
        assert!(block_on(handler.ready()), "{spelling}");
    }
}
