"""The English that questions and statements are made of. Nothing here names a role, a dimension or a topic."""

from __future__ import annotations

GENERAL_HEDGES = frozenset(
    "usually typically generally normally mostly mainly often frequently commonly primarily".split()
) | {"tends to", "tend to", "as a rule", "most often", "more likely", "in most organisations", "largely"}
"""Hedges of a rule that has exceptions: a claim they stand beside holds."""

PARTIAL_HEDGES = frozenset("may can sometimes occasionally varies vary rarely might could".split()) | {
    "at times",
    "in many organisations",
    "in some organisations",
    "in larger organisations",
    "in smaller organisations",
    "in large organisations",
    "in small organisations",
    "in some",
    "in many",
    "depending on",
    "depends on",
    "depend on",
    "not always",
    "some",
    "many",
}
"""Hedges of a thing that holds only for some: a claim that puts it in general holds partly."""

PARTIAL_PHRASES = ("depending on", "depends on", "in some ", "sometimes", " varies", " vary ", "not always")
"""Phrases by which a statement says itself that it holds only for some."""

HEDGES = GENERAL_HEDGES | PARTIAL_HEDGES

NEGATIONS = frozenset(
    "not no never neither nor none nobody cannot without isn't aren't doesn't don't won't can't shouldn't wouldn't "
    "hasn't haven't didn't isnt arent doesnt dont wont cant shouldnt wouldnt hasnt havent didnt hardly "
    "ain't aint except".split()
)
SOFTENERS = frozenset("may can could might ever sometimes often usually typically normally possible possibly".split())
"""Words of a claim that ask whether a thing happens at all, not whether it is the rule."""

ABSOLUTES = frozenset("only always every all exclusively solely entirely purely nothing must".split())

LEAST = frozenset(
    "least fewest less fewer lowest smallest lower smaller narrowest narrower worst "
    "tiniest slimmest weakest shortest slowest cheapest poorest slower shorter weaker smaller".split()
)
MOST = frozenset(
    "most more best highest biggest largest greatest higher bigger larger greater widest broader wider "
    "longest longer fastest faster strongest stronger richest broadest further furthest".split()
)

PRONOUNS = frozenset(
    "he she they him her them his hers their theirs it its this that these those he's she's they're it's".split()
)

STOP = frozenset(
    "a an the and or but if then so of to in on at by for from with about as is are am was were be been being do does "
    "did done doing have has had having will would shall should can could may might must i me my mine we us our you "
    "your he him his she her they them their it its this that these those there here who whom whose what which when "
    "where why how not no nor any some all each every both either neither one ones just only also too very really "
    "more most much many less least few lot lots than into onto over under between out up down off again please pls "
    "tell give show me let get gets got go goes going want wants need needs like know think say says kind sort type "
    "types thing things stuff way ways etc ok okay hey hi hello so well actually basically usually typically normally "
    "generally often ever never always mostly mainly right correct true s t d ll re ve m isn't aren't doesn't don't "
    "won't can't job jobs role roles position positions post title titles person people someone somebody anyone work "
    "works working worker handle handles deal deals responsible charge take takes care look looks after run runs "
    "own owns make makes made xrole xother xtitle xplural two three six them other others another same different "
    "difference differences differ compare compared comparison versus vs beside besides whats who's what's that's "
    "mean means meant question answer there's guy guys lady folks bit quick quickly exactly "
    "suit suits suited suitable fit fits fitting match matches recommend suggest suggestion suggestions advice advise "
    "love loves enjoy enjoys hate hates interested fond keen prefer background recommendation good best better bad "
    "sure maybe still yet already now today day days yes yeah company companies organisation organization business "
    "firm big part main such using use used uses being thanks thank would've".split()
)
"""Words that say nothing of what a question is about."""

