"""Settings: the one reader of config.toml (choices) and the environment (places and secrets)."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from urllib.parse import urlsplit

from agents.errors import SettingsError

Value = str | int | float | bool | None
MOST = {"jobs": 256, "k": 500, "timeout_s": 3600, "drafts": 9, "passages_per_document": 500}
SECRETS = ("token", "password", "key", "api_key")


@dataclass(frozen=True, slots=True)
class ChatModel:
    """The table ``[llm]``: a chat model behind an OpenAI-compatible address; without a model there is none.

    ``timeout_s`` is the time that all its work on one question may take. ``drafts`` are written of each
    section, and the best is kept. ``input_price`` and ``output_price`` are of a million tokens, for the
    trace. ``key`` comes only from GLOBALBRAIN_LLM_KEY.
    """

    model: str | None = None
    base_url: str = "http://127.0.0.1:11434/v1"
    timeout_s: int = 30
    drafts: int = 3
    input_price: float | None = None
    output_price: float | None = None
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose; every field has a default that works.

    ``encoder`` None is the embedded all-MiniLM-L6-v2, else a sentence-transformers name or folder.
    ``k`` passages are read for each sub-question. ``jobs`` and ``ocr`` None let the machine decide.
    ``concepts`` lets a question find passages in other languages by what both name.
    ``passages_per_document`` bounds one document where a question asks what several say.
    ``rerank`` puts the best passages that were found in order again.
    ``reviewer`` is the name under which claims are accepted, edited and rejected.
    ``keep_conversations`` keeps what is asked in the chat, with its answers, in the library.
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
    passages_per_document: int = 3
    rerank: bool = True
    reviewer: str | None = None
    keep_conversations: bool = True
    max_file_mb: int = 100
    max_pages: int = 2000
    token: str | None = field(default=None, repr=False)
    llm: ChatModel = ChatModel()

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
        llm = replace(chosen.llm, key=env.get("GLOBALBRAIN_LLM_KEY") or None)
        return replace(chosen, library=_at_home(folder).absolute(), token=token, llm=llm)


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
    llm = _chat_model(path, table.pop("llm", {}))
    known = {item.name for item in fields(Settings)} - {"llm"}
    for key, value in table.items():
        _check(path, key, value, known)
    if "library" in table:
        table["library"] = Path(table["library"])
    return Settings(**table, llm=llm)


def _chat_model(path: Path, table: object) -> ChatModel:
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: llm", "it is no table", 'Write [llm] and below it model = "…".')
    known = {item.name for item in fields(ChatModel)}
    for key, value in table.items():
        _check(path, f"llm.{key}", value, {f"llm.{name}" for name in known})
    found = ChatModel(**table)
    address = urlsplit(found.base_url)
    if address.scheme not in ("http", "https") or not address.hostname or address.username:
        raise SettingsError(
            f"{path}: llm.base_url",
            f"{found.base_url!r} cannot be used",
            "Give an address such as http://127.0.0.1:11434/v1, without a user or password.",
        )
    return found


def _check(path: Path, key: str, value: Value, known: Collection[str]) -> None:
    where = f"{path}: {key}"
    table, _, name = key.rpartition(".")
    if name in SECRETS:
        variable = "GLOBALBRAIN_LLM_KEY" if table else "GLOBALBRAIN_TOKEN"
        raise SettingsError(where, "secrets are not read from a file", f"Set {variable} instead.")
    if key not in known:
        secret = {f"{table}.{one}".lstrip(".") for one in SECRETS}
        raise SettingsError(
            where, "there is no such setting", f"Settings are: {', '.join(sorted(set(known) - secret))}."
        )
    wanted = _TYPES.get(name, int)
    most = MOST.get(name, 65_535)
    if wanted is float:
        good = type(value) in (int, float) and 0 <= float(value or 0) < float("inf")
    else:
        empty = not str(value).strip()  # an empty path is the folder where the user happens to stand
        good = type(value) is wanted and not empty and (wanted is not int or 1 <= int(value or 0) <= most)
    if not good:
        kinds = {str: "a text in quotes", bool: "true or false", float: "a number from 0"}
        kind = kinds.get(wanted, f"a number from 1 to {most}")
        raise SettingsError(where, f"{value!r} cannot be used", f"Give {kind}.")


_TYPES: Mapping[str, type] = {
    **dict.fromkeys(("library", "encoder", "host", "reviewer", "model", "base_url"), str),
    **dict.fromkeys(("ocr", "concepts", "rerank", "keep_conversations"), bool),
    **dict.fromkeys(("input_price", "output_price"), float),
}
