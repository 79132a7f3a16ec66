"""What a process is told: typed values with safe defaults, and a fault that names the variable."""

import os
from dataclasses import fields
from pathlib import Path

import pytest

from loa.config.env import BadEnvironment, read


@pytest.fixture
def told(monkeypatch):
    """The environment with nothing of ours in it but what is told."""
    for name in list(os.environ):
        if name.startswith("LOA_"):
            monkeypatch.delenv(name)

    def one(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"LOA_{name}", value)
        return read()

    return one


def test_told_nothing_it_is_a_test_at_home_and_knows_no_secret(told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = told()
    assert (found.mode, found.secret, found.database.password) == ("test", None, None)
    assert (found.database.role, found.database.port) == ("loa_web", 5432)
    assert found.data == tmp_path / "data-local"
    for name in ("files_listen", "nats_url", "public_url"):
        assert "127.0.0.1" in getattr(found, name)
    assert found.hosts == ("127.0.0.1", "localhost")


def test_all_lies_under_the_folder_that_was_told_and_paths_are_whole(told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = told(DATA="site", KEYS_DIR="elsewhere/keys", TLS_CERT="cert.pem")
    assert found.data == tmp_path / "site"
    assert found.media_dir == tmp_path / "site" / "media"
    assert found.database.host == str(tmp_path / "site" / "run")
    assert (found.keys_dir, found.tls_cert) == (tmp_path / "elsewhere" / "keys", tmp_path / "cert.pem")
    paths = [getattr(found, each.name) for each in fields(found)]
    assert all(each.is_absolute() for each in paths if isinstance(each, Path))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODE", "prod"),
        ("DB_PORT", "0"),
        ("DB_PORT", "65536"),
        ("DB_PORT", "-1"),
        ("DB_PORT", "5432x"),
        ("SECRET_FILE", "/nowhere/at/all"),
        ("DB_PASSWORD_FILE", "/nowhere/at/all"),
    ],
)
def test_what_may_not_be_is_named(told, name, value):
    with pytest.raises(BadEnvironment, match=f"LOA_{name}={value}"):
        told(**{name: value})


@pytest.mark.parametrize("port", ["1", "65535"])
def test_a_port_may_be_any_that_there_is(told, port):
    assert told(DB_PORT=port).database.port == int(port)


def test_a_secret_is_what_its_file_says_without_the_end_of_its_line(told, tmp_path):
    (tmp_path / "secret").write_text("Bí mật 1\n")
    assert told(SECRET_FILE=str(tmp_path / "secret")).secret == "Bí mật 1"


def test_hosts_are_parted_by_spaces_or_commas_and_addresses_end_without_a_slash(told):
    found = told(HOSTS="a.vn, b.vn c.vn", PUBLIC_URL="http://a.vn/", FILES_PUBLIC="http://a.vn:8080/")
    assert found.hosts == ("a.vn", "b.vn", "c.vn")
    assert (found.public_url, found.files_public) == ("http://a.vn", "http://a.vn:8080")
