"""Takes records of registers and a language, gives the words and cells in which readers see trials and approvals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chuhai.model.register import Approval, Trial

if TYPE_CHECKING:
    from chuhai.model.register import Asked
    from chuhai.shown.labels import Labels

TRIAL = ("trial", "start", "stage", "status", "conditions", "sponsor")
APPROVAL = ("agency", "number", "first", "state", "products", "holder")
_WORDS: dict[str, tuple[str, str]] = {
    "head": ("Trials and approvals (context)", "临床试验与批准（背景信息）"),
    "trial": ("Trial", "试验"),
    "start": ("Start", "开始"),
    "stage": ("Phase", "阶段"),
    "status": ("Status", "状态"),
    "conditions": ("Conditions", "适应症"),
    "sponsor": ("Sponsor", "申办方"),
    "agency": ("Agency", "机构"),
    "number": ("Application", "申请号"),
    "first": ("Approved", "批准日"),
    "state": ("Status", "状态"),
    "products": ("Product", "产品"),
    "holder": ("Holder", "持有人"),
}
#: Status of trials as ClinicalTrials.gov codes it.
_STATUS = {
    "RECRUITING": ("recruiting", "招募中"),
    "NOT_YET_RECRUITING": ("not yet recruiting", "尚未招募"),
    "ENROLLING_BY_INVITATION": ("by invitation", "邀请入组"),
    "ACTIVE_NOT_RECRUITING": ("active, not recruiting", "进行中，停止招募"),
    "COMPLETED": ("completed", "已完成"),
    "SUSPENDED": ("suspended", "暂停"),
    "TERMINATED": ("terminated", "终止"),
    "WITHDRAWN": ("withdrawn", "撤回"),
    "UNKNOWN": ("unknown", "未知"),
}
_STATE = {
    "approved": ("approved", "已批准"),
    "no original approval told": ("no original approval told", "未载首次批准"),
    "authorised": ("authorised", "已批准"),
    "withdrawn": ("withdrawn", "已撤回"),
    "refused": ("refused", "未予批准"),
    "application withdrawn": ("application withdrawn", "申请已撤回"),
    "opinion": ("opinion", "已出意见"),
}


def word(name: str, lang: str) -> str:
    return _WORDS[name][lang == "zh"]


def status(code: str, lang: str) -> str:
    """A trial's status; one that isn't known here stays as it stands."""
    return _STATUS[code][lang == "zh"] if code in _STATUS else code


def state(said: str, lang: str) -> str:
    """An application's status."""
    return _STATE[said.casefold()][lang == "zh"] if said.casefold() in _STATE else said


def trial(found: Trial | Approval, labels: Labels) -> list[str]:
    """Cells of `TRIAL`."""
    assert isinstance(found, Trial)
    conditions = ", ".join(found.conditions[:3]) + (" ..." if len(found.conditions) > 3 else "")
    stage = labels.term("stage", found.stage) if found.stage else "–"
    return [
        found.id,
        found.start or "–",
        stage or "–",
        status(found.status, labels.lang),
        conditions,
        found.sponsor or "–",
    ]


def approval(found: Trial | Approval, lang: str) -> list[str]:
    """Cells of `APPROVAL`."""
    assert isinstance(found, Approval)
    products = ", ".join(found.products[:3]) or ", ".join(found.substances[:2])
    return [found.agency, found.id, found.first or "–", state(found.status, lang), products, found.holder or "–"]


def more(shown: int, whole: int, lang: str) -> str:
    return f"{shown} / {whole} 项；--limit 0 显示全部" if lang == "zh" else f"{shown} of {whole}; --limit 0 shows all"


def asked(found: Iterable[Asked], lang: str) -> list[str]:
    """When each register was asked and of when its data were; that none was, where none was."""
    lines = []
    for a in found:
        by = ", ".join(a.names)
        if lang == "zh":
            lines.append(f"{a.source}：{a.on} 查询（{by}），{a.records} 条；其数据截至 {a.edition}")
        else:
            lines.append(f"{a.source}: asked on {a.on} for {by}; {a.records} records; its data of {a.edition}")
    if lines:
        return lines
    if lang == "zh":
        return ["尚未查询任何登记库：chuhai sources enable clinicaltrials，再 chuhai asset 名称 --refresh"]
    return ["No register was asked: `chuhai sources enable clinicaltrials`, then `chuhai asset NAME --refresh`."]
