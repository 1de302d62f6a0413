"""`luutru reextract`: what another extractor would make of the stored captures, and the change."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive import Archive
from archive.verification import verify
from tests.crawler.conftest import clean_environment, page
from tests.crawler.readers import calls_services_guides, hangs_on_three, loud, no_services, ours, run_with
from tests.crawler.test_resume import tables, without_database

if TYPE_CHECKING:
    from tests.crawler.conftest import Luutru, Site

NOW = "2022-12-21T00:00:00Z"


def portal(site: Site, count: int = 12, text: str = "Nội dung của huyện, riêng cho bài") -> None:
    paths = [f"/tin/bai-viet-hay-so-{n}" for n in range(count)]
    site.put("/", page("Cổng", links=(*paths, "/gioi-thieu")))
    site.put("/gioi-thieu", page("Giới thiệu", date=""))
    for n, path in enumerate(paths):
        site.put(path, page(f"Bài viết hay số {n}", body=f"{text} thứ {n}. " * 12))


def crawled(luutru: Luutru, site: Site) -> str:
    """Two days, with an edit on the second."""
    portal(site)
    file = luutru.define(site)
    assert luutru("crawl", "--file", file, LUUTRU_NOW="2022-12-19T00:00:00Z").returncode == 0
    site.put("/tin/bai-viet-hay-so-3", page("Bài viết hay số 3", body="Nội dung mới của huyện sau khi sửa. " * 12))
    assert luutru("crawl", "--file", file, "--recheck", LUUTRU_NOW="2022-12-20T00:00:00Z").returncode == 0
    return file


def rows(folder: Path, statement: str) -> list[Any]:
    db = sqlite3.connect(folder / "archive.db")
    found = db.execute(statement).fetchall()
    db.close()
    return found


USUAL = "page_type IN ('news', 'notice')"
VERSIONS = "SELECT article_id, number, capture_id, seen_at, read_at_url FROM article_versions ORDER BY id"


def test_where_nothing_changes_it_says_so_and_writes_nothing(luutru: Luutru, site: Site) -> None:
    crawled(luutru, site)
    before = tables(luutru.archive)
    told = luutru("reextract")
    assert told.returncode == 0, told.stderr
    assert "0 versions read otherwise: nothing changes" in told.stdout
    assert tables(luutru.archive) == before


def test_what_would_change_is_told_first_field_by_field(luutru: Luutru, site: Site) -> None:
    crawled(luutru, site)
    before = tables(luutru.archive)
    told = run_with(loud, "reextract", "--json", cwd=luutru.folder, extractor="9")
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert (found["portal"], found["extractor"], found["applied"]) == ("portal", "9", False)
    assert found["differing"] == 14  # what is no news is read otherwise too
    assert found["fields"]["author"]["gained"]["count"] == 14
    assert found["fields"]["text"]["differs"]["count"] == 14
    example = found["fields"]["text"]["differs"]["examples"][0]
    assert "huyện" in example["before"]
    assert "HUYỆN" in example["after"]
    assert tables(luutru.archive) == before
    lines = run_with(loud, "reextract", "portal", cwd=luutru.folder, extractor="9").stdout
    assert "nothing was written: --apply writes it" in lines
    assert "'' -> 'Không rõ'" in lines


def test_a_better_reading_is_no_edit_and_what_was_read_before_is_kept(luutru: Luutru, site: Site) -> None:
    file = crawled(luutru, site)
    before = rows(luutru.archive, VERSIONS)
    done = run_with(loud, "reextract", "--apply", cwd=luutru.folder, extractor="9")
    assert done.returncode == 0, done.stderr
    assert rows(luutru.archive, VERSIONS) == before
    assert rows(luutru.archive, "SELECT count(*) FROM articles WHERE author = 'Không rõ'") == [(13,)]
    assert rows(luutru.archive, "SELECT DISTINCT extractor FROM article_versions") == [("9",)]
    assert rows(luutru.archive, "SELECT count(*) FROM readings WHERE article LIKE '%của huyện%'") == [(13,)]
    assert len(luutru("search", "--json", '"NỘI DUNG MỚI CỦA HUYỆN"').stdout.splitlines()) == 1
    assert verify(luutru.archive).findings == []
    # The portal has changed nothing: no later crawl says that it has, by this extractor or by the old one.
    for reader, extractor in ((loud, "9"), (ours, "")):
        again = run_with(reader, "crawl", "--file", file, "--recheck", cwd=luutru.folder, extractor=extractor)
        assert again.returncode == 0, again.stderr
        assert len(rows(luutru.archive, VERSIONS)) == len(before)


def test_cut_off_it_goes_on_and_ends_as_if_it_had_not_been(luutru: Luutru, site: Site) -> None:
    crawled(luutru, site)
    whole = luutru.folder / "whole"
    shutil.copytree(luutru.archive, whole)
    run_with(loud, "-a", str(whole), "reextract", "--apply", cwd=luutru.folder, extractor="9", LUUTRU_NOW=NOW)
    cut = """
