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
    "": -0.776,
    "a place": -3.115,
    "abbreviation": -2.868,
    "held": 2.672,
    "often en": -2.137,
    "mean": 2.101,
    "listed, one word": 1.896,
    "another thing's name": -1.83,
    "has a form": 1.468,
    "marked as a brand": -1.44,
    "listed, short": 1.365,
    "long": 1.272,
    "has a place": 1.019,
    "listed": 0.937,
    "least": -0.855,
    "code": 0.806,
    "stands as one": 0.673,
    "a class behind it": -0.573,
    "small": -0.534,
    "one word": 0.481,
    "zh": -0.452,
    "en": 0.449,
    "short": -0.409,
    "common words only": -0.374,
    "loud": 0.366,
    "listed, common word": -0.347,
    "no stem": -0.345,
    "often zh": -0.305,
    "as a medicine": 0.292,
    "ends in the trade": -0.288,
    "recurs as one": 0.259,
    "recurs": 0.242,
    "stands surely as one": 0.238,
    "at the beginning": -0.203,
    "held for one": 0.198,
    "listed, common words": -0.166,
    "first": -0.105,
    "best": 0.046,
    "mixed": -0.027,
    "best en": 0.026,
    "best zh": 0.02,
}
