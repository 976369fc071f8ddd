//! Every definition once: does what must come out come out?

use yinsi_benches::definition;

#[test]
fn every_definition_finds_what_it_should_on_every_instruction_set() {
    let definitions = definition::all().expect("the definitions");
    assert!(definitions.len() > 10);
    let mut faults = Vec::new();
    for definition in &definitions {
        assert!(definition.why.len() > 20, "`{}` does not say why", definition.name);
        for isa in definition.isas() {
            faults.extend(definition.check(isa).err());
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_corpus_of_the_table_is_measured_with_all_rules() {
    let definitions = definition::all().expect("the definitions");
    for corpus in yinsi_benches::corpus::PLAIN {
        let measured = |definition: &definition::Definition| {
            definition.corpus == corpus.name && definition.rules == "all"
        };
        assert!(definitions.iter().any(measured), "{}", corpus.name);
    }
}
