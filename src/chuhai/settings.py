"""Takes the environment once, gives the folders and limits that are passed in everywhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from chuhai.errors import StoreError, UsageError

VERSION = "0.1.0"

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things live.

    Attributes
    ----------
    home : Path
        The user's own store: documents, log, database, published copies.
    curation : Path
        The curated open data that the store is built from.
    memory_limit : str
        Upper bound for DuckDB, in its notation.
    threads : int or None
        Upper bound for DuckDB's threads; None leaves it to DuckDB.
    """

    home: Path
    curation: Path
    memory_limit: str = "3GiB"
    threads: int | None = None

    @property
    def database(self) -> Path:
        return self.home / "ledger.duckdb"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def documents(self) -> Path:
        return self.home / "documents"

    @property
    def published(self) -> Path:
        return self.home / "published"


@dataclass(frozen=True, slots=True)
class ModelReader:
    """A language model that reads beside the rules: its address, its name there, and the secret, which no `repr` shows."""

    url: str
    name: str
    key: str | None = field(default=None, repr=False)


#: Said as an address, no model is asked whatever the environment says.
NO_MODEL = "none"


def model_reader(url: str | None = None, name: str | None = None) -> ModelReader | None:
    """The model of `CHUHAI_MODEL_URL` and `CHUHAI_MODEL_NAME`, or as given; None when there is none.

    Raises
    ------
    UsageError
        An address without a name, or a key in `CHUHAI_MODEL_KEY` that no header can carry.
    """
    url = url or os.environ.get("CHUHAI_MODEL_URL")
    if not url or url == NO_MODEL:
        if name and not url:
            raise UsageError(f"--model-name {name}: --model, or CHUHAI_MODEL_URL, says where that model is")
        return None
    name = name or os.environ.get("CHUHAI_MODEL_NAME")
    if not name:
        raise UsageError("--model: --model-name, or CHUHAI_MODEL_NAME, says which model to ask")
    key = (os.environ.get("CHUHAI_MODEL_KEY") or "").strip()
    if any(c <= " " or c > "~" for c in key):
        raise UsageError("CHUHAI_MODEL_KEY: holds blanks or characters that no key has")
    return ModelReader(url, name, key or None)


def curation_folder() -> Path:
    """Folder of the curated data: the packaged copy, or the checkout's when run from one."""
    packaged = _PACKAGE / "_curation"
    if packaged.is_dir():
        return packaged
    return _PACKAGE.parent.parent / "curation"


def from_environment() -> Settings:
    """Settings as `CHUHAI_HOME`, `CHUHAI_CURATION` and `CHUHAI_MEMORY` say, else the platform's data folder.

    Raises
    ------
    StoreError
        When `CHUHAI_HOME` or `CHUHAI_CURATION` is set to something that is not a folder.
    """
    home_text = os.environ.get("CHUHAI_HOME")
    if home_text:
        home = Path(home_text).expanduser()
    else:
        import platformdirs  # 10 ms that only the default needs

        home = Path(platformdirs.user_data_dir("chuhai", appauthor=False))
    if home.exists() and not home.is_dir():
        raise StoreError(f"CHUHAI_HOME={home}: is a file, not a folder; name a folder that Chuhai may write to")
    curation_text = os.environ.get("CHUHAI_CURATION")
    curation = Path(curation_text).expanduser() if curation_text else curation_folder()
    if not curation.is_dir():
        raise StoreError(
            f"{curation}: no curated data there; set CHUHAI_CURATION to a folder with deals/ and companies/"
        )
    return Settings(
        home=home.absolute(), curation=curation.absolute(), memory_limit=os.environ.get("CHUHAI_MEMORY", "3GiB")
    )
