"""Certificates: verified unless the definition says otherwise, named when they are wrong, and kept."""

from __future__ import annotations

import datetime
import json
import ssl
import subprocess
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.downloading.certificates import PortalTls
from tests.crawler.conftest import rows, small_portal
from tests.crawler.tls import DAY, NOW, Authority, fingerprint, serving_tls

if TYPE_CHECKING:
    from tests.crawler.conftest import Luutru, Site


@pytest.fixture(scope="module")
def root() -> Authority:
    return Authority("luutru tests")


def test_a_good_certificate_is_verified_and_kept(luutru: Luutru, root: Authority, tmp_path: Path) -> None:
    file = root.issue(tmp_path)
    with serving_tls(file) as site:
        small_portal(site, 2)
        definition = luutru.define(site)
        done = luutru("crawl", "--file", definition, SSL_CERT_FILE=str(root.write(tmp_path)))
        assert done.returncode == 0, done.stderr
    (row,) = rows(luutru.archive, "SELECT * FROM certificates")
    assert row["host"] == f"127.0.0.1:{site.port}"
    assert (row["fingerprint"], row["fault"]) == (fingerprint(file), None)
    assert (row["subject"], row["issuer"]) == ("CN=127.0.0.1", "CN=luutru tests")
    assert (row["valid_from"], row["valid_until"]) == tuple(
        f"{one:%Y-%m-%dT%H:%M:%SZ}" for one in (NOW - DAY, NOW + 30 * DAY)
    )
    before = rows(luutru.archive, "SELECT * FROM certificates")
    (luutru.archive / "archive.db").unlink()
    repaired = luutru("verify", "--repair")
    assert repaired.returncode == 0, repaired.stderr
    assert rows(luutru.archive, "SELECT * FROM certificates") == before
    assert luutru("verify").returncode == 0
    said = [one for one in metadata(luutru.archive) if one.get("type") == "visit"]
    assert said
    assert all([one["captures"] for one in visit["certificates"]] == [list(range(visit["captures"]))] for visit in said)


def metadata(folder: Path) -> list[dict[str, Any]]:
    """What the `metadata` records in `warc/` state."""
    found = []
    for file in sorted((folder / "warc").glob("*.warc.gz")):
        with file.open("rb") as opened:
            for record in ArchiveIterator(opened):
                if record.rec_type == "metadata":
                    found.append(json.loads(record.content_stream().read()))
    return found


def bad(what: str, root: Authority, folder: Path) -> tuple[Path, str]:
    """A certificate with something wrong, and the words for it."""
    if what == "expired":
        end = NOW - datetime.timedelta(days=400)
        return root.issue(folder, start=end - 30 * DAY, end=end), f"it expired on {end:%Y-%m-%d}"
    if what == "not yet":
        start = NOW + datetime.timedelta(days=40)
        return root.issue(folder, start=start, end=start + DAY), f"it is valid from {start:%Y-%m-%d} on only"
    if what == "itself":
        return root.issue(folder, itself=True), "it is signed by nobody but itself"
    if what == "other host":
        return root.issue(folder, host="khac.example.vn"), "it is for khac.example.vn, not for 127.0.0.1"
    if what == "incomplete":
        middle = Authority("trung gian", parent=root)
        return middle.issue(folder, chain=False), "does not send the certificate of its authority"
    return Authority("nguoi la").issue(folder), "not known here (CN=nguoi la)"


@pytest.mark.parametrize("what", ["expired", "not yet", "itself", "other host", "incomplete", "stranger"])
def test_a_bad_certificate_is_refused_by_name_and_taken_where_the_definition_says_so(
    luutru: Luutru, root: Authority, tmp_path: Path, what: str
) -> None:
    file, words = bad(what, root, tmp_path)
    trusted = str(root.write(tmp_path))
    with serving_tls(file) as site:
        small_portal(site, 2)
        done = luutru("crawl", "--file", luutru.define(site), "--quiet", SSL_CERT_FILE=trusted)
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert words in line
        assert "[tls] verify = false" in line
        assert not site.asked
        (row,) = rows(luutru.archive, "SELECT fingerprint, fault FROM certificates")
        assert row["fingerprint"] == fingerprint(file)
        assert words in row["fault"]
        done = luutru("crawl", "--file", luutru.define(site, "[tls]\nverify = false\n"), SSL_CERT_FILE=trusted)
        assert done.returncode == 0, done.stderr
    (row,) = rows(luutru.archive, "SELECT notes FROM crawls WHERE id = 2")
    assert any(words in note and f"127.0.0.1:{site.port}" in note for note in json.loads(row["notes"]))
    assert rows(luutru.archive, "SELECT count(*) AS n FROM articles")[0]["n"] == 2
    (row,) = rows(luutru.archive, "SELECT fault FROM certificates")
    assert words in row["fault"]
    before = rows(luutru.archive, "SELECT * FROM certificates")
    (luutru.archive / "archive.db").unlink()
    assert luutru("verify", "--repair").returncode == 0
    assert rows(luutru.archive, "SELECT * FROM certificates") == before


