"""Which of four forms a question on a dimension has: who, one role, several beside each other, a claim."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from chatbot.evidence import Evidence
from chatbot.model import Kind
from chatbot.roles import Names
from chatbot.utterance import Utterance
from chatbot.words import (
    ASKING,
    DIFFERING,
    NEGATIONS,
    PRONOUNS,
)

_NO_DENIAL = frozenset({"to", "or", "and", "if", "may", "can"})
"""Words before a "no" or "not" that denies nothing of who does it: "has to no the rules", "what may and may not"."""

_REACH = 5
"""Words from the asking one on in which a "not" denies what is asked; "which of these" takes two of them up."""

_OF_EACH = frozenset({"each", "respectively"})
"""Words that ask the same of all the roles named, not for one of them."""

_ONE_AND_THE_OTHER = re.compile(r"\b(?:which|who|whose|what)\b.*\band (?:which|who|whose|what)\b")

_ONE_OF = frozenset("of one role job manager position is has gets earns".split())

_EXCEPT = ("if not", "other than", "apart from", "besides", "except", "except for", "instead of", "but not")


_SETTING_BESIDE = frozenset("compare contrast rank".split())
_EVERYBODY = frozenset("all every each".split())
_RANKING = re.compile(
    r"\b(?:rank|order|sort|list|put|arrange|line up) (?:\w+ ){0,4}?"
    r"(?:all|every|each|roles|jobs|positions|titles|them|these|those|two|three|four|five|six|seven|eight|nine|ten)\b"
    r".*\b(?:by|from|order|according)\b"
)
"""How one asks for roles in the order of something."""


def form_of(utterance: Utterance, evidence: Evidence, roles: Sequence[str], names: Names) -> Kind:
    """Which of the four forms a question on a dimension has, within what the roles named allow."""
    forms = {Kind(form): share for form, share in evidence.forms.items()}
    cues = utterance.cues
    if "xwhich" not in cues:
        forms[Kind.WHO] *= 0.2 if "xor" in cues else 0.05
    elif len(roles) > 1:
        forms[Kind.WHO] *= 0.3 if "xobject" in cues else 8
    if "xwhich" in cues and not {"xtag", "xreported"} & cues:
        forms[Kind.VERIFY] *= 0.1
    if exempted(utterance) and "xaux" not in cues:
        return Kind.WHO
    if len(roles) != 1 and sets_all_beside(utterance):
        return Kind.COMPARISON
    if is_put_as_claim(utterance) and "xor" not in cues:
        return Kind.VERIFY
    of_each = len(roles) > 1 and asks_of_each(utterance)
    if of_each:
        forms[Kind.WHO] = 0.0
    elif len(roles) > 1 and (_opens_with_who(utterance) or _chooses(utterance)):
        return Kind.WHO
    if "xasked" in cues and utterance.words[:1] == ("so",):
        forms[Kind.VERIFY] *= 4
    if len(roles) == 1 and not exempted(utterance):
        forms[Kind.WHO] = 0.0
        forms[Kind.COMPARISON] *= 0.2
    if len(roles) > 1:
        forms[Kind.STATEMENT] *= 0.2
    if not {"xaux", "xtag", "xreported", "xasked"} & cues:
        forms[Kind.VERIFY] *= 0.3
    elif "xaux" in cues and len(roles) >= 1 and "xor" not in cues:
        forms[Kind.VERIFY] *= 4
    if "xtag" in cues and roles:
        forms[Kind.VERIFY] *= 8
    if "xaux" in cues and "xtag" not in cues and _offers_alternatives(utterance, names):
        forms[Kind.VERIFY] *= 0.15
    return max(forms, key=lambda form: forms[form])


def asks_of_each(utterance: Utterance) -> bool:
    """Whether the same is asked of all the roles named: "each", "which is for the COO and which for the assistant?"."""
    return not _OF_EACH.isdisjoint(utterance.has) or bool(_ONE_AND_THE_OTHER.search(" ".join(utterance.words)))


def sets_all_beside(utterance: Utterance) -> bool:
    """Whether all roles are to be set beside each other, or in order: "rank them by pay", "compare all six"."""
    compares = bool(_SETTING_BESIDE & utterance.has and _EVERYBODY & utterance.has)
    return compares or bool(_RANKING.search(" ".join(utterance.words)))


def is_put_as_claim(utterance: Utterance) -> bool:
    """Whether a sentence about a named role is put with a tag, a frame or a mere question mark: "..., agree?"."""
    cues = utterance.cues
    told = {"xtag", "xclaims"} <= cues or {"xclaims", "xasked"} <= cues or {"xclaims", "xreported"} <= cues
    ends = frozenset(utterance.words[-3:])
    return told and bool(utterance.roles) and "xwh" not in cues and ASKING.isdisjoint(ends)


def _chooses(utterance: Utterance) -> bool:
    """Whether two named roles are offered as alternatives: "is it the COO or the Head of Operations who ...?"."""
    if {"xtag", "xreported", "xneg"} & utterance.cues or not utterance.has.isdisjoint(DIFFERING):
        return False
    return "xor" in utterance.cues and len(utterance.roles) == 2


def _opens_with_who(utterance: Utterance) -> bool:
    """Whether a clause asks which of the roles named: "..., who has the bigger budget?"."""
    if {"xobject", "xtag"} & utterance.cues or not utterance.has.isdisjoint(DIFFERING):
        return False
    words = (*utterance.words, "", "")
    openings = [words[i : i + 2] for i in utterance.breaks]
    return any(word in {"who", "whose"} or (word == "which" and after in _ONE_OF) for word, after in openings)


def _offers_alternatives(utterance: Utterance, names: Names) -> bool:
    """Whether a question asks which of two jobs: "to the president or the CEO?"; that is no claim."""
    words, jobs = utterance.words, names.ranks | names.letters | names.jobs
    places = [i for i, word in enumerate(words) if word == "or"]
    return any(jobs & {*words[i - 2 : i]} and jobs & {*words[i + 1 : i + 3]} for i in places)


def exempted(utterance: Utterance) -> tuple[str, ...]:
    """Roles that a question leaves aside: "if not the COO, who ..."."""
    aside = []
    for mention in utterance.mentions:
        before = " ".join(
            word
            for word in utterance.words[max(0, mention.start - 4) : mention.start]
            if word not in ("the", "a", "an")
        )
        if len(mention.roles) == 1 and any(before.endswith(phrase) for phrase in _EXCEPT):
            aside.append(mention.roles[0])
    return tuple(aside)


def denies(utterance: Utterance) -> bool:
    """Whether a who-question asks who does not."""
    words = utterance.words
    asking = [i for i, word in enumerate(words) if word in {"who", "which", "whose"}]
    starts = asking or [i for i, word in enumerate(words) if word == "what"]
    after = words[starts[-1] :] if starts else words
    pairs = itertools.pairwise(("", *after[: _REACH + 2 * ("of" in after[1:2])]))
    denied = any(word in NEGATIONS and before not in _NO_DENIAL for before, word in pairs)
    return denied and "or not" not in " ".join(after)


def points_at_nobody(utterance: Utterance, form: Kind) -> bool:
    """Whether a pronoun or a claim needs a role that nothing names."""
    return form is Kind.VERIFY or not PRONOUNS.isdisjoint(utterance.has - {"it", "this", "that", "these", "those"})
