"""Question -> Match: what it asks, of which roles, on which dimension, and how sure that reading is.

The cheap and certain comes first: what cannot be read at all, fixed replies, other languages, titles nobody holds.
Then the evidence decides, within what the number of roles named allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from chatbot.compiled import Compiled
from chatbot.confidence import confidence
from chatbot.evidence import Evidence, weigh
from chatbot.guidance import best_fits
from chatbot.holders import who_holds
from chatbot.model import ABOUT_YOU, Candidate, Kind, Match, Mention, Reason
from chatbot.ordering import chain
from chatbot.roles import Names
from chatbot.smalltalk import small_talk
from chatbot.text import has_words, is_foreign_script, mixes_scripts
from chatbot.transitions import endpoints
from chatbot.utterance import AUXILIARIES, LEAD_INS, Utterance, hear
from chatbot.verdicts import direction, judge
from chatbot.words import (
    BECOMING,
    DIFFERING,
    FOREIGN,
    FOREIGN_GREETINGS,
    LEAST,
    MOST,
    NEGATIONS,
    PRONOUNS,
    STOP,
    VALUES,
)

UNKNOWN_THRESHOLD = 0.45
"""A question is refused where being unanswerable is at least this likely."""

FAR_BETTER = 1.5
POSSIBLE = 0.005
"""A who-question moves to another dimension that is possible where its topic fits FAR_BETTER times as well."""

PLAUSIBLE = 0.05
"""A claim may be about any dimension that is at least this likely."""

COVERING = 0.8
"""A topic that takes up this share of a claim's telling words covers it."""

TOLD = 0.15
"""A tale about oneself asks for guidance where that is at least this likely: its words point to many dimensions."""

FOREIGN_SHARE = 0.3
"""Share of foreign function words from which a question counts as put in another language."""

_LINKS = frozenset(
    "or and vs versus nor a an the to beside compared with from what is "
    "differ differs different rank ranks above below outrank outranks".split()
)
_ONE_OF = frozenset("of one role job manager position is has gets earns".split())
_CHOICES = frozenset("or vs versus nor".split())
_EXCEPT = ("if not", "other than", "apart from", "besides", "except", "except for", "instead of", "but not")


def read(text: str, book: Compiled) -> Match:
    """The reading of a question that stands by itself. `text` is visible text of any content."""
    refusal = unreadable(text)
    if refusal:
        return refusal
    utterance = hear(text, book.speller, book.names)
    return replied(utterance, book) or interpret(utterance, book)


def unreadable(text: str) -> Match | None:
    """A refusal for what has no words, disguises its letters or is in another script."""
    if not has_words(text):
        return Match(Kind.UNKNOWN, confidence=1.0, reason=Reason.BAD_INPUT)
    if mixes_scripts(text) or is_foreign_script(text):
        return Match(Kind.UNKNOWN, confidence=1.0, reason=Reason.LANGUAGE)
    return None


def replied(utterance: Utterance, book: Compiled) -> Match | None:
    """A refusal with a fixed reply, or for a question in another language, where one is due."""
    text = f" {' '.join(utterance.words)} ".replace("'", "")
    for reply, phrases in book.reply_phrases:
        if any(f" {phrase} " in text for phrase in phrases):
            return Match(Kind.UNKNOWN, confidence=1.0, reason=Reason.OFF_TOPIC, subject=reply)
    foreign = sum(word in FOREIGN for word in utterance.words)
    if utterance.has & FOREIGN_GREETINGS and len(utterance.words) <= 3:
        return Match(Kind.UNKNOWN, confidence=0.9, reason=Reason.LANGUAGE)
    if foreign >= 2 and foreign >= FOREIGN_SHARE * len(utterance.words) and foreign > len(utterance.has & STOP):
        return Match(Kind.UNKNOWN, confidence=0.9, reason=Reason.LANGUAGE)
    return None


