//! casbin: rules of an enforcer whose adapter is in memory. `enforce` itself isn't async.
#![forbid(unsafe_code)]

use casbin::{CoreApi, DefaultModel, Enforcer, MemoryAdapter, MgmtApi};

const MODEL: &str = "
[request_definition]
r = sub, obj, act

[policy_definition]
p = sub, obj, act

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = r.sub == p.sub && r.obj == p.obj && r.act == p.act
";

fn rule(subject: &str) -> Vec<String> {
    [subject, "orders", "read"].map(str::to_owned).to_vec()
}

fn main() {
    published::run(async |cases| {
        let model = DefaultModel::from_str(MODEL).await.unwrap();
        let mut enforcer = Enforcer::new(model, MemoryAdapter::default()).await.unwrap();
        for subject in ["anna", "berta", "clara"] {
            enforcer.add_policy(rule(subject)).await.unwrap();
        }
        let add_and_remove = async || {
            assert!(enforcer.add_policy(rule("dora")).await.unwrap());
            assert!(enforcer.remove_policy(rule("dora")).await.unwrap());
        };
        cases.case("a rule added and removed", 20_000, add_and_remove).await;
        cases.case("all rules loaded", 20_000, async || enforcer.load_policy().await.unwrap()).await;
    });
}
