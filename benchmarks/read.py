"""`read`: official sentences to their readings, against g2p-hamster alone on the same."""

from importlib.resources import files
from itertools import cycle, islice

from g2p_hamster.t0.pipeline import normalize
from loa.speech.reader import reading

from benchmarks.harness import Result, command, result, seconds


def sentences(count: int) -> list[str]:
    """The committed corpus, over and over, up to `count`; every round differs by its number, so that no cache
    of whole sentences would help."""
    corpus = files("loa.speech") / "corpus"
    paths = sorted((p for p in corpus.iterdir() if p.name.endswith(".tsv")), key=lambda p: p.name)
    known = [line.partition("\t")[0] for p in paths for line in p.read_text(encoding="utf-8").splitlines()]
    return [f"{written} Tin số {n}." for n, written in enumerate(islice(cycle(known), count), 1)]


def run(quick: bool) -> list[Result]:
    """Both are warmed by one sentence, then read all; the better of two rounds counts for each."""
    count = 2_000 if quick else 10_000
    texts = sentences(count)
    reading(texts[0])
    normalize(texts[0])
    ours = min(seconds(lambda: [reading(t) for t in texts]) for _ in range(2))
    floor = min(seconds(lambda: [normalize(t) for t in texts]) for _ in range(2))
    return [result("read", ours, "s", floor, 3.0, f"{count} sentences")]


def main() -> None:
    """The shell's way in."""
    command(run)


if __name__ == "__main__":
    main()
