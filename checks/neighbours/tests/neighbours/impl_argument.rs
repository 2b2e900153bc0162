//! A method that takes `impl Trait` stands beside one that is called through `dyn`.

use neighbours::finish;

struct Texts(Vec<String>);

mod async_trait {
    use super::*;

    #[::async_trait::async_trait]
    trait Write {
        async fn write(&mut self, text: impl Into<String> + Send)
        where
            Self: Sized;
        async fn len(&self) -> usize;
    }

    #[::async_trait::async_trait]
    impl Write for Texts {
        async fn write(&mut self, text: impl Into<String> + Send)
        where
            Self: Sized,
        {
            self.0.push(text.into());
        }

        async fn len(&self) -> usize {
            self.0.len()
        }
    }

    #[test]
    fn the_rest_is_called_through_dyn_where_the_clause_is_written() {
        let mut texts = Texts(vec![]);
        finish(texts.write("a"));
        let texts: Box<dyn Write> = Box::new(texts);
        assert_eq!(finish(texts.len()), 1);
    }
}

mod trait_variant {
    use super::*;

    #[::trait_variant::make(Send)]
    trait Write {
        async fn write(&mut self, text: impl Into<String> + Send);
        async fn len(&self) -> usize;
    }

    impl Write for Texts {
        async fn write(&mut self, text: impl Into<String> + Send) {
            self.0.push(text.into());
        }

        async fn len(&self) -> usize {
            self.0.len()
        }
    }

    #[test]
    fn a_method_that_takes_any_text_is_called() {
        let mut texts = Texts(vec![]);
        finish(texts.write("a"));
        assert_eq!(finish(texts.len()), 1);
    }
}

mod value_task {
    use super::*;

    #[valuetask::value_task(dyn = DynWrite)]
    trait Write {
        async fn write(&mut self, text: impl Into<String> + Send);
        async fn len(&self) -> usize;
    }

    impl Write for Texts {
        async fn write(&mut self, text: impl Into<String> + Send) {
            self.0.push(text.into());
        }

        async fn len(&self) -> usize {
            self.0.len()
        }
    }

    #[test]
    fn the_rest_is_called_through_dyn_where_the_clause_is_written() {
        let mut texts = Texts(vec![]);
        finish(texts.write("a"));
        let texts: Box<dyn DynWrite> = Box::new(texts);
        assert_eq!(finish(texts.len()), 1);
    }
}
