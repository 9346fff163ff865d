"""Settings: the one reader of config.toml (choices) and the environment (places and secrets)."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from agents.errors import SettingsError

Value = str | int | bool | None
MOST = {"jobs": 256, "k": 500}
SECRETS = ("token", "password", "key")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose; every field has a default that works.

    ``encoder`` None is the embedded all-MiniLM-L6-v2, else a sentence-transformers name or folder.
    ``k`` passages are read for each sub-question. ``jobs`` and ``ocr`` None let the machine decide.
    ``concepts`` lets a question find passages in other languages by what both name.
    ``rerank`` puts the best passages that were found in order again.
    ``max_file_mb`` and ``max_pages`` bound one PDF. ``token`` comes only from GLOBALBRAIN_TOKEN.
    """

    library: Path = Path("~/.local/share/globalbrain/library")
    encoder: str | None = None
    host: str = "127.0.0.1"
    port: int = 7860
    k: int = 24
    jobs: int | None = None
    ocr: bool | None = None
    concepts: bool = True
    rerank: bool = True
    max_file_mb: int = 100
    max_pages: int = 2000
    token: str | None = field(default=None, repr=False)

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None, *, library: Path | None = None) -> Settings:
        """Return the settings of this user: defaults, then config.toml, then the environment.

        Args:
            environ: the environment; ``os.environ`` where absent.
            library: a folder named on the command line; it wins over everything.

        Raises:
            SettingsError: config.toml cannot be read, or has a key or value that cannot be used.
        """
        env = os.environ if environ is None else environ
        chosen = _from_file(_config_path(env), required="GLOBALBRAIN_CONFIG" in env)
        folder = library or Path(env.get("GLOBALBRAIN_LIBRARY") or chosen.library)
        token = env.get("GLOBALBRAIN_TOKEN") or None
        return replace(chosen, library=_at_home(folder).absolute(), token=token)


def _config_path(env: Mapping[str, str]) -> Path:
    if env.get("GLOBALBRAIN_CONFIG"):
        return _at_home(Path(env["GLOBALBRAIN_CONFIG"]))
    return _at_home(Path(env.get("XDG_CONFIG_HOME") or "~/.config")) / "globalbrain" / "config.toml"


def _at_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise SettingsError(
            str(path), "no home folder is known for it", "Set HOME, or give the whole path."
        ) from error


def _from_file(path: Path, *, required: bool) -> Settings:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        if required:
            raise SettingsError(str(path), "there is no such file", "Correct GLOBALBRAIN_CONFIG.") from error
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(str(path), str(error), "Correct or remove the file.") from error
    known = {item.name: str(item.type) for item in fields(Settings)}
    for key, value in table.items():
        _check(path, key, value, known)
    if "library" in table:
        table["library"] = Path(table["library"])
    return Settings(**table)


def _check(path: Path, key: str, value: Value, known: Mapping[str, str]) -> None:
    where = f"{path}: {key}"
    if key in SECRETS:
        raise SettingsError(where, "secrets are not read from a file", "Set GLOBALBRAIN_TOKEN instead.")
    if key not in known:
        names = ", ".join(sorted(set(known) - set(SECRETS)))
        raise SettingsError(where, "there is no such setting", f"Settings are: {names}.")
    wanted = {"library": str, "encoder": str, "host": str, "ocr": bool}.get(
        key, bool if key in ("concepts", "rerank") else int
    )
    most = MOST.get(key, 65_535)
    empty = not str(value).strip()  # an empty path is the folder where the user happens to stand
    if type(value) is not wanted or empty or (wanted is int and not 1 <= int(value or 0) <= most):
        kind = {str: "a text in quotes", bool: "true or false", int: f"a number from 1 to {most}"}[wanted]
        raise SettingsError(where, f"{value!r} cannot be used", f"Give {kind}.")
