"""Takes skeletons of sentences, gives votes on who grants rights to whom, each with the words that say so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chuhai.extract.base import Page
from chuhai.extract.cues import Gate
from chuhai.extract.skeleton import A, M, P, Skeleton, number

_NP = r"[^\ue000-\ue3ff]"  # no other party in between
_GRANT = r"(?:grant(?:s|ed|ing)?|out-?licen[sc](?:es|ed|e|ing)|licen[sc](?:es|ed|ing)\b(?! agreement| deal)|(?<=to )licen[sc]e\b|(?<=will )licen[sc]e\b|assign(?:s|ed)|transfer(?:s|red)|sublicen[sc](?:es|ed)|award(?:s|ed)|sells?|sold|hands?|handed|gave|gives|divest(?:s|ed)|shipp(?:ed|s)|offload(?:s|ed)|pass(?:es|ed)(?: on)?|cede[sd]?|sen(?:t|ds))"
_GET = r"(?:obtain(?:s|ed|ing)?|gain(?:s|ed|ing)?|acquir(?:e|es|ed|ing)|receiv(?:e|es|ed|ing)|secur(?:e|es|ed|ing)|in-?licen[sc](?:es|ed|e|ing)|snag(?:s|ged)|land(?:s|ed)|pick(?:s|ed|ing)? up|b(?:uy|uys|ought|uying)|bag(?:s|ged)|nab(?:s|bed)|get(?:s|ting)?|got|take(?:s|n)?|took|licen[sc](?:es|ed|e|ing)|win(?:s)?|won|grab(?:s|bed)|snap(?:s|ped) up|purchase[sd]?|tap(?:s|ped)|scoop(?:s|ed)(?: up)?|be granted|been granted|is granted|was granted|pay(?:s|ing)?|paid|lock(?:s|ed)? up|option(?:s|ed)|bring(?:s)? in|source[sd])"
_RIGHT = r"(?:rights?|licen[cs]es?|option|ownership|access|commerciali[sz]ation|exclusiv\w+|stake in the program|global|worldwide)"
_PAY = r"(?:pay(?:s|ing|able)?|paid|ow(?:e|es|ed)|provid(?:e|es|ed|ing)|dish(?:es|ed|ing)? out|disburs\w+|make|makes|making|shell(?:s|ing)? out|hand(?:s|ing)? (?:over|out)|put(?:s|ting)? (?:up|down)|spend(?:s|ing)?|spent|fork(?:s|ing)? over|lay(?:s|ing)? out|commit(?:s|ted)|invest(?:s|ed|ing)?|dol(?:es|ed|ing) out|offer(?:s|ed|ing)?|bets?|wager\w*|drop(?:s|ped))"
#: Words before a name that say whose or what it is: "the U.S. biopharmaceutical company".
_WHO = r"(?:[\w.'-]+ )"
_MOD = rf"(?:(?!from\b|by\b|with\b|of\b|for\b|and\b)(?:{_WHO}|\w+-))"
_MONEYWORD = rf"(?:{M}|up-?\s?front|milestone|royalt|payment|option fee|consideration)"


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern with groups `f` (licensor) and `t` (licensee), each optional, and its weight.

    `gate` tells of which words one must stand in the sentence for the pattern to be worth trying.
    """

    name: str
    gate: Gate
    pattern: re.Pattern[str]
    weight: float
    #: Whether the pattern begins with the party that its verb has as subject.
    subject: bool


def _rule(name: str, hints: tuple[str, ...], pattern: str, weight: float) -> Rule:
    compiled = re.compile(pattern, re.I)
    return Rule(name, Gate(compiled, hints), compiled, weight, pattern.startswith("(?P<"))


