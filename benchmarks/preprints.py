"""How well preprints find their articles: a synthetic measurement on real preprints.

    python -m benchmarks.preprints arxiv-preprints.jsonl.gz [--seeds 5] [--misses 10]

No corpus at hand holds both sides, so the article side is made: half of the real DataCite records
get an article distorted from them, the other preprints are decoys, and so are follow-ups of the
same authors. It says how the rules bear such changes, not how often such changes happen.

What is changed, each by its own throw of a seeded die (`CHANGES`):

- title: 58 % the same words (capitals, hyphens, TeX or Greek otherwise, in one of five the part
  behind a colon as a subtitle); 25 % one or two words replaced, added or left out; 12 % several (3
  to 5, or a third of the title); 5 % entirely retitled with words of other titles;
- authors: 35 % given names as initials, 12 % one or two added, 8 % one left out, 6 % in another
  order, 15 % without accents, 3 % with family and given name exchanged;
- date: 0 to 30 months later (than the middle of the year where no more is known), 5 % up to 3
  months earlier, 1 % four to six years later;
- abstract: 60 % have none, the others one word in twelve replaced;
- decoys: the preprints without an article, and for 15 % of the articles a follow-up: the same
  authors, a later date, 60 % of the words of the title new, another abstract;
- what is asserted (as by a relation): 60 % of the true pairs, and 3 % wrong ones beside them, half
  of them another article at random, half the follow-up by the same authors.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

from importers.datacite_messages import parse
from importers.records import OWN_SCHEMES, WorkRecord
from registry.outputs.years import earliest
from registry.studies import evaluating
from registry.studies.authors import Name
from registry.studies.evaluating import Measured, Pair, Scored
from registry.studies.manifestations import ABSTRACT, NAMES
from registry.studies.matching import Manifestation

CHANGES = {
    "few words": 0.25, "several words": 0.12, "retitled": 0.05, "subtitle": 0.2,
    "initials": 0.35, "added": 0.12, "dropped": 0.08, "reordered": 0.06, "plain letters": 0.15,
    "exchanged": 0.03, "earlier": 0.05, "much later": 0.01, "no abstract": 0.6,
    "follow-up": 0.15, "asserted": 0.6, "asserted wrongly": 0.03,
}  # fmt: skip
FIRST_ARTICLE, FIRST_FOLLOW_UP = 1_000_000, 2_000_000
SPELLINGS = {"alpha": "α", "beta": "β", "lambda": "$\\lambda$", "gamma": "γ", "-": " ", "–": "-"}


@dataclass(frozen=True)
class World:
    """Preprints, articles and follow-ups, what is one study, and what somebody asserts."""

    works: list[Manifestation]
    truth: set[Pair]
    assertions: list[Pair]


def preprints(path: Path) -> list[Manifestation]:
    """The preprints of a file of DataCite records, as they would be stored."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_preprint(key, parse(json.loads(line))) for key, line in enumerate(lines, 1)]


def _preprint(key: int, record: WorkRecord) -> Manifestation:
    dates = {name: str(date) for name, date in record.dates.items()}
    return Manifestation(
        id=key,
        work_type=record.type,
        title=record.title or "",
        subtitle=record.subtitle or "",
        date=earliest(dates).date,
        doi=record.doi,
        publisher=record.publisher,
        abstract=(record.abstract or "")[:ABSTRACT] or None,
        names=tuple(
            Name(c.printed, c.family, c.given, is_group=c.is_group, orcid=c.orcid)
            for c in record.contributors[:NAMES]
        ),
        identifiers=frozenset(
            f"{i.scheme}:{i.value}" for i in record.identifiers if i.scheme in OWN_SCHEMES
        ),
    )


