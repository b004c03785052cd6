"""Takes a page, gives mentions of development stages as codes of the stage vocabulary."""

from __future__ import annotations

import re

from chuhai.extract.base import Mention, Page
from chuhai.extract.cues import Gate, Quick

RANK = {"discovery": 0, "preclinical": 1, "ind": 2, "phase-1": 3, "phase-1-2": 4, "phase-2": 5, "phase-2-3": 6, "phase-3": 7, "filed": 8, "approved": 9}  # fmt: skip
_N = r"(?:1|2|3|I{1,3}|Ⅰ|Ⅱ|Ⅲ|one|two|three)[abAB]?"
_RULES: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("ind", ('clear', 'allow', 'permi', 'green light', 'let ', 'lets ', 'go-ahead', 'ready', '默示', '批准', '获准', '许可', '放行', '就绪'), re.compile(r"\b(?:clear(?:ed|s|ance)|allow(?:ed|s)|permi(?:ts|tted)|permission|green light|go-ahead|lets?)\b[^.;]{0,40}\b(?:for|to (?:start|begin|enter)|into)\b[^.;]{0,25}\b(?:clinical trial|phase (?:1|I)\b|first[- ]in[- ]human)|\b(?:clinic(?:al)?|phase (?:1|I)|clinical trial)s?[- ]ready\b|临床(?:试验)?(?:已)?准备就绪|(?:获准|批准|许可|放行),?(?:其|可)?(?:开展|进行|进入|在[\u3400-\u9fff]{2,6}开展)[^。;,]{0,14}(?:临床|I期|Ⅰ期|1期)|临床(?:试验)?(?:默示)?许可(?!产品|权|合作|协议)", re.I | re.A)),
    ("phase-1-2", ('phase', '期', 'ph1', 'ph 1', '临床'), re.compile(r"\bph(?:ases?|\.)? ?(?:1|I)[ab]?\s?(?:/|and|&)\s?(?:phase )?(?:2|II)[ab]?\b|(?:I|Ⅰ|1)[ab]?\s?/\s?(?:II|Ⅱ|2)[ab]?\s?期|临床\s?(?:I|Ⅰ|1)[ab]?\s?/\s?(?:II|Ⅱ|2)[ab]?(?![\d.])", re.I | re.A)),
    ("phase-2-3", ('phase', '期'), re.compile(r"\bphases? ?(?:2|II)[ab]?\s?/\s?(?:phase )?(?:3|III)\b|(?:II|Ⅱ|2)[ab]?\s?/\s?(?:III|Ⅲ|3)\s?期", re.I | re.A)),
    ("phase-3", ('phase', 'ph3', 'ph 3', 'ph. 3', 'ph iii', 'pivotal', 'registration', 'late', '期', '关键', '注册'), re.compile(r"\bph(?:ase|\.)?[ -]?(?:3|III|three)[ab]?\b|\b(?:pivotal|registration(?:al)?) (?:trial|stud(?:y|ies)|phase(?! ?[\dI])|program)|late[- ]?stage (?:trial|study|studies|clinical|test(?:s|ing)|development|(?:[\w-]+ ){0,2}(?:candidate|asset|drug|medicine|inhibitor|antibody)\b)|(?:III|Ⅲ|3|三)\s?期(?:临床|注册|关键|试验|研究)?|(?<![期]的)(?<!期)(?:关键性?|注册性?)(?:注册)?(?:临床(?!(?:试验)?的?(?:I|Ⅰ|1|II|Ⅱ|2|一|二)[ab]?期)|III期|试验)", re.I | re.A)),
    ("phase-2", ('phase', 'ph2', 'ph 2', 'ph. 2', 'ph ii', 'mid', '期'), re.compile(r"\bph(?:ase|\.)?[ -]?(?:2|II|two)[ab]?\b|mid[- ]?stage (?:trial|stud(?:y|ies)|clinical|test(?:s|ing)|development|(?:[\w-]+ ){0,2}(?:candidate|asset|drug|medicine|inhibitor|antibody)\b)|(?<!I)(?<!Ⅰ)(?<!第)(?:II|Ⅱ|2|二)[ab]?\s?期(?!糖尿)|第(?:2|II|Ⅱ|二)[ab]?\s?期(?=临床|试验)|(?:\bII|Ⅱ)[ab]?临床试验", re.I | re.A)),
    ("phase-1", ('phase', 'ph1', 'ph 1', 'ph. 1', 'ph i', 'first', 'early', 'escalation', '期', '首次', '剂量'), re.compile(r"\bph(?:ase|\.)?[ -]?(?:1|I|one)[ab]?\b|first[- ]in[- ]human|early[- ]stage clinical|(?<!I)(?<!Ⅰ)(?<!/)(?<![\dI第前后上下每本首])(?:I|Ⅰ|1|一)[ab]?\s?期(?!工程|建设|项目)|首次人体|dose[- ]escalation|(?:early|first)[- ]stage (?:clinical )?(?:trial|stud(?:y|ies))|早期临床(?:试验|研究)|剂量(?:递增|爬坡)|第(?:1|I|Ⅰ|一)[ab]?\s?期(?=临床|试验)|(?:\bI|Ⅰ)[ab]?临床试验", re.I | re.A)),
    ("ind", ('ind', 'investigational', '临床', '申请', '研究性'), re.compile(r"\bIND(?:[- ](?:application|clearance|approval|filing|submission|stage))|\binvestigational new drug|IND(?:申请|申报|阶段|获批|批准|enabling)|临床(?:试验)?(?:默示许可|批件|申请获)|新药临床(?:试验)?申请|(?:批准|受理|获)[^。;,]{0,10}临床(?:试验|研究)?\s?\(IND\)|研究性\s?新药|新药研究申请|获批临床|(?:申请|申报)[\u3400-\u9fff]{0,3}临床|临床(?:试验)?申请(?:的)?(?:获)?受理|递交临床|临床申请", re.I | re.A)),
    ("preclinical", ('clinical', 'clinic', 'human', '临床', 'ind'), re.compile(r"\bpre-?clinical|\b(?:pre-?IND|IND[- ](?:enabling|ready))\b|临床前(?!(?:研究|开发|试验)?(?:、|,|和|及|与|到|至)\s?临床)|\b(?:not yet|yet to|still to) (?:[\w-]+ ){0,3}(?:the clinic\b|human trials|clinical trials)|(?:尚未|还未|未)(?:进入?|开展|启动)[\u3400-\u9fff]{0,4}临床|非临床(?:研究)?阶段", re.I | re.A)),
    ("discovery", ('discovery', '发现', '先导'), re.compile(r"\b(?:drug )?discovery[- ]stage|\bdiscovery (?:programs?|stage)|早期发现|药物发现阶段", re.I | re.A)),
    ("filed", ('nda', 'bla', 'maa', 'reviewing', 'priority review', 'pdufa', 'rolling', '逐步提交', '滚动', 'application', 'pre-reg', 'pending', 'applied for', 'filed for', 'await', 'under review', 'for review', '申请', '申报', '上市', '审', '受理'), re.compile(r"\b(?:NDA|BLA|sNDA|MAA|new drug application|biologics? license application|marketing authori[sz]ation application)s?\b[^.;]{0,50}(?:submit|accept|filed|under review|filing)|(?:submit|accept|filed)[^.;]{0,40}\b(?:NDA|BLA|MAA)|pre-registration|\baccepted for review\b|\b(?:FDA|EMA|NMPA|PMDA|MFDS|TGA|agency|regulators?|authorit(?:y|ies)) (?:is|are) (?:now |currently |still |at present )?reviewing\b|\bPDUFA\b|\brolling (?:submission|review|NDA|BLA)|(?:滚动|逐步)(?:提交|递交)|\b(?:tak(?:en|es?)|took) (?:up|on)?[^.;]{0,40}\b(?:NDA|BLA|MAA|[Nn]ew [Dd]rug [Aa]pplication)\b|\b(?:granted|with|under|given) priority review\b|进入审评|受理阶段|正在审[批评]|审评(?:程序|审批)?中|\b(?:approval|application)s? (?:is |are |was |still )*(?:pending|under (?:regulatory )?review)|\b(?:applied|filed) for (?:marketing |regulatory |market )?(?:approval|authori[sz]ation|registration)|\bawait(?:s|ing) (?:marketing |regulatory )?approval|(?:上市|NDA|BLA)(?:许可)?申请|新药(?:上市)?申请|申报上市|递交上市", re.I | re.A)),
    ("approved", ('approv', 'authori', 'clearance', 'granted', 'market', 'commercial', 'launched', 'on sale', 'sold ', 'sales', 'registered', '核准', '销售', '卖了', '批', '上市', '药证', '许可'), re.compile(r"(?<!board )(?<!Board )(?<!directors )(?<!price, )\bapproved\b(?! by (?:the |its )?(?:board|shareholders|directors)| (?:agents?|drugs?|therap\w+|treatments?|medicines?|products)\b| (?:the|this) (?:transaction|agreement|deal|proposal|resolution)| only)|\bwas approved|has been approved|(?:has )?received (?:marketing |regulatory |NMPA |FDA |conditional |full |accelerated )*approval|\bmarketed (?:in|by|under|product|drug)|\b(?:is|are|already|been) commerciali[sz]ed in|commercial[- ]stage(?! [\w -]{0,24}(?:compan|biotech|biopharma|pharma|firm|drugmaker))|\balready has its (?:drug |marketing )?(?:registration |marketing )?approval|\bhas been on the market|\blaunched in|\b(?:sold|marketed) (?:[\w.]+ ){0,2}in [\w.]+(?: [\w.]+)? (?:as|under)\b|\b(?:generated|took|booked|posted|recorded)\b[^.;]{0,40}\bsales\b|\b(?:has|have) registered (?:it|the (?:drug|product))\b|(?:20\d\d|去|上)年[^。;]{0,14}(?:销售额|卖了|销售收入)[^。;]{0,8}\d|\bapprovals? (?:in|from|came)\b|\bw[io]n(?:s|ning)? (?:its |a )?(?:[\w-]+ ){0,2}(?:approval|authori[sz]ation|clearance)\b(?! (?:to|of|for (?:a |the )?(?:phase|clinical|trial|IND)))|\b(?:granted|received|obtained|got|has|given) (?:a |an )?(?:[\w-]+ ){0,2}(?:conditional|full|accelerated|marketing|market) (?:clearance|authori[sz]ation|nod)\b|\bgranted (?:the |an? |its )?(?:new drug application|NDA|BLA)\b|\b(?:obtain|gain|secur|got|grant)\w* (?:[\w-]+ ){0,3}approvals?\b(?! (?:of|to)\b)|\b(?:is|are|was|were|been|already) (?:on the market|on sale|sold in)\b|\b(?:market|marketing) approvals?\b[^.;]{0,40}\b(?:came|followed|was (?:given|granted|obtained|received))\b|已经?(?:[在于][\u3400-\u9fff、]{2,24}?)?(?:获批(?!临床|开展|进入|进行)|上市|获[\u3400-\u9fffA-Z]{0,12}批准)|获批(?:上市|用于|适应症|治疗|准上市)|[在于][\u3400-\u9fff]{2,8}获批(?!临床|开展|进入|进行)|批准[^。;,]{0,24}上市(?!申请|许可申请)|(?:拿到|取得|获得?|收获)[^。;,]{0,14}上市(?:批准|许可)(?!证?后|申请)|适应[症证](?:均|都|已|先后|陆续|在[\u3400-\u9fff]{2,6}){0,3}获批(?!临床|开展)|(?:首个|唯一|第一个|首款)[^。;,]{0,10}获批的|(?:上市|推广)已?(?:超过|逾|近)?\s?\d+\s?(?:余|多)?年|核准(?:并|用于|上市|后)|已予批准|(?:取得|拥有|拿到|获得|获)[\u3400-\u9fff]{0,4}药证|上市产品|(?:国内|中国|美国|欧盟|欧洲|日本|海外|FDA|NMPA|EMA)(?:已|均|率先|首先|先后)?获批(?!临床|开展|进入|进行|IND)|已(?:经)?批(?!准?[\u3400-\u9fff]{0,6}(?:临床|IND|开展|进行|做)|准?[这本该此])|已(?:取得|获得)[\u3400-\u9fff]{0,6}上市许可|批了|上市许可(?:及|转让|持有人(?:转让|变更|由))|获准上市|已获(?:批|[\u3400-\u9fffA-Z]{2,10}批准)(?!临床|开展|进入|进行)|商业化(?:阶段|产品)|上市销售", re.I | re.A)),
)  # fmt: skip
_PLANNED = Quick(
    re.compile(
        r"(?:plan(?:s|ned)? to|expect(?:s|ed)? to|will|intend\w* to|to (?:start|begin|initiate|enter|advance|move|support|submit|file)|upon|until|through|after|following|completion of|needed for|required for|enabling|to the point of|on the way to|way to|toward|going for|milestone|ready for|prepar\w+|anticipat\w+|potential|before|once|next year|toward|计划|预计|拟|将(?:于|在|进入|启动|开展)|有望|准备|即将|待|完成后|后续|直至|直到|支付|达到|冲刺|迈向|负责[^。;,]{0,16}(?:做|开展|进行|完成)|最快|最早|力拼|争取|推进(?:至|到|入)?|(?:从|由|将|一路)[^。;,]{0,24}做(?:到|至|完)|从[\u3400-\u9fff]{2,12}(?:到|至))\s?[^.;,。;]{0,25}$",
        re.I,
    )
)
#: A condition or a doubt before the word: "should the product be approved", "能否获批上市".
_NOT = Quick(
    re.compile(
        r"\b(?:get(?:s|ting)? (?:it |them )?|developed,? (?:and )?|(?:may |can |to )?be |to (?:have|get) (?:[\w-]+ ){1,4}|(?:could|would|may|might|will|to) (?:become|be) (?:the )?(?:first|only) )$|(?:not|yet to be|subject to|pending|until|尚未|未|若|如|一旦|待|能否|能不能|是否|预期|有望|日后)\s?[\w\u3400-\u9fff]{0,12}\s?$|\b(?:no|not one|none)\b[^.;]{0,60}$|(?:尚未|未)[^。;,]{0,24}$"
        r"|没有[\u3400-\u9fff]{0,10}$|\b(?:should|if|when|once|as soon as|whether|where|on condition that|provided that|subject to)\b[^.;:]{0,60}$",
        re.I,
    )
)
_PLANNED_AFTER = re.compile(
    r"(?:[^.;,。;,]|\b(?:U\.S|U\.K|E\.U)\.){0,40}?(?:is planned|are planned|planned for|is expected|is about to|are about to|to (?:start|begin) in|will (?:start|begin|be (?:started|begun|run|initiated|opened))|预计|计划|将于|拟于)"
    r"|[^.;。;]{0,40}?\bmilestones?\b|(?:临床|试验)?(?:的)?(?:成本|花费|费用|以后|之后|后续)|-ready\b|(?: \w+){0,2},? (?:is |are )?(?:expected|planned|slated|scheduled|pencil\w* in|due) (?:in|for|to|by|next|at)\b|[^。;,]{0,8}的?要求|前(?:期)?(?:金|款)|业绩|(?:里程|哩程)|[^。;,]{0,20}?(?:,|，)?(?:目前)?(?:计划|预计|打算)(?:都?在|于)|(?:临床|试验|研究)?(?:做准备|有待|尚待|待开展|尚未)",
    re.I,
)
#: The same inside words that tell an approval, and right behind them: "在海外是否能够获批", "获批上市后,", "approved (US$150 million)".
_DOUBT = re.compile(r"是否|能否|有望|将|若|未|没有|尚无")
_THEN = re.compile(r"[\u3400-\u9fff]{0,6}(?:后|之后|时)(?:[,;]|\s?\$|\s?\d)|\s?\((?:约|up to |US)?\$?\d")
#: "can now carry the drug into", "plans to open a first": a step still to come, however far its verb stands.
_AHEAD = Quick(
    re.compile(
        r"\b(?:ask|asks|asking|apply|applies|look|looking|looks) for(?: \w+){0,4} ?$|\bseek\w*(?: \w+){0,3} ?$|(?:须|需|要|需要)(?:经过|经历|历经|走完|完成|依次)[^。;]{0,40}$|\b(?:can|could|will|may|able to|plans? to|aims? to|intends? to|expects? to|ready to)\b[^.;]{0,90}\b(?:into|enter|begin|start|launch|initiate|open|conduct|run)\b(?: \w+){0,4} ?$",
        re.I,
    )
)
#: What is approved, where it is no medicine: a deal, a motion, the start of a trial.
_OTHER_THING = Quick(
    re.compile(
        r"\b(?:deal|transaction|agreement|merger|acquisition|proposal|plan|trial|study)s? (?:has been |have been |had been |was |were |is |are )?(?:already )?$"
        r"|(?:交易|协议|议案|提案|合作|临床(?:试验|研究)?(?:申请)?)[\u3400-\u9fff\d]{0,8}$"
    )
)
_NUMBERED = re.compile(r"[\dIVⅠⅡⅢ一二三]|one|two|three", re.I)
#: What stands before stage words that tell of further programmes and not of the medicine named.
OTHERS = re.compile(
    r"(?:\d+|[一二两三四五六七八九十多])\s?(?:个|项|款)$|\b(?:several|other|further|more|additional|\d+|three|four|five|six|seven|eight|nine|ten|eleven|twelve) $",
    re.I,
)


