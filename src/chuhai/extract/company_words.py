"""Takes nothing, gives the words and patterns by which company names are found: heads, endings, places of a party, titles."""

from __future__ import annotations

import re

from chuhai.extract.cues import Quick

#: First words of company names that mean something else by themselves.
COMMON_HEADS = frozenset(
    ["Alpha", "American", "Applied", "Arctic", "Asia", "Beijing", "Better", "Boston", "Bright", "British", "Cambridge", "Central", "Century", "China", "Chinese", "Clear", "Connect", "Cure", "Duality", "Eastern", "Eagle", "East", "Elixir", "Endeavor", "Everest", "Evolve", "First", "Frontier", "General", "Genetic", "Global", "Golden", "Grand", "Great", "Guangdong", "Guangzhou", "Hangzhou", "Harbour", "Health", "Hong", "Horizon", "Human", "Immune", "India", "Innovative", "International", "Jiangsu", "Journey", "Legend", "Leads", "Life", "Light", "Medical", "Minghui", "Modern", "Molecular", "National", "Nature", "North", "Northern", "Nuance", "Ocean", "Orient", "Oriental", "Pacific", "Peking", "Pharma", "Phoenix", "Pioneer", "Precision", "Premier", "Prime", "Regor", "Royal", "Science", "Scholar", "Shandong", "Shanghai", "Shenzhen", "Sichuan", "Silver", "Simple", "Solid", "South", "Southern", "Spring", "Star", "Structure", "Summit", "Suzhou", "Tactical", "Therapeutics", "Triumph", "Union", "United", "Universal", "Valley", "Velocity", "Vector", "Vision", "West", "Western", "World", "Wuhan", "Young", "Zhejiang", "Zhuhai", "Blue", "Green", "Black", "White", "Apollo", "Atlas", "Aurora", "Avenue", "Beacon", "Bridge", "Candid", "Circle", "Cullinan", "Curon", "Dawn", "Day", "Discovery", "Electra", "Harmony", "Ideal", "Impact", "Insight", "Inspire", "Mirror", "Mission", "Nova", "Orbit", "Origin", "Passage", "Path", "Peak", "Pinnacle", "Radiance", "Rapid", "Reach", "Ridge", "Rise", "River", "Rocket", "Sail", "Sanctuary", "Climb", "Relation", "Antigen", "CRISPR", "Eikon", "Verve", "Vertex", "Viking", "Wave", "Zenith", "Organon", "Merck", "Bausch", "Lunit", "Foundation", "Insilico", "Belief", "Oncology", "Sage", "Prelude", "Relay", "Biotech", "Biopharma", "Bioscience", "Sino", "Hope", "Tiger", "Dragon", "Lotus", "Pearl", "Jade", "Aspen", "Allied", "Access"]
)  # fmt: skip
CORE = (
    r"Pharma(?:ceuticals?|ceutical|tech|cy|gen|cia)?|PHARMA(?:CEUTICALS?)?|Therapeutics|THERAPEUTICS|Therapies|Bio|Biotech(?:nology|nologies)?|BioTech|Biosciences?|BioSciences?|BIOSCIENCES?|Bioscience|Biopharma(?:ceuticals?|ceutical)?|BioPharma(?:ceuticals?)?|Biologics|BIOLOGICS|BioLogics|Biotherapeutics|BioTherapeutics"
    r"|Biomed(?:ical|icine)?|BioMed(?:ical)?|Biosystems|BioSystems|Medicines?|Medical|Medipharma|Oncology|Sciences|Labs|Laboratories|Healthcare|Health|HealthCare|Immunotherapeutics|Immunotherapy|Immunology|Immune|Genomics|Genetics|Gene|Vaccines?|Biopharm|BioPharm|Pharm|Neuro(?:science|sciences|therapeutics)?|Ophthalmics?|Vision|Dermatology|Radiopharma(?:ceuticals)?|Cell(?: Therapy)?|RNA|AI|Ophthalmology|Industries|Manufacturing|Bioengineering|Lifesciences|University|Institute|Academy|Hospital|College"
)
LEGAL = r"Inc|Incorporated|Corp|Corporation|Co|Company|Ltd|Limited|LLC|L\.L\.C|plc|PLC|AG|S\.?A\.?|N\.?V\.?|B\.?V\.?|GmbH|SE|S\.p\.A|SpA|KK|K\.K|AB|A/S|ApS|Pte|Pty|Holdings?|Group|International|KGaA"
#: Legal forms in capitals, as wrapped lines of filings have them.
LOUD = r"INC|CORP|LTD|LIMITED"
TOKEN = r"(?:[A-Z][\w'&\-]*(?:\.[a-z]{2,3})?|[a-z]{1,3}[A-Z][\w\-]*|&|\d[A-Z]\w+)"
ENGLISH_NAME = re.compile(
    rf"(?<![\w\-(])(?:{TOKEN} (?:\([A-Z][A-Za-z]{{1,12}}\) )?){{0,4}}?(?:[A-Z][\w'&\-]*|[a-z]{{1,3}}[A-Z][\w\-]*|\d[A-Z]\w+)(?:\s(?:{CORE})\b(?:\s(?:{CORE})\b)*(?:\s?\([A-Z][A-Za-z]{{1,12}}\))?(?:,?\s(?:{LEGAL})\b\.?)*|,?\s(?:(?:&|and) (?=Co\b|Company\b|Sons\b))?(?:{LEGAL}|{LOUD})\b(?!-)\.?(?:,?\s(?:{LEGAL})\b(?!-)\.?)*)"
    rf"|(?<![\w\-])[A-Z][A-Za-z]{{2,}}(?:pharma|Pharma|bio|Bio|gen|Gen|therapeutics|Therapeutics|biotech|Biotech|Med|Thera|Vax|Rx|Biologics|Tx)\b(?:,?\s(?:{CORE}|{LEGAL})\b\.?)*",
    re.A,
)
#: Verbs and small words of headlines, where every word has a capital: "Gilead Pays Everest Medicines" names two.
CUTS_TEXT = """
pays pay paid buys sells sold licenses licences licensed grants granted signs signed inks inked enters announces
announced acquires acquired gains lands obtains secures nabs snags bags picks taps takes gets wins gives hands
returns ends terminates drops expands extends amends receives received completes closes launches forms joins
partners teams strikes seals says said unveils reports raises becomes exercises opts bets brings adds wants looks
looking turns finds builds makes sets puts following should would could can may might must is are was were be has
have had do does did take make let as for with from to by of and in on at into over under after amid via plus versus
vs against between without within through while when where which that this these those the a an its their our your
his her it we they he she you who what why how if or but nor not no yes than then so up down out off about before
since until upon per despite during including both each any all more most new big first second third next last plans
eyes mulls weighs invests names hires appoints deal deals pact license licence agreement collaboration partnership
alliance option upfront billion million approves wins payments payment agrees outlicenses out-licenses in-licenses
inlicenses sublicenses licensing collaborates doses doubles deepens sends ships hops hooks backs commits hails
begins starts stops halts ditches dumps scraps axes culls
"""
CUTS = frozenset(CUTS_TEXT.split())
#: A capitalised name in a party's place: "agreement with X", "X announced".
SLOT_NAME = rf"{TOKEN}(?:\s(?:{TOKEN}|and(?= [A-Z]\w+ (?:{CORE})))){{0,4}}"
SLOTS = (
    re.compile(rf"\b(?:agreement|deal|collaboration|partnership|alliance|pact|license|licence|partner|contract|tie-up|signed|partnering|partners|teamed up|teams up|inks?|inked|partnered|together) (?:\w+ ){{0,3}}?with (?:\w+[- ]based )?(?:\w+ (?:biotech|drugmaker|partner|pharma|company|firm|giant|startup) )?(?P<n>{SLOT_NAME})", re.A),
    re.compile(rf"\b(?:rights?|licensed|license|licence|out-licensed|outlicensed|granted|grants|sold|sells?)\b[^.;]{{0,90}}?\b(?:to|from) (?:\w+[- ]based )?(?P<n>{SLOT_NAME})(?=[\s,.;)]|$)", re.A),
    re.compile(rf"(?:^|[.;:\n\"-] ?)(?P<n>{SLOT_NAME})(?:,? (?:Inc|Ltd|Co)\.?,?)?(?: \([^)]{{1,60}}\))?,?(?: today| has| have| will| on \w+day)* (?:announce[sd]?|said|enter(?:s|ed)|sign(?:s|ed)|licen[sc]es|inks?|strikes?|acquires?|grants?|buys?|gains?|lands?|obtains?|secures?|in-licenses|out-licenses|picks up|nabs|snags|snaps up|bags|partners?|teams?)\b", re.A),
    re.compile(rf"\bbetween (?P<n>{SLOT_NAME}) and (?P<n2>{SLOT_NAME})", re.A),
    re.compile(rf"(?:^|[.;\n,] ?)(?P<n>{SLOT_NAME}) (?:will|is|shall|would|has) (?:also )?(?:receive|be responsible|eligible|entitled|pay|make|obtain|gain|have|lead|be eligible|be entitled|retain)", re.A),
)  # fmt: skip
NOT_NAME = frozenset(
    ["Southeast", "Northeast", "Eastern", "Western", "Northern", "Southern", "Central", "The", "This", "That", "These", "Those", "It", "Its", "In", "On", "At", "As", "And", "Or", "But", "For", "With", "Under", "Upon", "By", "From", "To", "Of", "A", "An", "We", "Our", "You", "He", "She", "They", "Their", "Today", "New", "Phase", "China", "Chinese", "Greater", "US", "USA", "U.S", "Japan", "Korea", "Europe", "European", "Asia", "EU", "FDA", "NMPA", "EMA", "CDE", "HKEX", "SEC", "NASDAQ", "NYSE", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "CEO", "CFO", "COO", "CMO", "CSO", "Dr", "Mr", "Ms", "Mrs", "Chairman", "President", "Chief", "Executive", "Officer", "ADC", "ADCs", "PD-1", "VEGF", "HER2", "EGFR", "Novel", "Exclusive", "License", "Agreement", "Collaboration", "Option", "Global", "Worldwide", "Company", "Group", "Board", "Both", "Each", "Any", "All", "If", "When", "While", "After", "Before", "During", "Since", "Also", "However", "According", "Pursuant", "Subject", "Drug", "Drugs", "Biotech", "Big", "Pharma", "Pharmaceutical", "Inc", "Ltd", "Co", "Corp", "NewCo", "Series", "Press", "Release", "PRNewswire", "BusinessWire", "GLOBE", "NEWSWIRE", "Shanghai", "Beijing", "Suzhou", "Hangzhou", "Shenzhen", "Boston", "Cambridge", "York", "Francisco", "San", "Hong", "Kong", "Taiwan", "Macau", "Macao", "Singapore", "India", "Australia", "Canada", "Germany", "France", "Italy", "Switzerland", "UK", "United", "States", "Kingdom", "South", "North", "East", "West", "America", "Latin", "Middle", "Africa", "Phase-1", "GLP-1", "NDA", "BLA", "IND", "BTD", "ODD", "First", "Second", "Third", "Additionally", "Furthermore", "Moreover", "Meanwhile", "Territory", "Products", "Product", "Licensed", "Parties", "Party", "Licensor", "Licensee", "Financial", "Terms", "Details", "Deal", "Deals", "News", "Report", "Reports", "Source", "Read", "More", "Main", "Board", "Listing", "Rules", "Exchange", "Stock", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Here", "There", "Then", "Now", "What", "Why", "How", "Who", "Which", "Where", "Not", "No", "Yes", "Some", "Many", "Most", "Several", "Such", "Another", "Other", "More", "Less", "Last", "Next", "Same", "Later", "Earlier", "Still", "Yet", "Even", "Only", "Just", "Again", "Once", "Other", "Others", "Everyone", "Strategic", "Research", "Development", "Clinical", "Commercial", "Commercialization", "Joint", "Partnership", "Partner", "Partners", "Deal-making", "Investors", "Shares", "Stock", "Analysts", "Sales", "Management", "Both", "About", "Over", "Up", "Down", "Out", "Off", "Per", "Via", "Through", "Between", "Within", "Without", "Against", "Following", "Based", "Given", "Including", "Among", "Around", "Along", "Despite", "Like", "Unlike", "Because", "Although", "Though", "Since", "Until", "Unless", "Last-year", "This-year", "Week", "Month", "Year", "Day", "Q1", "Q2", "Q3", "Q4", "H1", "H2", "Table", "Figure", "Note", "Notes", "Item", "Items", "Exhibit", "Section", "Article", "Class", "Cancer", "Oncology", "Breast", "Lung", "Alzheimer", "Parkinson", "Crohn", "Type", "I", "II", "III", "IV", "CAR-T", "mRNA", "siRNA", "RNA", "DNA", "AI"]
)  # fmt: skip
ZH_CORE = "生物制药|生物医药|生物科技|生物技术|医药科技|医药|制药|药业|生物|大药厂|药厂|生技|生医|创药"
ZH_LOOSE = f"{ZH_CORE}|新药|基因|医疗|科技|疫苗|健康|化学|细胞|免疫|药物|控股|集团|医学|技术"
ZH_FORM = r"(?:(?:科技|集团|控股|国际|发展|研究|开发|实业|技术|工业)*(?:股份)?(?:有限)?(?:责任)?公司|集团(?!队)|股份(?=[,。将与和\(]))"
#: Characters that a company's own name hardly holds: words of grammar, numbers and measure.
ZH_STEM = r"[^\W\d_a-zA-Z的了是在和与及对将为从被有等这那其该一二两多各看读想就都也个项款种类份支家向由给至于以把让使称后前时不未已曾再更最或但而如所年月日]"
ZH_NAME = re.compile(
    rf"(?P<n>{ZH_STEM}{{2,8}}?(?:{ZH_CORE})(?:\([\u3400-\u9fff]{{2,6}}\))?{ZH_FORM}?|{ZH_STEM}{{2,12}}?(?:{ZH_LOOSE})(?:\([\u3400-\u9fff]{{2,6}}\))?{ZH_FORM}|{ZH_STEM}{{2,8}}?(?:\([\u3400-\u9fff]{{2,6}}\))?(?:有限|股份)公司)(?![剂学师界圈领行类相]|制品|标志|等效|样本)"
)
ZH_CUT = re.compile(
    r".*(?:归(?=..)|买下|取得|拿到|退还|退回|返还|[万亿美日欧]元|伙伴|通知|宣布|公告称?|公布|表示|与|和|及|向|从|由|对|将|给予?|为|被|在|是|以及|通过|授予|授权|许可|合作伙伴|合作方|全资|控股|附属|旗下|子公司|孙公司|公司|企业|巨头|药企|药厂(?=.)|今日|近日|昨日|日前|早前|随后|其中|包括|例如|如|的|了|就|同|跟|找|携手|联手|牵手|联合|引进|独家|支付|关于|收购|出售|美国|日本|韩国|德国|法国|英国|瑞士|瑞典|丹麦|意大利|印度|国内|国际|海外|全球|中国(?=..)|跨国|本土|知名|领先|上市|创新药企|生物技术公司|生物制药公司|月|日|年|，|来自|获得?|使|让|凭|称|方|时|后|前|等|个|家|其|披露|收到|任何|进行|根据|目前|还有|仍|又|已|此|本|该|近|签订|签署|达成|公告|负责|采购|销售|参股|持股|子|拥有|主要|系|即|借|炒|着|港股|A股|板块|跌|涨|升|夥|结盟|回应|看好)"
)
ZH_NOT = re.compile(
    r"^(?:(?:创新|生物|化学|中|仿制|医|新|该|此|本|原料|靶向|抗体|肿瘤|免疫|小分子|大分子|候选|相似|类似|投资|其他|我国|中国|全球|国内|海外|合成|细胞|基因|创|双抗|罕见病|相关|多款|一款|这些|疫苗|核酸|治疗|临床|港股|A股|现代|传统|化工|化|数字|互联网|精准|自身|自体|体内|动物|人工智能|单克隆|双特异性|多肽)+)?(?:医药|制药|药业|药物|生物|生物医药|生物制药|生物科技|生物技术|新药|创新药|药品|疫苗|基因|医疗|科技|健康|化学|细胞|免疫|抗体|肽|核酸|制剂|技术|开发|研究|股份|集团|发展|工业|控股|公司|有限|国际)*$"
)
ZH_SLOT_LATIN = Quick(
    re.compile(
        r"(?:与|和|及|向|给|从|由|授予|同|携手|联手|被|予|、|\(|\"|(?:公司|药企|巨头|企业|Biotech)[: ]?|^|[。,;:\s])\s?(?P<n>[A-Z][A-Za-z0-9&.'\-]*(?:\s[A-Z&][A-Za-z0-9&.'\-]*){0,4}(?:,?\s(?:Inc|Ltd|LLC|AG|Corp|Co|plc|S\.A|GmbH)\b\.?,?)*)\s?(?=(?:\([^)]{1,40}\))?\s?(?:公司|将|宣布|签|就|达成|订立|支付|的|合作|共同|独家|授权|许可|获得|在|,|、|和|与|之间|负责|拥有|旗下|开发|\)|\"|生物|制药|医药|以|成立|有权|可|需|引进|承诺|首|作为|则|已|股))",
        re.A | re.M,
    )
)
ZH_FIRM_LATIN = Quick(
    re.compile(
        r"(?:与|和|同|从|由|向|给|授予|携手|联手|牵手|(?:公司|药企|巨头|企业|集团|机构|合作伙伴|合作方|子公司|Biotech|biotech)(?:为|是)?)\s?(?:(?:美国|日本|韩国|德国|法国|英国|瑞士|瑞典|丹麦|意大利|印度|加拿大|比利时|荷兰|西班牙|以色列|澳大利亚|新加坡|中国|巴西|俄罗斯|土耳其|阿根廷|跨国)[\u3400-\u9fff]{0,8})?[\s\"]?(?P<n>[A-Z][A-Za-z0-9&.'\-]*(?:\s[A-Z&][A-Za-z0-9&.'\-]*){0,4}(?:,?\s(?:Inc|Ltd|LLC|AG|Corp|Co|plc|S\.A|GmbH)\b\.?,?)*)(?!\s?(?:抑制剂|抗体|单抗|受体|激动剂|靶点|双抗|ADC|期|临床|平台|疫苗|疗法|市场|权益|指数|年))",
        re.A,
    )
)
#: A short name that a page defines behind a full one: "...有限公司(以下简称"X")".
#: A whole legal name whose first character a mark or a line's beginning shows, and which a bracket, a mark or an end closes.
ZH_WHOLE = re.compile(
    r"(?:^|[\n:,。;●、\"(])[ \u3000]*(?P<n>(?!本公司|公司|其|该|我|由|经|对|为|与|和|同|向|及|在|将|关于)[\u3400-\u9fff]{4,18}"
    r"(?:股份有限公司|有限责任公司|有限公司))(?=[\n(,。;、]|与|和|同|$)"
)
#: What a string that only ends in a legal name has before it.
ZH_NO_WHOLE = re.compile(
    r"公司(?=.)|子公司|旗下|控股的|的|将|与|和|同|及|由|向|授权|授予|许可|签订|签署|收购|下属|全资|间接|拥有|名为|系|即"
)
ZH_DEFINED = re.compile(
    r"(?P<full>[\u3400-\u9fff()]{1,30}(?:公司|大学|大學|研究所|研究院|医院|学院|研究中心))\s?\((?:以?下文?|后文)?(?:简称|统称|称)?为?:?\s?\"(?P<a>[\u3400-\u9fff]{2,10})\"(?:\s?(?:或|、|/)\s?\"(?P<b>[\u3400-\u9fff]{2,10})\")?"
)
#: Where such a definition may stand: the quote behind its bracket.
ZH_SHORT = re.compile(r"\((?:以?下文?|后文)?(?:简称|统称|称)?为?:?\s?\"(?=[\u3400-\u9fff])")
#: Names that a notice gives to parties of any agreement.
ZH_ROLES = re.compile(
    r"(?:本|该|目标|标的|上市|合资|子|母)?公司|集团|[甲乙丙丁]方|关联[方人]|转让方|受让方|许可方|被许可方|授权方|合作方|协议|合同|双方|各方"
)
#: Universities, institutes and hospitals where a party stands.
ZH_INSTITUTE = re.compile(
    r"(?:^|[,。;:、\s\"《]|与|和|同|跟|向|由|从|予|自|方|给|受托|委托)(?P<n>(?:中国)?[\u3400-\u9fff]{2,14}?(?:大学|研究所|研究院|科学院|医学院|医院)(?:附属[\u3400-\u9fff]{2,8}医院|[\u3400-\u9fff]{2,10}(?:医院|医学院|研究所|研究院))?)(?=(?:\([^()]{2,40}\))?(?:同|与|和|将|把|就|签|订立|达成|共同|所?研发|开发|授权|许可|转让|让与|收取|获|,|、|的|处|在))",
    re.M,
)
ZH_INSTITUTED = re.compile(r"大学|研究[所院]|科学院|医[学]?院")
#: What stands behind the town of a dateline: ", Germany, Nov 9, 2019 - ".
DATELINE = re.compile(
    r",? (?:and [A-Z][\w. ]{2,20}, )?(?:[A-Z][A-Za-z. ]{2,16}, )?(?:[A-Z][a-z]{2,8}\.? \d{1,2},? 20\d\d|\d{1,2} [A-Z][a-z]{2,8} 20\d\d)\W{0,3}[-(/]"
)
#: The line in which a notice names its issuer.
ZH_ISSUER = re.compile(r"(?:公司名称|发行人|公司全称):\s?(?P<n>[\u3400-\u9fff()]{4,24}公司)")
#: A Latin name in a heading of two names: "3. 甲 × X Bio".
ZH_HEAD_LATIN = re.compile(
    r"^(?:[^\n,。;:]{2,24}?\s?[×/&]\s?(?P<n>[A-Z][A-Za-z0-9&.'\-]*(?:\s[A-Z&0-9][A-Za-z0-9&.'\-]*){0,3})|(?:\d{1,2}[.、]\s?)?(?P<m>[A-Z][A-Za-z0-9&.'\-]*(?:\s[A-Z&][A-Za-z0-9&.'\-]*){0,3})\s?[×/&]\s?[\u3400-\u9fff]{2,8})[::]?\s*$",
    re.A | re.M,
)
ZH_SUBSIDIARY = re.compile(
    r"(?:子公司|附属公司|附属)(?P<n>[\u3400-\u9fff]{2,6}?)(?=\(|拿下|与|和|将|向|从|签|就|已|获|于|近日|,|、|的|同|跟|收到|在)"
)
#: Chinese names that end in no word of the trade: before a ticker in brackets, before a title's colon, as "with X company".
ZH_SLOTS = (
    re.compile(rf"(?P<n>{ZH_STEM}{{2,8}}(?:-[A-Z]{{1,3}})?)\s?\((?:(?:股票|证券|股份)?(?:代[码号])?[::]?\s?)?(?:[A-Z]{{2,6}}[:.\s]\s?)?(?:\d{{4,6}}(?:[.\-](?:HK|SH|SZ|SS|TW|TWO|BJ|US))?|[A-Z]{{2,5}}\.(?:US|O|N|HK))(?=[\s,;/)])"),
    re.compile(rf"^\s*(?:\[[^\]]*\]|快讯[::]?|公告[::]?)?\s?(?P<n>{ZH_STEM}{{2,6}})(?:\([\dA-Z.]+\))?:(?=[\u3400-\u9fff])", re.M),
    re.compile(rf"(?:^|[,。;\s)电讯,])(?P<n>{ZH_STEM}{{2,6}}?)(?:\([\dA-Z.:\-]+\))?(?:\d{{1,2}}日|今日|今天|今|昨日|昨|近日|日前|早前|随后)*(?:晚间?|傍晚|早上|盘后|午间)?(?:正式)?(?:宣布|公告|发布公告|公布|披露|表示|发公告)(?!称其|的是)", re.M),
    re.compile(rf"(?:与|和|向|由|从|予|自)(?P<n>{ZH_STEM}{{2,14}}(?:大学|研究所|研究院|研究中心|科学院|医学院|医院)(?![\u3400-\u9fff]{{2,8}}(?:研究所|研究院|医院)))"),
    re.compile(rf"(?:与|和|向|由|从|予)(?:[\u3400-\u9fff]{{2,4}}的)?(?P<n>{ZH_STEM}{{2,6}})公司"),
)  # fmt: skip
ALIAS = re.compile(
    r"\s?\((?:[^()\"]{0,60}?[,;:]\s?)?(?:(?:以下|下文|下称|后文)?(?:简称|统称|合称|并称)为?|(?:以)?下称|以下称(?:为|作)?|下文称|称|即|hereinafter|together[^\"()]{0,30}|the|or|collectively,?|\"?NASDAQ[^\"()]*|[^()\"]{0,40}[:,;])?\s?(?:the )?\"(?P<a>[^\"()]{2,40})\"(?:\s?(?:或|or|/)\s?(?:the )?\"(?P<b>[^\"()]{2,30})\")?[^()]{0,40}\)"
)
PAREN = re.compile(r"\s?\((?P<a>[A-Za-z\u3400-\u9fff][^()\"]{1,45}?)(?:[,;:][^()]{0,80})?\)")
PRONOUN_ZH = Quick(
    re.compile(
        r"(?<![\u3400-\u9fffA-Za-z])本公司|本集团|(?<![限子分该母孙司团业两家双上等市技型药属股联方国物一内外大])公司(?![董监股章治法名简及的])|(?<=[,。;:、])公司"
    )
)
PRONOUN_EN = re.compile(
    r"\b(?:the|The) (?:Company|Group)\b(?!')|\b[Ww]e\b(?= (?:have|will|are|may|entered|granted|received))|\bour Company\b"
)
ISSUER_MARK = Quick(
    re.compile(
        r"\"(?:the )?\"?(?:Company|公司|本公司)\"|证券简称|证券代码|股份代号|stock code|公司代码|董事会|board of directors",
        re.I,
    )
)
#: A filer that speaks of itself, outside of quoted speech.
WE = re.compile(r"\b(?:[Ww]e|[Uu]s|[Oo]ur)\b(?! C)")
WE_ACT = re.compile(
    r"\b(?P<we>[Ww]e) (?:have |had |also |then |jointly |further |first )*(?:enter(?:ed)?|sign(?:ed)?|grant(?:ed)?|made|licen[sc]ed?|in-?licen[sc]ed|out-?licen[sc]ed|received|are paid|were paid|paid|are eligible|agreed|collaborat\w+|obtained|acquired|hold|partnered|recogni[sz]ed)\b"
)
OUR_OWN = re.compile(r"\b(?:subsidiar(?:y|ies)|affiliates?|units?) of ours\b|\b[Oo]ur (?:[\w-]+ ){0,3}subsidiar")
QUOTED = re.compile(r"\"[^\"]{20,600}\"")
#: Whose board a notice speaks for.
BOARD_OF = re.compile(r"\b[Bb]oard (?:\(\"Board\"\) )?(?:of [Dd]irectors )?(?:\([^()]{1,30}\) )?of ")
#: Words of contracts that stand in capitals before a name.
RECITALS = frozenset({"WHEREAS", "THEREFORE", "WITNESSETH", "BETWEEN", "RECITALS", "NOW", "AND", "BY", "THE", "THIS"})
#: What marks a product's name behind it.
MARKED = re.compile(r"\s?(?:[®™]|\((?:R|TM)\))")
#: What stands before and behind a person's name in Chinese.
ZH_TITLE_BEFORE = re.compile(
    r"(?:董事长|总经理|执行长|总裁|创始人|发言人|副总|首席[\u3400-\u9fff]{1,3}官|院士|教授|博士|C[EFSMTO]O)[:\s]?$"
)
ZH_TITLE_BEHIND = re.compile(r"(?:博士|教授|院士|先生|女士|医师)(?!后)")
#: A filer's word for itself.
FILER = re.compile(r"\bthe (?:Company|Group)\b")
#: The head of one note of a filing, which a page shows by itself: "12 Months Ended".
NOTE = re.compile(r"\b\d{1,2} Months Ended\b|XBRL DOCUMENT")
TICKER = re.compile(
    r"\(?(?:NASDAQ|Nasdaq|NYSE|HKEX|SEHK|HKG|SSE|SZSE|TSE|TWSE|TPEx|KOSDAQ|KRX|ASX|LSE|SIX|Euronext|OTC\w*|STAR)[^()]{0,25}:\s?[\w.]{1,10}"
)

#: What stands before the code that a share trades under.
TRADED_AS = re.compile(
    r"\b(?:NASDAQ|Nasdaq|NYSE|HKEX|SEHK|HKG|SSE|SZSE|TSE|TWSE|TPEx|KOSDAQ|KRX|ASX|LSE|SIX|AIM|Euronext|OTC\w*|STAR)\b[^()\n:]{0,25}:\s?$"
)

OBJECT = re.compile(r"(?:与|和|向|从|给|予|由|被|同|跟|及)(?:美国|日本|韩国|德国|法国|英国|瑞士|跨国)?\s?$")
NUMBERS = frozenset(["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "First", "Second"])
ZH_LABELS = frozenset(
    ["合资", "控股", "参股", "关联", "目标", "标的", "董事会决议", "来源", "作者", "导读", "摘要", "标题", "时间", "日期", "编辑", "记者", "本文来源", "协议概况", "重点提示", "特别提示", "重要提示", "公告", "快讯", "个股", "医药股", "原标题", "要闻", "新闻", "免责声明", "声明", "文来源", "公司回应", "自愿", "业内人士", "业内", "分析师", "专家", "券商", "机构", "大行", "市场", "消息", "报道", "据悉", "双方", "两家", "对方", "集团", "官方", "媒体", "董事会", "董事长", "总经理", "执行长", "发言人", "研究员", "医生", "患者", "监管", "投资者", "目的", "内容", "名称", "结论"]
)  # fmt: skip
ABBREVIATIONS = frozenset(
    ["FDA", "NMPA", "EMA", "CDE", "SEC", "NYSE", "HKEX", "SSE", "USA", "USD", "RMB", "ADC", "ADCS", "PD", "NDA", "BLA", "IND", "CEO", "CFO", "CMO", "COO", "CSO", "IPO", "BD", "R&D", "CRO", "CMC", "CDMO", "GMP", "AI", "RNA", "DNA", "MRNA", "CAR", "TCR", "NSCLC", "SCLC", "HCC", "CRC", "AML", "ALL", "CLL", "MDS", "HIV", "HBV", "HPV", "RSV", "WHO", "EU", "UK", "US", "UAE", "ASCO", "ESMO", "AACR", "ASH", "EULAR", "ADA", "JPM", "BIO", "EGFR", "HER", "VEGF", "GLP", "IL", "TNF", "CD", "TROP", "CNS", "EPS", "GAAP", "YTD", "CAGR", "MNC", "MNCS", "KOL", "PR", "NASDAQ", "AMEX", "HKD", "EUR", "GBP", "JPY", "KRW", "TCE", "PROTAC", "LLC", "INC", "LTD", "MASH", "NASH", "COPD", "IBD", "SLE", "ITP", "AMD", "DME", "T2D", "NCE", "API", "OTC", "RX", "ODD", "BTD", "PRIME", "EAP", "SOC", "ORR", "PFS", "OS", "DOR", "CR", "SD", "PK", "TCM", "MAH", "NRDL", "CHINA", "ASIA", "GLOBAL", "NEWS", "NEW", "DEAL", "DEALS", "LICENSE", "LICENSING", "PHARMA", "BIOTECH", "HEALTH"]
)  # fmt: skip
NAME_TAIL = re.compile(
    rf"(?:\s?\((?:[A-Z]{{2}}|[A-Z][a-z]+|Hong Kong)\)(?=\s[A-Z]))?(?:,?\s(?:{CORE}|{LEGAL})\b\.?)+(?:\s?\([A-Z][a-z]+\))?(?:,?\s(?:{LEGAL})\b\.?)*"
)
#: The legal form behind a name: ", Inc.", " Co., Ltd."
LEGAL_TAIL = re.compile(rf"(?:,?\s(?:{LEGAL})\b\.?)+")
#: The same behind a Chinese name: "股份有限公司", "(上海)有限公司".
ZH_LEGAL_TAIL = re.compile(
    r"(?:\([\u3400-\u9fff]{2,4}\))?(?:科技|技术|集团|控股|国际|发展|实业)*(?:\([\u3400-\u9fff]{2,4}\))?(?:股份|责任)*有限(?:责任)?公司"
)
ZH_TAIL = re.compile(rf"(?:{ZH_CORE})(?:\([^()]*\))?{ZH_FORM}?$|{ZH_FORM}$")
ZH_TAILS = re.compile(rf"(?:{ZH_CORE}|{ZH_FORM}|集团|股份|有限|公司|控股|科技|\([^()]*\))+$")
TRADE_WORD = re.compile(rf"(?:{CORE}|{LEGAL})")
TRADE_WORDS = re.compile(
    rf"(?:(?:{CORE}|{LEGAL}|Operating|Drug|Drugs|Life|National|Tech|Technology|Technologies|and|&)(?:\.?,?\s|\.?,?$))+"
)
TITLE = re.compile(
    r"(?:主委|总裁|董事长|总经理|执行长|首席\w{2,4}官|CEO|CFO|博士|教授|记者|分析师|院长|主任|发言人|代表)\s?$"
)
#: A protein's name at the head of a run: "IgG4 Fc".
PROTEIN = re.compile(r"[A-Z][A-Za-z]{1,4}\d{1,2}[a-z]?\b")
CODE = re.compile(r"[A-Z]{1,6}-?\d[\w\-]*|[A-Z]+\d+")
BRAND = Quick(
    re.compile(
        r"(?:\(|called |named |brand(?:ed)?(?: as| name)? |drug |medicine |approved |approval (?:of|for) |sales of |commerciali[sz]e |marketed as |known as |booked |efficacy of |taking |label for )$",
        re.I,
    )
)
STANDS = re.compile(r"\b(?:with|from|between|and|by|to|of|firms,|company) $")
ACTS = re.compile(
    r"'s |,? (?:will|has|is|can|may|could|gets|said|announced|pays|to (?:receive|pay|use|develop)|retains|grants|keeps|receives|licensed|takes)\b"
)
PEOPLE_AND_PLACES = frozenset(
    ["America", "American", "Americas", "Asian", "African", "Australian", "Austria", "Austrian", "Belgium", "Belgian", "Brazil", "Brazilian", "British", "Britain", "Canadian", "Copenhagen", "Danish", "Denmark", "Dutch", "Netherlands", "English", "Finland", "French", "German", "Greece", "Indian", "Indonesia", "Indonesian", "Israel", "Israeli", "Italian", "Japanese", "Korean", "Malaysia", "Mexico", "Norway", "Philippines", "Poland", "Portugal", "Russia", "Russian", "Saudi", "Arabia", "Singaporean", "Spain", "Spanish", "Sweden", "Swedish", "Swiss", "Thailand", "Turkey", "Vietnam", "California", "Massachusetts", "Jersey", "Maryland", "Delaware", "Paris", "London", "Tokyo", "Seoul", "Basel", "Munich", "Berlin", "Dublin", "Toronto", "Sydney", "Chicago", "Diego", "Angeles", "Houston", "Texas", "Gaithersburg", "Waltham", "Princeton", "Reuters", "Bloomberg", "Mainland", "Parent", "Tech", "Affiliate", "Affiliates", "Subsidiary", "Fierce", "Endpoints", "BioWorld", "Wall", "Street", "Journal", "Times", "Nature", "Science", "Phase", "Trial", "Study", "Patients", "Data", "Results", "Board", "Directors", "Shareholders", "Territory", "Agreement", "License", "Licensed", "Products", "Compound", "Platform", "Technology", "Technologies", "Therapy", "Antibody", "Inhibitor", "Keytruda", "Opdivo", "Humira", "Ozempic", "Wegovy", "Mounjaro", "Enhertu", "Nobel", "University", "Hospital", "Institute", "College", "Medicare", "Medicaid", "Congress", "Senate", "Trump", "Biden", "Biosecure", "Act", "Government", "Ministry", "Administration", "Covid", "Omicron"]
)  # fmt: skip
PLACES = frozenset(
    ["北京", "上海", "江苏", "浙江", "广东", "深圳", "苏州", "杭州", "南京", "成都", "四川", "山东", "河北", "湖北", "武汉", "天津", "重庆", "中国", "美国", "日本", "韩国", "德国", "法国", "英国", "瑞士", "全球", "国际", "香港", "台湾", "澳门", "珠海", "广州", "长春", "海南", "安徽", "合肥", "福建", "厦门", "湖南", "长沙", "江西", "陕西", "西安", "Jiangsu", "Zhejiang", "Shanghai", "Beijing", "Sichuan", "Suzhou", "Hangzhou", "Shenzhen", "Guangzhou", "Nanjing", "Chengdu", "Shandong", "Hebei", "Hubei", "Wuhan", "Tianjin", "Chongqing", "Zhuhai", "Taiwan", "Anhui", "Changchun", "Changsha", "Changzhou", "Dalian", "Dongguan", "Foshan", "Fujian", "Fuzhou", "Guangdong", "Guangxi", "Guiyang", "Guizhou", "Hainan", "Haikou", "Harbin", "Hefei", "Heilongjiang", "Henan", "Hunan", "Jiangxi", "Jilin", "Jinan", "Kunming", "Lanzhou", "Liaoning", "Nanchang", "Nanning", "Nantong", "Ningbo", "Qingdao", "Shaanxi", "Shanxi", "Shenyang", "Shijiazhuang", "Taiyuan", "Taizhou", "Wuxi", "Xiamen", "Xian", "Yantai", "Yunnan", "Zhengzhou", "Zhongshan", "创新", "生物", "肿瘤", "临床", "公司", "产品", "其中", "合作", "该公", "本次", "新加坡", "印度", "加拿大", "意大利", "澳大利亚", "以色列"]
)  # fmt: skip

#: What stands between a parent's name and that of the unit that signs for it.
SUBSIDIARY = re.compile(
    r"\s?(?:\([^()]{1,80}\)){0,2},?\s?(?:之|的|旗下|下属|所属|透过|通过|经由|其|间接|直接|及其|,)*(?:间接|直接)?(?:的)?(?:全资|控股|非全资|合资)*(?:拥有的?)?(?:子公司|孙公司|附属公司|附属|企业|单位)(?:之一)?[:,]?\s?"
    r"|(?:\s?\([^()]{1,60}\))?(?:,? (?:acting |has,? |is |was )?(?:through|via|by way of))(?: \w+)? (?:its|the|a|one of its) (?:[\w-]+ ){0,4}(?:subsidiary|subsidiaries|unit|arm|affiliate),? "
    r"|(?:\s?\([^()]{1,60}\))?'s (?:[\w-]+ ){0,4}(?:subsidiary|unit|arm|affiliate),? "
    r"|(?:\s?\([^()]{1,60}\))?,? (?:\()?(?:which is |that is |being |is )?(?:an? |the |now )?(?:[\w-]+ ){0,4}(?:subsidiary|affiliate|unit|arm|part|division|(?:fully |wholly |entirely )?owned(?: entirely| fully)?) (?:of|by) (?:the )?(?:[\w-]+-based )?"
    r"|\s?\(an? ",
    re.A,
)

#: What may follow a known name and still belong to it: "复星医药" of "复星医药(集团)股份有限公司".
ZH_REST = re.compile(r"^(?:\([\u3400-\u9fff]{2,4}\))?(?:集团)?(?:股份)?(?:有限)?(?:责任)?公司(?=\()")

#: Places with which names of companies begin.
CITIES = frozenset(
    ["Shanghai", "Beijing", "Suzhou", "Hangzhou", "Shenzhen", "Hong", "Kong", "Taiwan", "China", "Jiangsu", "Zhejiang", "Sichuan", "Guangdong", "Guangzhou", "Nanjing"]
)  # fmt: skip
