//! No borrow escapes through a method that is used as a value, for arguments of any type: each attribute accepts the
//! programs that a plain `async fn` accepts, and refuses the others.
//!
//! `LIFETIMES_SEED` chooses other types. `LIFETIMES_TYPES` is the number of those of one constructor; 250 are all. With fewer, each receiver
//! is under every third attribute.
#![forbid(unsafe_code)]

mod compile;
mod declared;
mod hygiene;
mod programs;
mod types;
mod words;

use std::env;

use compile::{accepted, accepted_with};
use programs::{BESIDES, Beside, Case, KINDS, Kind, MODES, Mode, PLAIN, RECEIVERS, USES, Use, lasting, receivers};
use types::{Ty, leaves, made_of};

fn number(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text:?}")))
}

/// The number of the types of one constructor.
fn count() -> usize {
    number("LIFETIMES_TYPES", 8) as usize
}

/// The number of types of which none is left out.
const ALL: usize = 250;

/// Types of one constructor, and a quarter as many of two and three.
fn types(random: &mut fastrand::Rng) -> Vec<Ty> {
    let mut types: Vec<_> = leaves().iter().flat_map(made_of).chain(leaves()).collect();
    random.shuffle(&mut types);
    types.truncate(count());
    for _ in 0..count() / 4 {
        let mut ty = random.choice(leaves()).expect("there are leaves");
        for _ in 0..random.usize(2..=3) {
            ty = random.choice(made_of(&ty)).expect("there are constructors");
        }
        types.push(ty);
    }
    types
}

