#[async_recursion]
async fn sum(tree: &Tree) -> u64 {
    let mut total = tree.value;
    for child in &tree.children {
        total += sum(child).await;
    }
    total
}

#[async_recursion(?Send)]
async fn visit<T: Visitor>(tree: &Tree, with: T) {
    with.clone().visit(tree);
    visit(&tree.children[0], with).await;
}
