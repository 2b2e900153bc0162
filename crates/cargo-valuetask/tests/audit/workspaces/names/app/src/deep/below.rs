pub(crate) use crate::paths_of as chosen;
#[super::handed_on]
impl A { async fn a_circle(&self) {} }
