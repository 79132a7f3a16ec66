"""`read`: official sentences to their readings, against g2p-hamster alone on the same."""

from importlib.resources import files
from itertools import cycle, islice

from g2p_hamster.t0.pipeline import normalize
from loa.speech.reader import reading

from benchmarks.harness import Result, command, result, seconds


def sentences(count: int) -> list[str]:
    """Returns `count` sentences of the committed corpus, repeated as needed.

    Each has its number in it, so that no cache of whole sentences helps.
    """
    corpus = files("loa.speech") / "corpus"
    paths = sorted((p for p in corpus.iterdir() if p.name.endswith(".tsv")), key=lambda p: p.name)
    known = [line.partition("\t")[0] for p in paths for line in p.read_text(encoding="utf-8").splitlines()]
    return [f"{written} Tin số {n}." for n, written in enumerate(islice(cycle(known), count), 1)]


def run(quick: bool) -> list[Result]:
    """Warms both with one sentence, then reads all; the better of two rounds counts for each."""
    count = 2_000 if quick else 10_000
    texts = sentences(count)
    reading(texts[0])
    normalize(texts[0])
    ours = min(seconds(lambda: [reading(t) for t in texts]) for _ in range(2))
    floor = min(seconds(lambda: [normalize(t) for t in texts]) for _ in range(2))
    return [result("read", ours, "s", floor, 3.0, f"{count} sentences")]


def main() -> None:
    """Runs the benchmark from the command line."""
    command(run)


if __name__ == "__main__":
    main()
