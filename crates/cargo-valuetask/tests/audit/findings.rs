//! What is found of methods: what a call costs, what the first await is, what happens before it, how large a result is.

use serde_json::{Value, json};

use crate::util::{of_text, place, rules};

/// The report of one hot method with this body.
fn hot(body: &str) -> Value {
    let report = of_text(&format!(
        "struct Large {{ a: [u64; 8], b: u8 }}\n#[valuetask::value_task]\n\
         impl S {{ async fn f(&self, by_value: Vec<u8>, by_reference: &Cell) -> u8 {{ {body} }} }}"
    ));
    place(&report, "f").clone()
}

/// What the method does to others before its first await.
fn effects(body: &str) -> Vec<String> {
    let place = hot(body);
    let effects = place["body"]["effects"].as_array().expect("effects");
    effects.iter().map(|effect| effect["kind"].as_str().expect("a kind").to_owned()).collect()
}

fn fast_path(body: &str) -> bool {
    hot(body)["body"]["fast_path"].as_bool().expect("a body")
}

#[test]
fn a_write_a_send_a_counter_and_a_start_are_effects() {
    assert_eq!(effects("self.map.lock().insert(1, 2); g().await"), ["write"]);
    assert_eq!(effects("self.last = 7; g().await"), ["write"]);
    assert_eq!(effects("self.tx.try_send(7).ok(); g().await"), ["send"]);
    assert_eq!(effects("self.hits.fetch_add(1, Relaxed); g().await"), ["counter"]);
    assert_eq!(effects("self.hits += 1; g().await"), ["counter"]);
    assert_eq!(effects("HITS.inc(); g().await"), ["counter"]);
    assert_eq!(effects("tokio::spawn(work()); g().await"), ["spawn"]);
    assert_eq!(effects("std::fs::write(path, text); g().await"), ["write"]);
    assert_eq!(effects("by_reference.set(7); g().await"), ["write"]);
    assert_eq!(effects("let mut map = self.map.lock().unwrap(); map.insert(1, 2); g().await"), ["write"]);
    assert_eq!(effects("if let Some(slot) = self.slots.get_mut(0) { *slot = 7; } g().await"), ["write"]);
    assert_eq!(effects("self.table.insert(1)"), ["write"], "a body without an await is all before it");
}

#[test]
fn what_is_done_to_a_static_is_an_effect() {
    for (body, kind) in [
        ("N.fetch_add(1, Relaxed);", "counter"),
        ("hits.fetch_add(1, Relaxed);", "counter"),
        ("crate::hits.store(7, Relaxed);", "write"),
        ("AtomicU64::fetch_add(&N, 1, Relaxed);", "counter"),
        ("unsafe { hits += 1 };", "counter"),
        ("N.compare_exchange(0, 1, Relaxed, Relaxed).ok();", "write"),
        ("let all = ALL.get_or_init(Vec::new);", "write"),
        ("*COUNT.lock().unwrap() += 1;", "counter"),
        ("let mut count = COUNT.lock().unwrap(); *count = 7;", "write"),
        ("drop(std::mem::take(&mut *COUNT.lock().unwrap()));", "write"),
        ("table().lock().unwrap().insert(1, 2);", "write"),
        ("let mut table = table().write().unwrap(); table.clear();", "write"),
        ("hits().fetch_add(1, Relaxed);", "counter"),
        ("LOCAL.with(|count| count.set(count.get() + 1));", "write"),
        ("LOCAL.with_borrow_mut(|all| all.push(1));", "write"),
        ("START.call_once(|| {});", "write"),
    ] {
        assert_eq!(effects(&format!("static N: X = X; static hits: X = X; {body} g().await")), [kind], "{body}");
    }
}

#[test]
fn what_is_read_of_a_static_is_no_effect() {
    for body in [
        "let n = N.load(Relaxed) + LIMIT;",
        "let found = COUNT.lock().unwrap().get(&1).cloned();",
        "let own = ALL.get().cloned();",
        "let hits = 0; hits += 1;",
        "let hits; hits = 7;",
        "let n = LOCAL.with(|count| count.get());",
        "let first = ALL.iter().take(3).map(|one| { let mut own = Vec::new(); own.push(one); own });",
        "let text = NAME.replace(\"a\", \"b\");",
    ] {
        assert!(effects(&format!("static N: X = X; static hits: X = X; {body} g().await")).is_empty(), "{body}");
    }
}

