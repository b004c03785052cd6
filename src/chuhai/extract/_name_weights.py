"""Takes nothing, gives the weights by which a string is held for a company's name; written by benchmarks/learn_names.py."""

from __future__ import annotations

#: Likelihood from which a string is a company's name.
LEAST = 0.65
#: The same on an English page; the choice of pairs weighs how sure a name is.
LEAST_EN = 0.35
#: The same on a page that names fewer than two companies else.
SCARCE = 0.35
#: The same of a string that has a company's form or place.
RULED = 0.04
NAME: dict[str, float] = {
    "": -0.6,
    "a place": -3.18,
    "abbreviation": -2.762,
    "held": 2.452,
    "often en": -2.337,
    "another thing's name": -2.206,
    "mean": 2.11,
    "listed, one word": 1.847,
    "has a form": 1.472,
    "listed, short": 1.472,
    "marked as a brand": -1.4,
    "listed": 1.2,
    "long": 1.191,
    "has a place": 1.154,
    "least": -0.854,
    "no stem": -0.664,
    "one word": 0.644,
    "stands as one": 0.636,
    "often zh": -0.634,
    "a class behind it": -0.525,
    "common words only": -0.524,
    "zh": -0.52,
    "en": 0.444,
    "recurs": 0.402,
    "small": -0.397,
    "as a medicine": 0.385,
    "short": -0.375,
    "loud": 0.361,
    "listed, common word": -0.349,
    "ends in the trade": -0.312,
    "code": 0.309,
    "mixed": -0.287,
    "listed, common words": -0.139,
    "held for one": 0.132,
    "stands surely as one": 0.127,
    "best en": 0.119,
    "at the beginning": -0.115,
    "best": 0.108,
    "recurs as one": 0.092,
    "first": -0.078,
    "best zh": -0.011,
}
