"""Which jobs a text names: held roles by name, alias, abbreviation or part of a name, and titles nobody holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chatbot.described import weigh_descriptions
from chatbot.model import KnowledgeBase, Mention
from chatbot.text import normalize, singulars, tokenize
from chatbot.words import PRONOUNS, SHORTHAND, STOP

MAX_NAME = 7
"""Words in the longest name that is looked for."""

_LINKS = frozenset("and or vs nor the a an & to than versus with".split())
_HEAD_FOLLOWERS = frozenset(
    "one ones role job guy lady person side position post boss colleague people bloke management instead field".split()
)
_LOOSE_RANKS = frozenset(
    "lead head chief boss principal partner owner rep agent executive worker workers leader mgmt secretary president "
    "assistant".split()
)
_DEGREES = frozenset("more most less least so very is are".split())
_OF_HEADS = frozenset("head chief director vp president manager".split())
_COMMON_VERBS = frozenset(
    "report reports reporting earn earns manage manages managing lead leads hire hires become becomes becoming meet "
    "meets talk talks supervise supervises rank ranks outrank outranks differ compare versus between called named "
    "higher lower senior above below under better worse best beside than like into being average typical good new "
    "entry level old young former own real every average first next great".split()
)


@dataclass(frozen=True)
class Names:
    """Every way of naming a role, ready to be looked up; a name is its words joined by spaces."""

    full: Mapping[str, Sequence[str]]
    parts: Mapping[str, str]
    heads: Mapping[str, Sequence[str]]
    titles: Mapping[str, tuple[str, str]]
    ranks: frozenset[str]
    jobs: frozenset[str]
    letters: frozenset[str]
    levels: frozenset[str]
    described: Mapping[str, Mapping[str, float]]

    @cached_property
    def starts(self) -> frozenset[str]:
        """The first words of all names: where a text has none of them, no name begins."""
        return frozenset(name.split(" ", 1)[0] for names in (self.full, self.titles) for name in names)

    def as_json(self) -> dict[str, Any]:
        """Plain data that `Names.from_json` reads back."""
        return {
            "full": dict(self.full),
            "parts": dict(self.parts),
            "heads": dict(self.heads),
            "titles": dict(self.titles),
            "described": {role: dict(words) for role, words in self.described.items()},
            **{name: sorted(getattr(self, name)) for name in ("ranks", "jobs", "letters", "levels")},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Names:
        """The names that `as_json` wrote."""
        words = {name: frozenset(data[name]) for name in ("ranks", "jobs", "letters", "levels")}
        return cls(data["full"], data["parts"], data["heads"], data["titles"], described=data["described"], **words)


def name_words(name: str) -> tuple[str, ...]:
    """A name as the words that a text is compared with."""
    words = (SHORTHAND.get(word, word) for word in tokenize(normalize(name)))
    return tuple(part.removesuffix("'s") for word in words for part in word.split())


def index_names(knowledge: KnowledgeBase, occupations: Mapping[str, Iterable[str]]) -> Names:
    """All names of the knowledge base's roles and titles, and the parts of names that stand for one role alone."""
    full: dict[str, list[str]] = defaultdict(list)
    for role in knowledge.roles:
        for name in (role.name, *role.aliases, *role.titles):
            key = " ".join(name_words(name))
            if role.id not in full[key]:
                full[key].append(role.id)
    titles = {
        " ".join(name_words(name)): (title.names[0], title.nearest)
        for title in knowledge.titles
        for name in title.names
        if " ".join(name_words(name)) not in full
    }
    heads: dict[str, list[str]] = defaultdict(list)
    for role in knowledge.roles:
        heads[name_words(role.name)[-1]].append(role.id)
    sets = {name: frozenset(words) for name, words in occupations.items()}
    shared = {head: ids for head, ids in heads.items() if len(ids) > 1}
    described = weigh_descriptions(knowledge)
    return Names(dict(full), _parts(knowledge, shared), shared, titles, described=described, **sets)