#[test]
fn a_closure_that_a_call_is_given_runs_in_it() {
    assert_eq!(effects("self.all.iter().for_each(|one| one.notify()); g().await"), ["send"]);
    assert_eq!(effects("Some(1).map(|one| self.all.lock().push(one)); g().await"), ["write"]);
    assert_eq!(effects("let one = by_value.get(0).map(|all| all.push(1)); self.log.push(one); 7"), ["write"]);
    assert!(effects("by_value.iter_mut().for_each(|one| one.push(1)); g().await").is_empty());
    assert!(effects("let all = Vec::new(); self.all.iter().map(|all| all.len()); all.push(1); g().await").is_empty());
    assert_eq!(effects("std::thread::spawn(|| self.all.push(1)); g().await"), ["spawn"]);
    assert!(effects("g(|| self.all.push(1)).await").is_empty(), "it may run when it is polled");
    assert!(effects("g(|| async { self.all.push(1) }, async || self.all.push(1)); h().await").is_empty());
    assert!(fast_path("Some(1).map(|one| { return one }); 7") && !fast_path("h(|| { return 1 }); g().await"));
}

#[test]
fn nothing_is_said_of_a_body_that_the_attribute_can_not_read() {
    let place = hot("become g()");
    assert_eq!((&place["body"], &place["worth"]), (&Value::Null, &json!(0)));
}

#[test]
fn a_lazy_method_that_changes_a_static_is_not_called_safe_to_start() {
    let report = of_text(
        "static hits: AtomicU64 = AtomicU64::new(0);\n#[async_trait::async_trait]\nimpl S {\n\
             async fn counts(&self) -> u64 { hits.fetch_add(1, Relaxed) }\n\
             async fn reads(&self) -> u64 { hits.load(Relaxed) }\n}",
    );
    assert_eq!(place(&report, "counts")["safe_to_start"], false);
    assert_eq!(place(&report, "reads")["safe_to_start"], true);
}

#[test]
fn what_the_body_has_made_and_what_is_read_is_no_effect() {
    assert!(effects("let mut all = Vec::new(); all.push(1); g(all).await").is_empty());
    assert!(effects("let mut all = self.all.clone(); all.push(1); g(all).await").is_empty());
    assert!(effects("by_value.push(1); g(by_value).await").is_empty());
    assert!(effects("let hit = self.map.lock().get(&1); g(hit).await").is_empty());
    assert!(effects("let mut n = 0; n += 1; g(n).await").is_empty());
    assert!(effects("metrics::counter!(\"hits\").increment(1); 7").is_empty(), "the macro may hide an await");
    assert!(effects("let later = || self.hits.inc(); g(later).await").is_empty());
}

#[test]
fn what_comes_behind_the_first_await_is_no_effect_before_it() {
    assert!(effects("let value = g().await; self.map.lock().insert(value); 7").is_empty());
    assert!(effects("self.tx.send(7).await; 7").is_empty(), "the call makes a future");
    assert_eq!(
        effects("if self.cold { g().await; } self.map.insert(1); 7"),
        ["write"],
        "a path leads there without it"
    );
    assert!(effects("match self.x { 1 => g().await, _ => h().await } self.map.insert(1); 7").is_empty());
}

#[test]
fn a_path_past_the_awaits_is_found() {
    assert!(fast_path("if self.hit { return 7; } g().await"));
    assert!(fast_path("match self.hit { Some(hit) => hit, None => g().await }"));
    assert!(fast_path("let Some(hit) = self.hit else { return g().await }; hit"));
    assert!(fast_path("while self.empty { g().await; } 7"));
    assert!(fast_path("self.hit || g().await"));
    assert!(fast_path("loop { if let Some(hit) = self.hit() { break hit; } g().await; }"));
    assert!(fast_path("7"));
    assert!(!fast_path("g().await"));
    assert!(!fast_path("let x = g().await; if x { return 7; } 8"));
    assert!(!fast_path("if g().await { return 7; } 8"));
    assert!(!fast_path("match self.hit { Some(_) => g().await, None => h().await }"));
    assert!(!fast_path("loop { g().await; }"));
    assert!(!fast_path("mine!(); 7"), "a macro that may hide an await");
    assert!(!fast_path("g()?.h().await"), "an error is no answer");
}