_GATES = tuple((code, Gate(pattern, hints)) for code, hints, pattern in _RULES)


def find(page: Page, where: list[int]) -> list[Mention]:
    """Stage mentions of the sentences of those numbers, in text order; the route is `planned` where the words tell of a step still to come."""
    found: list[Mention] = []
    taken: list[tuple[int, int, str]] = []
    shown = page.shown
    for code, gate in _GATES:
        for m in page.matches(where, gate):
            if any(a < m.end() and m.start() < b for a, b, _ in taken):
                continue
            if not _NUMBERED.search(m.group()) and any(
                0 <= m.start() - b < 8 and (one == code or code.startswith("phase")) for _, b, one in taken
            ):
                continue  # "the II/III期 pivotal trial": the number has told the phase
            if code == "approved" and _OTHER_THING.quick.search(shown[max(0, m.start() - 40) : m.start()]):
                continue
            taken.append((m.start(), m.end(), code))
            before = shown[max(0, m.start() - 45) : m.start()]
            planned = bool(
                _PLANNED.quick.search(before) or _AHEAD.quick.search(shown[max(0, m.start() - 130) : m.start()])
            )
            planned = planned or (
                code in ("approved", "filed") and bool(_NOT.quick.search(shown[max(0, m.start() - 70) : m.start()]))
            )
            planned = planned or (code == "approved" and bool(_DOUBT.search(m.group()) or _THEN.match(shown, m.end())))
            planned = planned or bool(_PLANNED_AFTER.match(shown[m.end() : m.end() + 60]))
            found.append(Mention(m.start(), m.end(), code, "planned" if planned else "stage"))
    found.sort(key=lambda m: m.start)
    return found
