use app as it;
#[it::handed::async_trait]
impl A { async fn a_private_name_of_the_library(&self) {} }
#[async_trait::async_trait]
impl A { async fn in_a_test(&self) {} }