class Distortion:
    """Makes articles of preprints; the same seed makes the same."""

    def __init__(self, seed: int, real: list[Manifestation]) -> None:
        self.die = random.Random(seed)
        self.words = [word for work in real for word in work.title.split() if len(word) > 3]
        self.names = [name for work in real for name in work.names]

    def happens(self, change: str) -> bool:
        return self.die.random() < CHANGES[change]

    def article(self, preprint: Manifestation) -> Manifestation:
        title, subtitle = self._subtitled(self._title(preprint.title))
        return replace(
            preprint,
            id=FIRST_ARTICLE + preprint.id,
            doi=f"10.5555/article.{preprint.id}",
            identifiers=frozenset(),
            work_type="journal-article",
            publisher="Sample Press",
            container="Journal of Sample Physics",
            title=title,
            subtitle=subtitle,
            names=self._names(preprint.names),
            date=self._later(preprint.date, self._months()),
            abstract=self._abstract(preprint.abstract),
        )

    def follow_up(self, article: Manifestation, preprint: Manifestation) -> Manifestation:
        return replace(
            article,
            id=FIRST_FOLLOW_UP + preprint.id,
            doi=f"10.5555/follow-up.{preprint.id}",
            title=self._changed(article.title.split(), 0.6),
            subtitle="",
            date=self._later(article.date, self.die.randint(2, 20)),
            abstract=None,
        )

    def _title(self, title: str) -> str:
        throw, words = self.die.random(), title.split()
        if (throw := throw - CHANGES["retitled"]) < 0:
            return " ".join(self.die.sample(self.words, max(4, len(words) - 1)))
        if (throw := throw - CHANGES["several words"]) < 0:
            return self._edited(words, max(self.die.randint(3, 5), len(words) // 3))
        if throw < CHANGES["few words"]:
            return self._edited(words, self.die.randint(1, 2))
        return self._respelled(title)

    def _edited(self, words: list[str], times: int) -> str:
        words = list(words)
        for _ in range(times):
            place = self.die.randrange(len(words))
            edit = self.die.choice(("replace", "replace", "add", "drop"))
            if edit == "add":
                words.insert(place, self.die.choice(self.words))
            elif edit == "replace" or len(words) < 4:
                words[place] = self.die.choice(self.words)
            else:
                words.pop(place)
        return " ".join(words)

    def _changed(self, words: list[str], share: float) -> str:
        return " ".join(
            self.die.choice(self.words) if self.die.random() < share else word for word in words
        )

    def _respelled(self, title: str) -> str:
        for plain, spelled in SPELLINGS.items():
            if self.die.random() < 0.5:
                title = title.replace(plain, spelled)
        return self.die.choice((title, title.title(), title.upper(), title.capitalize()))

    def _subtitled(self, title: str) -> tuple[str, str]:
        head, colon, rest = title.partition(": ")
        return (head, rest) if colon and self.happens("subtitle") else (title, "")

    def _names(self, names: tuple[Name, ...]) -> tuple[Name, ...]:
        found = list(names)
        if self.happens("dropped") and len(found) > 1:
            found.pop(self.die.randrange(len(found)))
        if self.happens("added"):
            for _ in range(self.die.randint(1, 2)):
                found.insert(self.die.randint(0, len(found)), self.die.choice(self.names))
        if self.happens("reordered"):
            self.die.shuffle(found)
        for change, make in (
            ("initials", _initialled), ("plain letters", _plain), ("exchanged", _exchanged)
        ):  # fmt: skip
            if self.happens(change):
                found = [make(name) for name in found]
        return tuple(found)

    def _months(self) -> int:
        if self.happens("earlier"):
            return -self.die.randint(1, 3)
        return self.die.randint(49, 72) if self.happens("much later") else self.die.randint(0, 30)

    @staticmethod
    def _later(date: str | None, months: int) -> str | None:
        if date is None:
            return None
        number = int(date[:4]) * 12 + int(date[5:7] or 6) - 1 + months
        return f"{number // 12}-{number % 12 + 1:02}"

    def _abstract(self, text: str | None) -> str | None:
        if text is None or self.happens("no abstract"):
            return None
        return self._changed(text.split(), 1 / 12)


def _initialled(name: Name) -> Name:
    if not name.given or not name.family:
        return name
    initials = " ".join(f"{word[0]}." for word in name.given.split())
    return Name(f"{initials} {name.family}", name.family, initials)


def _plain(name: Name) -> Name:
    def bare(text: str | None) -> str | None:
        letters = unicodedata.normalize("NFD", text or "")
        return "".join(c for c in letters if not unicodedata.combining(c)) or None

    return replace(
        name, printed=bare(name.printed) or "", family=bare(name.family), given=bare(name.given)
    )


def _exchanged(name: Name) -> Name:
    return replace(name, family=name.given, given=name.family) if name.given else name


def world(seed: int, real: list[Manifestation]) -> World:
    """One world of this seed."""
    distortion = Distortion(seed, real)
    chosen = distortion.die.sample(real, len(real) // 2)
    articles = {preprint.id: distortion.article(preprint) for preprint in chosen}
    follow_ups = {
        preprint.id: distortion.follow_up(articles[preprint.id], preprint)
        for preprint in chosen
        if distortion.happens("follow-up")
    }
    truth = {frozenset((key, article.id)) for key, article in articles.items()}
    works = [*real, *articles.values(), *follow_ups.values()]
    distortion.die.shuffle(works)
    return World(works, truth, list(_assertions(distortion, articles, follow_ups)))


def _assertions(
    distortion: Distortion,
    articles: Mapping[int, Manifestation],
    follow_ups: Mapping[int, Manifestation],
) -> Iterator[Pair]:
    for key, article in articles.items():
        if distortion.happens("asserted"):
            yield frozenset((key, article.id))
        if distortion.happens("asserted wrongly"):
            others = (
                [follow_ups[key]] if key in follow_ups and distortion.die.random() < 0.5 else []
            )
            other = (others or [distortion.die.choice(list(articles.values()))])[0]
            if other is not article:
                yield frozenset((key, other.id))


def measure(seed: int, real: list[Manifestation]) -> tuple[Measured, Measured, list[Scored], World]:
    """What is suggested and what is joined without asking in the world of a seed."""
    made = world(seed, real)
    scored = evaluating.compared(made.works, made.truth)
    asserted = evaluating.asserted(made.works, made.assertions, made.truth)
    suggested = evaluating.suggested(scored, len(made.truth))
    return suggested, evaluating.unasked(asserted), scored, made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--misses", type=int, default=0)
    asked = parser.parse_args()
    real = preprints(asked.file)
    print(f"{len(real)} real preprints, {len(real) // 2} synthetic articles a seed")
    print("seed  suggested: precision recall | joined without asking: precision recall")
    every = []
    for seed in range(1, asked.seeds + 1):
        suggested, joined, scored, made = measure(seed, real)
        every.append((suggested, joined, scored, len(made.truth)))
        print(f"{seed:4}  {_shown(suggested)} | {_shown(joined)}")
        _misses(scored, made, asked.misses)
    worst = [min(m.recall for m, *_ in every), min(j.precision for _, j, *_ in every)]
    print(f"worst recall suggested {worst[0]:.4f}, worst precision unasked {worst[1]:.4f}")
    print("score from which one would ask: mean precision, mean recall")
    tables = [dict(evaluating.by_threshold(scored, truths)) for _, _, scored, truths in every]
    for least in evaluating.THRESHOLDS:
        cells = [table[least] for table in tables]
        precision, recall = mean(c.precision for c in cells), mean(c.recall for c in cells)
        print(f"{least:4.2f}  {precision:.4f} {recall:.4f}")


def _shown(measured: Measured) -> str:
    return f"{measured.precision:.4f} {measured.recall:.4f} (of {measured.chosen})"


def _misses(scored: list[Scored], made: World, most: int) -> None:
    known = {work.id: work for work in made.works}
    for one in [s for s in scored if s.verdict.is_enough != s.is_true][:most]:
        print("   ", "missed" if one.is_true else "wrong ", one.verdict.score, end=" ")
        print([(e.code, e.weight) for e in one.verdict.evidence])
        print("       ", " || ".join(known[key].title for key in sorted(one.pair)))
    missing = made.truth - {s.pair for s in scored}
    if most:
        print("    never compared:", len(missing))


if __name__ == "__main__":
    main()
