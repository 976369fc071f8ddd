//! `yinsi generate`.

mod common;

use common::Place;

#[test]
fn a_generated_leak_is_the_same_for_the_same_seed() {
    let place = Place::new();
    for (folder, seed) in [("a", 3), ("b", 3), ("c", 4)] {
        let ran = place.run(&format!("generate {folder} --people 50 --seed {seed} --seconds 0"), b"");
        assert_eq!((ran.status, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
        assert!(ran.stderr.starts_with("50 people in 50 units, 9 files"), "{}", ran.stderr);
    }
    assert_eq!(place.read("a/truth.json"), place.read("b/truth.json"));
    assert_eq!(place.read("a/users.jsonl"), place.read("b/users.jsonl"));
    assert_ne!(place.read("a/users.jsonl"), place.read("c/users.jsonl"));
    let again = place.run("generate a", b"");
    assert_eq!((again.status, again.stderr.as_str()), (2, "yinsi: a: the folder is not empty\n"));
}