#[test]
fn an_error_or_a_panic_at_the_end_is_no_answer() {
    assert!(!fast_path("if self.closed { return Err(Closed); } g().await"));
    assert!(!fast_path("match self.inner { Inner::Here(inner) => inner.g().await, Inner::Gone => Err(Gone) }"));
    assert!(!fast_path("if self.here { g().await } else { unsafe { note() }; { (Err(Gone)) } }"));
    assert!(!fast_path("if self.closed { Err(Closed)?; } g().await"));
    assert!(!fast_path("if self.closed { panic!() } g().await"));
    assert!(!fast_path("return match self.kind { Kind::No => Err(No), Kind::Yes => g().await }"));
    assert!(fast_path("let known: Result<u8, u8> = Err(7); if self.hit { return known; } g().await"));
    assert!(fast_path("match self.inner { Inner::Here => Ok(7), Inner::Gone => Err(Gone), Inner::Far => g().await }"));
}

#[test]
fn a_lock_is_no_effect_and_what_is_done_under_it_is_one() {
    assert!(effects("let table = self.table.write(); g(table.get(&1)).await").is_empty());
    assert_eq!(effects("let mut table = self.table.write(); table.insert(1); g().await"), ["write"]);
    assert_eq!(effects("self.file.write(&buffer); g().await"), ["write"]);
}

#[test]
fn an_effect_under_a_configuration_is_named_without_that() {
    let place = hot("#[cfg(feature = \"log\")]\n    self.log.push(7);\n    g().await");
    let effect = &place["body"]["effects"][0];
    assert_eq!((&effect["source"], effect["line"].as_u64()), (&json!("self.log.push(7)"), Some(4)));
}

#[test]
fn a_call_by_a_path_is_of_what_its_path_names() {
    let report = of_text(
        "struct Disk;\ntrait Reads { async fn read(&self, path: &str) -> u8; }\n\
         impl Disk { async fn write(path: &str) {} }\n\
         async fn free(path: &str) {}\n\
         #[valuetask::value_task]\nimpl S {\n\
         async fn by_module(&self) { elsewhere::fs::read(&self.path).await }\n\
         async fn by_a_type_of_others(&self) { Socket::write(&self.path).await }\n\
         async fn by_the_type(&self) { Disk::write(&self.path).await }\n\
         async fn by_the_trait(&self) { Reads::read(self, &self.path).await }\n\
         async fn by_what_implements_it(&self) { Disk::read(self, &self.path).await }\n\
         async fn by_a_function(&self) { free(&self.path).await }\n\
         async fn by_another_number_of_arguments(&self) { self.inner.read().await }\n\
         async fn by_a_method(&self) { self.inner.read(&self.path).await }\n}",
    );
    for (name, named) in [
        ("by_module", Value::Null),
        ("by_a_type_of_others", Value::Null),
        ("by_the_type", json!("Disk::write")),
        ("by_the_trait", json!("Reads::read")),
        ("by_what_implements_it", json!("Reads::read")),
        ("by_a_function", json!("free")),
        ("by_another_number_of_arguments", Value::Null),
        ("by_a_method", json!("Reads::read")),
    ] {
        assert_eq!(place(&report, name)["body"]["awaits"][0]["name"], named, "{name}");
    }
}

#[test]
fn a_comment_is_no_part_of_what_is_awaited() {
    let place = hot("self.client\n    // By its name.\n    .g()\n    .await");
    assert_eq!(place["body"]["awaits"][0]["source"], "self.client.g().await");
}

#[test]
fn the_first_await_says_what_would_bring_it_nearer() {
    let first = |body: &str| {
        let place = hot(body);
        (place["body"]["awaits"][0]["awaits"].as_str().expect("an await").to_owned(), rules(&place).join(" "))
    };
    let said = |awaits: &str, rules: &str| (awaits.to_owned(), rules.to_owned());
    assert_eq!(first("self.lock.read().await.value"), said("lock", "lock-await"));
    assert_eq!(first("self.permits.acquire_many(2).await; 7"), said("lock", "lock-await"));
    assert_eq!(first("self.rx.recv().await"), said("channel", "lock-await"));
    assert_eq!(first("self.file.read(&mut buffer).await"), said("unknown", "no-fast-path"));
    assert_eq!(first("tokio::time::sleep(PAUSE).await; 7"), said("time", "no-fast-path"));
    assert_eq!(first("mine!(self.g())"), said("hidden", "hidden-await"));
    assert_eq!(first("self.f(by_value, by_reference).await"), said("task", ""));
}

