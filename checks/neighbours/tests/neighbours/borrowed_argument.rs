//! Results borrow from an argument and not from the receiver.

use neighbours::finish;

struct Words;

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Lookup {
        async fn longest<'a>(&self, one: &'a str, other: &'a str) -> &'a str;
    }

    #[::async_trait::async_trait]
    impl Lookup for Words {
        async fn longest<'a>(&self, one: &'a str, other: &'a str) -> &'a str {
            if one.len() > other.len() { one } else { other }
        }
    }

    #[test]
    fn a_result_outlives_the_receiver() {
        let text = String::from("longer");
        let longest = {
            let words: Box<dyn Lookup> = Box::new(Words);
            finish(words.longest("short", &text))
        };
        assert_eq!(longest, "longer");
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynLookup = dyn(box) Lookup)]
    trait Lookup {
        async fn longest<'a>(&self, one: &'a str, other: &'a str) -> &'a str;
    }

    impl Lookup for Words {
        async fn longest<'a>(&self, one: &'a str, other: &'a str) -> &'a str {
            if one.len() > other.len() { one } else { other }
        }
    }

    #[test]
    fn a_result_outlives_the_receiver() {
        let text = String::from("longer");
        let longest = {
            let words: Box<DynLookup<'_>> = DynLookup::new_box(Words);
            finish(words.longest("short", &text))
        };
        assert_eq!(longest, "longer");
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Lookup {
        async fn longest<'a>(&self, one: &'a str, other: &'a str) -> &'a str;
    }

    impl Lookup for Words {
        async fn longest<'a>(&self, one: &'a str, other: &'a str) -> &'a str {
            if one.len() > other.len() { one } else { other }
        }
    }

    #[test]
    fn a_result_outlives_the_receiver() {
        let text = String::from("longer");
        let longest = {
            let words = Words;
            finish(words.longest("short", &text))
        };
        assert_eq!(longest, "longer");
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynLookup)]
    trait Lookup {
        async fn longest<'a>(&self, one: &'a str, other: &'a str) -> &'a str;
    }

    impl Lookup for Words {
        async fn longest<'a>(&self, one: &'a str, other: &'a str) -> &'a str {
            if one.len() > other.len() { one } else { other }
        }
    }

    #[test]
    fn a_result_outlives_the_receiver() {
        let text = String::from("longer");
        let longest = {
            let words: Box<dyn DynLookup> = Box::new(Words);
            finish(words.longest("short", &text))
        };
        assert_eq!(longest, "longer");
    }
}
