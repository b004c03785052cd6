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
    "": -1.306,
    "a place": -3.368,
    "abbreviation": -3.213,
    "another thing's name": -2.967,
    "listed, one word": 2.587,
    "mean": 2.51,
    "held": 2.291,
    "often en": -2.231,
    "listed, short": 2.042,
    "has a form": 1.48,
    "listed": 1.147,
    "least": -1.061,
    "has a place": 0.914,
    "long": 0.763,
    "stands as one": 0.727,
    "recurs as one": 0.664,
    "no stem": -0.656,
    "often zh": -0.622,
    "loud": 0.533,
    "small": 0.404,
    "zh": -0.386,
    "en": 0.373,
    "mixed": -0.372,
    "code": -0.346,
    "held for one": 0.346,
    "recurs": 0.294,
    "common words only": -0.283,
    "best en": 0.168,
    "first": -0.135,
    "listed, common word": -0.096,
    "best": 0.092,
    "short": -0.082,
    "best zh": -0.076,
    "one word": 0.068,
    "listed, common words": -0.054,
    "ends in the trade": -0.031,
    "at the beginning": 0.016,
}