#[test]
fn sizes_are_said_as_far_as_they_are_known() {
    let size = |output: &str| {
        let report = of_text(&format!(
            "struct Large {{ a: [u64; 8], b: u8 }}\nstruct Odd {{ a: u8, b: u64, c: u8 }}\n\
             enum Either {{ A(Odd), B }}\n\
             type Named = Result<Large, Theirs>;\nstruct Pair<T>(T, T);\n\
             #[valuetask::value_task]\nimpl S {{ async fn f(&self) -> {output} {{ todo!() }} }}"
        ));
        let place = place(&report, "f");
        let large = rules(place).contains(&"large-result");
        (place["result"]["bytes_at_least"].as_u64().expect("a number"), place["result"]["size_known"] == true, large)
    };
    assert_eq!(size("u64"), (8, true, false));
    assert_eq!(size("(u8, u32, u8)"), (8, true, false));
    assert_eq!(size("Odd"), (16, true, false));
    assert_eq!(size("Large"), (72, true, true));
    assert_eq!(size("Arc<Large>"), (8, true, false));
    assert_eq!(size("Arc<dyn Any>"), (16, true, false));
    assert_eq!(size("Option<String>"), (24, false, false), "where an enum keeps its tag isn't known");
    assert_eq!(size("[String; 3]"), (72, true, true));
    assert_eq!(size("Either"), (16, false, false));
    assert_eq!(size("Named"), (72, false, true));
    assert_eq!(size("Pair<Large>"), (0, false, false), "parameters aren't followed");
    assert_eq!(size("Theirs"), (0, false, false));
}

#[test]
fn what_is_generic_is_not_taken_for_a_type_of_its_name() {
    let report = of_text(
        "struct Item([u64; 9]);\nstruct Around<Item>(Item);\ntype Future = Pin<Box<dyn Future<Output = u8>>>;\n\
         #[async_trait::async_trait]\nimpl<Item: Source> Source for Around<Item> {\n\
         async fn of_the_item(&self) -> Item {}\nasync fn associated(&self) -> Result<Item::Item, Self::Item> {}\n\
         async fn within(&self) -> Around<u8> {}\nfn no_box(&self) -> Self::Future {}\n}\n\
         #[async_trait::async_trait]\nimpl Plain {\nasync fn of_the_method<Item>(&self) -> Option<Item> {}\n\
         async fn the_type(&self) -> Item {}\n}",
    );
    for name in ["of_the_item", "associated", "within", "of_the_method"] {
        let found = place(&report, name);
        assert_eq!(found["result"]["bytes_at_least"], 0, "{name}");
        assert_eq!(found["result"]["size_known"], false, "{name}");
    }
    assert!(rules(place(&report, "the_type")).contains(&"large-result"));
    assert!(crate::util::places(&report).iter().all(|(name, _)| name != "no_box"));
}

#[test]
fn types_that_hold_each_other_often_are_looked_into_once() {
    let types: String = (0..12)
        .map(|number| {
            let fields = format!("T{},", number + 1).repeat(30);
            format!("struct T{number}({fields});\n")
        })
        .collect();
    let report = of_text(&format!(
        "{types}struct T12(u8);\n#[async_trait::async_trait]\nimpl S {{ async fn f(&self) -> T0 {{}} }}"
    ));
    assert!(rules(place(&report, "f")).contains(&"large-result"));
}

#[test]
fn allocations_are_those_of_the_signature() {
    let report = of_text(
        "trait T { async fn native(&self); fn opaque(&self) -> impl Future<Output = u8>;\n\
           fn declared(&self) -> BoxFuture<'_, u8>; }\n\
         impl T for S { fn makes(&self) -> BoxFuture<'_, u8> { async { 7 }.boxed() }\n\
           fn hands_on(&self) -> Pin<Box<dyn Future<Output = u8> + '_>> { self.0.hands_on() } }\n\
         #[valuetask::value_task]\nimpl S { async fn task(&self) {}\n#[value_task(boxed)] async fn boxed(&self) {} }\n\
         #[async_trait::async_trait]\nimpl S { async fn real(&self) {} }\n\
         #[dynosaur::dynosaur(DynU)]\ntrait U { async fn companion(&self); }\n\
         #[valuetask::async_method]\nimpl S { async fn method(&self) -> ValueTask<'_, u8> { 7 }\n\
           async fn own(&self) -> Own<u8> { 7 } }\n\
         #[async_recursion::async_recursion]\nasync fn recursive() {}\n\
         async fn free() {}\nimpl S { async fn inherent(&self) {} }",
    );
    let cost = |name: &str| place(&report, name)["allocations"].clone();
    let both = |least: u8, most: u8| json!({ "least": least, "most": most });
    for name in ["native", "opaque", "hands_on", "task", "method"] {
        assert_eq!(cost(name), both(0, 0), "{name}");
    }
    for name in ["declared", "makes", "boxed", "real", "recursive"] {
        assert_eq!(cost(name), both(1, 1), "{name}");
    }
    assert_eq!(cost("companion"), both(0, 1));
    assert_eq!(cost("own"), Value::Null);
    assert!(crate::util::places(&report).iter().all(|(name, _)| name != "free" && name != "inherent"));
}