SHORTHAND = {
    "u": "you",
    "ur": "your",
    "r": "are",
    "y": "why",
    "n": "and",
    "wat": "what",
    "wut": "what",
    "wot": "what",
    "wht": "what",
    "wats": "what's",
    "whats": "what's",
    "hows": "how is",
    "whos": "who is",
    "wheres": "where is",
    "wich": "which",
    "witch": "which",
    "wher": "where",
    "dose": "does",
    "duz": "does",
    "shud": "should",
    "thx": "thanks",
    "tnx": "thanks",
    "ty": "thanks",
    "pls": "please",
    "plz": "please",
    "abt": "about",
    "b4": "before",
    "bc": "because",
    "cuz": "because",
    "ppl": "people",
    "dept": "department",
    "mgmt": "management",
    "mngr": "manager",
    "mangr": "manager",
    "manger": "manager",
    "mgr": "manager",
    "mgrs": "managers",
    "ops": "operations",
    "op": "operations",
    "comp": "compensation",
    "yrs": "years",
    "exp": "experience",
    "edu": "education",
    "quals": "qualifications",
    "resp": "responsibilities",
    "diff": "difference",
    "diffs": "differences",
    "v": "vs",
    "versus": "vs",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    "outta": "out of",
    "kinda": "kind of",
    "tho": "though",
    "skilz": "skills",
    "organization": "organisation",
    "organizations": "organisations",
    "labor": "labour",
}
"""Chat spellings and the words they stand for; American spellings that statements write the British way."""

FOREIGN = frozenset(
    "que cual quien gana gerente diferencia entre cuanto hace hacen puesto para como los las una por del sueldo "
    "trabajo es der die das und ein eine ist wer was macht kummert sich um wie viel verdient zwischen unterschied "
    "welche welcher aufgaben wird ich gibt qui quel quelle est le la les des et un une combien gagne "
    "responsable directeur het een hoeveel krijgt wat doet verschil encarga aduana quels sont devoirs "
    "hola bonjour guten ciao buenos dias gracias merci danke bitte wieviel tussen voor zijn che cosa "
    "quanto guadagna differenza tra il di fa o faz ganha diferenca uma kto ile zarabia co robi roznica vad gor "
    "vem hur mycket skillnaden mellan och kuinka paljon ne kadar kim nedir fark".split()
) - frozenset("was die wie die a i am an he me so do to in on as at or la fa o il di co ne um per".split())
"""Common words of other languages that are not English words as well, without their accents."""

FOREIGN_GREETINGS = frozenset("hola bonjour ciao guten hallo salut buenos merci gracias danke".split())

UPWARD = frozenset(
    {"report to", "reports to", "reporting to", "reports into", "report into", "answers to", "answer to", "work under"}
    | {"works under", "is managed by", "managed by", "supervised by", "led by", "directed by", "works for", "work for"}
    | {"subordinate to", "overseen by", "under", "below", "beneath", "lower than", "junior to", "reports directly to"}
    | {
        "report directly to",
        "takes orders from",
        "take orders from",
        "the assistant of",
        "answerable to",
        "accountable to",
    }
)
"""Phrases that put the first of two below the second."""

DOWNWARD = frozenset(
    {"manages", "manage", "supervises", "supervise", "leads", "lead", "directs", "direct", "oversees", "oversee"}
    | {
        "boss of",
        "the boss of",
        "above",
        "outranks",
        "outrank",
        "senior to",
        "superior to",
        "superior of",
        "in charge of",
    }
    | {"higher than", "ahead of", "commands", "over", "has under him", "gives orders to", "give orders to"}
)
"""Phrases that put the first of two above the second."""

EQUAL = frozenset("same equal equally level alike identical".split())
"""Words of a claim that two are level."""

FREQUENT = frozenset("often frequently commonly regularly usually typically normally".split())
NEARLY = frozenset("nearly roughly about almost similar similarly approximately".split())
WHOLE = frozenset("whole entire all".split())
REQUIRED = frozenset("need needs needed required require requires must mandatory necessary compulsory".split())
EXCLUSIVES = frozenset("only exclusively solely purely entirely just merely".split())
NEVER = frozenset("never no none nobody nothing anybody anyone ever".split()) - {"ever"}
BECOMING = frozenset(
    "become becomes becoming promoted promotion promote retrain retraining qualify ladder climb".split()
)
MAINLY = frozenset("mainly mostly primarily largely chiefly".split())
DIFFERING = frozenset("difference differences differ differs compare comparison different contrast side how".split())
VALUES = frozenset("good worth worthwhile decent rewarding".split())
"""Words that ask for a judgement which is the person's own."""
REPORTING = UPWARD - {"under", "below", "beneath", "lower than", "junior to", "subordinate to"}
"""Phrases that claim a line of report, which a difference in rank does not bear out."""
