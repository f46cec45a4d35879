"""Claims held against the knowledge; silence decides nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hospital_knowledge import open_hospital

from chatbot.claims import Claim, body_of
from chatbot.compiled import Compiled
from chatbot.conversation import Conversation
from chatbot.evidence import weigh
from chatbot.grading import Ruling, borne_out, denies, is_partial, set_aside
from chatbot.model import Dimension, Says, Source, Statement, Verdict
from chatbot.ranks import direction, line_of_report
from chatbot.speaking import voices_of
from chatbot.utterance import hear
from chatbot.verdicts import judge

STATEMENT = Statement("s", "cook", "work", "A Cook bakes bread.", Source("book", "A Book", "A Press"))


@pytest.fixture(scope="session")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    return open_hospital(tmp_path_factory)


def ruled(claim: str, dimension: str, book: Compiled) -> Ruling:
    utterance = hear(claim, book.speller, book.names)
    evidence = weigh(utterance, book)
    heard = voices_of(utterance, evidence, book, utterance.roles)
    return judge(utterance, evidence, book, utterance.roles, dimension, heard)


@pytest.mark.parametrize(
    ("claim", "dimension", "verdict"),
    [
        # a statement supports it, or denies it
        ("does a Ward Sister dress wounds?", "duties", Verdict.YES),
        ("does a Ward Sister deliver babies?", "duties", Verdict.NO),
        ("does a Linen Porter have night shifts?", "shifts", Verdict.NO),
        # it is another's alone
        ("does a Linen Porter deliver babies?", "duties", Verdict.NO),
        ("does a Birth Midwife collect dirty sheets?", "duties", Verdict.NO),
        # the statement holds for some, and the claim is general
        ("does a Birth Midwife visit mothers at home?", "patients", Verdict.PARTLY),
        ("does a Ward Sister stand in at weekends?", "shifts", Verdict.PARTLY),
        # held against the hedge
        ("can a Birth Midwife visit mothers at home?", "patients", Verdict.YES),
        ("does a Ward Sister ever stand in at weekends?", "shifts", Verdict.YES),
        ("does a Ward Sister always stand in at weekends?", "shifts", Verdict.NO),
        # negation and tags are read the right way round
        ("a Linen Porter never has night shifts, right?", "shifts", Verdict.YES),
        ("a Ward Sister does not deliver babies, correct?", "duties", Verdict.YES),
        ("a Ward Sister doesn't dress wounds, does she?", "duties", Verdict.NO),
        ("isn't it true that a Ward Sister dresses wounds?", "duties", Verdict.YES),
        # only contradicts what else there is
        ("does a Ward Sister only dress wounds?", "duties", Verdict.NO),
        # two roles in order
        ("does a Birth Midwife earn more than a Ward Sister?", "pay", Verdict.YES),
        ("does a Ward Sister earn more than a Birth Midwife?", "pay", Verdict.NO),
        ("does a Linen Porter earn less than a Ward Sister?", "pay", Verdict.YES),
        ("does a Linen Porter report to the Ward Sister?", "rank", Verdict.YES),
        ("does a Ward Sister report to the Linen Porter?", "rank", Verdict.NO),
        ("is a Ward Sister above a Linen Porter?", "rank", Verdict.YES),
        ("does a Linen Porter earn the same as a Ward Sister?", "pay", Verdict.NO),
        # an amount
        ("does a Birth Midwife earn over 30,000?", "pay", Verdict.YES),
        ("does a Linen Porter earn over 30k?", "pay", Verdict.NO),
        ("does a Birth Midwife earn 9,000?", "pay", Verdict.NO),
        # the boss is named after the one who has him, or as his boss
        ("is the Linen Porter's boss the Ward Sister?", "rank", Verdict.YES),
        ("does a Linen Porter have the Ward Sister as boss?", "rank", Verdict.YES),
        ("where there is a Ward Sister, does the Linen Porter answer to her?", "rank", Verdict.YES),
        # as much as the other
        ("does a Linen Porter earn as much as a Ward Sister?", "pay", Verdict.NO),
        ("a Linen Porter does not earn as much as a Ward Sister, agree?", "pay", Verdict.YES),
        ("a Ward Sister does not earn as much as a Linen Porter, agree?", "pay", Verdict.NO),
        # it says by another word that it denies
        ("a Ward Sister is spared delivering babies, is that so?", "duties", Verdict.YES),
        ("a Ward Sister hardly ever dresses wounds, anything in it?", "duties", Verdict.NO),
        # a denial of something in a clause of its own is none of the claim
        ("a Ward Sister dresses wounds when nobody comes", "duties", Verdict.YES),
        # what happens often is not the rule
        ("does a Birth Midwife teach classes?", "duties", Verdict.YES),
        ("does a Birth Midwife often teach classes?", "duties", Verdict.YES),
        # one may do without what is needed now and then
        ("does a Ward Sister have to do without the nursing licence?", "training", Verdict.NO),
        # it is said of several things, and one is denied
        ("does a Ward Sister dress wounds and deliver babies?", "duties", Verdict.PARTLY),
        # all and nothing
        ("a Ward Sister never does anything with needles, right?", "duties", Verdict.NO),
        # silence
        ("does a Ward Sister play the violin?", "duties", None),
        ("is a Birth Midwife above a Ward Sister?", "rank", None),
    ],
)
def test_a_claim_is_held_against_the_knowledge(
    hospital: Compiled, claim: str, dimension: str, verdict: Verdict | None
) -> None:
    assert ruled(claim, dimension, hospital).verdict is verdict


@pytest.mark.parametrize(
    ("claim", "dimension", "reason"),
    [
        ("does a Ward Sister deliver babies?", "duties", "ws-duties-no-births"),
        ("does a Linen Porter deliver babies?", "duties", "bm-duties-births"),
        ("does a Birth Midwife earn more than a Linen Porter?", "pay", "bm-pay-year"),
        ("does a Linen Porter report to the Ward Sister?", "rank", "lp-rank-sister"),
    ],
)
def test_the_statement_that_decides_is_given(hospital: Compiled, claim: str, dimension: str, reason: str) -> None:
    assert reason in [statement.id for statement in ruled(claim, dimension, hospital).statements]


@pytest.mark.parametrize(
    ("dimension", "claim", "sign"),
    [
        ("pay", "does a Ward Sister earn more than a Linen Porter", 1),
        ("pay", "does a Ward Sister earn less than a Linen Porter", -1),
        ("rank", "does a Ward Sister report to a Linen Porter", -1),
        ("rank", "is a Ward Sister in charge of a Linen Porter", 1),
        ("rank", "do a Ward Sister and a Linen Porter talk", 0),
    ],
)
def test_the_words_outside_names_tell_which_of_two_is_said_to_have_more(
    hospital: Compiled, dimension: str, claim: str, sign: int
) -> None:
    utterance = hear(claim, hospital.speller, hospital.names)
    assert direction(utterance, hospital.dimension[dimension]) == sign


def test_a_dimension_brings_words_of_its_own_for_more_and_less(hospital: Compiled) -> None:
    height = Dimension("height", "Height", more=("towers above",), less=("is dwarfed by",))
    towers, dwarfed = (
        hear(f"a Ward Sister {verb} a Linen Porter", hospital.speller, hospital.names)
        for verb in ("towers above", "is dwarfed by")
    )
    assert (direction(towers, height), direction(dwarfed, height)) == (1, -1)


@pytest.mark.parametrize(
    ("field", "with_it", "without_it"),
    [
        ("negated", "a porter does not sing", "a porter sings, doesn't he"),
        ("negated", "a porter never sings, right", "isn't it true that a porter sings"),
        ("negated", "a porter cannot sing", "a porter does not only sing"),
        ("exclusive", "does a porter only sing", "does a porter sing"),
        ("absolute", "does every porter sing", "does a porter sing"),
        ("absolute", "does a porter always sing", "does a porter often sing"),
        ("soft", "can a porter sing", "does a porter sing"),
        ("soft", "does a porter ever sing", "does a porter never sing"),
        ("never", "a porter never sings", "a porter sings"),
        ("frequent", "does a porter often sing", "does a porter sing"),
        ("required", "must a porter sing", "does a porter sing"),
        ("mainly", "does a porter mostly sing", "does a porter sing"),
        ("negated", "a porter is spared singing", "a porter no longer rests but sings"),
        ("negated", "a porter lacks a voice", "a porter sings when nobody listens"),
        ("negated", "neither porter nor cook sings", "nothing counts more than a song"),
        ("negated", "the porter is the one who never sings", "i was told that a porter sings, is that not so"),
        ("exclusive", "only a song will do for a porter", "a porter sings just as loud"),
        ("exclusive", "a porter sings alone", "a porter gets by with only a song"),
        ("required", "you can't be a porter without a song", "the number of porters needed rises"),
        ("required", "can one be a porter without a song", "a porter sings without a break"),
        ("sweeping", "a porter never speaks to anybody", "a porter never speaks"),
        ("several", "a porter sings and dances", "a porter dances on top of the singing and the cooking"),
    ],
)
def test_how_a_claim_is_put(hospital: Compiled, field: str, with_it: str, without_it: str) -> None:
    claims = [Claim.of(hear(text, hospital.speller, hospital.names)) for text in (with_it, without_it)]
    assert [getattr(claim, field) for claim in claims] == [True, False]


@pytest.mark.parametrize(
    "partial",
    [
        {"hedge": "may", "text": "A Cook may bake bread."},
        {"hedge": "sometimes", "text": "A Cook sometimes bakes bread."},
        {"says": Says.SHARES},
        {"text": "Whether a Cook bakes bread depends on the ship."},
        {"text": "A Cook reports to the mate or the captain."},
    ],
)
def test_a_statement_is_partial_by_its_hedge_or_by_what_it_says_itself(partial: dict[str, str]) -> None:
    assert is_partial(replace(STATEMENT, **partial))  # type: ignore[arg-type]


@pytest.mark.parametrize("hedge", ["", "usually", "often", "tends to", "as a rule"])
def test_a_rule_with_exceptions_is_still_a_rule(hedge: str) -> None:
    assert not is_partial(replace(STATEMENT, hedge=hedge))


@pytest.mark.parametrize(
    "told",
    [
        "i was told that a porter sings. is that so?",
        "my neighbour says a porter sings, agree?",
        "is it true that a porter sings?",
        "it's true isn't it that a porter sings",
        "would you say a porter sings",
        "so a porter sings, doesn't he?",
        "a porter sings - anything in it?",
        "a porter sings, true or false?",
    ],
)
def test_the_frame_and_the_tag_of_a_claim_are_no_part_of_it(hospital: Compiled, told: str) -> None:
    assert " ".join(body_of(hear(told, hospital.speller, hospital.names).words)) == "a porter sings"


@pytest.mark.parametrize(
    ("claim", "line"),
    [
        ("does a Linen Porter report to the Ward Sister", ("linen-porter", "ward-sister")),
        ("is the Linen Porter's boss the Ward Sister", ("linen-porter", "ward-sister")),
        ("is the Ward Sister the Linen Porter's boss", ("linen-porter", "ward-sister")),
        ("does the Ward Sister have a Linen Porter as boss", ("ward-sister", "linen-porter")),
        ("with a Ward Sister around, does the Linen Porter answer to her", ("linen-porter", "ward-sister")),
        ("has the Linen Porter the rights of the sister they work for, the Ward Sister", None),
        ("is a Linen Porter paid like a Ward Sister", None),
    ],
)
def test_who_is_said_to_report_to_whom(hospital: Compiled, claim: str, line: tuple[str, str] | None) -> None:
    assert line_of_report(hear(claim, hospital.speller, hospital.names)) == line


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("a cook bakes", Verdict.YES),
        ("a cook often bakes", Verdict.YES),
        ("can a cook bake", Verdict.YES),
        ("a cook never bakes", Verdict.NO),
        ("a cook always bakes", Verdict.NO),
    ],
)
def test_what_happens_often_bears_a_rule_out(hospital: Compiled, claim: str, verdict: Verdict) -> None:
    often = replace(STATEMENT, hedge="often")
    assert borne_out(often, Claim.of(hear(claim, hospital.speller, hospital.names))) is verdict


@pytest.mark.parametrize(
    ("text", "denying"),
    [
        ("There is no bread that a Cook bakes.", True),
        ("A Cook usually has no oven.", True),
        ("A Cook has no more than one oven.", False),
        ("A Cook bakes bread.", False),
    ],
)
def test_a_statement_may_deny_in_its_text(text: str, denying: bool) -> None:
    assert denies(replace(STATEMENT, text=text)) is denying


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("does a logistics manager drive the lorries?", Verdict.NO),
        ("does a logistics manager plan transport?", Verdict.YES),
        ("is a COO measured on a single unit?", Verdict.NO),
        ("a COO is the big boss of the whole firm with nobody over him, isn't he", Verdict.NO),
        ("you can become a logistics manager in the US with nothing more than high school, true?", Verdict.YES),
        ("will an FM have a fair bit to do with contractors?", Verdict.YES),
    ],
)
def test_what_a_statement_denies_in_passing_is_told_from_what_it_grants(
    book: Compiled, claim: str, verdict: Verdict
) -> None:
    assert Conversation(book).ask(claim).verdict is verdict


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("A Cook bakes bread rather than cakes.", "cakes"),
        ("A Cook bakes bread, not cakes, in the morning.", "cakes"),
        ("A Cook bakes bread, not only cakes.", ""),
        ("A Cook does not bake.", ""),
    ],
)
def test_what_a_statement_sets_aside_is_found(text: str, aside: str) -> None:
    assert set_aside(replace(STATEMENT, text=text)) == aside
