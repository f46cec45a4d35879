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
SOFTENERS = frozenset(
    "may can could might ever sometimes often usually typically normally possible possibly occasionally perhaps maybe "
    "potentially".split()
)
"""Words of a claim that ask whether a thing happens at all, not whether it is the rule."""

ABSOLUTES = frozenset(
    "only always every all exclusively solely entirely purely nothing must absolutely invariably".split()
)

LEAST = frozenset(
    "least fewest less fewer lowest smallest lower smaller narrowest narrower worst "
    "bottom tiniest slimmest weakest shortest slowest cheapest poorest slower shorter weaker smaller".split()
)
MOST = frozenset(
    "most more best top topmost highest biggest largest greatest higher bigger larger greater widest broader wider "
    "quicker quickest richer richest steeper heavier deeper grander fatter wealthier "
    "longest longer fastest faster strongest stronger richest broadest further furthest beyond".split()
)

PRONOUNS = frozenset(
    "he she they him her them his hers their theirs it its this that these those he's she's they're it's "
    "he'd she'd they'd he'll she'll they'll they've".split()
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
    "barely scarcely absolutely entirely possibly whatsoever similarly whenever greatest furthest broadest shortest "
    "stronger surpasses outrank because anything something someone anyone anybody i've i'd i'm you'd you'll he's he'd "
    "she's they'd they're we've told heard agree agreed himself herself themselves itself false sure maybe still yet "
    "already now today day days yes yeah company companies organisation organization business "
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
    "wen": "when",
    "rite": "right",
    "coz": "because",
    "dat": "that",
    "wud": "would",
    "cud": "could",
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
    "patch": "remit",
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
EXCLUSIVES = frozenset("only exclusively solely purely entirely just merely alone sole".split())
MINIMAL = frozenset("with who after than".split())
"""Words before an "only" that tells how little is enough and shuts nothing out."""

LEVELLING = frozenset("as like about for".split())
"""Words after a "just" that shuts nothing out."""

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

DENYING = frozenset(
    "hardly rarely seldom scarcely barely spared lack lacks lacking exempt avoid avoids escape escapes immune zero "
    "excused unable".split()
)
"""Words by which a claim denies without a not."""

DENYING_PHRASES = ("free of", "free from", "far from", "anything but", "clear of", "nothing to do with", "leaves all")
"""Phrases by which a claim denies without a not."""

NOT_DENYING = (
    *("not only", "not just", "not least", "not to mention", "nothing more than", "no more than", "no less than"),
    *("no longer", "no matter", "no doubt", "no wonder", "nothing but", "nothing less than", "if not", "hardly only"),
)
"""Phrases that have a not in them and deny nothing."""

NEITHER = ("neither", "nor")
"""Words that come in pairs and deny once."""

SUBORDINATORS = frozenset(
    "that because when whenever once unless while whereas who which where until sure since".split()
)
"""Words after which what is denied is no longer what is claimed."""

POINTERS = frozenset("one person guy man woman somebody someone manager boss".split())
"""Words whose "who" or "that" carries the claim on: "the one who never travels"."""

MAXIMUM = r"nothing (?:\w+ ){0,3}(?:more|better|higher|bigger)"
"""How a claim says by a denial that a thing is the most."""

FRAMES = (
    r"so|well|surely|ok|okay|then|hey|hi|um|true or false|right or wrong|fact or myth",
    r"(?:is it|isn't it|it is|it's|its|isnt it) (?:really |actually )?"
    r"(?:true|correct|so|right|fair to say|the case|a fact)"
    r"(?: isn't it| is it not| isnt it)?(?: to say)?(?: that)?",
    r"(?:i|we) (?:was|were|am|have been|ve been) told(?: that)?",
    r"(?:i|we|i've|i have|we've) (?:heard|read|hear|gather|take it|understand|believe|assume|guess|thought|think)"
    r"(?: somewhere| once)?(?: that)?",
    r"(?:they|people|some|folks|everybody|everyone) (?:say|says|claim|claims|tell me|keep saying)(?: that)?",
    r"(?:my|a|our|the|some) \w+ (?:says|said|claims|reckons|tells me|told me|thinks|swears)(?: that)?",
    r"someone (?:says|said|told me|claims)(?: that)?",
    r"(?:would|do) you (?:say|agree|think)(?: that)?",
    r"am i (?:right|correct)(?: that| in thinking(?: that)?| to think(?: that)?)?",
)
"""Ways of putting a claim before somebody; what comes after is the claim."""

TAGS = (
    *(
        "right",
        "rite",
        "correct",
        "true",
        "true or false",
        "right or wrong",
        "yes or no",
        "innit",
        "or not",
        "agree",
        "agreed",
    ),
    *("or am i wrong", "am i right", "am i correct", "do you agree", "would you agree", "don't you agree"),
    *("is that so", "is that right", "is that true", "is that correct", "is that a fact", "is that the case"),
    *("is this so", "is this right", "is this true", "is this correct", "isn't that so", "isn't that right"),
    *("isn't that true", "isn't that correct", "is it true", "is it right", "is he right", "is she right"),
    *("are they right", "anything in it", "anything in that", "any truth in it", "any truth in that"),
    *("any truth to that", "is there any truth in that", "is there any truth in it", "is there anything in that"),
    *("does that hold", "does that hold true", "fact or fiction", "i heard", "i read", "i was told", "i'm told"),
    *("they say", "i gather", "i believe", "i take it", "isn't it so", "is it not"),
)
"""Tags that put the sentence before them as a claim."""

FINITE = frozenset(
    "is isn't are aren't was were has hasn't have haven't had does doesn't do don't did can can't cannot could "
    "couldn't should shouldn't ought must may might will won't would wouldn't never always usually often normally "
    "typically gets get earns earn makes make takes take gives give keeps keep goes go comes come needs need "
    "wants want knows know works work runs run leads lead manages manage handles handle reports report answers "
    "answer decides decide deals deal looks look sees see meets meet sets set draws draw spends spend controls "
    "control owns own hires hire fires fire approves approve signs sign plans plan chooses choose picks pick buys "
    "buy sells sell outranks outrank beats beat ranks rank stands stand sits sit belongs belong counts count "
    "depends depend oversees oversee supervises supervise directs direct negotiates negotiate trains train writes "
    "write talks talk speaks speak travels travel helps help only just also really mostly mainly hardly rarely "
    "still".split()
)
"""Words that, right after a name, make a sentence of it."""

AHEAD = frozenset("double twice triple outearns outearn beats beat tops exceeds exceed surpasses surpass".split())
"""Words that put the first of two ahead of the second."""

BEHIND = frozenset("behind trails trail lags lag".split())
"""Words that put the first of two behind the second."""

SUPERIORS = frozenset("boss bosses superior superiors supervisor".split())
"""Words for the one that somebody reports to."""

TOLD_ASIDE = r"(?:, not|, but not|,? rather than|,? instead of)\b (?!only\b|just\b)([^,.;]+)"
"""How a statement says of what it does not hold, beside what it says of its role."""

TOLD_USUAL = r"\b(?:usual|typical|normal|common|main)\b"
"""How a statement says in its text that a thing is the rule, which has exceptions."""

OF_SOME = r"\bper ?cent\b|\bhalf of\b|\bmajority\b|\bfirms without\b|\bdiffers? so much\b"
"""How a statement says that a thing holds for a part of all cases."""

TOLD_DENIALS = (
    r"^no |\b(?:has|have|holds?) no (?!more\b|less\b)|\bthere is no |\bno set \b|"
    r"\bnot required\b|\bnot strictly\b|\bis optional\b|\bnot the only (?:door|way|route|path)\b"
)
"""How a statement denies a thing in its text."""

MOVING = BECOMING | frozenset(
    "move moves moving switch switching transition step stepping jump leap route way path advance rise rising go going "
    "get getting transfer work".split()
)
"""Words of the way from one job to another."""

TOLD_MORE = r"(?<!no )\bmore than (?:the|an?)\b"
"""How a statement says in its text that its role has more of the thing than its partner."""

SWEEPING = frozenset("anybody anyone anything nobody nothing".split())
"""Words by which a denial takes in all there is."""

QUANTIFIERS = frozenset("no nobody nothing none".split())
"""Words that deny the whole of what a clause after them tells: "no pot that he does not watch"."""

GROWING = frozenset(
    "grow grows growing growth rise rises rising increase increases increasing expand expands expanding more up".split()
)
"""Words of a claim that something becomes more."""

AT_LEAST = frozenset("over more above least exceed exceeds beyond plus minimum upwards".split())
"""Words that make an amount a lower bound."""

BOOMING = frozenset(
    "explode explodes exploding boom booms booming soar soars soaring multiply multiplying rocket".split()
)
"""Words of a claim that something becomes far more."""

DWINDLING = frozenset(
    "shrink shrinks shrinking decline declines declining fall falls falling drop drops dropping fewer vanish vanishing "
    "disappear disappears disappearing dwindle dwindling decrease decreases decreasing dying die cut".split()
)
"""Words of a claim that something becomes less."""

TREND_UNITS = frozenset({"percent"})
"""Units of figures whose sign tells whether a thing becomes more or less."""

CROWD = (
    r"\b(?:than|as|above|below|to|with) (?:the |an |a )?(?:us |national |normal |overall )?"
    r"(?:average|averages|typical|most|other|others|rest|everyone|everybody|all|median)\b"
)
"""How a claim sets a role beside all others."""

TOLD_CROWD = r"\baverage\b|\ball (?:occupations|workers|jobs)\b|\bother occupations\b"
"""How a statement sets its role beside all others."""

TOLD_LEVEL = r"\b(?:roughly|about|close to|as fast as) (?:at )?(?:the )?average\b|\bas fast as the average\b"
"""How a statement says that its role is level with all others."""

TOLD_LESS = r"\bbelow\b|\bless\b|\bslower\b|\bfewer\b|\bmore slowly\b"
"""How a statement says that its role has less than all others."""

BEING = frozenset("is are was be being isn't aren't get gets".split())
"""Words that make a participle a verb."""

ASKING = frozenset("who whose whom what which how why when where".split())
"""Words that ask for more than a yes or a no."""

FAIRNESS = frozenset("fair unfair underpaid overpaid".split())
"""Words that do so whatever comes after them."""

MEASURED = frozenset("bit amount share number few deal".split())
"""Words after "fair" that make a measure of it."""

VALUED = frozenset("at with for in more less".split())
"""Words after "good" or "worth" that tell of what, so that no judgement is asked for."""

JOINING = frozenset("and plus".split())
"""Words that join the things that a claim is about."""

GRANTED = ("on top of", "besides", "in addition to", "apart from", "as well as", "between", "both")
"""Phrases before a thing that a claim takes as known."""