import os, crawler.reextraction
crawler.reextraction.BATCH_COUNT = 3
real = crawler.reextraction.Reextraction._write
def write(self, batch, position):
    if self.changes.read > 6:
        os._exit(9)
    real(self, batch, position)
crawler.reextraction.Reextraction._write = write
"""
    done = run_with(loud, "reextract", "--apply", cwd=luutru.folder, extractor="9", before=cut, LUUTRU_NOW=NOW)
    assert done.returncode == 9
    assert len(rows(luutru.archive, "SELECT DISTINCT extractor FROM article_versions")) == 2
    done = run_with(loud, "reextract", "--apply", "--json", cwd=luutru.folder, extractor="9", LUUTRU_NOW=NOW)
    assert done.returncode == 0, done.stderr
    assert 6 <= json.loads(done.stdout)["read"] <= 8  # of 14; six were done
    assert tables(luutru.archive) == tables(whole)
    assert sorted(rows(luutru.archive, "SELECT version_id, extractor, article FROM readings")) == sorted(
        rows(whole, "SELECT version_id, extractor, article FROM readings")
    )
    assert verify(luutru.archive).findings == []


def test_cut_off_after_it_found_articles_it_goes_on_with_what_it_had_learned(luutru: Luutru, site: Site) -> None:
    portal(site, 20)
    file = luutru.define(site)
    run_with(hangs_on_three, "crawl", "--file", file, cwd=luutru.folder, LUUTRU_PAGE_SECONDS="2")
    whole = luutru.folder / "whole"
    shutil.copytree(luutru.archive, whole)
    run_with(loud, "-a", str(whole), "reextract", "--apply", cwd=luutru.folder, extractor="9", LUUTRU_NOW=NOW)
    cut = """
