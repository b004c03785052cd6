"""Takes a package's name and the object each of its files must hold, gives those objects by file name."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from chuhai.errors import PluginError

_SHARED = frozenset({"base"})


@cache
def names(package: str) -> tuple[str, ...]:
    """File names of a plugin package, sorted; nothing is imported but the package itself."""
    path = importlib.import_module(package).__path__
    return tuple(
        sorted(m.name for m in pkgutil.iter_modules(path) if m.name not in _SHARED and not m.name.startswith("_"))
    )


@cache
def load(package: str, name: str, attribute: str) -> object:
    """The object `attribute` of file `name` in `package`.

    Raises
    ------
    PluginError
        When the file lacks the object: a plugin that does nothing is a mistake, not an option.
    """
    module = importlib.import_module(f"{package}.{name}")
    found = getattr(module, attribute, None)
    if found is None:
        raise PluginError(f"{package}/{name}.py: defines no {attribute}; every file of this folder must define one")
    return found