ENGLISH: tuple[Rule, ...] = (
    _rule("granted-party", ('grant', 'licen', 'assign', 'transfer', 'sublicen', 'award', 'sell', 'sold', 'hand', 'gave', 'give', 'divest', 'shipp', 'offload', 'pass', 'cede', 'sent ', 'sends'), rf"(?P<f>{P})(?!'s){_NP}{{0,140}}?(?<!been )(?<!was )(?<!were )(?<!been exclusively )(?<!is )\b{_GRANT}\b,? (?:to )?(?:(?!by\b|from\b|with\b|under\b|in\b|of\b|for\b|that\b)[a-z]+ ){{0,2}}(?P<t>{P})(?!'s? (?!(?:exclusive|sole|worldwide|global|the|an?|its|rights?|Chinese|subsidiary|unit|affiliate)\b))", 5.0),
    _rule("granted-to", ('grant', 'licen', 'assign', 'transfer', 'sublicen', 'award', 'sell', 'sold', 'hand', 'gave', 'give', 'divest', 'shipp', 'offload', 'pass', 'cede', 'sent ', 'sends'), rf"(?P<f>{P})(?!'s){_NP}{{0,160}}?\b{_GRANT}\b{_NP}{{0,160}}?\bto {_MOD}{{0,5}}?(?P<t>{P})", 4.0),
    _rule("licensed-by", (' by ',), rf"(?P<t>{P})(?!'s){_NP}{{0,120}}?\b(?:has been|have been|had been|was|were|is|been|be|being)\b{_NP}{{0,30}}?\b(?:licen[sc]ed|granted|given|awarded|assigned)\b{_NP}{{0,40}}?\bby {_WHO}{{0,4}}?(?P<f>{P})", 5.5),
    _rule("which-gets", (' which ',), rf"(?P<t>{P})(?!'s){_NP}{{0,70}}?\bwith {_WHO}{{0,4}}?(?P<f>{P}){_NP}{{0,40}}?\b(?:under|in|by|through) which (?:it|the company|the former|the Group)\b{_NP}{{0,20}}?\b(?:gets?|got|obtain|gain|receiv|acquir|secur|licen[sc]es|takes|is (?:granted|given))\w*{_NP}{{0,60}}?(?:{_RIGHT}|technolog)", 6.0),
    _rule("the-latters", ("the latter's",), rf"(?P<t>{P})(?!'s){_NP}{{0,160}}?(?P<f>{P}){_NP}{{0,90}}?\bthe latter's\b", 4.0),
    _rule("to-the-latter", ("the latter",), rf"(?P<f>{P})(?!'s){_NP}{{0,160}}?(?P<t>{P})[^\ue000-\ue3ff]{{0,120}}?(?:\b(?:on|to|gives?|gave|grant(?:s|ed)?|lets) the latter\b|\bthe latter (?:will |may |can |shall )?(?:gets?|obtains?|gains?|receives? (?:the |an? )?(?:exclusive |sole )?(?:rights|licen)|acquires?|has (?:the |an? )?exclusive|holds? (?:the |an? )?exclusive|pays?|develop|market|commerciali))", 4.0),
    _rule("giving-it", (' it ',), rf"(?P<t>{P})(?!'s){_NP}{{0,60}}?\b(?:announced?|announces|said|says|reports?|reported|disclosed)\b(?: \w+ \w+,?)? that (?P<f>{P}){_NP}{{0,30}}?\b(?:giv|grant|hand|award|licens|sell|transfer)\w* it\b", 5.0),
    _rule("deal-of", (' of ',), rf"\b(?:out-?)?licen[sc](?:e|ing)(?:-out)? (?:deal|agreement|pact) of (?P<f>{P})(?! with)", 2.0),
    _rule("lets-party", ('let', 'allow', 'enabl', 'entitl', 'permit', 'authori', 'giv', 'grant', 'hand', 'conf'), rf"\b(?:lets?|letting|allow(?:s|ed|ing)?|enabl(?:es|ed|ing)|entitl(?:es|ed|ing)|permit(?:s|ted|ting)?|authori[sz](?:es|ed|ing)|hand(?:s|ed|ing)|(?:gives?|gave|giving|grants?|granted|granting|confers on))\b (?P<t>{P})(?!'s) (?:to |the right to |exclusively |to exclusively )*(?:develop|market|sell|commerciali[sz]e|distribute|register|manufacture|use|research|make|promote|(?:exclusive|sole|global|worldwide|ex-?China|(?:Greater )?China|Asian|regional|rights|an? (?:exclusive|option)))", 3.5),
    _rule("asset-of", (' of ', ' from '), rf"(?:{A}|drug|antibody|antibodies|bispecific|ADC|candidate|inhibitor|therapy|medicine|vaccine|biosimilar|compound|molecule|asset|treatment|program|technology|platform|product|pill|injection|device)s?(?:,? (?:approved|developed|discovered|made|invented))?,? (?:of|from|by) (?:the )?{_WHO}{{0,4}}?(?P<f>{P})", 1.8),
    _rule("signs-to-sell", (' with ',), rf"(?P<t>{P})(?!'s){_NP}{{0,110}}?\b(?:agreement|deal|contract|licen[sc]e|pact)\b{_NP}{{0,60}}?\bwith (?:[\w',-]+ ){{0,5}}?(?P<f>{P}){_NP}{{0,40}}?\b(?:to|for the|covering the) (?:exclusive(?:ly)? |co-?)?(?:develop|market|sell|commerciali[sz]|distribut|register|launch|promot)", 2.0),
    _rule("teams-to-sell", (' with ',), rf"(?P<f>{P})(?!'s){_NP}{{0,60}}?\b(?:partner|team|collaborat|alliance|joined)\w*\b{_NP}{{0,30}}?\bwith (?:[\w',-]+ ){{0,5}}?(?P<t>{P}){_NP}{{0,60}}?\b(?:to|for the|which will|that will|who will) (?:exclusive(?:ly)? |co-?)?(?:market|sell|commerciali[sz]|distribut|register|launch|promot|bring)", 2.0),
    _rule("partner-to-sell", ('sell', 'market', 'commerciali', 'distribut', 'register', 'launch', 'promot'), rf"(?P<t>{P})(?!'s){_NP}{{0,40}}?\b(?:will|is to|are to|may|can|agreed to|plans to|would|shall)\b{_NP}{{0,24}}?\b(?:sell|market|commerciali[sz]e|distribute|register|launch|promote)\b", 1.5),
    _rule("asset-sold-by", (' by ',), rf"(?:will|to|is|are|was|were|been) (?:be )?(?:exclusively )?(?:sold|marketed|commerciali[sz]ed|distributed|launched|registered|promoted){_NP}{{0,60}}?\bby {_WHO}{{0,4}}?(?P<t>{P})(?! to (?:{_WHO}{{0,3}}?){P})", 2.5),
    _rule("handed-by-to", (' by ',), rf"\b(?:sold|granted|licen[sc]ed|out-?licen[sc]ed|handed(?: over)?|transferred|assigned|passed(?: on)?|given|awarded|divested|sublicen[sc]ed)\b{_NP}{{0,60}}?\bby {_WHO}{{0,4}}?(?P<f>{P}),? to {_WHO}{{0,4}}?(?P<t>{P})", 5.0),
    _rule("under-agreement", (' with ',), rf"\b(?:under|by|through|in|thanks to|via) (?:an? |the |its |this |that |{_WHO}){{0,8}}?(?:agreement|deal|pact|contract|licen[sc]e|partnership|collaboration)(?: (?:signed|made|struck|concluded|reached|entered into))? with {_WHO}{{0,4}}?(?P<f>{P}),? (?P<t>{P}) (?:is to|will|may|can|shall|would|gets|got|gains|gained|obtains|obtained|has (?:obtained|acquired|secured|gained|licensed|in-licensed)|acquires|acquired|licenses|in-licenses|holds|takes|secures|secured|is (?:granted|given)|was (?:granted|given))\b(?! (?:receive|be eligible|be entitled|earn|collect|get \$|grant))", 3.0),
    _rule("gets-by-deal-with", (' with ',), rf"(?P<t>{P})(?!'s){_NP}{{0,70}}?\b(?:get|gets|getting|got|obtain|gain|acquir|secur|land|nab|bag|snag|tak)\w*\b{_NP}{{0,110}}?\b(?:by way of|by means of|through|under|via|thanks to|in) (?:an? |the |its )?(?:[\w-]+ ){{0,4}}(?:deal|agreement|pact|licen[sc]e|contract) with {_WHO}{{0,4}}?(?P<f>{P})", 4.0),
    _rule("by-which", (' which ', 'whereby'), rf"\b(?:(?:by|under|through|in) which|whereby) (?P<t>{P}) (?:may|can|will|is to|shall|is granted|was granted|has been granted|is licensed|receives|gets|obtains|acquires|takes|gains|has|holds|receives (?:the |an? )?(?:exclusive|sole|rights?|licen)){_NP}{{0,40}}?(?:develop|market|sell|commerciali|distribut|manufactur|rights?|exclusive|licen|receives)", 3.0),
    _rule("rights-are-its", ("'s",), rf"\brights?\b (?:[\w-]+ ){{0,5}}?(?:is|are|become|belong) (?P<t>{P})'s\b", 2.5),
    _rule("bought-by", (' by ',), rf"(?:{_RIGHT}|{A}|drug|antibod\w+|candidate|inhibitor|vaccine|asset|program|therapy|medicine|molecule)s?\b{_NP}{{0,60}}?\b(?:bought|acquired|obtained|secured|in-licen[sc]ed|gained|picked up|snapped up|taken over|purchased)\b{_NP}{{0,24}}?\bby {_WHO}{{0,4}}?(?P<t>{P})", 3.5),
    _rule("licensee-of-asset", ('licensee', 'buyer', 'taker'), rf"(?P<t>{P})(?!'s){_NP}{{0,60}}?\b(?:is|as|becomes?|became) (?:the |an? )?(?:[\w-]+ )?(?:licensee|buyer|taker) (?:of|for)\b", 3.0),
    _rule("get-from", (' from ',), rf"(?P<t>{P})(?!'s){_NP}{{0,200}}?\b{_GET}\b[^\ue000-\ue3ff\ue800-\uebff]{{0,200}}?\bfrom {_WHO}{{0,6}}?(?P<f>{P})", 4.5),
    _rule("buys-rights-of", ('buy', 'bought', 'acquir', 'licen', 'tak', 'obtain', 'gain', 'secur', 'purchas'), rf"\b(?:buy|bought|acquir|licens|tak|obtain|gain|secur|purchas)\w*\b{_NP}{{0,40}}?(?P<f>{P})'s\b{_NP}{{0,80}}?\b(?:rights?|licen[cs]e|drug|antibody|asset|program)", 3.0),
    _rule("deal-for-rights", (' with ',), rf"(?P<t>{P})(?!'s){_NP}{{0,70}}?\b(?:deal|agreement|pact|collaboration|partnership) with {_WHO}{{0,4}}?(?P<f>{P}){_NP}{{0,30}}?\b(?:for|to (?:acquire|obtain|gain|license|in-license|get))\b{_NP}{{0,60}}?\b(?:rights|license to)\b", 3.5),
    _rule("payments-from", ('payment', 'fee', 'front', 'royalt', 'milestone'), rf"\b(?:payments?|fees?|up-?front|royalt\w+|milestones?)\b{_NP}{{0,60}}?\b(?:received |receivable )?from (?P<t>{P})", 2.5),
    _rule("gave-party", ('gave', 'giv', 'grant', 'award', 'offer'), rf"\b(?:gave|gives|giving|given|grant(?:s|ed|ing)?|award(?:s|ed)|offer(?:s|ed)) (?P<t>{P}) (?:an? |the )?(?:[\w-]+ ){{0,3}}?(?:exclusive|option|rights?|licen[cs]e|access)", 3.5),
    _rule("made-by", (' by ',), rf"\b(?:made|paid|payable) by (?P<t>{P}) to (?P<f>{P})", 5.0),
    _rule("rights-back", ('right',), rf"\brights?\b{_NP}{{0,90}}?\b(?:back (?:with|to|in the hands of)|revert(?:s|ed)? to|return(?:s|ed)? to) (?P<f>{P})", 3.0),
    _rule("found-licensee", ('found', 'find', 'has '), rf"(?P<f>{P})(?!'s){_NP}{{0,40}}?\b(?:found|finds|has) (?:a |its )?(?:licensee|buyer|partner),? (?:in )?(?P<t>{P})", 4.0),
    _rule("granted-by", (' by ',), rf"\b(?:granted|licensed|given|offered) (?:\w+ ){{0,3}}by (?:\w+ ){{0,3}}(?P<f>{P})", 3.5),
    _rule("party-granted", ('granted', 'given', 'licensed', 'awarded'), rf"(?P<t>{P})(?!'s| will receive| is eligible){_NP}{{0,60}}?\b(?:was|were|is|been|being|be) (?:\w+ly )?(?:granted|given (?:the |an? )?(?:exclusive|sole|rights)|awarded|licen[sc]ed (?:exclusively )?to)\b", 3.0),
    _rule("rights-to-party", (' to ',), rf"\b(?:rights?|licen[cs]e[sd]?|option)\b{_NP}{{0,90}}?\bto {_MOD}{{0,5}}?(?P<t>{P})(?!'s|'| (?:[\w-]+ )?(?:programs?|candidates?|compounds?|antibod|drugs?|technolog|platform|assets?|molecules?|products?|patents?|{A}))", 2.0),
    _rule("get-rights", ('right', 'licen', 'option', 'exclusive', 'global', 'worldwide', 'sole', 'ownership', 'commercial', 'development'), rf"(?P<t>{P})(?!'s)(?:(?!which (?:it|the company)\b){_NP}){{0,70}}?\b(?:will |would |shall |to |has |have |also )*(?:obtain|gain|acquire|receive|secure|get|take|pick up|in-licen[sc]e|be granted|snag|nab|land|(?:hold|have|has|own)(?=s? (?:the |an? )?(?:exclusive|sole|global|worldwide)))(?:s|ed|d|ing)? (?:[\w'-]+ ){{0,6}}?\b(?:exclusive|non-exclusive|sole|global|worldwide|development|commercial\w*|rights?|licen[cs]es?|an? option|the option|ownership of)\b", 3.5),
    _rule("rights-from", (' from ',), rf"\b(?:rights?|licen[cs]e[sd]?|in-licen[sc]\w+|option\w*|acquired|bought)\b(?:(?!payment|upfront|\bfee|receiv|royalt){_NP}){{0,90}}?\bfrom {_WHO}{{0,5}}?(?P<f>{P})", 3.0),
    _rule("gets-money", ('owed', 'receiv', 'entitled', 'eligible', 'earn', 'collect', 'pocket', 'get', 'paid', 'bank', 'bag', 'net', 'reap', 'qualif', 'due', 'in line', 'secur', 'take home', 'rak'), rf"(?P<f>{P})(?!'s)(?:(?!of which|which is|was due to hand|due to pay){_NP}){{0,80}}?\b(?:(?:will|would|may|could|shall|is|are|to|has|also|can|stands?)\b[^.;\ue000-\ue3ff]{{0,30}}?)?\b(?:receiv|entitled|eligible|earn|collect|pocket|get|(?<=is )paid|(?<=are )paid|(?<=was )paid|(?<=be )paid|(?<=been )paid|(?<=being )paid|owed|bank|bag|net|reap|qualify|due(?! to (?:hand|pay|give))|in line|secure|take home|rak)\w*{_NP}{{0,60}}?{_MONEYWORD}", 3.0),
    _rule("pays-party", ('pay', 'paid', 'ow', 'provid', 'dish', 'disburs', 'mak', 'shell', 'hand', 'put', 'spen', 'fork', 'lay', 'commit', 'invest', 'dol', 'offer', 'bet', 'wager', 'drop'), rf"(?P<t>{P})(?!'s){_NP}{{0,90}}?\b(?!mak){_PAY}\b (?:[a-z]+ ){{0,2}}(?:[\w-]+-based )?(?P<f>{P})(?! with (?!{M}|up-?front|payments?|milestone|fund|financ|capital|cash|money))", 4.0),
    _rule("pays-money", ('pay', 'paid', 'ow', 'provid', 'dish', 'disburs', 'mak', 'shell', 'hand', 'put', 'spen', 'fork', 'lay', 'commit', 'invest', 'dol', 'offer', 'bet', 'wager', 'drop'), rf"(?P<t>{P})(?!'s){_NP}{{0,70}}?\b(?:will |would |has agreed to |agreed to |to |is |has )*(?<!is )(?<!are )(?<!was )(?<!be ){_PAY}\b{_NP}{{0,50}}?{_MONEYWORD}", 2.5),
    _rule("paid-to", (' to ',), rf"\b(?:payments?|payable|paid|{M}){_NP}{{0,60}}?\bto (?P<f>{P})(?! (?:develop|commercial|advance|support))", 2.0),
    _rule("received-from", (' from ',), rf"(?P<f>{P})(?!'s){_NP}{{0,50}}?\b(?:received|receives|receive|earned|collects?|gets?|got|banks|has been paid|is to receive){_NP}{{0,80}}?(?:{M}|payment|upfront|milestone){_NP}{{0,60}}?\bfrom (?P<t>{P})", 5.0),
    _rule("responsible", ('responsib', 'lead', 'assume', 'take over', 'fund', 'bear', 'undertake'), rf"(?P<t>{P})(?!'s){_NP}{{0,30}}?\b(?:will|shall|to) (?:be (?:solely |fully |primarily )?responsible for|lead|assume|take over|fund|bear|undertake){_NP}{{0,80}}?(?:develop|commerciali|regulatory|manufactur)", 1.2),
    _rule("retains", ('retain', 'keep', 'reserve'), rf"(?P<f>{P})(?!'s){_NP}{{0,40}}?\b(?:retain|keep|reserve)(?:s|ed|ing)?\b{_NP}{{0,40}}?(?:rights?|China|commerciali|option|co-)", 2.5),
    _rule("owns-asset", (), rf"(?P<f>{P})'s? (?:[\w-]+,? ){{0,7}}?(?:{A}|antibod|bispecific|ADC|candidate|platform|inhibitor|drug|therapy|program|asset|technology|compound|molecule|CAR)", 1.8),
    _rule("developed-by", (' by ',), rf"(?:developed|discovered|invented|originated|owned|created|identified|engineered|generated)(?: and \w+)? by {_WHO}{{0,4}}?(?P<f>{P})", 2.0),
    _rule("licensor-label", ('licensor',), rf"(?P<f>{P})\s?[,(]\s?(?:acting |as |the )*[\"(]?licensor", 4.0),
    _rule("licensee-label", ('licensee',), rf"(?P<t>{P})\s?[,(]\s?(?:acting |as |the )*[\"(]?licensee", 4.0),
    _rule("out-license", ('out-licen', 'outlicen', 'out licen'), rf"(?P<f>{P})(?!'s){_NP}{{0,60}}?\bout-?licen[sc]", 2.5),
    _rule("in-license", ('in-licen', 'inlicen'), rf"(?P<t>{P})(?!'s){_NP}{{0,60}}?\bin-?licen[sc]", 2.5),
    _rule("exercise-option", ('exercis',), rf"(?P<t>{P})(?!'s){_NP}{{0,80}}?\bexercis(?:e|es|ed|ing)\b{_NP}{{0,40}}?option", 3.0),
    _rule("terminate-return", ('return', 'hand', 'giv', 'relinquish'), rf"(?P<t>{P})(?!'s){_NP}{{0,80}}?\b(?:return(?:s|ed|ing)?|hand(?:s|ed|ing)? back|giv(?:e|es|ing) back|relinquish\w*){_NP}{{0,60}}?rights?{_NP}{{0,60}}?to (?P<f>{P})", 4.0),
    _rule("regain", ('regain', 'reacquir', 'recover', 'back', 'reclaim'), rf"(?P<f>{P})(?!'s){_NP}{{0,60}}?\b(?:regain|reacquir|recover|get back|take back|buy back|reclaim)\w*{_NP}{{0,60}}?(?:rights?|from)", 2.5),
    _rule("licensee-of", ('licensee', 'distributor', 'taker'), rf"(?P<t>{P})(?!'s){_NP}{{0,50}}?\b(?:(?:sub-?)?licensee|distributor|taker) (?:of|for) (?:the )?(?P<f>{P})", 4.0),
    _rule("goes-to", (' to ',), rf"(?:{A}|{_RIGHT}|drug|antibod|candidate|inhibitor|therap|vaccine|molecule|program|technology|medicine|commercialization){_NP}{{0,120}}?\b(?:goes|go|went|gone|going|passes|passed|fall(?:s|en)?|fell|belong|moves?|moved) to {_WHO}{{0,4}}?(?P<t>{P})(?!'s)", 3.0),
    _rule("in-hands-of", ('hands',), rf"\bin (?:the )?hands of {_WHO}{{0,4}}?(?P<t>{P})", 2.5),
    _rule("in-its-hands", ("'s hands", "' hands"), rf"\bin (?P<t>{P})(?:'s|') hands", 2.5),
    _rule("stays-with", ('stay', 'remain', 'rest', 'lie', 'keep'), rf"(?:{_RIGHT}|{A}|develop\w*){_NP}{{0,80}}?\b(?:stay|remain|rest|lie)s?\b{_NP}{{0,20}}? with (?P<f>{P})", 3.0),
    _rule("uses-its", ('use', 'using', 'licens', 'access', 'tap'), rf"(?P<t>{P})(?!'s){_NP}{{0,40}}?\b(?:us(?:e|es|ed|ing)|access|licens(?:es|ed)|taps?|draws? on)\b{_NP}{{0,60}}?(?P<f>{P})(?:'s|') (?:[\w-]+,? ){{0,5}}?(?:technolog|platform|antibod|linker|payload|compound|candidate|library)", 3.0),
    _rule("platform-of", ('technolog', 'platform'), rf"\b(?:technolog(?:y|ies)|platform)\b(?: \([^()]*\))?,? (?:\w+ ){{0,2}}?(?:of|from|owned by|proprietary to) {_WHO}{{0,4}}?(?P<f>{P})", 2.0),
    _rule("candidate-licensed", ('licens', 'go', 'went', 'pass', 'sold', 'move', 'hand', 'outlicen', 'out-licen'), rf"(?:{A}|drug|antibod\w*|candidate|program|platform|technology|medicine|vaccine|inhibitor|therap(?:y|ie)|treatment|product|asset|compound|molecule|right)s? (?:of|from|by) {_WHO}{{0,3}}?(?P<f>{P}){_NP}{{0,90}}?\b(?:goes|go|went|gone|pass(?:es|ed)?|move[sd]?|(?:was|were|is|are|has been|have been) (?:out-?)?(?:licensed|sold|handed|granted|awarded|transferred)(?: out)?){_NP}{{0,60}}?\bto {_WHO}{{0,4}}?(?P<t>{P})", 4.0),
    _rule("made-distributor", ('distributor', 'licensee', 'agent', 'marketer'), rf"(?:\b(?:makes?|made|names?|named|appoints?|appointed|becomes?|became|is|as|will be) (?P<t>{P})|(?P<t2>{P})(?:'s|,)? (?:is|as|becomes?|became|will be|serves? as|acts? as|was (?:named|appointed|made)|is (?:named|appointed|made))) (?:the |its |their |an? )?(?:sole|exclusive|only)[\w, -]{{0,24}} (?:distributor|licensee|agent|marketer|importer)", 3.0),
    _rule("invests-newco", ('equity', 'stake', 'share', 'interest'), rf"(?P<f>{P})(?!'s){_NP}{{0,60}}?\b(?:receive|hold|own|get|take|obtain)\w*{_NP}{{0,60}}?(?:equity|stake|shares?|interest)\b{_NP}{{0,30}}?\b(?:in|of) (?P<t>{P})", 3.5),
)  # fmt: skip