def interpret(utterance: Utterance, book: Compiled, *, carries_who: bool = False) -> Match:
    """The reading of an utterance. `carries_who` is true where it carries on a question of who does it."""
    evidence = weigh(utterance, book)
    roles = utterance.roles
    intent = _intent(utterance, _softened(utterance, evidence, book), roles)
    stranger = _stranger(utterance, roles, intent)
    if stranger:
        return _unknown_role(stranger, roles, evidence, book, utterance)
    shared = next((m for m in utterance.mentions if len(m.roles) > 1), None)
    meant = [role for role in shared.roles if role not in roles] if shared and not shared.part else []
    if roles and len(meant) == 1:
        roles = (*roles, *meant)
    elif shared and (meant or not roles) and intent != Kind.GUIDANCE:
        return _ask_which(shared, intent, evidence, book)
    match = _decide(intent, utterance, evidence, book, roles, carries_who)
    words = tuple(sorted(utterance.stems, key=lambda stem: -book.relevance.weight(stem)))
    explained = _explanation(intent, utterance, evidence, book)
    sure = confidence(match, evidence, intent)
    return replace(match, words=words, confidence=sure, explanation=explained)


def _softened(utterance: Utterance, evidence: Evidence, book: Compiled) -> Evidence:
    """The evidence with less of a case for a refusal where a named role has a topic that covers the whole claim."""
    statements, roles = book.knowledge.statements, utterance.roles
    claims = roles and "xaux" in utterance.cues and evidence.forms[Kind.VERIFY] > 0.5
    if not claims or not any(
        hit.topic and statements[n].role in roles and hit.score >= COVERING * evidence.total
        for n, hit in evidence.hits.items()
    ):
        return evidence
    intents = {**evidence.intents, Kind.UNKNOWN: evidence.intents[Kind.UNKNOWN] * 0.2}
    return replace(evidence, intents=intents)


def _intent(utterance: Utterance, evidence: Evidence, roles: Sequence[str]) -> str:
    """The likeliest intent that the number of roles in play allows."""
    if roles and _only_names(utterance):
        return Kind.PROFILE
    if len(roles) > 1 and not utterance.stems and utterance.has & {"better", "best", "worse"}:
        return Kind.OVERVIEW
    allowed = dict(evidence.intents)
    cues = utterance.cues
    if roles and not utterance.stems:
        allowed[Kind.UNKNOWN] = 0.0
    if "xself" in cues and "xor" in cues and "xwhich" not in cues:
        allowed[Kind.GUIDANCE] *= 3
    if allowed.pop(Kind.UNKNOWN) >= UNKNOWN_THRESHOLD:
        return Kind.UNKNOWN
    if not roles:
        for kind in (Kind.OVERVIEW, Kind.PROFILE):
            allowed[kind] *= 0.3
    if roles:
        allowed[Kind.META] = 0.0
    if not any(mention.roles for mention in utterance.mentions):
        allowed[Kind.TRANSITION] *= 0.5
    elif not utterance.has.isdisjoint(BECOMING):
        allowed[Kind.TRANSITION] *= 3
    tells = bool({"xself", "xstory"} & cues) and "xyou" not in cues and utterance.has.isdisjoint(BECOMING)
    tells = tells and not _closes_with_who(utterance)
    rivals = (Kind.OVERVIEW, Kind.PROFILE, Kind.TRANSITION, Kind.META)
    strongest = max(TOLD, *(evidence.intents[kind] for kind in rivals))
    if tells and len(roles) != 1 and allowed[Kind.GUIDANCE] >= strongest:
        return Kind.GUIDANCE
    return max(allowed, key=lambda label: allowed[label])


def _closes_with_who(utterance: Utterance) -> bool:
    """Whether the last clause asks who does it, so that what comes before is the case and not the person."""
    starts = [i for i in utterance.breaks if i < len(utterance.words)]
    last = utterance.words[max(starts) :] if starts else ()
    return bool(last) and last[0] in {"who", "whose", "who's"}


