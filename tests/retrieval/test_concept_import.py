"""Thesauri come in from SKOS, tables and JSON lines and join the glossary; bad ones are refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from retrieval.concepts import shelf
from retrieval.concepts.importing import read_thesaurus
from retrieval.concepts.tagger import Tagger
from retrieval.concepts.thesaurus import Concept, cycles, glossary
from retrieval.errors import MissingExtraError, ThesaurusError
from tests.shared import shared

HEAD = (
    '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:skos="http://www.w3.org/2004/02/skos/core#" xmlns:xl="http://www.w3.org/2008/05/skos-xl#">'
)
SKOS = (
    HEAD
    + """
<skos:ConceptScheme rdf:about="http://t/"><skos:prefLabel xml:lang="en">My scheme</skos:prefLabel>
</skos:ConceptScheme>
<skos:Concept rdf:about="http://t/1"><skos:prefLabel xml:lang="en">crop damage</skos:prefLabel>
<skos:altLabel xml:lang="en">harvest damage</skos:altLabel>
<skos:prefLabel xml:lang="pt-BR">dano à safra</skos:prefLabel>
<skos:narrower><skos:Concept rdf:about="http://t/2"><skos:prefLabel xml:lang="en">hail damage</skos:prefLabel>
</skos:Concept></skos:narrower></skos:Concept>
<rdf:Description rdf:about="http://t/3"><rdf:type rdf:resource="http://www.w3.org/2004/02/skos/core#Concept"/>
<xl:prefLabel rdf:resource="http://t/x3"/><skos:broader rdf:resource="http://t/1"/></rdf:Description>
<rdf:Description rdf:about="http://t/x3">
<xl:literalForm xml:lang="en">frost damage</xl:literalForm></rdf:Description>
</rdf:RDF>"""
)
TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://t/1> a skos:Concept ; skos:prefLabel "crop damage"@en ; skos:altLabel "harvest damage"@en .
<http://t/2> a skos:Concept ; skos:prefLabel "hail damage"@en ; skos:broader <http://t/1> ."""
TABLE = "id,broader,en,alt_en,fr\n1,,crop damage,harvest damage,dégâts aux cultures\n2,1,hail damage,,\n"


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.rdf", SKOS),
        ("t.xml.gz", gzip.compress(SKOS.encode())),
        ("t.ttl", TURTLE),
        ("t.csv", TABLE),
        ("t.tsv", TABLE.replace(",", "\t")),
        (
            "t.jsonl",
            '{"id":"t:1","labels":{"en":"crop damage"},"alt":{"en":["harvest damage"]}}\n'
            '{"id":"t:2","label":"hail damage","broader":["1"]}\n',
        ),
    ],
)
def test_every_kind_gives_the_same_concepts(tmp_path: Path, name: str, text: str | bytes) -> None:
    if name.endswith(".ttl"):
        pytest.importorskip("rdflib", reason="Turtle needs the extra `thesaurus`")
    found = {one.id: one for one in read_thesaurus(written(tmp_path, name, text), "t").concepts}
    assert found["t:1"].labels["en"] == ("crop damage", "harvest damage")
    assert found["t:2"].labels["en"] == ("hail damage",)
    assert found["t:2"].broader == ("t:1",)


def test_skos_xl_labels_and_regional_tags_are_read(tmp_path: Path) -> None:
    found = {one.id: one for one in read_thesaurus(written(tmp_path, "t.rdf", SKOS), "t").concepts}
    assert found["t:3"].labels == {"en": ("frost damage",)}
    assert found["t:1"].labels["pt"] == ("dano à safra",)
    assert len(found) == 3


def test_turtle_without_rdflib_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rdflib", None)
    with pytest.raises(MissingExtraError, match="thesaurus"):
        read_thesaurus(written(tmp_path, "t.ttl", TURTLE), "t")


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("t.pdf", "x", "kind"),
        ("t", "x", "kind"),
        ("t.rdf", "not xml", "well-formed"),
        ("t.rdf", SKOS[:-40], "well-formed"),
        ("t.rdf", "<html/>", "root"),
        ("t.rdf", HEAD + "</rdf:RDF>", "no concept"),
        ("t.rdf", '<!DOCTYPE a [<!ENTITY b "c">]>' + HEAD.split("?>")[1] + "</rdf:RDF>", "entities"),
        ("t.csv", "", "no column"),
        ("t.csv", "name of it,number\nx,1\n", "no column"),
        ("t.csv", b"en\n\xff\xfe\n", "UTF-8"),
        ("t.jsonl", '{"id": 1}\n', "line 1"),
        ("t.jsonl", '{"id": 1, "label": "x y"}\n[]\n', "line 2"),
        ("t.jsonl", '{"id": 1, "labels": 7}\n', "line 1"),
        ("t.csv.gz", b"\x1f\x8b\x08broken", "cannot be read"),
    ],
)
def test_a_bad_file_is_refused_by_what_is_wrong(
    tmp_path: Path, name: str, text: str | bytes, reason: str
) -> None:
    with pytest.raises(ThesaurusError, match=reason):
        read_thesaurus(written(tmp_path, name, text), "t")


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ThesaurusError, match="no such file"):
        read_thesaurus(tmp_path / "none.csv", "t")