import os, crawler.reextraction
crawler.reextraction.BATCH_COUNT = 1
real = crawler.reextraction.Reextraction._write
crawler.reextraction.Reextraction._write = lambda *given: real(*given) if given[2] else os._exit(9)
"""
    done = run_with(loud, "reextract", "--apply", cwd=luutru.folder, extractor="9", before=cut, LUUTRU_NOW=NOW)
    assert done.returncode == 9
    assert rows(luutru.archive, f"SELECT count(*) FROM articles WHERE {USUAL}") == [(20,)]
    done = run_with(loud, "reextract", "--apply", cwd=luutru.folder, extractor="9", LUUTRU_NOW=NOW)
    assert done.returncode == 0, done.stderr
    assert tables(luutru.archive) == tables(whole)
    assert rows(luutru.archive, "SELECT * FROM site_models") == rows(whole, "SELECT * FROM site_models")


def test_portals_side_by_side_in_one_file_are_read_each_by_itself(luutru: Luutru, site: Site) -> None:
    portal(site, 5)
    files = [luutru.define(site, key=key) for key in ("mot", "hai")]
    assert luutru("crawl", "--file", files[0], "--file", files[1]).returncode == 0
    assert rows(luutru.archive, "SELECT count(DISTINCT warc_file) FROM captures") == [(1,)]
    told = run_with(loud, "reextract", "--apply", "--json", cwd=luutru.folder, extractor="9")
    assert told.returncode == 0, told.stderr
    found = [json.loads(line) for line in told.stdout.splitlines()]
    assert [(one["portal"], one["read"], one["differing"]) for one in found] == [("hai", 6, 6), ("mot", 6, 6)]
    assert rows(luutru.archive, "SELECT DISTINCT extractor FROM article_versions") == [("9",)]
    assert verify(luutru.archive).findings == []


def test_what_is_withheld_is_not_shown_by_another_reading(luutru: Luutru, site: Site) -> None:
    portal(site, 6)
    site.put("/tin/bai-viet-hay-so-3", site.answers["/tin/bai-viet-hay-so-2"][2])  # type: ignore[index]
    file = luutru.define(site)
    run_with(hangs_on_three, "crawl", "--file", file, cwd=luutru.folder, LUUTRU_PAGE_SECONDS="2")
    ((number,),) = rows(luutru.archive, "SELECT id FROM articles WHERE url LIKE '%so-2'")
    assert luutru("withhold", str(number), "--reason", "quyết định của toà án").returncode == 0
    for option in ((), ("--apply",)):
        told = luutru("reextract", *option)
        assert told.returncode == 0, told.stderr
        assert "so-3" not in told.stdout
    assert rows(luutru.archive, "SELECT count(*) FROM articles WHERE title LIKE '%số 2'") == [(0,)]
    assert verify(luutru.archive).findings == []


def test_a_damaged_capture_is_told_and_the_rest_is_read(luutru: Luutru, site: Site) -> None:
    crawled(luutru, site)
    ((name, offset, length),) = rows(
        luutru.archive,
        "SELECT warc_file, warc_offset, warc_length FROM captures WHERE url LIKE '%so-5' ORDER BY id LIMIT 1",
    )
    file = luutru.archive / "warc" / name
    damaged = bytearray(file.read_bytes())
    damaged[offset + length // 2] ^= 0xFF
    file.write_bytes(damaged)
    told = run_with(loud, "reextract", "--apply", "--json", cwd=luutru.folder, extractor="9")
    found = json.loads(told.stdout)
    assert (told.returncode, found["read"], found["differing"]) == (1, 13, 13)
    assert found["damaged"] == [f"warc/{name} at {offset}"]
    assert "1 damaged capture: luutru verify" in told.stderr
    assert rows(luutru.archive, "SELECT count(*) FROM article_versions WHERE extractor = '9'") == [(13,)]
    file.unlink()
    told = luutru("reextract", "--json")
    found = json.loads(told.stdout)
    assert (told.returncode, found["read"], len(found["damaged"])) == (1, 0, 14)


def test_a_page_that_could_not_be_read_is_an_article_once_it_can_be(luutru: Luutru, site: Site) -> None:
    portal(site, 6)
    file = luutru.define(site)
    run_with(hangs_on_three, "crawl", "--file", file, cwd=luutru.folder, LUUTRU_PAGE_SECONDS="2")
    assert rows(luutru.archive, f"SELECT count(*) FROM articles WHERE {USUAL}") == [(5,)]
    (looked,) = rows(luutru.archive, "SELECT first_seen FROM pages WHERE url LIKE '%so-3'")  # as a repair would date it
    told = luutru("reextract")
    assert "1 articles in pages that were taken for none" in told.stdout
    assert "so-3: Bài viết hay số 3" in told.stdout
    assert luutru("reextract", "--apply").returncode == 0
    assert rows(luutru.archive, "SELECT first_seen FROM articles WHERE url LIKE '%so-3'") == [looked]
    assert rows(luutru.archive, "SELECT count(*) FROM captures WHERE extract_error <> ''") == [(0,)]
    assert rows(luutru.archive, "SELECT kind, outcome, error FROM pages WHERE url LIKE '%so-3'") == [
        ("article", "article", None)
    ]
    assert verify(luutru.archive).findings == []


def test_an_article_that_is_none_today_is_kept_and_told(luutru: Luutru, site: Site) -> None:
    portal(site, 3)
    site.put("/gioi-thieu", page("Giới thiệu", date="", body="Đang cập nhật"))  # too few words for a text of its own
    rule = "[article]\nurl = '/(tin|gioi-thieu)'\n"
    luutru("crawl", "--file", luutru.define(site, rule), LUUTRU_NOW="2022-12-19T00:00:00Z")
    assert rows(luutru.archive, "SELECT count(*) FROM articles") == [(4,)]
    luutru("crawl", "--file", luutru.define(site), LUUTRU_NOW="2022-12-20T00:00:00Z")
    told = luutru("reextract", "--apply")
    assert "1 articles that are none today, kept as they are" in told.stdout
    assert "/gioi-thieu: " in told.stdout
    assert rows(luutru.archive, "SELECT count(*) FROM articles") == [(4,)]


def test_what_is_learned_anew_is_told_again_by_repair(luutru: Luutru, site: Site) -> None:
    from tests.crawler.test_learning import NOTICE
    from tests.crawler.test_learning import portal as with_notice

    with_notice(site, 10)  # too few to learn from
    file = luutru.define(site)
    luutru("crawl", "--file", file, LUUTRU_NOW="2022-12-19T00:00:00Z")
    with_notice(site, 8, first=10)
    luutru("crawl", "--file", file, LUUTRU_NOW="2022-12-19T00:30:00Z")
    assert rows(luutru.archive, f"SELECT count(*) FROM articles WHERE text LIKE '%{NOTICE}%'") == [(18,)]
    done = luutru("reextract", "--apply")
    assert "learned anew" in done.stdout, done.stderr
    assert rows(luutru.archive, f"SELECT count(*) FROM articles WHERE text LIKE '%{NOTICE}%'") == [(0,)]
    before, models = tables(luutru.archive), rows(luutru.archive, "SELECT * FROM site_models")
    without_database(luutru.archive)
    assert luutru("verify", "--repair").returncode == 0
    assert tables(luutru.archive) == before
    assert rows(luutru.archive, "SELECT * FROM site_models") == models
    assert "0 versions read otherwise" in luutru("reextract").stdout


def test_wrong_use_is_one_line(luutru: Luutru, site: Site) -> None:
    nothing = luutru("reextract")
    assert nothing.returncode != 0
    assert len(nothing.stderr.splitlines()) == 1
    crawled(luutru, site)
    unknown = luutru("reextract", "khong-co")
    assert (unknown.returncode, len(unknown.stderr.splitlines())) == (2, 1)
    assert "no portal 'khong-co'" in unknown.stderr


def test_it_reads_beside_a_writer_and_writes_only_alone(luutru: Luutru, site: Site) -> None:
    crawled(luutru, site)
    with Archive.open(luutru.archive, write=True):
        assert luutru("reextract").returncode == 0
        refused = luutru("reextract", "--apply")
    assert refused.returncode == 1
    assert "is being written by another process" in refused.stderr


def test_its_output_can_be_cut_short(luutru: Luutru, site: Site) -> None:
    crawled(luutru, site)
    with subprocess.Popen(
        [sys.executable, "-m", "crawler", "reextract"], cwd=luutru.folder, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=clean_environment(),
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""


def services(site: Site, *, count: int = 3, text: str = "Hồ sơ nộp tại bộ phận một cửa của xã") -> None:
    paths = [f"/dich-vu/so-{n}" for n in range(count)]
    site.put("/", page("Cổng", links=(*paths, "/tin/bai")))
    site.put("/tin/bai", page("Bài viết hay", body="Nội dung của bài viết, riêng cho bài. " * 12))
    for n, path in enumerate(paths):
        site.put(path, page(f"Dịch vụ công số {n}", body=f"{text}, dịch vụ thứ {n}. " * 12))


def test_a_page_newly_kept_has_all_its_looks_as_if_it_had_always_been_kept(luutru: Luutru, site: Site) -> None:
    services(site)
    file = luutru.define(site)

    def crawl(day: int) -> None:
        told = run_with(
            no_services, "crawl", "--file", file, "--recheck", cwd=luutru.folder, LUUTRU_NOW=f"2022-12-{day}T00:00:00Z"
        )
        assert told.returncode == 0, told.stderr

    crawl(10)
    crawl(11)
    services(site, text="Từ nay hồ sơ nộp qua cổng dịch vụ công quốc gia")
    site.put("/dich-vu/so-2", status=404)
    crawl(12)
    crawl(13)
    assert rows(luutru.archive, "SELECT id FROM articles") == [(1,)]
    told = luutru("reextract")
    assert "3 articles in pages that were taken for none" in told.stdout
    assert luutru("reextract", "--apply").returncode == 0
    found = rows(luutru.archive, "SELECT id, version, substr(first_seen, 1, 10), state, substr(gone_at, 1, 10), title "
                 "FROM articles ORDER BY title")  # fmt: skip
    assert [row[1:] for row in found] == [
        (1, "2022-12-10", "live", None, "Bài viết hay"), (2, "2022-12-10", "live", None, "Dịch vụ công số 0"),
        (2, "2022-12-10", "live", None, "Dịch vụ công số 1"),
        (1, "2022-12-10", "removed", "2022-12-12", "Dịch vụ công số 2"),
    ]  # fmt: skip
    assert verify(luutru.archive).findings == []
    before = tables(luutru.archive)
    without_database(luutru.archive)
    assert luutru("verify", "--repair").returncode == 0
    after = tables(luutru.archive)
    for name in ("articles", "absences", "article_urls"):
        assert after[name] == before[name], name
    # A version's own number follows the order in which it was written; nothing cites it.
    assert {row[1:] for row in after["article_versions"]} == {row[1:] for row in before["article_versions"]}


def merged(folder: Path, title: str, into: str) -> None:
    """Makes of an article what luutru 0.1.0 made of a page with a canonical link to another one."""
    db = sqlite3.connect(folder / "archive.db")
    (number, url) = db.execute("SELECT id, url FROM articles WHERE title = ?", (title,)).fetchone()
    (other,) = db.execute("SELECT id FROM articles WHERE title = ?", (into,)).fetchone()
    for table in ("article_urls", "article_versions", "observations", "images", "attachments", "story_signatures",
                  "story_bands"):  # fmt: skip
        db.execute(f"DELETE FROM {table} WHERE article_id = ?", (number,))
    db.execute("DELETE FROM articles WHERE id = ?", (number,))
    db.execute(
        "INSERT INTO article_urls (portal, url, article_id, first_seen, last_seen, reason) "
        "VALUES ('portal', ?, ?, '2022', '2022', 'canonical link')", (url, other)
    )  # fmt: skip
    db.commit()
    db.close()


def test_addresses_that_were_merged_wrongly_are_parted_and_right_ones_are_not(luutru: Luutru, site: Site) -> None:
    portal(site, 4)
    same = site.answers["/tin/bai-viet-hay-so-1"][2]  # type: ignore[index]
    site.put("/tin/ban-in", same)
    site.put("/", page("Cổng", links=(*(f"/tin/bai-viet-hay-so-{n}" for n in range(4)), "/tin/ban-in")))
    file = luutru.define(site)
    luutru("crawl", "--file", file, LUUTRU_NOW="2022-12-10T00:00:00Z")
    site.put("/tin/bai-viet-hay-so-2", page("Bài viết hay số 2", body="Nội dung đã sửa của bài số hai. " * 12))
    luutru("crawl", "--file", file, "--recheck", LUUTRU_NOW="2022-12-11T00:00:00Z")
    merged(luutru.archive, "Bài viết hay số 2", "Bài viết hay số 0")
    told = json.loads(luutru("reextract", "--json").stdout)
    assert [one["title"] for one in told["parted"]] == ["Bài viết hay số 2"]
    assert rows(luutru.archive, "SELECT count(*) FROM articles") == [(3,)]
    assert luutru("reextract", "--apply").returncode == 0
    (found,) = rows(luutru.archive, "SELECT url, version, substr(first_seen, 1, 10), state FROM articles "
                    "WHERE title = 'Bài viết hay số 2'")  # fmt: skip
    assert found == (f"{site.url}tin/bai-viet-hay-so-2", 2, "2022-12-10", "live")
    assert rows(luutru.archive, "SELECT count(*) FROM article_urls") == [(1,)]
    assert json.loads(luutru("reextract", "--json").stdout)["parted"] == []


def test_reclassify_corrects_without_a_crawl_and_wrong_use_is_one_line(luutru: Luutru, site: Site) -> None:
    services(site)
    file = luutru.define(site)
    luutru("crawl", "--file", file)
    ((number,),) = rows(luutru.archive, "SELECT id FROM articles WHERE url LIKE '%/tin/bai'")
    done = luutru("reclassify", "/dich-vu/", "guide")
    assert (done.returncode, "3 articles fit" in done.stdout) == (0, True), done.stderr
    assert luutru("reclassify", str(number), "notice").stdout == f"article {number} is called notice\n"
    assert luutru("reextract", "--apply").returncode == 0
    luutru("crawl", "--file", file, "--recheck")
    called = "SELECT page_type, page_type_confidence, count(*) FROM articles GROUP BY 1 ORDER BY 1"
    assert rows(luutru.archive, called) == [("guide", 1.0, 3), ("notice", 1.0, 1)]
    services(site, text="Từ nay hồ sơ nộp qua cổng dịch vụ công quốc gia")
    luutru("crawl", "--file", file, "--recheck")
    assert luutru("changes").stdout == "no changes\n"
    assert len(luutru("changes", "--page-type", "all", "--json").stdout.splitlines()) == 3
    assert luutru("changes", "--page-type", "events").returncode == 2
    told = luutru("doctor", "portal").stdout
    assert "called other than news: 4 of 4" in told
    assert "what fits /dich-vu/ is called guide" in told
    for wrong in (("/a", "events"), ("9999", "event"), ("(", "event"), ("/a",), ("/a", "event", "--undo"),
                  ("/a", "--undo"), ("/a", "event", "--portal", "khong-co")):  # fmt: skip
        refused = luutru("reclassify", *wrong)
        assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1), wrong
    assert luutru("reclassify", "/dich-vu/", "--undo").returncode == 0
    assert [row[0] for row in rows(luutru.archive, called)] != ["guide", "notice"]


def test_another_type_is_told_and_written_without_a_version(luutru: Luutru, site: Site) -> None:
    services(site)
    luutru("crawl", "--file", luutru.define(site))
    before = rows(luutru.archive, VERSIONS)
    told = run_with(calls_services_guides, "reextract", cwd=luutru.folder)
    assert "3 articles called " in told.stdout, told.stderr
    assert " are called guide, such as " in told.stdout
    assert rows(luutru.archive, "SELECT count(*) FROM articles WHERE page_type = 'guide'") == [(0,)]
    run_with(calls_services_guides, "reextract", "--apply", cwd=luutru.folder)
    assert rows(luutru.archive, "SELECT count(*) FROM articles WHERE page_type = 'guide'") == [(3,)]
    assert rows(luutru.archive, VERSIONS) == before
    assert rows(luutru.archive, "SELECT count(*) FROM readings") == [(0,)]
    assert verify(luutru.archive).findings == []


def test_only_what_was_doubted_is_read_again(luutru: Luutru, site: Site) -> None:
    portal(site)
    stated = " ".join(
        f"Câu thứ {n} chỉ có trong phần khai báo của trang, không có ở nội dung bài in ra." for n in range(9)
    )
    data = json.dumps({"@type": "NewsArticle", "headline": "Bài viết hay số 3", "articleBody": stated})
    told = page("Bài viết hay số 3", body="Nội dung khác hẳn với phần khai báo của trang này, do huyện đăng. " * 12)
    site.put(
        "/tin/bai-viet-hay-so-3",
        told.replace(b"</head>", f'<script type="application/ld+json">{data}</script></head>'.encode()),
    )
    assert luutru("crawl", "--file", luutru.define(site)).returncode == 0
    doubted = rows(luutru.archive, "SELECT DISTINCT url, doubts.name FROM doubts JOIN article_versions ON version_id = "
                   "article_versions.id JOIN articles ON articles.id = article_id")  # fmt: skip
    assert [(url.rpartition("-")[2], name) for url, name in doubted] == [("3", "other_body")]
    found = json.loads(run_with(loud, "reextract", "--doubtful", "--json", cwd=luutru.folder, extractor="9").stdout)
    assert (found["read"], found["differing"]) == (1, 1)
    written = run_with(loud, "reextract", "--doubtful", "--apply", cwd=luutru.folder, extractor="9")
    assert written.returncode == 0, written.stderr
    assert rows(luutru.archive, "SELECT count(*) FROM articles WHERE author = 'Không rõ'") == [(1,)]
    assert verify(luutru.archive).findings == []


def test_an_edited_definition_counts_without_a_crawl(luutru: Luutru, site: Site) -> None:
    crawled(luutru, site)
    own = luutru.archive / "portals" / "portal.toml"
    own.parent.mkdir(exist_ok=True)
    written = Path(luutru.define(site)).read_text(encoding="utf-8")
    own.write_text(f"{written}\n[article]\ncategory = 'h1'\n", encoding="utf-8")
    told = luutru("reextract", "--json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["fields"]
    assert luutru("reextract", "--apply").returncode == 0
    assert rows(luutru.archive, "SELECT category = title FROM usual_articles") == [(1,)] * 12
    own.write_text("homepage = 3", encoding="utf-8")
    told = luutru("reextract")
    assert (told.returncode, len(told.stderr.splitlines())) == (2, 1)
    assert "portal.toml" in told.stderr