def _only_names(utterance: Utterance) -> bool:
    """Whether nothing but names is said."""
    named = sum(mention.end - mention.start for mention in utterance.mentions)
    others = [word for word in utterance.words if word in LEAD_INS or word in {"a", "an", "the", "vs"}]
    return all(mention.roles for mention in utterance.mentions) and named + len(others) == len(utterance.words)


def _stranger(utterance: Utterance, roles: Sequence[str], intent: str) -> Mention | None:
    """The title that no role holds and that the question is about, alone or beside a known role."""
    strangers = [mention for mention in utterance.mentions if not mention.roles]
    if not strangers:
        return None
    if roles:
        return next((m for m in strangers if _is_beside_role(m, utterance)), None)
    if intent in (Kind.GUIDANCE, Kind.META):
        return None
    if "xwhich" in utterance.cues and not _is_asked_about(strangers, utterance):
        return None
    return strangers[0]


def _is_beside_role(stranger: Mention, utterance: Utterance) -> bool:
    """Whether the title is put beside a known role as its equal: "plumber vs COO"."""
    compares = not utterance.has.isdisjoint({"difference", "differences", "differ", "compare", "compared", "between"})
    for mention in utterance.mentions:
        first, second = sorted((mention, stranger), key=lambda m: m.start)
        link = set(utterance.words[first.end : second.start])
        if mention.roles and ("than" in link or (link <= _LINKS and (link & _CHOICES or compares))):
            return True
    return False


def _is_asked_about(strangers: Sequence[Mention], utterance: Utterance) -> bool:
    """Whether a who-question is after all about a title: "whom does a plumber report to?", "CEO or CFO, who ...?"."""
    for one, other in pairwise(strangers):
        if set(utterance.words[one.end : other.start]) <= _LINKS:
            return True
    before = utterance.words[: strangers[0].start]
    asks_for_object = any(
        word in {"who", "whom"} and following in AUXILIARIES - {"is", "are", "has", "have"}
        for word, following in pairwise(before)
    )
    return asks_for_object or "than" in before[-2:]


def _unknown_role(
    stranger: Mention, roles: Sequence[str], evidence: Evidence, book: Compiled, utterance: Utterance
) -> Match:
    near = [stranger.nearest] if stranger.nearest else []
    ranked = [*roles, *near] or _lookalikes(stranger.title, book)
    candidates = [
        Candidate(book.role[r].name, round(0.9 - 0.2 * i, 2), role=r) for i, r in enumerate(dict.fromkeys(ranked))
    ]
    return Match(
        Kind.UNKNOWN,
        confidence=0.9,
        reason=Reason.UNKNOWN_ROLE,
        roles=tuple(roles),
        subject=stranger.title,
        candidates=tuple(candidates),
        dimension=_dimension(evidence, book) if evidence.intents else "",
        explanation=_explanation(Kind.UNKNOWN, utterance, evidence, book),
    )


def _lookalikes(title: str, book: Compiled) -> list[str]:
    words = set(title.split())
    shared = {role.id: len(words & set(role.name.casefold().split())) for role in book.knowledge.roles}
    return [role for role in sorted(shared, key=lambda r: -shared[r]) if shared[role]][:2]


def _ask_which(mention: Mention, intent: str, evidence: Evidence, book: Compiled) -> Match:
    """Asks back which of several roles a shared title or a bare "manager" means."""
    candidates = tuple(Candidate(book.role[role].name, 0.5, role=role) for role in mention.roles)
    return Match(
        Kind.CLARIFY,
        dimension=intent if intent in book.dimension else "",
        confidence=0.8,
        reason=Reason.AMBIGUOUS,
        subject=mention.title,
        candidates=candidates,
    )