_Z = r"[^\ue000-\ue3ff。;!?]"  # Chinese: no other party, same sentence
_ZH_RIGHT = r"(?:权利|权益|许可|授权|选择权|商业化权|开发权|独家权|经销权|代理权|销售权|推广权|独占|独家)"
_ZH_MONEY = rf"(?:{M}|首付|预付|首期|里程碑|特许权|分成|提成|付款|款项|权利金|签约金|授权金|对价)"
#: What is got is no money.
_ZH_NO_MONEY = rf"(?!(?:的|了)?[^\ue000-\ue3ff。;!?,权许]{{0,12}}{_ZH_MONEY})"
_ZH_ABROAD = "美国|日本|韩国|南韩|德国|法国|英国|瑞士|瑞典|丹麦|意大利|印度|加拿大|比利时|荷兰|西班牙|以色列|澳大利亚|澳洲|新加坡|巴西|俄罗斯|土耳其|欧洲|中国|大陆|香港|台湾|跨国"
CHINESE: tuple[Rule, ...] = (
    _rule("授予", ('授', '许可', '转让', '给予', '让与', '出售', '赋予', '交给', '卖给'), rf"(?P<f>{P}){_Z}{{0,90}}?(?:授予|授权给?予?|许可给?予?|授出给?|转让给?|给予|让与|出售给?|赋予|独家许可|独家授权|对外授权|转授权?给?|交给|卖给)(?:了|其|予|给|于|合作方|合作伙伴|公司|\s|[\u3400-\u9fff]{{0,10}}?(?:公司|药企|药厂|大厂|巨头|企业|{_ZH_ABROAD})(?:的)?)?(?P<t>{P})", 5.0),
    _rule("将…授权给", ('将', '把', '就'), rf"(?P<f>{P}){_Z}{{0,60}}?(?:将|把|就){_Z}{{0,110}}?(?:授权|许可|授予|转让|授出|出售|独家授予|转授|让渡|售予|卖)[^\ue000-\ue3ff。;!?,]{{0,14}}?(?:给|予|于|与|至)?[^\ue000-\ue3ff。;!?,]{{0,8}}?(?P<t>{P})", 4.0),
    _rule("从…获得", ('从', '自', '由', '向'), rf"(?P<t>{P}){_Z}{{0,60}}?(?:从|自|由|向)(?:[\u3400-\u9fff]{{0,10}}?)(?P<f>{P}){_Z}{{0,40}}?(?:引进|获得|取得|获授|受让|购买|收购|买|许可引进|引入|拿下|拿到|拿走|得到|引){_ZH_NO_MONEY}", 5.0),
    _rule("从P取得款项", ('从', '自', '由'), rf"(?P<f>{P}){_Z}{{0,40}}?(?:从|自|由)(?P<t>{P}){_Z}{{0,10}}?(?:获得|取得|收到|收取|拿到|得到|入账)(?:的|了)?{_Z}{{0,12}}?{_ZH_MONEY}", 5.0),
    _rule("从…引进", ('从', '自', '由'), rf"(?:从|自|由)(?:[\u3400-\u9fff]{{0,10}}?)(?P<f>{P}){_Z}{{0,30}}?(?:引进|获得|取得|获授|受让|购买|许可引进|引入){_ZH_NO_MONEY}", 3.5),
    _rule("获得…许可", ('获', '取得', '拥有', '享有', '授予', '引进', '买下', '拿', '斩', '得到', '购', '引入'), rf"(?P<t>{P})(?!的){_Z}{{0,50}}?(?:获得|取得|获(?!批|药监|国家|FDA|美国FDA|得批准|核准)|获授|拥有|享有|被授予|引进|买下|拿下|拿走|拿到|斩获|获取|得到|独家获得|将获|购得|引入)(?:了|其|该)?{_Z}{{0,60}}?{_ZH_RIGHT}", 2.6),
    _rule("获得P的", ('获', '取得', '得到', '引进', '买下', '拿', '购', '引入'), rf"(?P<t>{P})(?!的){_Z}{{0,50}}?(?:获得|取得|获授|引进|买下|拿下|拿走|拿到|购得|获取|引入|收购|购买)(?:了|来自)?(?:[\u3400-\u9fff]{{0,8}}?)(?P<f>{P})(?:及[\u3400-\u9fff]{{1,6}})?(?:{_Z}{{1,20}}?的[\u3400-\u9fff]{{0,8}}?(?:代理|经销|销售|独家|授权|许可)权?|的|旗下|在研|自主|研发|开发|独家|所|授予|授权|一款|一项|两款|多款|三款|用于|{A})", 4.5),
    _rule("退还款项", ('退还', '退回', '返还'), rf"(?P<f>{P})(?:{_Z}{{0,60}}?)(?:退还|退回|返还)(?:给|予|了)?{_Z}{{0,40}}?{_ZH_MONEY}", 5.0),
    _rule("款项退还P", ('退还', '退回', '返还'), rf"(?P<f>{P}){_Z}{{0,60}}?{_ZH_MONEY}{_Z}{{0,30}}?(?:退还|退回|返还)(?:给|予)?(?P<t>{P})", 6.0),
    _rule("收到退款", ('退还', '退回', '返还'), rf"(?P<t>{P}){_Z}{{0,30}}?(?:收到|收回|拿回){_Z}{{0,6}}?(?P<f>{P}){_Z}{{0,6}}?(?:退还|退回|返还)", 6.0),
    _rule("资产购买", ('购买', '收购'), rf"(?P<t>{P}){_Z}{{0,30}}?(?:与|同|和|跟){_Z}{{0,10}}?(?P<f>{P}){_Z}{{0,20}}?(?:资产购买|资产收购|产品收购|资产转让)", 3.0),
    _rule("权利仍归", ('仍归', '均归', '保留', '仍属', '仍为'), rf"(?:权利|权益|权属|所有权|知识产权|专利){_Z}{{0,14}}?(?:仍归|均归|仍属于?|仍为)(?P<f>{P})", 4.0),
    _rule("让与P", ('让与', '让渡', '交给', '移转', '转移'), rf"(?P<f>{P}){_Z}{{0,10}}?(?:把|将){_Z}{{0,80}}?(?:让与|让渡|交给|移转|转移)(?:给|予)?(?P<t>{P})", 5.0),
    _rule("对方", ('对方', '后者'), rf"(?P<f>{P})(?:\([^)]{{0,30}}\))?{_Z}{{0,24}}?(?:与|和|同|跟)(?P<t>{P}){_Z}{{0,40}}?,?(?:把|将){_Z}{{0,80}}?(?:授予|授权|许可|交|给|转让)(?:给|予|了)*(?:对方|后者)", 5.0),
    _rule("收取款项", ('收', '获', '可得', '将得', '取得', '得到', '赚', '斩', '入账', '拿到', '享有', '有权'), rf"(?P<f>{P})(?!支付|应付|的){_Z}{{0,60}}?(?:收取|获得|收到|获取|取得|得到|可得|将得|获|收(?!益|入|盘|跌|涨|市|购|回)|赚取|斩获|入账|拿到|享有|有权|收获){_Z}{{0,50}}?{_ZH_MONEY}", 2.6),
    _rule("向P支付", ('向', '给', '予'), rf"(?P<t>{P}){_Z}{{0,70}}?(?:向|给|给予|予)(?P<f>{P}){_Z}{{0,20}}?(?:支付|(?<![首预应])付|缴付|给付|付款)(?!{_Z}{{0,10}}(?:推广|服务|销售|代理)(?:服务)?费)", 5.0),
    _rule("支付予", ('付', '给予'), rf"(?P<t>{P}){_Z}{{0,60}}?(?:支付|付予|付给|给予){_Z}{{0,12}}?(?:给|予|于)?(?P<f>{P}){_Z}{{0,40}}?{_ZH_MONEY}", 4.0),
    _rule("向P支付款", ('付',), rf"(?:向|给)(?P<f>{P}){_Z}{{0,16}}?(?:支付|(?<![首预])付|缴付|给付)", 3.0),
    _rule("支付款项", ('付', '豪掷', '斥资', '砸', '出资', '耗资', '掷'), rf"(?P<t>{P})(?!的)(?:(?!退还|退回|返还|可得|获得|收取|收到){_Z}){{0,40}}?(?:支付|应付|须付|需付|(?<![首预])付(?!款)|豪掷|斥资|砸下|出资|付出|耗资|掷){_Z}{{0,50}}?{_ZH_MONEY}", 2.5),
    _rule("与P签约获得", ("获", "取得", "拿", "引进", "买下"), rf"(?P<t>{P})(?:\([^)]{{0,30}}\))?{_Z}{{0,16}}?(?:与|和|同|跟|从){_Z}{{0,10}}?(?P<f>{P}){_Z}{{0,40}}?,(?:并|以|将|从而|只|仅|由此|因此|进而|即)?(?:独家)?(?:获得|取得|拿下|拿到|引进|买下|获){_Z}{{0,50}}?{_ZH_RIGHT}", 5.0),
    _rule("与P签约转出", ("转让", "出让", "卖", "授权", "让渡"), rf"(?P<f>{P})(?:\([^)]{{0,30}}\))?{_Z}{{0,16}}?(?:与|和|同|跟){_Z}{{0,10}}?(?P<t>{P}){_Z}{{0,60}}?,{_Z}{{0,40}}?(?:将|把){_Z}{{0,50}}?(?:转让|出让|卖|授权|让渡)(?:出去|给对方|给后者|$|[,。])", 3.5),
    _rule("与P签约授出", ("授", "许可", "转让"), rf"(?P<f>{P})(?:\([^)]{{0,30}}\))?{_Z}{{0,16}}?(?:与|和|同|跟){_Z}{{0,10}}?(?P<t>{P}){_Z}{{0,40}}?,(?:并|以)?(?:将|把)?{_Z}{{0,40}}?(?:授予|授权|许可|授出|转让)(?:给|予)?(?:后者|对方|其)", 5.0),
    _rule("后者获得", ("后者",), rf"(?P<f>{P}){_Z}{{0,60}}?(?P<t>{P}){_Z}{{0,60}}?后者(?:将|可|有权)?(?:独家)?(?:获得|取得|支付|负责|在)", 3.5),
    _rule("P的首付款", ("首付", "预付", "里程碑"), rf"(?P<t>{P})的?(?:支付的)?{M}(?:的)?(?:首付款|预付款|里程碑)", 2.5),
    _rule(
        "P可在",
        ("可", "有权"),
        rf"(?P<t>{P})(?:将)?(?:可|有权|获准)(?:独家)?(?:在|于){_Z}{{0,40}}?(?:开发|商业化|销售|推广|生产)",
        2.5,
    ),
    _rule("归P", ('归', '交给', '交由', '给'), rf"(?:权利|权益|许可|授权|版权|经销权|代理权|销售权){_Z}{{0,10}}?(?:(?<![仍均])归|归属于?|交给|交由|给了?)(?P<t>{P})", 3.0),
    _rule("向P供应", ('向', '给'), rf"(?P<f>{P})(?:独家|拟|将|已|同意|打算|计划){{0,3}}(?:向|给)(?P<t>{P})(?:独家)?(?:供应|供货|授权|许可|授出|开放|转让|出售|授予|让与|让渡|出让)", 4.0),
    _rule("P把", ('把',), rf"(?P<f>{P})(?:已|将)?把{_Z}{{0,60}}?(?:权|权益|权利|许可|授权){_Z}{{0,8}}?(?:给|予|授予)(?:了)?(?P<t>{P})", 4.5),
    _rule("授予P", ('授', '许可', '转让'), rf"(?:授予|许可给|授权给|授权|授出给|转让给|许可予|授予给)(?:了)?(?:{_ZH_ABROAD})?(?P<t>{P})", 2.2),
    _rule("开发由P承担", ('由',), rf"(?:开发|商业化|销售|推广|行销|注册|上市|经销|代理){_Z}{{0,12}}?由(?P<t>{P})(?:独家|全权|来|主要|单独|共同)?(?:负责|承担|进行|主导|接手|执行|操刀|推进|完成)", 2.5),
    _rule("由P授予", ('由', '经'), rf"(?:由|经)(?P<f>{P}){_Z}{{0,10}}?(?:授予|授权|许可)", 2.5),
    _rule("P授权的", ('授', '许可'), rf"(?P<f>{P})(?:所|将|独家)?(?:授予|授权|许可){_Z}{{0,12}}?的", 1.5),
    _rule("P的资产", (), rf"(?P<f>{P})(?:的|旗下|自主研发|自主|研发|开发|在研|自研|原研|拥有|所有|全资|的子公司|管线){{1,4}}[\u3400-\u9fff、()\"A-Za-z0-9\- /]{{0,40}}?{A}", 2.0),
    _rule("P研发的", ('研', '开发', '发现'), rf"(?:由)?(?P<f>{P})(?:[\u3400-\u9fff]{{0,6}}?)(?:自主研发|自主开发|研发|开发|自研|原研|发现|研制)(?:的|并)", 2.0),
    _rule("负责", ('负责', '承担', '主导'), rf"(?P<t>{P}){_Z}{{0,20}}?(?:将)?(?:负责|承担|主导|全权负责){_Z}{{0,40}}?(?:开发|商业化|推广|注册|销售|临床)", 1.0),
    _rule("保留", ('保留', '拥有', '持有'), rf"(?P<f>{P}){_Z}{{0,20}}?(?:将|仍|继续)?(?:保留|仍拥有|继续拥有|继续持有){_Z}{{0,40}}?(?:权利|权益|权|市场|大中华|中国)", 2.5),
    _rule("许可方", ('许可方', '授权方', '转让方', '让与方', '甲方', '出让方'), rf"(?<!被)(?:许可方|授权方|转让方|让与方|甲方|出让方)[:为是系]?\s?(?:\()?(?P<f>{P})", 3.5),
    _rule("被许可方", ('被许可方', '被授权方', '受让方', '乙方', '引进方'), rf"(?:被许可方|被授权方|受让方|乙方|引进方)[:为是系]?\s?(?:\()?(?P<t>{P})", 3.5),
    _rule("P作为许可方", ('许可方', '授权方', '转让方'), rf"(?P<f>{P})[(\s]{{0,2}}(?:作为|为|,)?(?:许可方|授权方|转让方)", 3.5),
    _rule("P作为被许可方", ('许可方', '授权方', '受让方'), rf"(?P<t>{P})[(\s]{{0,2}}(?:作为|为|,)?(?:被许可方|被授权方|受让方|获许可方|获授权方)", 4.0),
    _rule("对外授权", ('对外', 'license', 'out', '出海', '授出'), rf"(?P<f>{P}){_Z}{{0,50}}?(?:对外授权|对外许可|license[- ]?out|out-license|出海|授出)", 1.5),
    _rule("引进", ('引进', 'license', 'in-', '引入', '购入'), rf"(?P<t>{P}){_Z}{{0,40}}?(?:引进|license[- ]?in|in-license|许可引入|购入|引入)", 2.0),
    _rule("行使选择权", ('行使',), rf"(?P<t>{P}){_Z}{{0,40}}?行使{_Z}{{0,20}}?(?:选择权|期权|优先权|权利)", 3.0),
    _rule("退回", ('退回', '归还', '返还', '交还', '放弃'), rf"(?P<t>{P}){_Z}{{0,40}}?(?:退回|归还|返还|交还|放弃){_Z}{{0,40}}?(?:权利|权益|授权|许可)", 2.5),
    _rule("收回", ('收回', '重新', '重获', '拿回', '回购'), rf"(?P<f>{P}){_Z}{{0,30}}?(?:收回|重新获得|重获|拿回|回购|重新取得){_Z}{{0,50}}?(?:权利|权益|授权|许可|权)", 2.5),
    _rule("担任代理", ('担任', '作为', '成为', '出任'), rf"(?P<t>{P}){_Z}{{0,20}}?(?:担任|作为|成为|出任){_Z}{{0,40}}?(?:代理|经销|推广|分销|被授权|被许可|商业化伙伴|商业化合作)", 3.0),
    _rule("由P销售", ('由',), rf"由(?P<t>{P})(?:\([^)]{{0,20}}\))?(?:独家|全权|负责|承担|进行|在|于|于?中国){_Z}{{0,40}}?(?:商业化|销售|推广|经销|代理|开发|注册)", 2.5),
    _rule("P的技术平台", ('平台', '技术'), rf"(?:利用|运用|使用|采用|依托|基于|借助)(?P<f>{P})(?:的|自主|专有|独有|旗下){{1,3}}{_Z}{{0,24}}?(?:平台|技术)", 2.0),
    _rule("获得股权", ('股',), rf"(?P<f>{P}){_Z}{{0,50}}?(?:获得|取得|持有|获|占有|拥有){_Z}{{0,8}}?(?P<t>{P}){_Z}{{0,40}}?(?:股权|股份|股)", 3.0),
    _rule("从P收到", ('收', '获'), rf"(?P<f>{P}){_Z}{{0,30}}?(?:收到|收取|获得|获)(?:了)?(?:来自|由)?(?P<t>{P})(?!退还|退回|返还){_Z}{{0,20}}?(?:支付|的){_Z}{{0,20}}?{_ZH_MONEY}", 5.0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vote:
    """A rule read `party` as licensor or licensee (`side`), `other` being its counterpart where the rule names both."""

    party: int
    side: str
    other: int | None
    weight: float
    rule: str
    start: int
    end: int


#: A party behind a preposition, which no verb behind it has as its subject; "with P, which will sell" has.
_OBJECT = re.compile(
    rf"\b(?:with|from|by|to|for|of|between|and) (?:the |its |their )?(?:\w+ )?{P}(?![,(] ?(?:which|who|\())", re.I
)
_OBJECT_ZH = re.compile(rf"[从自由向与和同跟给予对至]\s?(?:[\u3400-\u9fff]{{2,4}})?{P}")
#: A party by its short name in brackets behind it.
_AGAIN = re.compile(r"([\ue000-\ue3ff])\s?\([^()\ue000-\ue3ff]{0,20}(?P<again>\1)")
#: Rules of giving that tell of a return when "back" is said: who gives back was the licensee.
_GIVES = frozenset({"granted-party", "granted-to"})
_BACK = re.compile(r"\bback\b|\breturn", re.I)


def votes(page: Page, index: int, skeleton: Skeleton) -> list[Vote]:
    """Votes of the sentence of that number, which names a party; parties by placeholder number."""
    text = skeleton.text
    found: list[Vote] = []
    open_ = page.opened(index)
    objects = {m.end() - 1 for m in (_OBJECT_ZH if page.chinese else _OBJECT).finditer(text)}
    objects |= {m.start("again") for m in _AGAIN.finditer(text) if m.start() in objects}
    for rule in CHINESE if page.chinese else ENGLISH:
        if not open_ & rule.gate.bit:
            continue
        for m in rule.gate.quick.finditer(text):
            groups = m.groupdict()
            grantor = number(groups["f"])[1] if groups.get("f") else None
            taker = groups.get("t") or groups.get("t2")
            grantee = number(taker)[1] if taker else None
            if grantor is not None and grantor == grantee:
                continue
            if (grantor is None) != (grantee is None) and rule.subject and m.start() in objects:
                continue  # "with P to sell", "从P获得": not what the verb speaks of
            if grantor is not None and grantee is not None and _BACK.search(m.group()):
                grantor, grantee = (grantee, grantor) if rule.name in _GIVES else (grantor, grantee)
            start, end = skeleton.at(m.start()), skeleton.at(m.end())
            if grantor is not None:
                found.append(Vote(grantor, "licensor", grantee, rule.weight, rule.name, start, end))
            if grantee is not None:
                found.append(Vote(grantee, "licensee", grantor, rule.weight, rule.name, start, end))
    return found