def _parts(knowledge: KnowledgeBase, shared: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Words that alone single out a role among the others: "logistics", "assistant"."""
    claims: dict[str, list[str]] = defaultdict(list)
    weak: Counter[str] = Counter()
    for role in knowledge.roles:
        words = name_words(role.name)
        if words[-1] in shared:
            claims[" ".join(words[:-1])].append(role.id)
        else:
            claims[words[-1]].append(role.id)
            claims[words[0]].append(role.id)
            weak[words[0]] += 1
    parts = {}
    for part, ids in claims.items():
        strong = [i for i in ids if _last(knowledge, i) in shared] or ids
        if len(set(strong)) == 1 and part and part not in STOP:
            parts[part] = strong[0]
    return parts


def _last(knowledge: KnowledgeBase, ident: str) -> str:
    return next(name_words(role.name)[-1] for role in knowledge.roles if role.id == ident)


def find_roles(words: Sequence[str], names: Names) -> tuple[Mention, ...]:
    """The jobs a text names, in order. The longest name wins where names overlap.

    Parts of names count where their surroundings make them names: beside another name ("operations and logistics
    managers") or before "one", "role" and the like.
    """
    bare = [word.removesuffix("'s").removesuffix("s'") for word in words]
    found = list(_full_names(bare, names))
    taken = {i for mention in found for i in range(mention.start, mention.end)}
    found += _other_titles(bare, names, taken)
    taken |= {i for mention in found for i in range(mention.start, mention.end)}
    found += _parts_of_names(bare, names, taken, found)
    return tuple(sorted(found, key=lambda mention: mention.start))


def _full_names(words: Sequence[str], names: Names) -> Iterator[Mention]:
    start = free = 0
    while start < len(words):
        opens = not names.starts.isdisjoint({words[start], *singulars(words[start])})
        mention = _longest(words, start, free, names) if opens else None
        if mention is None:
            start += 1
            continue
        yield mention
        start = free = mention.end


def _longest(words: Sequence[str], start: int, free: int, names: Names) -> Mention | None:
    """The longest name that starts here; `free` is where the name before it ended."""
    for end in range(min(len(words), start + MAX_NAME), start, -1):
        for key in _spellings(words[start:end]):
            if key in names.full and not (start > free and _belongs_to_title(words, start, end, names)):
                return Mention(start, end, tuple(names.full[key]), key)
            if key in names.titles:
                title, nearest = names.titles[key]
                return Mention(start, end, (), title, nearest)
    return None


def _spellings(words: Sequence[str]) -> Iterator[str]:
    yield " ".join(words)
    for at in {len(words) - 1, 0}:
        for singular in singulars(words[at]):
            yield " ".join([*words[:at], singular, *words[at + 1 :]])


def _belongs_to_title(words: Sequence[str], start: int, end: int, names: Names) -> bool:
    """Whether a level word in front makes another job of it: an assistant operations manager is not one."""
    before = words[start - 1] if start else ""
    if start > 1 and words[start - 2] in _DEGREES:
        return False
    return before in names.levels and end - start > 1 and before not in _LINKS


def _other_titles(words: Sequence[str], names: Names, taken: set[int]) -> Iterator[Mention]:
    """Titles that no role claims, recognised by a noun for an occupation at their end."""
    position = 0
    while position < len(words):
        word = words[position]
        if position in taken:
            position += 1
        elif word in names.letters or word in names.jobs:
            yield Mention(position, position + 1, (), word)
            position += 1
        elif word in names.ranks:
            mention = _ranked_title(words, position, names, taken)
            if mention:
                yield mention
                position = mention.end
            else:
                position += 1
        else:
            position += 1


def _ranked_title(words: Sequence[str], at: int, names: Names, taken: set[int]) -> Mention | None:
    start, end = at, at + 1
    while start > 0 and at - start < 3 and start - 1 not in taken and _modifies(words[start - 1]):
        start -= 1
    if words[at] in _OF_HEADS and at + 2 < len(words) and words[at + 1] == "of" and words[at + 2] not in STOP:
        end = at + 3
    if end < len(words) and end not in taken and words[end] in names.ranks:
        return None
    title = " ".join(words[start:end])
    singular = words[at].removesuffix("s")
    if start == at and end == at + 1:
        shared = names.heads.get(words[at]) or names.heads.get(singular) or ()
        if shared:
            return Mention(start, end, tuple(shared), title, part=True)
        return None if words[at] in _LOOSE_RANKS or words[at] == singular else Mention(start, end, (), title)
    return Mention(start, end, (), title)


def _modifies(word: str) -> bool:
    return word not in STOP and word not in _COMMON_VERBS and word not in PRONOUNS and word.isalpha()


def _parts_of_names(words: Sequence[str], names: Names, taken: set[int], found: Sequence[Mention]) -> Iterator[Mention]:
    places = [i for i, word in enumerate(words) if i not in taken and word in names.parts]
    anchors = {m.start for m in found if m.roles} | {m.end - 1 for m in found if m.roles}
    for place in places:
        following = words[place + 1] if place + 1 < len(words) else ""
        if following in _HEAD_FOLLOWERS or _is_linked(words, place, anchors, set(places)):
            yield Mention(place, place + 1, (names.parts[words[place]],), words[place], part=True)


def _is_linked(words: Sequence[str], place: int, anchors: set[int], places: set[int]) -> bool:
    """Whether only link words ("and", "or", "the") part the place from another name."""
    for step in (1, -1):
        at, links = place + step, 0
        while 0 <= at < len(words) and words[at] in _LINKS and links < 3:
            at, links = at + step, links + 1
        if links and (at in anchors or at in places):
            return True
    return False