def _decide(
    intent: str,
    utterance: Utterance,
    evidence: Evidence,
    book: Compiled,
    roles: tuple[str, ...],
    carries_who: bool,
) -> Match:
    if intent == Kind.UNKNOWN:
        return _refuse(roles)
    if intent == Kind.META:
        return Match(Kind.META, subject=small_talk(utterance.words))
    if intent == Kind.GUIDANCE:
        return _guide(utterance, evidence, book)
    if intent == Kind.TRANSITION:
        return _move(utterance, roles)
    if intent in (Kind.OVERVIEW, Kind.PROFILE):
        if "xaux" in utterance.cues and utterance.stems and not evidence.hits:
            return Match(Kind.UNKNOWN, reason=Reason.NO_KNOWLEDGE, subject=" ".join(roles))
        return _in_general(utterance, roles)
    return _on_dimension(intent, utterance, evidence, book, roles, carries_who)


def _refuse(roles: Sequence[str]) -> Match:
    if roles:
        return Match(Kind.UNKNOWN, reason=Reason.UNKNOWN_ASPECT, candidates=(), subject=" ".join(roles))
    return Match(Kind.UNKNOWN, reason=Reason.OFF_TOPIC)


def _guide(utterance: Utterance, evidence: Evidence, book: Compiled) -> Match:
    fits = best_fits(utterance, evidence, book)
    if fits[0].score <= 0:
        return Match(Kind.CLARIFY, reason=Reason.AMBIGUOUS, subject=ABOUT_YOU)
    return Match(
        Kind.GUIDANCE, roles=tuple(fit.role for fit in fits), statements=tuple(s for f in fits for s in f.statements)
    )


def _move(utterance: Utterance, roles: tuple[str, ...]) -> Match:
    if not roles:
        return Match(Kind.CLARIFY, reason=Reason.AMBIGUOUS)
    return Match(Kind.TRANSITION, roles=endpoints(utterance, roles))


def _in_general(utterance: Utterance, roles: Sequence[str]) -> Match:
    if not roles:
        return Match(Kind.CLARIFY, reason=Reason.AMBIGUOUS)
    return Match(Kind.PROFILE if len(roles) == 1 else Kind.OVERVIEW, roles=tuple(sorted(roles)))


def _on_dimension(
    dimension: str,
    utterance: Utterance,
    evidence: Evidence,
    book: Compiled,
    roles: tuple[str, ...],
    carries_who: bool,
) -> Match:
    form = Kind.WHO if carries_who else _form(utterance, evidence, roles, book.names)
    if form is Kind.WHO:
        return _who(dimension, utterance, evidence, book, roles)
    if not roles and _points_at_nobody(utterance, form):
        return Match(Kind.CLARIFY, dimension=dimension, reason=Reason.AMBIGUOUS)
    judged = len(roles) == 1 and not VALUES.isdisjoint(utterance.has)
    if judged and form in (Kind.VERIFY, Kind.STATEMENT):
        return Match(Kind.STATEMENT, roles, dimension, judged=True)
    if form is Kind.VERIFY:
        return _verify(dimension, utterance, evidence, book, roles)
    if not roles:
        return Match(Kind.COMPARISON, tuple(sorted(book.role)), dimension)
    return Match(Kind.STATEMENT if len(roles) == 1 else Kind.COMPARISON, tuple(sorted(roles)), dimension)


def _points_at_nobody(utterance: Utterance, form: Kind) -> bool:
    """Whether a pronoun or a claim needs a role that nothing names."""
    return form is Kind.VERIFY or not PRONOUNS.isdisjoint(utterance.has - {"it", "this", "that", "these", "those"})


