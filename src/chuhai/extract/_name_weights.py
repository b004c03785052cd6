"""Takes nothing, gives the weights by which a string is held for a company's name; written by benchmarks/learn_names.py."""

from __future__ import annotations

#: Likelihood from which a string is a company's name.
LEAST = 0.65
#: The same on an English page, where rules of form and place find names too.
LEAST_EN = 0.9
#: The same on a page that names fewer than two companies else.
SCARCE = 0.35
NAME: dict[str, float] = {
    "": -1.198,
    "a place": -3.368,
    "abbreviation": -3.132,
    "another thing's name": -2.68,
    "mean": 2.367,
    "often en": -1.933,
    "held": 1.245,
    "least": -1.078,
    "best en": 0.916,
    "code": -0.85,
    "common words only": -0.805,
    "small": 0.656,
    "zh": -0.631,
    "en": 0.622,
    "best": 0.606,
    "often zh": -0.481,
    "no stem": -0.397,
    "one word": 0.363,
    "held for one": 0.348,
    "ends in the trade": 0.335,
    "best zh": -0.311,
    "recurs": 0.298,
    "short": 0.195,
    "long": -0.155,
    "mixed": -0.13,
    "first": -0.047,
    "loud": 0.045,
    "at the beginning": 0.035,
}
