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
    "": -2.038,
    "a place": -3.517,
    "abbreviation": -3.213,
    "another thing's name": -2.244,
    "common words only": -1.854,
    "often en": -1.753,
    "mean": 1.736,
    "held for one": 1.615,
    "small": 1.057,
    "best en": 0.994,
    "recurs": 0.941,
    "least": -0.784,
    "best": 0.737,
    "held": 0.653,
    "long": 0.61,
    "en": 0.561,
    "zh": -0.557,
    "code": -0.546,
    "no stem": -0.438,
    "one word": 0.429,
    "mixed": -0.328,
    "loud": 0.319,
    "best zh": -0.257,
    "ends in the trade": 0.119,
    "first": -0.049,
    "at the beginning": -0.048,
    "listed, one word": 2.6,
    "listed, short": 2.0,
    "has a form": 1.5,
    "stands as one": 1.0,
    "has a place": 0.9,
    "stands surely as one": 0.5,
    "recurs as one": 0.7,
    "listed": 1.1,
    "often zh": 0.024,
    "short": 0.008,
}