def _form(utterance: Utterance, evidence: Evidence, roles: Sequence[str], names: Names) -> Kind:
    """Which of the four forms a question on a dimension has, within what the roles named allow."""
    forms = {Kind(form): share for form, share in evidence.forms.items()}
    cues = utterance.cues
    if "xwhich" not in cues:
        forms[Kind.WHO] *= 0.2 if "xor" in cues else 0.05
    elif len(roles) > 1:
        forms[Kind.WHO] *= 0.3 if "xobject" in cues else 8
    if "xwhich" in cues and not {"xtag", "xreported"} & cues:
        forms[Kind.VERIFY] *= 0.1
    if _exempted(utterance):
        return Kind.WHO
    if len(roles) > 1 and (_opens_with_who(utterance) or _chooses(utterance)):
        return Kind.WHO
    if "xasked" in cues and utterance.words[0] == "so":
        forms[Kind.VERIFY] *= 4
    if len(roles) == 1 and not _exempted(utterance):
        forms[Kind.WHO] = 0.0
        forms[Kind.COMPARISON] *= 0.2
    if len(roles) > 1:
        forms[Kind.STATEMENT] *= 0.2
    if not {"xaux", "xtag", "xreported", "xasked"} & cues:
        forms[Kind.VERIFY] *= 0.3
    elif "xaux" in cues and len(roles) >= 1 and "xor" not in cues:
        forms[Kind.VERIFY] *= 4
    if "xaux" in cues and "xtag" not in cues and _offers_alternatives(utterance, names):
        forms[Kind.VERIFY] *= 0.15
    return max(forms, key=lambda form: forms[form])


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


def _exempted(utterance: Utterance) -> tuple[str, ...]:
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


def _who(dimension: str, utterance: Utterance, evidence: Evidence, book: Compiled, roles: Sequence[str]) -> Match:
    if not roles and (not utterance.stems or _picks_from_nobody(utterance)):
        return Match(Kind.CLARIFY, dimension=dimension if utterance.stems else "", reason=Reason.AMBIGUOUS)
    aside = _exempted(utterance)
    dimension = _better_dimension(dimension, evidence, book)
    named = [role for role in roles if role not in aside] if utterance.roles else []
    among = named if len(named) > 1 else [role.id for role in book.knowledge.roles if role.id not in aside]
    sign = direction(utterance, book.dimension[dimension])
    denied = _denies(utterance)
    if sign and len(named) == 2 and book.measures[dimension] and not _is_ordered(book, named, dimension, utterance):
        return Match(Kind.COMPARISON, tuple(sorted(named)), dimension)
    holders = who_holds(
        evidence,
        book,
        among,
        dimension,
        utterance.stems,
        denied=denied and not aside,
        least=(sign < 0 and not utterance.has.isdisjoint(LEAST)) or _names_less(utterance, book, dimension),
        ordered=sign > 0 and (not utterance.has.isdisjoint(MOST) or _names_more(utterance, book, dimension)),
    )
    if not holders:
        return Match(Kind.UNKNOWN, reason=Reason.NO_KNOWLEDGE, dimension=dimension)
    return Match(
        Kind.WHO,
        tuple(holding.role for holding in holders),
        dimension,
        denied=denied,
        statements=tuple(s for holding in holders for s in holding.statements),
        candidates=tuple(Candidate(book.role[h.role].name, round(min(1.0, h.score), 2), role=h.role) for h in holders),
    )


def _is_ordered(book: Compiled, roles: Sequence[str], dimension: str, utterance: Utterance) -> bool:
    """Whether anything held puts the one of two roles before the other."""
    edges = book.order(dimension, utterance.stems)
    return bool(chain(edges, roles[0], roles[1]) or chain(edges, roles[1], roles[0]))


def _better_dimension(dimension: str, evidence: Evidence, book: Compiled) -> str:
    """The dimension of a topic that is named whole, where it fits far better than all that is said on the first."""
    best: dict[str, float] = {}
    named: dict[str, float] = {}
    for number, hit in evidence.hits.items():
        place = book.knowledge.statements[number].dimension
        best[place] = max(best.get(place, 0.0), hit.score)
        if hit.topic:
            named[place] = max(named.get(place, 0.0), hit.score)
    other = max(named, key=lambda place: named[place], default=dimension)
    far = named.get(other, 0.0) >= FAR_BETTER * max(best.get(dimension, 0.0), 0.1)
    return other if far and evidence.intents[other] >= POSSIBLE else dimension


