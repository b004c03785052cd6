"""Takes what rules read of a text and a language model to ask, gives both readings as one, each value from who is likelier right.

- A deal that both tell: a value that both read alike keeps half of its doubt, 1 - (1 - c) / 2. What the rules left unknown is
  filled from the model. Where the two differ the rules' value stays if its confidence is 0.9 or more, else the model's stands;
  an issue tells both. Firms, medicines and targets that the model tells beside those of the rules are added.
- A deal that only the model tells is added, unless it shares a firm, and no other medicine, with one that only the rules tell.
- A deal that only the rules tell stays, unless it is likelier wrong than right (confidence below 0.5) and the model saw all.

`route` of a deal says for each value who read it: rules, model or both. Neither the model's confidence nor a raised one is
calibrated: nothing was measured. When the model fails, the rules' reading stands as it was, with an issue.
"""

from __future__ import annotations

import copy

from chuhai.catalog import Catalog
from chuhai.errors import SourceError
from chuhai.extract import model_answer, model_asked
from chuhai.extract.extractor import Extractor
from chuhai.extract.model_alike import Row, apart, called, likeness, rivals
from chuhai.extract.model_asked import Asking, Issues
from chuhai.extract.model_weighed import CHOSEN, Beside, Way, sureness
from chuhai.reading.text import Text

#: What an error in judging an answer can raise: the rules' reading must not be lost for it.
_UNFORESEEN = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


def read(found: Row, text: Text, published: str | None, extractor: Extractor, asking: Asking) -> Row:
    """What `Extractor.extract` found, with the model's reading beside it and `model` for who was asked.

    Parameters
    ----------
    found : dict
        The rules' reading; it isn't changed.
    published : str or None
        Day on which the page came out, as the rules were told.
    """
    issues: Issues = []
    answered = False
    deals, why_none = found["deals"], found["why_none"]
    try:
        part = model_asked.part(text, issues)
        content = asking(*model_asked.question(part.stored, extractor.catalog.lexicons))
        answered = True
        told = model_asked.decoded(content, issues)
        theirs = model_answer.rows(told, part, published, extractor, issues)
        deals = merged(found["deals"], theirs, extractor.catalog, issues, whole(issues))
        why_none = None if deals else why_none
    except SourceError as error:
        issues.append({"code": "model-failed", "message": f"{error}; the rules' reading stands alone"})
    except _UNFORESEEN as error:
        message = f"the model's answer could not be judged: {type(error).__name__}; the rules' reading stands alone"
        issues.append({"code": "model-failed", "message": message})
    about = {"name": asking.name, "answered": answered, "calibrated": False}
    return {**found, "deals": deals, "why_none": why_none, "issues": [*found["issues"], *issues], "model": about}


def merged(
    ours: list[Row], theirs: list[Row], catalog: Catalog, issues: Issues, seen: bool, way: Way = CHOSEN
) -> list[Row]:
    """The rules' deals with the model's beside them, then the deals that only the model tells.

    Parameters
    ----------
    seen : bool
        Whether a deal that the model doesn't tell is one that it saw no reason to tell; `whole` knows.
    """
    out = copy.deepcopy(ours)
    for one in out:
        one["route"] = dict.fromkeys(one["evidence"], "rules")
    worth = sorted(
        ((likeness(a, b, catalog), -i, -j) for i, a in enumerate(out) for j, b in enumerate(theirs)), reverse=True
    )
    mine: set[int] = set()
    used: set[int] = set()
    for alike, i, j in ((w, -i, -j) for w, i, j in worth):
        if alike >= 1.0 and i not in mine and j not in used:
            mine.add(i)
            used.add(j)
            Beside(out[i], theirs[j], catalog, issues, way).put()
    alone = [one for i, one in enumerate(out) if i not in mine]
    doubted = [one for one in alone if sureness(one) < way.alone]
    against = [one for one in alone if one not in doubted] if way.rivals else []
    if seen:
        for one in doubted:
            message = f"{called(one)}: told by the rules alone, confidence {sureness(one):.2f}; left out"
            issues.append({"code": "model-silent", "message": message})
            out.remove(one)
    for j, one in enumerate(theirs):
        if j in used:
            continue
        if any(likeness(one, other, catalog) >= 1.0 and not apart(one, other) for other in out):
            issues.append(
                {"code": "model-repeated", "message": f"{called(one)}: told more than once by the model; left out"}
            )
        elif rival := next((other for other in against if rivals(one, other, catalog)), None):
            message = f"{called(one)}: told by the model alone, where the rules read {called(rival)}; left out"
            issues.append({"code": "model-rival", "message": message})
        else:
            out.append({**one, "route": dict.fromkeys(one["evidence"], "model")})
    return out


def whole(issues: Issues) -> bool:
    """Whether the model saw the whole page and all that it told as a deal stands: only then does its silence say anything."""
    return not {"model-part", "model-answer", "model-deal"} & {issue["code"] for issue in issues}