def test_a_whole_chain_is_followed_to_its_root(luutru: Luutru, root: Authority, tmp_path: Path) -> None:
    file = Authority("trung gian", parent=root).issue(tmp_path)
    with serving_tls(file) as site:
        small_portal(site, 2)
        done = luutru("crawl", "--file", luutru.define(site), SSL_CERT_FILE=str(root.write(tmp_path)))
        assert done.returncode == 0, done.stderr


def test_one_portals_leave_is_not_anothers(luutru: Luutru, root: Authority, tmp_path: Path) -> None:
    file = root.issue(tmp_path, itself=True)
    with serving_tls(file) as lenient, serving_tls(file) as strict:
        for site in (lenient, strict):
            small_portal(site, 2)
        first = luutru.define(lenient, "[tls]\nverify = false\n")
        second = luutru.define(strict, key="strict")
        done = luutru("crawl", "--file", first, "--file", second, "--quiet")
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert "strict: " in line
        assert "portal: " not in line
        assert not strict.asked
    assert rows(luutru.archive, "SELECT DISTINCT portal FROM articles") == [{"portal": "portal"}]


@pytest.fixture(scope="module")
def short_dh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Diffie-Hellman group of 1024 bits, as old servers have it."""
    file = tmp_path_factory.mktemp("dh") / "dh.pem"
    subprocess.run(["openssl", "dhparam", "-dsaparam", "-out", file, "1024"], check=True, capture_output=True)
    return file


def test_a_server_with_a_short_key_is_told_and_taken_by_its_ciphers(
    luutru: Luutru, root: Authority, tmp_path: Path, short_dh: Path
) -> None:
    file = rsa_certificate(tmp_path)
    old = {"ciphers": "DHE-RSA-AES128-SHA:@SECLEVEL=0", "dh": short_dh, "maximum_version": ssl.TLSVersion.TLSv1_2}
    with serving_tls(file, **old) as site:
        small_portal(site, 2)
        done = luutru("crawl", "--file", luutru.define(site, "[tls]\nverify = false\n"), "--quiet")
        assert done.returncode == 1
        assert 'ciphers = "DEFAULT:!DH"' in done.stderr
        text = "[tls]\nverify = false\nciphers = 'DEFAULT@SECLEVEL=0'\n"
        done = luutru("crawl", "--file", luutru.define(site, text))
        assert done.returncode == 0, done.stderr


def rsa_certificate(folder: Path) -> Path:
    key, certificate, both = folder / "key.pem", folder / "certificate.pem", folder / "both.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days",
            "30", "-subj", "/CN=127.0.0.1",
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    return both


def test_a_server_that_speaks_an_old_protocol_alone_is_told_and_taken(
    luutru: Luutru, root: Authority, tmp_path: Path
) -> None:
    file = root.issue(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old = {
            "ciphers": "ALL:@SECLEVEL=0", "minimum_version": ssl.TLSVersion.TLSv1,
            "maximum_version": ssl.TLSVersion.TLSv1,
        }  # fmt: skip
        with serving_tls(file, **old) as site:
            small_portal(site, 2)
            trusted = str(root.write(tmp_path))
            done = luutru("crawl", "--file", luutru.define(site), "--quiet", SSL_CERT_FILE=trusted)
            assert done.returncode == 1
            assert '[tls] oldest = "TLSv1"' in done.stderr
            text = "[tls]\noldest = 'TLSv1'\n"
            done = luutru("crawl", "--file", luutru.define(site, text), SSL_CERT_FILE=trusted)
            assert done.returncode == 0, done.stderr


def test_a_portals_leave_does_not_reach_the_hosts_of_others_whose_scripts_it_uses() -> None:
    tls = PortalTls(verify=False, owns=lambda host, _: host == "a.gov.vn")
    assert not tls.must_prove("a.gov.vn", 443)
    assert tls.must_prove("cdn.example.com", 443)


def test_a_list_of_ciphers_that_is_none_is_named(luutru: Luutru, site: Site) -> None:
    done = luutru("crawl", "--file", luutru.define(site, "[tls]\nciphers = 'GIBTSNICHT'\n"))
    assert done.returncode == 2
    assert "tls.ciphers: 'GIBTSNICHT' is no list of ciphers" in done.stderr