def _picks_from_nobody(utterance: Utterance) -> bool:
    """Whether a comparative weighs two that nothing names: "which of them is higher?"."""
    return not utterance.has.isdisjoint({"higher", "lower", "better", "worse"}) and not utterance.has.isdisjoint(
        {"them", "two", "one"}
    )


def _names_less(utterance: Utterance, book: Compiled, dimension: str) -> bool:
    return _names_any(utterance, book.order_phrases[dimension][1])


def _names_more(utterance: Utterance, book: Compiled, dimension: str) -> bool:
    return _names_any(utterance, book.order_phrases[dimension][0])


def _names_any(utterance: Utterance, phrases: Sequence[str]) -> bool:
    text = f" {' '.join(utterance.words)} "
    return any(f" {phrase} " in text for phrase in phrases)


def _denies(utterance: Utterance) -> bool:
    """Whether a who-question asks who does not."""
    words = utterance.words
    starts = [i for i, word in enumerate(words) if word in {"who", "which", "whose", "what"}]
    after = words[starts[-1] :] if starts else words
    return any(word in NEGATIONS for word in after[:5]) and "or not" not in " ".join(after)


def _verify(dimension: str, utterance: Utterance, evidence: Evidence, book: Compiled, roles: Sequence[str]) -> Match:
    best = Match(Kind.UNKNOWN, reason=Reason.NO_KNOWLEDGE, dimension=dimension, subject=" ".join(roles))
    for candidate in _dimensions(evidence, book, dimension, roles):
        ruling = judge(utterance, evidence, book, roles, candidate)
        if ruling.verdict:
            return Match(
                Kind.VERIFY, tuple(sorted(roles)), candidate, verdict=ruling.verdict, statements=ruling.statements
            )
    return best


def _dimensions(evidence: Evidence, book: Compiled, first: str, roles: Sequence[str]) -> list[str]:
    """The dimensions that a claim may be about, likeliest first; what the roles' own statements cover counts."""
    best = {first: 0.0}
    for number, hit in evidence.hits.items():
        statement = book.knowledge.statements[number]
        if statement.role in roles:
            best[statement.dimension] = max(best.get(statement.dimension, 0.0), hit.score)
    plausible = [label for label in best if label == first or evidence.intents[label] >= PLAUSIBLE]
    return sorted(plausible, key=lambda label: -evidence.intents[label] * (0.1 + best[label]) ** 2)[:3]


def _dimension(evidence: Evidence, book: Compiled) -> str:
    return max(book.dimension, key=lambda label: evidence.intents[label])


def _explanation(intent: str, utterance: Utterance, evidence: Evidence, book: Compiled) -> Mapping[str, object]:
    ranked = sorted(evidence.intents.items(), key=lambda item: -item[1])
    topics: dict[str, float] = {}
    for hit in evidence.hits.values():
        if hit.topic:
            topics[hit.topic] = max(topics.get(hit.topic, 0.0), hit.score)
    return {
        "words": list(utterance.words),
        "roles": [{"roles": list(m.roles), "title": m.title} for m in utterance.mentions],
        "intents": {label: round(share, 3) for label, share in ranked[:4]},
        "dimensions": {label: round(share, 3) for label, share in ranked if label in book.dimension and share >= 0.01},
        "forms": {form: round(share, 3) for form, share in evidence.forms.items()},
        "topics": {t: round(s, 2) for t, s in sorted(topics.items(), key=lambda item: (-item[1], item[0]))[:5]},
        "decided": intent,
        "runner_up": next((label for label, _ in ranked if label != intent), ""),
        "unexplained": [stem for stem in utterance.stems if not book.relevance.weight(stem)],
    }
