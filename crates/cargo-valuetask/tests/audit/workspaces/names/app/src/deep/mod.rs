mod below;
pub(crate) use self::below::chosen as handed_on;
#[handed_on]
impl A { async fn through_a_child(&self) {} }