#[test]
fn a_method_of_the_workspace_is_known_by_its_name_unless_there_are_others() {
    let report = of_text(
        "#[async_trait::async_trait]\nimpl A for S { async fn boxed(&self) {} async fn both(&self) {} }\n\
         #[valuetask::value_task]\nimpl B for S { async fn both(&self) {} async fn task(&self) {}\n\
           async fn one(&self) { self.boxed().await } async fn two(&self) { self.both().await }\n\
           async fn three(&self) { self.task().await } async fn four(&self) { self.free().await }\n\
           async fn five(&self) { free().await } }\nasync fn free() {}",
    );
    let first = |name: &str| place(&report, name)["body"]["awaits"][0].clone();
    assert_eq!((&first("one")["awaits"], &first("one")["name"]), (&json!("boxed"), &json!("A::boxed")));
    assert_eq!(first("two")["awaits"], "unknown", "made in two ways");
    assert_eq!((&first("three")["awaits"], &first("three")["at_the_call"]), (&json!("task"), &json!(true)));
    assert_eq!(first("four")["awaits"], "unknown", "a function isn't called on something");
    assert_eq!(first("five")["awaits"], "async-fn");
}

#[test]
fn attributes_of_several_configurations_are_all_told() {
    let report = of_text(
        "#[cfg_attr(wasm, async_trait::async_trait(?Send))]\n#[cfg_attr(not(wasm), async_trait::async_trait)]\n\
         impl S { async fn same(&self) {} }\n\
         #[cfg_attr(wasm, async_trait::async_trait(?Send))]\n#[cfg_attr(not(wasm), valuetask::value_task)]\n\
         impl S { async fn mixed(&self) {} }",
    );
    let same = place(&report, "same");
    assert_eq!(
        (&same["attribute"], &same["body"]["when_hot"]),
        (&json!(["async_trait::async_trait"]), &json!("ready"))
    );
    let mixed = place(&report, "mixed");
    assert_eq!(mixed["attribute"], json!(["valuetask::value_task", "async_trait::async_trait"]));
    assert_eq!(mixed["allocations"], json!({ "least": 0, "most": 1 }));
    assert!(rules(mixed).contains(&"mixed-attribute"));
}

#[test]
fn an_attribute_on_a_method_goes_by_its_own_name() {
    let report = of_text(
        "#[valuetask::value_task(lazy)]\nimpl S {\n#[valuetask::async_trait] async fn pooled(&self) {}\n\
         #[valuetask::value_task] async fn lazy(&self) {}\n}\n\
         #[valuetask::async_trait]\ntrait T {\n#[valuetask::value_task] async fn hot(&self);\nasync fn later(&self);\n}\n\
         #[valuetask::value_task]\nimpl R {\nasync fn one(&self) { S.hot().await }\nasync fn two(&self) { S.later().await }\n}",
    );
    for (name, attribute, hot) in
        [("pooled", "async_trait", false), ("lazy", "value_task", false), ("hot", "value_task", true)]
    {
        let found = place(&report, name);
        let expected = (&json!([format!("valuetask::{attribute}")]), &json!(hot));
        assert_eq!((&found["attribute"], &found["hot"]), expected, "{name}");
    }
    let first = |name| place(&report, name)["body"]["awaits"][0]["awaits"].clone();
    assert_eq!((first("one"), first("two")), (json!("task"), json!("lazy")));
}

#[test]
fn a_break_leaves_the_loop_or_block_of_its_label() {
    assert_eq!(effects("'l: loop { loop { break 'l; } } self.map.insert(1); g().await"), ["write"]);
    assert_eq!(effects("'b: { if self.warm { break 'b; } g().await; } self.map.insert(1); 7"), ["write"]);
    assert!(effects("'l: loop { g().await; loop { break 'l; } } self.map.insert(1); 7").is_empty());
    assert!(fast_path("'b: { if self.warm { break 'b; } g().await; } 7"));
}

#[test]
fn a_huge_array_is_large() {
    let report = of_text(
        "struct Huge { a: [u64; 0x1FFF_FFFF_FFFF_FFFF], b: [u8; 7] }\n#[valuetask::value_task]\n\
         impl S { async fn f(&self) -> Huge { todo!() } }",
    );
    assert!(rules(place(&report, "f")).contains(&"large-result"), "{report}");
}
