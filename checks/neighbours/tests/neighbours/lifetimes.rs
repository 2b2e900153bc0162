//! Results borrow from the receiver, shared and alone, and arguments have lifetimes of their own.

use neighbours::{finish, pause};

struct Words(Vec<String>);
struct Key<'k>(&'k str);

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Lookup {
        async fn first(&self) -> &str;
        async fn find(&mut self, key: Key<'_>) -> Option<&mut String>;
    }

    #[::async_trait::async_trait]
    impl Lookup for Words {
        async fn first(&self) -> &str {
            pause().await;
            &self.0[0]
        }

        async fn find(&mut self, key: Key<'_>) -> Option<&mut String> {
            self.0.iter_mut().find(|word| *word == key.0)
        }
    }

    #[test]
    fn results_borrow() {
        let mut words: Box<dyn Lookup> = Box::new(Words(vec!["one".into(), "two".into()]));
        assert_eq!(finish(words.first()), "one");
        finish(words.find(Key("one"))).expect("it is there").push('!');
        assert_eq!(finish(words.first()), "one!");
    }
}

mod dynosaur {
    use super::*;

    #[::dynosaur::dynosaur(DynLookup = dyn(box) Lookup)]
    trait Lookup {
        async fn first(&self) -> &str;
        async fn find(&mut self, key: Key<'_>) -> Option<&mut String>;
    }

    impl Lookup for Words {
        async fn first(&self) -> &str {
            pause().await;
            &self.0[0]
        }

        async fn find(&mut self, key: Key<'_>) -> Option<&mut String> {
            self.0.iter_mut().find(|word| *word == key.0)
        }
    }

    #[test]
    fn results_borrow() {
        let mut words = DynLookup::new_box(Words(vec!["one".into(), "two".into()]));
        assert_eq!(finish(words.first()), "one");
        finish(words.find(Key("one"))).expect("it is there").push('!');
        assert_eq!(finish(words.first()), "one!");
    }
}

mod dynify {
    use super::*;
    use ::dynify::PinDynify as _;

    #[::dynify::dynify]
    trait Lookup {
        async fn first(&self) -> &str;
        async fn find(&mut self, key: Key<'_>) -> Option<&mut String>;
    }

    impl Lookup for Words {
        async fn first(&self) -> &str {
            pause().await;
            &self.0[0]
        }

        async fn find(&mut self, key: Key<'_>) -> Option<&mut String> {
            self.0.iter_mut().find(|word| *word == key.0)
        }
    }

    #[test]
    fn results_borrow() {
        let mut words: Box<dyn DynLookup> = Box::new(Words(vec!["one".into(), "two".into()]));
        assert_eq!(finish(words.first().pin_boxed()), "one");
        finish(words.find(Key("one")).pin_boxed()).expect("it is there").push('!');
        assert_eq!(finish(words.first().pin_boxed()), "one!");
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Lookup {
        async fn first(&self) -> &str;
        async fn find(&mut self, key: Key<'_>) -> Option<&mut String>;
    }

    impl Lookup for Words {
        async fn first(&self) -> &str {
            pause().await;
            &self.0[0]
        }

        async fn find(&mut self, key: Key<'_>) -> Option<&mut String> {
            self.0.iter_mut().find(|word| *word == key.0)
        }
    }

    #[test]
    fn results_borrow() {
        let mut words = Words(vec!["one".into(), "two".into()]);
        assert_eq!(finish(words.first()), "one");
        finish(words.find(Key("one"))).expect("it is there").push('!');
        assert_eq!(finish(words.first()), "one!");
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynLookup)]
    trait Lookup {
        async fn first(&self) -> &str;
        async fn find(&mut self, key: Key<'_>) -> Option<&mut String>;
    }

    impl Lookup for Words {
        async fn first(&self) -> &str {
            pause().await;
            &self.0[0]
        }

        async fn find(&mut self, key: Key<'_>) -> Option<&mut String> {
            self.0.iter_mut().find(|word| *word == key.0)
        }
    }

    #[test]
    fn results_borrow() {
        let mut words: Box<dyn DynLookup> = Box::new(Words(vec!["one".into(), "two".into()]));
        assert_eq!(finish(words.first()), "one");
        finish(words.find(Key("one"))).expect("it is there").push('!');
        assert_eq!(finish(words.first()), "one!");
    }
}
