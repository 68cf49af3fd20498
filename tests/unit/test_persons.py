"""Whether a name may be a person's."""

from rag.names.persons import may_be_person


def test_two_capitalised_words_may_be_a_person_unless_a_dictionary_lists_them() -> None:
    assert may_be_person("Geleitet wird das Projekt von Henrike Solveen.")
    assert may_be_person("Geleitet wird das Projekt von Michael König.")
    assert not may_be_person("Seit Februar steigt der Kurs in den USA.")
