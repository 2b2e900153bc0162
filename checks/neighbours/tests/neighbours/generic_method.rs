//! A generic method stands beside one that is called through `dyn`.

use neighbours::finish;

struct Texts(Vec<String>);

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Find: Send + Sync {
        async fn find<T: PartialEq<str> + Sync>(&self, what: &T) -> Option<usize>
        where
            Self: Sized;
        async fn len(&self) -> usize;
    }

    #[::async_trait::async_trait]
    impl Find for Texts {
        async fn find<T: PartialEq<str> + Sync>(&self, what: &T) -> Option<usize>
        where
            Self: Sized,
        {
            self.0.iter().position(|text| *what == **text)
        }

        async fn len(&self) -> usize {
            self.0.len()
        }
    }

    #[test]
    fn the_rest_is_called_through_dyn_where_the_clause_is_written() {
        let texts = Texts(vec!["a".into()]);
        assert_eq!(finish(texts.find(&String::from("a"))), Some(0));
        let texts: Box<dyn Find> = Box::new(texts);
        assert_eq!(finish(texts.len()), 1);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Find: Sync {
        async fn find<T: PartialEq<str> + Sync>(&self, what: &T) -> Option<usize>;
        async fn len(&self) -> usize;
    }

    impl Find for Texts {
        async fn find<T: PartialEq<str> + Sync>(&self, what: &T) -> Option<usize> {
            self.0.iter().position(|text| *what == **text)
        }

        async fn len(&self) -> usize {
            self.0.len()
        }
    }

    #[test]
    fn a_generic_method_is_called() {
        let texts = Texts(vec!["a".into()]);
        assert_eq!(finish(texts.find(&String::from("a"))), Some(0));
        assert_eq!(finish(texts.len()), 1);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynFind)]
    trait Find {
        async fn find<T: PartialEq<str> + Sync>(&self, what: &T) -> Option<usize>;
        async fn len(&self) -> usize;
    }

    impl Find for Texts {
        async fn find<T: PartialEq<str> + Sync>(&self, what: &T) -> Option<usize> {
            self.0.iter().position(|text| *what == **text)
        }

        async fn len(&self) -> usize {
            self.0.len()
        }
    }

    #[test]
    fn the_rest_is_called_through_dyn_where_the_clause_is_written() {
        let texts = Texts(vec!["a".into()]);
        assert_eq!(finish(texts.find(&String::from("a"))), Some(0));
        let texts: Box<dyn DynFind> = Box::new(texts);
        assert_eq!(finish(texts.len()), 1);
    }
}