def test_links_in_a_circle_or_into_nothing_are_left_out_and_counted(tmp_path: Path) -> None:
    text = "id,broader,en\n1,2,first thing\n2,1,second thing\n3,9,third thing\n"
    found = read_thesaurus(written(tmp_path, "t.csv", text), "t")
    assert not cycles({one.id: one for one in found.concepts})
    assert found.links_left_out == 2


def test_labels_in_capitals_are_written_small(tmp_path: Path) -> None:
    text = "id,en\n1,ABANDONED WELLS\n2,DAMAGED PIPES\n"
    found = read_thesaurus(written(tmp_path, "t.csv", text), "t")
    assert [one.labels["en"][0] for one in found.concepts] == ["abandoned wells", "damaged pipes"]


def test_an_import_is_joined_listed_tagged_and_dropped(tmp_path: Path) -> None:
    text = "id,broader,en,de\n1,,wetlands,Feuchtgebiet\n2,1,blanket bog restoration,Moorrenaturierung\n"
    name, found = shelf.bring_in(tmp_path, written(tmp_path, "My Words.csv", text))
    assert (name, len(found.concepts), shelf.names(tmp_path)) == ("my-words", 2, ("my-words",))
    known = shelf.known(tmp_path)
    assert known.concepts["wetland"].exact == ("my-words:1",)
    assert known.concepts["wetland"].labels["de"] == ("Feuchtgebiet",)
    assert known.concepts["my-words:2"].broader == ("wetland",)
    assert known.fingerprint != glossary().fingerprint
    tagger = Tagger(known)
    assert set(tagger.counts("Moorrenaturierung im Feuchtgebiet", "de")) == {"my-words:2", "wetland"}
    shelf.drop(tmp_path, "my-words")
    assert shelf.known(tmp_path).fingerprint == glossary().fingerprint
    with pytest.raises(ThesaurusError, match="none was imported"):
        shelf.drop(tmp_path, "my-words")


def test_a_label_keeps_the_meaning_that_it_has() -> None:
    odd = Concept("x:1", {"en": ("odd thing",), "fr": ("eau",)}, scheme="x")
    both = shelf.joined(glossary(), [odd])
    assert both.concepts["x:1"].labels == {"en": ("odd thing",)}
    assert "eau" in both.concepts["water"].labels["fr"]


def test_a_damaged_import_is_noticed_and_left_out(tmp_path: Path) -> None:
    shelf.bring_in(tmp_path, written(tmp_path, "t.csv", TABLE))
    path = tmp_path / shelf.FOLDER / "t.jsonl"
    path.write_text(path.read_text("utf-8").replace("hail", "hall"), "utf-8")
    with pytest.raises(ThesaurusError, match="damaged"):
        shelf.shelved(tmp_path, "t")
    assert shelf.known(tmp_path).fingerprint == glossary().fingerprint


@pytest.mark.parametrize("name", ["", "../x", "a b", "glossary", "é"])
def test_a_name_that_cannot_be_a_file_is_refused(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, "glossary.csv" if not name else "t.csv", TABLE)
    with pytest.raises(ThesaurusError, match="no name"):
        shelf.bring_in(tmp_path, path, name or None)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "name", "least"),
    [
        ("unbis.jsonl.gz", "unbis", 7000),
        ("gemet.jsonl.gz", "gemet", 5000),
        ("eurovoc_en_fr.jsonl.gz", "eurovoc", 7000),
        ("agrovoc_en.jsonl.gz", "agrovoc", 30000),
    ],
)
def test_public_thesauri_come_in_whole(file: str, name: str, least: int) -> None:
    found = read_thesaurus(shared("corpus", "thesaurus", file), name)
    assert len(found.concepts) > least
    assert not cycles({one.id: one for one in found.concepts})


def test_labels_of_small_words_or_one_letter_are_left_out_and_counted(tmp_path: Path) -> None:
    text = "id,en,fr,ru\n1,or,,\n2,k,,\n3,crop damage,mais,\n4,,,и в\n5,WHO,,\n"
    found = read_thesaurus(written(tmp_path, "t.csv", text), "t")
    assert [one.id for one in found.concepts] == ["t:3", "t:5"]
    assert found.concepts[0].labels == {"en": ("crop damage",)}
    assert (found.labels_left_out, found.small, found.concepts_left_out) == (1, 3, 3)
