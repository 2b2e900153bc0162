#[cfg_attr(unix, super::real::async_trait)]
impl A { async fn private_names_of_a_sibling(&self) {} }
