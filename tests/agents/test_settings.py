"""Settings: defaults, then the file, then the environment; secrets from the environment alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.errors import SettingsError
from agents.settings import Settings


def write(folder: Path, text: str) -> dict[str, str]:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return {"GLOBALBRAIN_CONFIG": str(path)}


def test_everything_has_a_default(tmp_path: Path) -> None:
    settings = Settings.read({"XDG_CONFIG_HOME": str(tmp_path)})
    assert settings.library.is_absolute()
    assert settings.library.parts[-3:] == ("share", "globalbrain", "library")
    assert (settings.host, settings.port, settings.token, settings.encoder) == ("127.0.0.1", 7860, None, None)


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path: Path) -> None:
    env = write(
        tmp_path, f'library = "{tmp_path / "a"}"\nport = 8000\nencoder = "intfloat/e5"\nocr = false\n'
    )
    settings = Settings.read(env)
    assert (settings.library, settings.port, settings.encoder, settings.ocr) == (
        *(tmp_path / "a", 8000, "intfloat/e5", False),
    )
    env["GLOBALBRAIN_LIBRARY"] = str(tmp_path / "b")
    assert Settings.read(env).library == tmp_path / "b"
    assert Settings.read(env, library=tmp_path / "c").library == tmp_path / "c"


def test_the_token_comes_from_the_environment_and_is_not_shown(tmp_path: Path) -> None:
    settings = Settings.read({"GLOBALBRAIN_TOKEN": "s3cret", "XDG_CONFIG_HOME": str(tmp_path)})
    assert settings.token == "s3cret"
    assert "s3cret" not in repr(settings)


def test_a_chat_model_is_a_table_and_its_key_comes_from_the_environment(tmp_path: Path) -> None:
    env = write(tmp_path, '[llm]\nmodel = "m"\nbase_url = "https://h/v1"\ndrafts = 2\ninput_price = 0.5\n')
    chosen = Settings.read({**env, "GLOBALBRAIN_LLM_KEY": "s3cret"}).llm
    assert (chosen.model, chosen.base_url, chosen.drafts, chosen.key) == ("m", "https://h/v1", 2, "s3cret")
    assert "s3cret" not in repr(chosen)
    assert Settings.read({"XDG_CONFIG_HOME": str(tmp_path)}).llm.model is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('llm = "m"', "it is no table"),
        ("[llm]\nkey = 'x'", "secrets are not read from a file"),
        ("[llm]\napi_key = 'x'", "secrets are not read from a file"),
        ("[llm]\ncolour = 1", "there is no such setting"),
        ("[llm]\nmodel = ''", "cannot be used"),
        ("[llm]\nmodel = 3", "cannot be used"),
        ("[llm]\nbase_url = 'file:///etc/passwd'", "cannot be used"),
        ("[llm]\nbase_url = 'https://user:pw@host/v1'", "cannot be used"),
        ("[llm]\nbase_url = 'https:///v1'", "cannot be used"),
        ("[llm]\ntimeout_s = 0", "cannot be used"),
        ("[llm]\ndrafts = 10", "cannot be used"),
        ("[llm]\ninput_price = -1", "cannot be used"),
        ("[llm]\ninput_price = inf", "cannot be used"),
        ("[llm]\noutput_price = '1'", "cannot be used"),
        ('token = "x"', "secrets are not read from a file"),
        ("colour = 1", "there is no such setting"),
        ('port = "80"', "cannot be used"),
        ("port = 0", "cannot be used"),
        ("ocr = 1", "cannot be used"),
        ("encoder = 3", "cannot be used"),
        ("port = ", "Invalid value"),
        ('encoder = ""', "cannot be used"),
        ('library = " "', "cannot be used"),
        ("jobs = 257", "cannot be used"),
        ("k = 501", "cannot be used"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        Settings.read(write(tmp_path, text))


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file"):
        Settings.read({"GLOBALBRAIN_CONFIG": str(tmp_path / "none.toml")})


@pytest.mark.parametrize("name", ["GLOBALBRAIN_LIBRARY", "GLOBALBRAIN_CONFIG"])
def test_a_home_that_nobody_has_is_told(tmp_path: Path, name: str) -> None:
    env = {"XDG_CONFIG_HOME": str(tmp_path), name: "~no-such-user-here/x"}
    with pytest.raises(SettingsError, match="no home folder is known"):
        Settings.read(env)
