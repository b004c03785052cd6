"""Takes a key and a language, gives the words of the brief: every string a reader sees that isn't data stands here."""

from __future__ import annotations

import re
from collections.abc import Mapping

from chuhai.report.labels_published import PUBLISHED

_PLURAL = re.compile(r"\{(\w+):([^|{}]*)\|([^|{}]*)\}")

#: key -> (English, Chinese). `{n}` is filled in; `{n:deal|deals}` chooses by the number in n.
TABLE: dict[str, tuple[str, str]] = {
    # Page
    "title": ("China’s drug out-licensing, {period}", "{period}中国药物对外授权"),
    "title_other": ("China’s drug licensing, {period}", "{period}中国药物授权交易"),
    "kicker": ("Chuhai brief", "出海简报"),
    "as_of": ("Ledger as of {day}", "数据截至{day}"),
    "known_on": ("as it was known on {day}", "按{day}时已知的信息"),
    "unfinished": (
        "The period was not over on that day: every number can still grow, while the year before it is complete.",
        "截至该日本期尚未结束，各项数字仍会增加；上年同期为完整期间。",
    ),
    "contents": ("On this page", "本页目录"),
    "skip": ("Skip to the numbers", "跳到正文"),
    "headline": ("Headline numbers", "核心数字"),
    "year_before": ("a year before", "上年同期"),
    "against": ("{change} on {before} a year before", "上年同期{before}，变动{change}"),
    "against_none": ("a year before: {before}; no comparison", "上年同期{before}，无法比较"),
    "read_numbers": (
        "Every number leads to the deals it counts, and every deal to the pages it rests on.",
        "点击任一数字可见所计交易，每笔交易均列出所依据的网页。",
    ),
    "counts_title": ("What each number counts", "各数字所计交易"),
    "counts_intro": (
        "The deals behind every number above, in order of first appearance. “Not in the sum” lists deals that were asked "
        "about and state nothing: never zero, never guessed. “Set against” names what a share or a change is taken of.",
        "上文每个数字背后的交易，按首次出现的顺序排列。“未计入”指未说明该项的交易：不作零计，也不作推测。“相对于”指占比的分母或变动的基期。",
    ),
    "counts_missing": ("not in the sum", "未计入"),
    "counts_nobody": ("none", "无"),
    "counts_base": ("set against", "相对于"),
    "entries_title": ("The deals and their sources", "交易与来源"),
    "entries_full": ("Counted in {period}", "{period}计入的交易"),
    "entries_other": ("Other deals that the page refers to", "本页提到的其他交易"),
    "sources": ("Sources", "来源"),
    "events": ("Since signing", "签署之后"),
    "read_on": ("undated, read {day}", "无日期，{day}查阅"),
    "not_read": ("undated, not re-read", "无日期，未复核"),
    "curators_note": ("Curators’ note", "编者注"),
    "in_english": ("in English", "英文原文"),
    "in_chinese": ("in Chinese", "中文原文"),
    "differ": ("sources differ", "来源不一"),
    "rule_title": ("What counts as a deal here", "统计口径"),
    "rule_name": ("Rule set “{name}”", "口径名称：{name}"),
    "licence_title": ("Licence and corrections", "许可与勘误"),
    "licence": (
        "Curated facts are licensed CC BY 4.0. Quotes and publishers’ claims are cited, not licensed, and stay their "
        "authors’.",
        "整理的事实以 CC BY 4.0 许可发布；引文与发布方数字仅为引用，不在许可之列，权利归原作者。",
    ),
    "correct": (
        "To correct a fact, edit the deal’s row in curation/deals/ (its id, such as D-000123, stands on this page), cite the "
        "page that shows it, run “chuhai check” and propose the change; CONTRIBUTING.md says how. Corrections are logged.",
        "如需更正，请按编号（如 D-000123）在 curation/deals/ 修改该行并附上依据网页，运行“chuhai check”后提交，做法见 "
        "CONTRIBUTING.md；更正会记入勘误日志。",
    ),
    "no_advice_foot": ("Nothing on this page is investment advice.", "本页内容不构成投资建议。"),
    "colon": (": ", "："),
    "comma": (", ", "，"),
    "semicolon": ("; ", "；"),
    "plus": (" + ", "＋"),
    "else": (", else ", "，如无则取"),
    "in_brackets": (" ({what})", "（{what}）"),
    "and_more": (" and {n} more", "等（另有{n}项）"),
    "nothing": ("nothing", "不计"),
    # Values
    "no_date": ("no date", "日期不详"),
    "not_stated": ("Not stated", "未说明"),
    "unsaid": ("not stated", "未说明"),
    "stage_unsaid": ("stage not stated", "阶段未说明"),
    "by_n_of": ("by {n} of {all}", "{all}笔中{n}笔"),
    "not_known": ("Not known", "不详"),
    "undisclosed": ("undisclosed", "未披露"),
    "none_disclosed": ("none disclosed", "均未披露"),
    "too_few": ("only {n} disclosed, five needed", "仅{n}笔披露，不足五笔"),
    "unknown_party": ("unnamed party", "未具名"),
    "unknown_publisher": ("unnamed publisher", "发布方不详"),
    "no_link": ("no link", "无链接"),
    "not_converted": ("not converted", "未折算"),
    "about_usd": ("about {what}", "约合{what}"),
    "q_up-to": ("up to ", "最高"),
    "q_at-least": ("at least ", "不低于"),
    "q_approximate": ("about ", "约"),
    "q_conditional": ("conditional, ", "附条件，"),
    "q_negated": ("denied: ", "否认："),
    "worldwide": ("worldwide", "全球"),
    "worldwide_ex": ("worldwide excluding {what}", "全球（不含{what}）"),
    "greater_china": ("Greater China", "大中华区"),
    "mainland": ("mainland China", "中国大陆"),
    "china": ("China", "中国"),
    "territory_unsure": ("; Hong Kong, Macau and Taiwan left open", "；是否含港澳台未说明"),
    # Fields
    "parties": ("Licensor → licensee", "授权方 → 被授权方"),
    "asset": ("Asset", "资产"),
    "modality": ("Modality", "技术类型"),
    "stage": ("Stage at signing", "签署时阶段"),
    "upfront": ("Upfront", "首付款"),
    "total": ("Total", "总金额"),
    "total_derived": ("Total, summed from its parts", "总金额（分项合计）"),
    "announced": ("Announced", "公布日"),
    "territory": ("Territory", "授权地域"),
    "royalty": ("Royalty", "特许权使用费"),
    "deals": ("Deals", "交易数"),
    "date": ("Date", "日期"),
    "ticker": ("Ticker", "证券代码"),
    "move": ("Move", "涨跌"),
    "measured": ("Measured", "计量方式"),
    "source": ("Source", "来源"),
    "field": ("Field", "字段"),
    "reason": ("Reason", "原因"),
    "year": ("Year", "年份"),
    "year_to": ("{year} to {end}", "{year}年至{end}"),
    "licensee": ("Licensee", "被授权方"),
    "kind_of_licensee": ("Kind of licensee", "被授权方类型"),
    "ended": ("Ended", "终止日"),
    "lasted": ("Lasted", "历时"),
    "as_told": ("As the ledger records it", "账本记录"),
    "what_sources_say": ("What the sources say", "各来源的说法"),
    "licensors": ("Licensors", "授权方"),
    "all_deals": ("All deals", "全部"),
    "one_total": ("Total of {deal}", "{deal}总金额"),
    "one_upfront": ("Upfront of {deal}", "{deal}首付款"),
    # Headline
    "tile_deal_count": ("Deals", "交易数"),
    "tile_total_value": ("Announced total", "披露总金额"),
    "tile_upfront_value": ("Upfront", "首付款"),
    "tile_median_upfront": ("Median upfront", "首付款中位数"),
    "tile_upfront_disclosure_rate": ("Upfront disclosed", "首付款披露率"),
    "change_of": ("Change: {what}", "变动：{what}"),
    "that_state_it": ("Deals that state it: {what}", "披露该项的交易：{what}"),
    "basis_licensors": ("by {n} {n:licensor|licensors}", "{n}家授权方"),
    "basis_disclosed": ("stated by {used} of {all} deals", "{all}笔中{used}笔披露"),
    "basis_interval": (
        "{used} of {all} deals; 95% interval {interval}",
        "{all}笔中{used}笔；95%区间{interval}",
    ),
    "standfirst": (
        "Chinese companies licensed medicines and platforms abroad in {deals} {deals:deal|deals}, announced at up to "
        "{total} where a total is stated; {upfront} of disclosed payments was due upfront.",
        "中国公司共达成{deals}笔药物与平台对外授权；已披露总金额最高合计{total}，已披露首付款合计{upfront}。",
    ),
    "standfirst_plain": (
        "The rule set counts {deals} {deals:deal|deals}, announced at up to {total} where a total is stated; {upfront} of "
        "disclosed payments was due upfront.",
        "按本口径共计{deals}笔交易；已披露总金额最高合计{total}，已披露首付款合计{upfront}。",
    ),
    "standfirst_no_upfront": (
        "The ledger holds {deals} {deals:deal|deals}, announced at up to {total}; no upfront is disclosed.",
        "账本收录{deals}笔交易，披露总金额最高合计{total}，首付款均未披露。",
    ),
    "standfirst_no_value": (
        "The ledger holds {deals} {deals:deal|deals}; none states a total.",
        "账本收录{deals}笔交易，均未披露总金额。",
    ),
    "standfirst_none": ("The ledger holds no deal of this kind in the period.", "账本中本期没有符合口径的交易。"),
    "alt_bars": ("{title}: {told}.", "{title}：{told}。"),
    # Largest
    "k_largest": ("Ten largest", "十大交易"),
    "h_largest": (
        "The {n} largest make up {share} of the {total} announced",
        "金额最大的{n}笔占披露总金额{total}的{share}",
    ),
    "h_largest_all": ("{n} {n:deal states|deals state} a total: {total} in all", "{n}笔披露总金额，合计{total}"),
    "h_largest_none": ("No deal of the period states a total", "本期没有交易披露总金额"),
    "n_largest": ("The {n} largest", "金额最大的{n}笔"),
    "share_of_largest": ("Share of the {n} largest", "金额最大{n}笔的占比"),
    "t_largest": ("Largest deals by announced total", "按披露总金额排列"),
    "derived_mark": ("†", "†"),
    "note_derived": (
        "Totals are announced maxima: most is contingent and may never be paid. † Summed from stated parts; no page states "
        "the total.",
        "总金额为披露上限，多数取决于后续条件，未必支付。†为分项合计，未见网页直接给出总金额。",
    ),
    "note_up_to": (
        "Totals are announced maxima: most is contingent and may never be paid.",
        "总金额为披露上限，多数取决于后续条件，未必支付。",
    ),
    # Modality, stage
    "k_modality": ("By modality", "按技术类型"),
    "h_modality": ("{label}: {n} of {all} deals, the most of any modality", "{label}最多：{all}笔中占{n}笔"),
    "h_modality_tied": (
        "{label}: {n} {n:deal|deals} each of {all}, the most of any modality",
        "{label}并列最多：{all}笔中各占{n}笔",
    ),
    "h_modality_none": ("No modality is recorded", "未记录技术类型"),
    "c_modality": ("Deals by modality of the lead asset", "按主要资产技术类型的交易数"),
    "others": ("{n} others", "其他{n}类"),
    "k_stage": ("By stage", "按研发阶段"),
    "h_stage": (
        "{n} of {all} deals that state a stage were signed before the clinic",
        "说明阶段的{all}笔中，{n}笔签署时尚未进入临床",
    ),
    "h_stage_none": ("No stage is recorded", "未记录研发阶段"),
    "c_stage": ("Deals by stage of the lead asset at signing", "按签署时主要资产阶段的交易数"),
    "early": ("Signed before the clinic (discovery, preclinical, IND)", "签署时未进入临床（药物发现、临床前、IND）"),
    "stage_stated": ("Deals that state a stage", "说明阶段的交易"),
    # Formats
    "k_formats": ("Bispecifics and ADCs", "双抗与ADC"),
    "h_formats": (
        "Bispecifics and ADCs make {bi} and {adc} of {all} deals",
        "{all}笔中双抗{bi}笔，ADC {adc}笔",
    ),
    "h_formats_none": ("No deal in the period; earlier years for comparison", "本期没有交易，往年如下"),
    "c_formats": ("Deals a year for bispecifics and ADCs", "双抗与ADC历年交易数"),
    "bispecific": ("Bispecifics", "双抗"),
    "adc": ("ADCs", "ADC"),
    "note_formats": (
        "Bispecifics include multispecific antibodies and T-cell engagers; ADCs include bispecific ADCs. Earlier years are "
        "less completely collected, so that part of the rise is coverage.",
        "双抗含多抗与T细胞衔接器；ADC含双抗ADC。早年收录较不完整，部分增长来自覆盖面。",
    ),
    "note_formats_partial": (
        "* To {end}. Bispecifics include multispecific antibodies and T-cell engagers; ADCs include bispecific ADCs. Earlier "
        "years are less completely collected, so that part of the rise is coverage.",
        "* 截至{end}。双抗含多抗与T细胞衔接器；ADC含双抗ADC。早年收录较不完整，部分增长来自覆盖面。",
    ),
    # Buyers
    "k_buyers": ("Who buys", "买方"),
    "h_buyers": (
        "Multinationals sign {n} of {all} deals and {share} of the announced value",
        "跨国药企签下{all}笔中的{n}笔，占披露总金额的{share}",
    ),
    "h_buyers_count": ("Multinationals sign {n} of {all} deals", "跨国药企签下{all}笔中的{n}笔"),
    "h_buyers_none": ("No deal, no buyer", "本期没有交易"),
    "c_buyers": ("Deals by kind of licensee", "按被授权方类型的交易数"),
    "t_buyers": ("Licensees with more than one deal", "签约不止一笔的被授权方"),
    "t_buyers_once": ("Licensees with the largest deals; none signed twice", "金额最大的被授权方（无重复签约）"),
    "mnc": ("Multinational licensees", "跨国药企为被授权方"),
    "mnc_total": ("Announced total, multinational licensees", "跨国药企交易的披露总金额"),
    "mnc_share": ("Multinationals’ share of the announced total", "跨国药企占披露总金额的比例"),
    "note_buyers": (
        "Subsidiaries count with their parent. A deal with licensees of several kinds counts in each, so the groups can add "
        "up to more than the whole.",
        "子公司并入母公司。一笔交易若有多类被授权方，则分别计入，各类相加可能大于总数。",
    ),
    # Reactions
    "k_reactions": ("Market reaction", "市场反应"),
    "h_reactions": (
        "Pages report a share-price move for {n} of {all} deals; {up} rose",
        "{all}笔中有{n}笔见股价变动报道，其中{up}笔上涨",
    ),
    "h_reactions_none": ("No page reports a share-price move", "未见股价变动报道"),
    "t_reactions": ("Share-price moves as pages report them", "网页报道的股价变动"),
    "no_advice": (
        "These are the moves that somebody found worth reporting, not a sample, and not adjusted for the market: they say "
        "nothing of the deals without one. This is not investment advice.",
        "所列为被报道的涨跌，并非抽样，也未作市场调整，不能推及未被报道的交易。本页不构成投资建议。",
    ),
    "with_reaction": ("Deals with a reported move", "有股价报道的交易"),
    "with_rise": ("Deals with a reported rise", "有上涨报道的交易"),
    "k_measured": ("What the shares did", "股价反应测算"),
    "h_measured": (
        "Licensors’ shares moved {mean} beyond their sector over two sessions, on average of {n} listings (likely {interval})",
        "授权方股价两个交易日内平均超额{mean}，共{n}个上市地（大致区间{interval}）",
    ),
    "h_measured_few": (
        "Licensors’ shares moved {mean} beyond their sector over two sessions, on average of {n} listings",
        "授权方股价两个交易日内平均超额{mean}，共{n}个上市地",
    ),
    "t_measured": (
        "Abnormal returns of licensors’ shares, by sessions from the announcement",
        "授权方股票超额收益，按公告后交易日",
    ),
    "note_measured": (
        "Computed from daily prices with a market model on the share’s sector; window totals only. Of {deals} deals; {gone} listings "
        "have no figure, for want of prices or of a history. A close at its price limit cuts the reaction off. Shares "
        "delisted before the price list was drawn up are missing from the sector. Not investment advice.",
        "由日行情按板块市场模型计算，只列窗口合计。涉及{deals}笔交易；{gone}个上市地因缺行情或上市不久而无数字。收于涨跌停者反应未尽。行情表编制前已退市的股票不在板块之内。不构成投资建议。",
    ),
    "abnormal_of": ("Abnormal return of {ticker}, {window}", "{ticker}超额收益，{window}"),
    "w_day": ("that session", "当日"),
    "w_two": ("and the next", "两日"),
    "w_runup": ("ten to two before", "前十至前二日"),
    "w_week": ("first six", "六日"),
    "session": ("Session", "交易日"),
    "remarks": ("Remarks", "备注"),
    "with_measured": ("Deals with a computed reaction", "有测算结果的交易"),
    "without_measured": ("Listings without a computed reaction", "无测算结果的上市地"),
    "mean_measured": ("Mean abnormal return of licensors", "授权方平均超额收益"),
    "flag_limit_censored": ("closed at its limit", "收于涨跌停"),
    "flag_suspended": ("after a suspension", "停牌后"),
    "flag_confounded": ("other news near", "临近有其他消息"),
    "flag_thin": ("thinly traded", "成交稀少"),
    "flag_recent_listing": ("listed lately", "上市不久"),
    "flag_via_parent": ("the parent’s share", "母公司股票"),
    "move_of": ("Reported move of {ticker}", "{ticker}的报道涨跌"),
    "at_close": ("at the close", "收盘"),
    "at_high": ("intraday high", "盘中最高"),
    "at_low": ("intraday low", "盘中最低"),
    "at_open": ("at the open", "开盘"),
    "intraday": ("during the session", "盘中"),
    "premarket": ("before the session", "盘前"),
    "after_hours": ("after hours", "盘后"),
    # Terminations
    "k_ended": ("Terminations", "终止"),
    "h_ended": (
        "{n} earlier or current {n:deal|deals} ended in the period",
        "本期有{n}笔交易终止（含往期签署）",
    ),
    "h_ended_none": ("No counted deal is known to have ended in the period", "本期未见已计入交易终止"),
    "t_ended": ("Deals that ended in the period", "本期终止的交易"),
    "ever_counted": ("Deals counted since the ledger begins", "账本开始以来计入的交易"),
    "ever_ended": ("Deals known to have ended", "已知终止的交易"),
    "note_ended": (
        "Of {all} deals counted since the ledger begins, {n} are known to have ended. Most deals are young, and endings are "
        "announced less loudly than signings, so the number is a floor.",
        "账本开始以来计入{all}笔，已知终止{n}笔。多数交易尚新，终止也较少公布，该数为下限。",
    ),
    "note_ended_few": (
        "Of {all} deals counted since the ledger begins, {n} {n:is|are} known to have ended: too few for times to termination.",
        "账本开始以来计入{all}笔，已知终止{n}笔，不足以估计终止历时。",
    ),
    "t_standing": ("Deals not known to have ended, by years since announcement", "公布满若干年后未见终止的交易比例"),
    "after": ("After", "公布后"),
    "standing": ("Still stand", "未见终止"),
    "standing_after": ("Still stand after {years}", "公布{years}后未见终止"),
    "n_years": ("{n} {n:year|years}", "{n}年"),
    "note_standing": (
        "Kaplan–Meier estimate: a deal counts for as long as it has been observed. Silence counts as standing, so true shares "
        "are lower.",
        "采用Kaplan–Meier估计：每笔交易仅按已观察时长计入。未见消息即视为存续，实际比例更低。",
    ),
    # Doubts
    "k_doubts": ("What is uncertain", "不确定之处"),
    "h_doubts": (
        "{n} of {all} deals state no upfront; sources differ on {disputed}",
        "{all}笔中有{n}笔未说明首付款，{disputed}笔来源不一",
    ),
    "h_doubts_none": ("Nothing was counted, so everything is", "没有计入的交易"),
    "no_upfront": ("Deals that state no upfront", "未说明首付款的交易"),
    "with_dispute": ("Deals on which sources differ", "来源不一的交易"),
    "t_stated": ("What the sources state", "各字段的披露情况"),
    "status_stated": ("Stated", "已说明"),
    "status_undisclosed": ("Said to be undisclosed", "明示未披露"),
    "status_absent": ("Not mentioned", "未提及"),
    "note_stated": (
        "Undisclosed, not mentioned and zero are three different things; none is replaced by another.",
        "未披露、未提及与零是三回事，彼此不替代。",
    ),
    "t_disputed": ("Fields on which sources differ", "来源不一的字段"),
    "note_disputed": (
        "The value counted follows a fixed order: filing, issuer, counterparty, news, aggregator; then the most publishers; "
        "then the latest.",
        "取值次序固定：监管文件、发行人、交易对方、新闻、汇编；再看来源多少；再看日期先后。",
    ),
    "value_by": ("{value} ({who})", "{value}（{who}）"),
    "note_more": ("{n} more are not listed.", "另有{n}项未列。"),
    "t_dropped": ("Deals asked about and left out, by reason", "查询到但未计入的交易及原因"),
    "note_dropped": (
        "A deal leaves by the first reason that applies. Dates too coarse to place surely inside the period are left out, "
        "not guessed.",
        "按首个适用原因剔除。日期过粗、不能确定落在本期的，不作推测，一律不计。",
    ),
    "left_out": ("Left out", "未计入"),
    "note_unread": (
        "{n} of {all} statements behind the counted deals, in {deals} {deals:deal|deals}, rest on pages that were collected "
        "earlier and not read again.",
        "计入交易共依据{all}条陈述，其中{n}条（涉及{deals}笔）所依网页为早前收集，尚未复核。",
    ),
    "note_all_read": (
        "All {all} statements behind the counted deals rest on pages that were read for this ledger.",
        "计入交易所依据的{all}条陈述均已查阅原网页。",
    ),
    "all_statements": ("Statements behind the counted deals", "计入交易所依据的陈述"),
    "unread_statements": ("Statements not re-read", "未复核的陈述"),
    "unread_deals": ("Deals with statements not re-read", "含未复核陈述的交易"),
    "note_covered": (
        "Coverage: {publisher} counts {theirs} out-licences in the period; under the same rules the ledger holds {ours}, {share}.",
        "覆盖面：{publisher}统计本期对外授权{theirs}笔，按同一口径本账本有{ours}笔，占{share}。",
    ),
    "note_coverage": (
        "The ledger holds what public pages name. Deals that only paid databases list are missing, small and older ones "
        "most; growth compares two periods of this ledger, and a better-covered later period reads as growth.",
        "账本只收录公开网页点名的交易；仅见于付费数据库的交易缺失，小额与早年者尤甚。增长为本账本两期之比，后期覆盖更全也会表现为增长。",
    ),
    # China's share
    "k_share": ("China’s share", "中国占比"),
    "h_share": (
        "China supplies {low} to {high} of large pharma’s licences, depending on the rule",
        "大型药企引进中来自中国的占{low}至{high}，取决于统计口径",
    ),
    "h_share_untold": (
        "China’s share can’t be told: the ledger holds {n} {n:deal|deals} without a Chinese side to set it against",
        "无法给出中国占比：账本仅有{n}笔无中国一方的可比交易",
    ),
    "h_share_none": ("China’s share can’t be told: no rule set for a denominator", "无法给出中国占比：缺少分母口径"),
    "share_untold": (
        "A share needs a denominator. The ledger collects deals with a Chinese side; deals without one "
        "were collected for 2024 in the main. A percentage for this period would measure the collection, not the market.",
        "占比需要分母。账本收录有中国一方的交易；无中国一方的主要收录于2024年。在本期给出百分比，"
        "反映的是收录范围而非市场。",
    ),
    "without_china": ("Large pharma’s deals without a Chinese licensor", "大型药企与非中国授权方的交易"),
    "share_of": ("Share of", "占比对象"),
    "share": ("Share", "占比"),
    "interval": ("95% interval", "95%区间"),
    "no_interval": ("none fits", "不适用"),
    "from_china": ("from China", "来自中国"),
    "whole": ("from anywhere", "全部来源"),
    "stating_of": ("deals stating it", "披露笔数"),
    "n_of_n": ("{n} of {all}", "{all}笔中{n}笔"),
    "share_of_deals": ("Share of deals", "交易数占比"),
    "share_of_assets": ("Share of assets", "资产数占比"),
    "share_of_value": ("Share of announced value", "披露总金额占比"),
    "share_of_upfront": ("Share of upfront", "首付款占比"),
    "t_share": ("Licences that the largest pharma companies take from China", "大型药企从中国引进的许可"),
    "note_share": (
        "The denominator is what was collected of large pharma’s licences: {n} deals without a Chinese licensor. Deals "
        "outside that list would lower the share. Sums of money rest on a few large deals, so no sampling interval fits them.",
        "分母仅为已收录的大型药企许可，其中非中国授权方{n}笔；名单之外的交易会拉低占比。金额合计取决于少数大额交易，不适用抽样区间。",
    ),
    "share_lowest": ("Lowest, {value}: {how} ({n} of {all} deals).", "最低{value}：{how}（{all}笔中{n}笔）。"),
    "share_highest": ("Highest, {value}: {how} ({n} of {all} deals).", "最高{value}：{how}（{all}笔中{n}笔）。"),
    "note_bracket": (
        "The bracket spans {n} defensible ways to count; that the rule decides the answer is the finding.",
        "区间涵盖{n}种合理统计方式；答案取决于口径，这本身就是结论。",
    ),
    "share_claims": ("What publishers print for the period:", "各机构公布的本期占比："),
    "share_claim": ("{publisher}: {theirs}, {what}", "{publisher}：{theirs}，{what}"),
    "way_mnc": ("every multinational as buyer", "买方取全部跨国药企"),
    "way_buyers": ("buyers on the list {what}", "买方取名单{what}"),
    "way_asset-origin": ("origin by asset", "按资产来源判断"),
    "way_licensor-hq": ("origin by licensor", "按授权方总部判断"),
    "way_upfront": ("upfronts from {amount}", "首付款不低于{amount}"),
    "way_any_upfront": ("any upfront", "首付款不限"),
    "way_with": ("with {what}", "计入{what}"),
    "way_without": ("without {what}", "不计{what}"),
    "way_other": ("counted otherwise", "其他口径"),
    **PUBLISHED,
}


def template(key: str, lang: str) -> str:
    """The words of a key; an unknown key is a mistake and raises KeyError."""
    return TABLE[key][lang == "zh"]


def plural(text: str, numbers: Mapping[str, float | None]) -> str:
    """Settle `{n:deal|deals}` by the number in n.

    Examples
    --------
    >>> plural("{n} {n:deal|deals}", {"n": 1.0})
    '{n} deal'
    """
    return _PLURAL.sub(lambda m: m[2] if numbers.get(m[1]) == 1 else m[3], text)


def said(key: str, lang: str, **values: object) -> str:
    """Words of a key with its values, as plain text."""
    return template(key, lang).format(**values)
