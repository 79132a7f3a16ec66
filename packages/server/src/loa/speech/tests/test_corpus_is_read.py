"""The reader against the committed corpus, class by class."""

from collections import Counter
from pathlib import Path

import pytest

from loa.speech.reader import reading

CORPUS = Path(__file__).parents[1] / "corpus"
FILES = sorted(path.stem for path in CORPUS.glob("*.tsv"))
MUST_ALL_BE_RIGHT = {"dates", "times", "money", "phones"}


def sentences(name: str) -> list[tuple[str, str]]:
    lines = (CORPUS / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(written, said) for written, _, said in (line.partition("\t") for line in lines)]


def class_of(name: str) -> str:
    """dates.unseen holds dates, too."""
    return name.partition(".")[0]


def test_corpus_is_large_enough() -> None:
    sizes = Counter[str]()
    for name in FILES:
        sizes[class_of(name)] += len(sentences(name))
    assert sizes.total() >= 600
    assert all(size >= 30 for size in sizes.values()), sizes
    assert len(sizes) >= 16


@pytest.mark.parametrize("name", FILES)
def test_class_is_read(name: str) -> None:
    pairs = sentences(name)
    wrong = [
        f"{written}\n  want {said}\n  got  {reading(written)}"
        for written, said in pairs
        if reading(written) != said
    ]
    share = 1 - len(wrong) / len(pairs)
    wanted = 1.0 if class_of(name) in MUST_ALL_BE_RIGHT else 0.95
    assert share >= wanted, "\n".join(wrong)