/// Each type in one signature, of one kind and use, under one attribute.
fn cases() -> Vec<(Case, Mode)> {
    let seed = number("LIFETIMES_SEED", 1);
    println!("LIFETIMES_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let types = types(&mut random);
    let one = |ty: &Ty| loop {
        let case = Case {
            ty: ty.clone(),
            kind: random.choice(KINDS).expect("there are kinds"),
            beside: random.choice(BESIDES).expect("there is what may stand beside"),
            used: random.choice(USES).expect("there are uses"),
        };
        let mode = random.choice(MODES).expect("there are modes");
        if case.is_one() && case.fits(mode) {
            return (case, mode);
        }
    };
    types.iter().map(one).collect()
}

#[test]
fn no_borrow_escapes_and_nothing_else_is_refused() {
    let cases = cases();
    let plain = |case: &Case| Case { used: Use::Closure, ..case.clone() };
    let escapes = |mode: &dyn Fn(Mode) -> Mode, of: &dyn Fn(&Case) -> Case| -> Vec<String> {
        cases.iter().map(|(case, own)| of(case).escape(mode(*own))).collect()
    };
    let controls = |mode: &dyn Fn(Mode) -> Mode, of: &dyn Fn(&Case) -> Case| -> Vec<String> {
        cases.iter().map(|(case, own)| of(case).control(mode(*own))).collect()
    };
    let mut ours = escapes(&|own| own, &Case::clone);
    ours.extend(controls(&|own| own, &Case::clone));
    let mut theirs = escapes(&|_| PLAIN, &plain);
    theirs.extend(controls(&|_| PLAIN, &plain));
    let (ours_accepted, theirs_accepted) = (accepted("ours", &ours), accepted("plain", &theirs));
    let (mut escaped, mut missing) = (Vec::new(), Vec::new());
    for index in 0..cases.len() {
        let control = index + cases.len();
        if ours_accepted[index] && !theirs_accepted[index] && cases[index].0.borrows() {
            escaped.push(&ours[index]);
        }
        // A lifetime that a macro elides can't be named; and what a result demands is part of a signature that says the result, and hidden in the future of a plain method.
        let is_hidden = cases[index].0.beside == Beside::Output || cases[index].0.ty.elides_in_a_macro();
        if theirs_accepted[control] && !ours_accepted[control] && !is_hidden {
            missing.push(&ours[control]);
        }
    }
    // Programs without the escape are accepted, where the method may be called.
    let sound =
        (0..cases.len()).filter(|index| theirs_accepted[index + cases.len()] && !theirs_accepted[*index]).count();
    println!("{} cases, {sound} of them escapes", cases.len());
    assert!(sound > cases.len() / 3, "{sound} of {} programs are refused for an escape", cases.len());
    assert!(escaped.is_empty(), "{} borrows escape: {escaped:#?}", escaped.len());
    assert!(missing.is_empty(), "{} programs don't compile: {missing:#?}", missing.len());
}

#[test]
fn what_is_of_self_does_not_escape_beside_a_receiver() {
    let of_self = leaves().into_iter().filter(|leaf| leaf.needs.of_self || leaf.needs.associated);
    let mut types: Vec<_> = of_self.flat_map(|leaf| [made_of(&leaf), vec![leaf]].concat()).collect();
    fastrand::Rng::with_seed(number("LIFETIMES_SEED", 1)).shuffle(&mut types);
    types.truncate(count());
    let mut modes = MODES.into_iter().filter(|mode| !mode.is_native()).cycle();
    let (beside, used) = (Beside::Nothing, Use::Weakened);
    let kinds = [Kind::Inherent, Kind::Trait];
    let cases = types.iter().flat_map(|ty| kinds.map(|kind| Case { ty: ty.clone(), kind, beside, used }));
    let cases = cases.filter(|case| case.is_one() && case.borrows());
    let (escapes, controls): (Vec<_>, Vec<_>) = cases
        .map(|case| {
            let mode = modes.next().expect("it cycles");
            (case.escape(mode), case.control(mode))
        })
        .unzip();
    let (escaped, allowed) = (accepted("of_self", &escapes), accepted("of_self_controls", &controls));
    let escaped: Vec<_> = escapes.iter().zip(escaped).filter(|(_, accepted)| *accepted).collect();
    let allowed = allowed.iter().filter(|accepted| **accepted).count();
    assert!(escaped.is_empty(), "{escaped:#?}");
    assert!(allowed > controls.len() / 2, "{allowed} of {} programs without the escape compile", controls.len());
}

#[test]
fn no_receiver_escapes_and_nothing_else_is_refused() {
    let plain = receivers(PLAIN);
    let modes = MODES.into_iter().filter(|mode| !mode.is_native());
    let step = if count() < ALL { 3 } else { 1 };
    let both = |(escape, control)| [escape, control];
    let ours = modes.enumerate().flat_map(|(index, mode)| {
        let programs = receivers(mode).into_iter().enumerate().skip(index % step).step_by(step);
        programs.flat_map(|(of, programs)| both(programs).into_iter().zip([2 * of, 2 * of + 1]))
    });
    let (texts, of): (Vec<_>, Vec<_>) = ours.unzip();
    let plain_accepted = accepted("plain_receivers", &plain.into_iter().flat_map(both).collect::<Vec<_>>());
    for ((text, accepted), of) in texts.iter().zip(accepted("receivers", &texts)).zip(of) {
        assert_eq!(accepted, plain_accepted[of], "{text}");
    }
    assert!(plain_accepted.iter().filter(|accepted| **accepted).count() > RECEIVERS.len());
}

#[test]
fn an_escape_is_refused_for_a_lifetime_and_not_for_a_type() {
    let modes = MODES.into_iter().filter(|mode| !mode.is_native());
    let ones: Vec<_> = modes.map(|mode| lasting(&receivers(mode)[0].0)).collect();
    let accepted = accepted("lasting", &ones);
    let refused: Vec<_> = ones.iter().zip(accepted).filter(|(_, accepted)| !accepted).collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

/// The first lines of each failed program.
const PRELUDE: &str = "use std::ops::Deref; \
    fn apply<A, B, R>(f: impl FnOnce(A, B) -> R, a: A, b: B) -> R { f(a, b) } \
    fn apply1<A, R>(f: impl FnOnce(A) -> R, a: A) -> R { f(a) } \
    fn apply3<A, B, C, R>(f: impl FnOnce(A, B, C) -> R, a: A, b: B, c: C) -> R { f(a, b, c) } \
    trait Own { type O; } impl<'x, 'a> Own for &'x &'a str { type O = &'a str; } \
    impl<'x> Own for fn(&'static &'x ()) { type O = &'x str; } \
    impl<'x> Own for dyn Fn(&'static &'x ()) { type O = &'x str; } \
    type Key<'a> = <&'static &'a str as Own>::O; \
    trait Unit { type U; } impl<T: ?Sized> Unit for T { type U = (); }";

#[test]
fn no_program_that_once_let_a_borrow_escape_compiles() {
    let found: Vec<_> = include_str!("found.txt").lines().map(|program| format!("{PRELUDE} {program}")).collect();
    let accepted = accepted("found", &found);
    let escapes: Vec<_> = found.iter().zip(accepted).filter(|(_, accepted)| *accepted).collect();
    assert!(escapes.is_empty(), "{escapes:#?}");
}

/// Of these programs, no escape compiles, and each control does.
fn assert_tight(
    (escapes, controls): (Vec<String>, Vec<String>),
    accepted: impl Fn(&str, &[String]) -> Vec<bool>,
    name: &str,
) {
    let (escaped, allowed) = (accepted(name, &escapes), accepted(&format!("{name}_controls"), &controls));
    let escaped: Vec<_> = escapes.iter().zip(escaped).filter(|(_, accepted)| *accepted).collect();
    let refused: Vec<_> = controls.iter().zip(allowed).filter(|(_, accepted)| !accepted).collect();
    assert!(escaped.is_empty(), "{} borrows escape: {escaped:#?}", escaped.len());
    assert!(refused.is_empty(), "{} programs don't compile: {refused:#?}", refused.len());
}

#[test]
fn equal_words_of_two_crates_are_two_types() {
    assert_tight(words::programs(), accepted, "words");
}

#[test]
fn equal_words_of_a_macro_and_its_caller_are_two_lifetimes() {
    assert_tight(hygiene::programs(), |name, programs| accepted_with("decl_macro", name, programs), "hygiene");
}

#[test]
fn a_declared_type_means_what_it_means_in_the_signature() {
    assert_tight(declared::programs(), accepted, "declared");
}
