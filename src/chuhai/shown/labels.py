"""Takes the published copy and a language, gives the words a reader sees for codes, companies, assets and fields."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from chuhai.model import schema

if TYPE_CHECKING:
    from chuhai.deals.snapshot import Snapshot

#: Vocabulary of each grouping whose groups are codes.
GROUP_VOCABULARY = {
    "modality": "modality",
    "area": "area",
    "stage": "stage",
    "kind": "kind",
    "class": "class",
    "direction": "direction",
    "partner_kind": "company-kind",
}

_WORDS: dict[str, tuple[str, str]] = {
    # columns and headings
    "announced": ("Announced", "公布日"),
    "id": ("ID", "编号"),
    "parties": ("Licensor → licensee", "授权方 → 被授权方"),
    "licensor": ("Licensor", "授权方"),
    "licensee": ("Licensee", "被授权方"),
    "asset": ("Asset", "资产"),
    "modality": ("Modality", "技术类型"),
    "target": ("Target", "靶点"),
    "targets": ("Targets", "靶点"),
    "stage": ("Stage", "阶段"),
    "area": ("Area", "治疗领域"),
    "kind": ("Kind", "类型"),
    "class": ("Class", "产品类别"),
    "direction": ("Direction", "方向"),
    "territory": ("Territory", "授权地域"),
    "upfront": ("Upfront", "首付款"),
    "total": ("Total", "总金额"),
    "partner_kind": ("Licensee kind", "被授权方类型"),
    "year": ("Year", "年"),
    "half": ("Half", "半年"),
    "quarter": ("Quarter", "季度"),
    "month": ("Month", "月"),
    "all": ("All", "合计"),
    "score": ("Score", "相似度"),
    "why": ("Why near", "相似之处"),
    "measure": ("Measure", "指标"),
    "value": ("Value", "数值"),
    "interval": ("95% interval", "95%区间"),
    "n": ("n", "样本数"),
    "growth": ("Growth", "同比/环比"),
    "before": ("Before", "之前"),
    "after": ("After", "之后"),
    "change": ("Change", "变动"),
    "field": ("Field", "字段"),
    "date": ("Date", "日期"),
    "deal": ("Deal", "交易"),
    "definition": ("Definition", "定义"),
    "unit": ("Unit", "单位"),
    "name": ("Name", "名称"),
    "title": ("Title", "标题"),
    "publisher": ("Publisher", "发布方"),
    "open": ("Left open", "未说明"),
    "ours": ("Ours", "本账本"),
    "theirs": ("Theirs", "其发布"),
    "ratio": ("Ratio", "比值"),
    "verdict": ("Verdict", "结论"),
    "period": ("Period", "期间"),
    "claim": ("Claim", "发布的数字"),
    "rules": ("Rules", "规则"),
    "severity": ("Severity", "级别"),
    "share": ("Share", "占比"),
    "names": ("Names", "名称"),
    "tickers": ("Tickers", "股票代码"),
    "headquarters": ("Headquarters", "总部"),
    "parent": ("Parent", "母公司"),
    "subsidiaries": ("Subsidiaries", "子公司"),
    # card
    "parties_head": ("Parties", "交易方"),
    "assets_head": ("Assets", "资产"),
    "terms": ("Terms at signing", "签约条款"),
    "events": ("Events", "事件"),
    "reactions": ("Reported market reactions", "公开报道的股价反应"),
    "ah_premium": ("A/H premium", "A/H溢价变动"),
    "computed_reactions": ("Abnormal returns, sessions from the announcement", "异常收益（公告后交易日）"),
    "ticker": ("Ticker", "代码"),
    "session": ("Session", "交易日"),
    "flags": ("Flags", "标记"),
    "disputed_head": ("What pages disagree on", "来源不一致之处"),
    "sources": ("Sources", "来源"),
    "note": ("Curators' note", "备注"),
    "royalty": ("Royalty", "特许权使用费"),
    "total_derived": ("Total, summed", "合计金额（加总）"),
    "granted": ("Countries granted", "授权国家"),
    "left_open": ("Left open by pages", "来源未明确"),
    "china_origin": ("China origin", "中国来源"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "parent_deal": ("Extends", "母交易"),
    "known_since": ("Known since", "公开于"),
    "shown": ("shown", "采用"),
    "read_on": ("read", "阅读于"),
    "royalty_yes": ("yes, rate not told", "有，费率未说明"),
    # states
    "undisclosed": ("undisclosed", "未披露"),
    "absent": ("–", "–"),
    "unknown": ("unknown", "未知"),
    "none_found": ("No deal found.", "没有找到交易。"),
    "no_change": ("Nothing changed.", "没有变动。"),
    "worldwide": ("worldwide", "全球"),
    "except": ("except", "除"),
    "unsure": ("unsure", "不确定"),
    "up to": ("up to", "最高"),
    "more than": ("more than", "超过"),
    "about": ("about", "约"),
    # footers
    "as_of": ("Ledger as of", "账本截至"),
    "as_known": ("as known on", "按当时可知："),
    "of": ("of", "/"),
    "deals": ("deals", "笔交易"),
    "counted": ("deals counted", "笔交易计入"),
    "left_out": ("left out", "笔未计入"),
    "under": ("rules", "规则"),
    "mark_disputed": ("≠ pages disagree; `chuhai why ID FIELD` shows them", "≠ 来源不一致；`chuhai why ID FIELD` 查看"),
    "mark_both": ("+ upfront and near-term, not split by the source", "+ 首付款与近期付款合计，来源未拆分"),
    "mark_sum": ("Σ sum of stated components; no page states a total", "Σ 为各项之和；来源未给出总额"),
    "marks_bound": ("≤ up to   > more than   ~ about", "≤ 最高   > 超过   ~ 约"),
    "mark_absent": (
        "– no page says; 'undisclosed' = a page says that it isn't told",
        "– 来源未提及；“未披露”= 来源明确未披露",
    ),
    "more": ("more; --limit 0 shows all", "笔未显示；--limit 0 显示全部"),
    "overlapping": (
        "a deal can stand in several groups, which therefore don't add up",
        "一笔交易可属于多个组，各组之和大于总数",
    ),
    "too_few": ("– too few disclosed values; --format json says how many", "– 披露样本过少；--format json 给出样本数"),
    "no_advice": ("As reported by the cited pages; not investment advice.", "摘自所引来源；不构成投资建议。"),
    "range": ("Range of their terms", "条款区间"),
    "lower": ("lower quartile", "下四分位"),
    "median": ("median", "中位数"),
    "upper": ("upper quartile", "上四分位"),
    "worldwide ex China": ("worldwide ex China", "全球（除中国）"),
    "worldwide, some excluded": ("worldwide, some excluded", "全球（部分除外）"),
    "China": ("China", "中国"),
    "regional": ("regional", "区域"),
}


class Labels:
    """Words in one language; vocabulary codes and names come from the published copy."""

    def __init__(self, snapshot: Snapshot | None, lang: str) -> None:
        self.snapshot = snapshot
        self.lang = lang
        self._place = 1 if lang == "zh" else 0

    def __call__(self, word: str) -> str:
        found = _WORDS.get(word)
        return found[self._place] if found else word

    def field(self, name: str) -> str:
        """Label of a field of a deal; what the table of properties doesn't hold is said by this module."""
        bare = (
            name.removesuffix("_usd_m").removesuffix("_pct").removesuffix("_text")
            if name not in schema.BY_NAME
            else name
        )
        prop = schema.BY_NAME.get(bare)
        if prop is None:
            return self(bare)
        return prop.zh if self.lang == "zh" else prop.en

    def term(self, vocabulary: str, code: str | None) -> str:
        if code is None:
            return "–"
        found = self._terms.get((vocabulary, code))
        return found[self._place] if found else code

    def group(self, grouping: str | None, label: str | None) -> str:
        """Label of one group of a statistic."""
        if label is None:
            return self("all")
        if grouping in GROUP_VOCABULARY:
            return self.term(GROUP_VOCABULARY[grouping], label) if label != "unknown" else self("unknown")
        if grouping in ("licensor", "licensee") and self.lang == "zh":
            return self._by_english.get(label, label)
        return self(label)

    def companies(self, ids: Iterable[str], names: Iterable[str]) -> list[str]:
        """Names of companies in this language, English where the registry has no Chinese one."""
        if self.lang == "en":
            return list(names)
        return [self._companies.get(i, n) for i, n in zip(ids, names, strict=False)]

    def company_name(self, found: str) -> str:
        return self._english.get(found, found)

    def asset_name(self, found: str) -> str:
        names = (
            self.snapshot.sql("SELECT name, name_zh FROM asset WHERE asset_id = ?", [found]) if self.snapshot else []
        )
        return str(names[0][self._place]) if names else found

    def assets(self, ids: Iterable[str], names: Iterable[str]) -> list[str]:
        if self.lang == "en":
            return list(names)
        return [self._assets.get(i, n) for i, n in zip(ids, names, strict=False)]

    @cached_property
    def _terms(self) -> dict[tuple[str, str], tuple[str, str]]:
        if self.snapshot is None:
            return {}
        asked = "SELECT vocabulary, code, en, zh FROM term"
        sql = self.snapshot.sql
        return self.snapshot.once("labels of terms", lambda: {(v, c): (en, zh) for v, c, en, zh in sql(asked)})

    @cached_property
    def _companies(self) -> dict[str, str]:
        return self._kept("SELECT company_id, label_zh FROM company")

    @cached_property
    def _english(self) -> dict[str, str]:
        return self._kept("SELECT company_id, label_en FROM company")

    @cached_property
    def _by_english(self) -> dict[str, str]:
        return self._kept("SELECT label_en, label_zh FROM company")

    @cached_property
    def _assets(self) -> dict[str, str]:
        return self._kept("SELECT asset_id, name_zh FROM asset")

    def _kept(self, asked: str) -> dict[str, str]:
        """Pairs that a query gives, read once of a copy."""
        snapshot = self.snapshot
        return {} if snapshot is None else snapshot.once(asked, lambda: dict(snapshot.sql(asked)))
