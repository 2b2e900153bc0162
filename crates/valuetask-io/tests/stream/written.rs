//! Streams that are written by the attribute, behind `dyn`.

use std::hint::black_box;
use std::thread;

use pollster::block_on;
use valuetask::value_task;
use valuetask_io::ValueStream;
use valuetask_io::stream::from_iter;

use crate::counting::allocations;
use crate::util::{pause, poll};

/// Numbers in pages of so many. Each page suspends once.
pub(crate) struct Pages {
    page: std::ops::Range<u32>,
    size: u32,
    end: u32,
}

impl Pages {
    pub(crate) fn new(size: u32, end: u32) -> Self {
        Self { page: 0..0, size, end }
    }
}

#[value_task]
impl ValueStream for Pages {
    type Item = u32;

    async fn next(&mut self) -> Option<u32> {
        if let Some(number) = self.page.next() {
            return Some(number);
        }
        pause().await;
        let begin = self.page.end;
        self.page = begin..(begin + self.size).min(self.end);
        self.page.next()
    }
}

#[test]
fn items_of_a_page_are_ready_and_the_others_suspend() {
    let stream: &mut dyn ValueStream<Item = u32> = &mut Pages::new(2, 5);
    let mut ready = vec![];
    let mut items = vec![];
    loop {
        let task = stream.next();
        ready.push(task.is_completed());
        match block_on(task) {
            Some(number) => items.push(number),
            None => break,
        }
    }
    assert_eq!(items, [0, 1, 2, 3, 4]);
    assert_eq!(ready, [false, true, false, true, false, false]);
}

#[test]
fn a_task_that_is_dropped_while_it_is_pending_loses_no_item() {
    let mut stream: Box<dyn ValueStream<Item = u32>> = Box::new(Pages::new(2, 3));
    let mut task = stream.next();
    assert!(poll(&mut task).is_pending());
    drop(task);
    drop(stream.next());
    assert_eq!(block_on(stream.next()), Some(0));
}

#[test]
fn a_task_that_is_ready_has_its_item_and_one_in_an_async_block_has_none() {
    let mut stream = from_iter([1, 2, 3]);
    drop(async { stream.next().await });
    drop(stream.next());
    assert_eq!(block_on(stream.next()), Some(2));
}

#[test]
fn references_and_boxes_are_streams() {
    let mut stream: Box<dyn ValueStream<Item = u32>> = Box::new(from_iter([1, 2, 3]));
    let mut by_reference = &mut stream;
    assert_eq!(ValueStream::size_hint(&by_reference), (3, Some(3)));
    assert_eq!(ValueStream::next(&mut by_reference).try_result().ok(), Some(Some(1)));
    assert_eq!(Pages::new(2, 3).size_hint(), (0, None));
}

#[test]
#[cfg(not(valuetask_no_pool))]
fn items_of_a_page_allocate_nothing_and_a_page_takes_one_slot() {
    const PAGE: u32 = 1000;
    let mut stream: Box<dyn ValueStream<Item = u32>> = Box::new(Pages::new(PAGE, PAGE * 4));
    let mut page = || {
        allocations(|| {
            for item in 0..PAGE {
                let mut task = black_box(&mut stream).next();
                if item == 0 {
                    assert!(poll(&mut task).is_pending());
                    assert!(poll(&mut task).is_ready());
                } else {
                    assert!(task.try_result().is_ok_and(|number| number.is_some()));
                }
            }
        })
    };
    page();
    assert_eq!((page(), page()), (0, 0));
}

#[test]
fn the_items_of_an_iterator_take_no_slot_of_the_pool() {
    let count = thread::spawn(|| {
        let mut numbers = from_iter(0..1000_u32);
        let stream: &mut dyn ValueStream<Item = u32> = black_box(&mut numbers);
        allocations(|| while stream.next().try_result().expect("it is there").is_some() {})
    });
    assert_eq!(count.join().expect("no panic"), 0);
}
