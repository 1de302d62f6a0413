"""Lists of portals as people have them."""

from __future__ import annotations

import pytest

from crawler.survey.lists import Listed, read_list

HAIPHONG = Listed(
    address="https://haiphong.gov.vn/", key="haiphong", name="Thành phố Hải Phòng", tags=("thành phố", "miền Bắc"),
    schedule="6 hours",
)  # fmt: skip
OPML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE opml [<!ENTITY a "b"><!ENTITY many "&a;&a;&a;">]>
<opml version="2.0"><head><title>Cổng</title></head><body>
  <outline text="Hải Phòng">
    <outline type="rss" text="An Dương" title="Huyện An Dương" xmlUrl="https://anduong.vn/rss.xml" htmlUrl="https://anduong.vn/"/>
    <outline type="rss" text="Kiến Thụy" xmlUrl="https://kienthuy.vn/tin/rss" category="/Cổng/huyện,cũ"/>
  </outline>
  <outline text="không có địa chỉ"/>
</body></opml>"""


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("address,key,name,tags,schedule\nhttps://haiphong.gov.vn/,haiphong,Thành phố Hải Phòng,"
         '"thành phố, miền Bắc",6 hours\n', ".csv"),
        ("\ufeffName;URL;Tags;Interval;Key\n"
         "Thành phố Hải Phòng;https://haiphong.gov.vn/;thành phố|miền Bắc;6 hours;haiphong\n", ".txt"),
        ("# của tôi\nhttps://haiphong.gov.vn/\thaiphong\tThành phố Hải Phòng\tthành phố, miền Bắc\t6 hours\n", ".tsv"),
        ('https://haiphong.gov.vn/,haiphong,"Thành phố Hải Phòng",thành phố; miền Bắc,6 hours\n', ".csv"),
    ],
)  # fmt: skip
def test_a_table_says_more_than_addresses(text: str, ending: str) -> None:
    assert read_list(text.encode(), ending=ending) == [HAIPHONG]


def test_a_plain_list_is_addresses_a_line_whatever_stands_in_them() -> None:
    found = read_list("# cổng\nhttps://a.vn/?x=1,2;3   # một\n\nb.vn\nhttps://a.vn/?x=1,2;3\n".encode())
    assert found == [Listed(address="https://a.vn/?x=1,2;3"), Listed(address="b.vn")]


@pytest.mark.parametrize("ending", [".opml", ""])
def test_the_subscriptions_of_a_feed_reader_are_portals_with_their_feeds(ending: str) -> None:
    assert read_list(OPML.encode(), ending=ending) == [
        Listed(address="https://anduong.vn/", name="Huyện An Dương", feed="https://anduong.vn/rss.xml",
               tags=("Hải Phòng",)),
        Listed(address="https://kienthuy.vn/", name="Kiến Thụy", feed="https://kienthuy.vn/tin/rss",
               tags=("Hải Phòng", "huyện", "cũ")),
    ]  # fmt: skip


def test_two_feeds_of_one_portal_are_one_portal() -> None:
    (one,) = read_list(OPML.replace("kienthuy.vn/tin/rss", "anduong.vn/tin/rss").encode())
    assert (one.name, one.tags) == ("Huyện An Dương", ("Hải Phòng", "huyện", "cũ"))


@pytest.mark.parametrize(
    ("payload", "ending", "why"),
    [
        (b"<html><body>x</body></html>", ".opml", "no OPML"),
        (b"\xff\xfe\x00", "", "not UTF-8"),
        (b'address\n"' + b"x" * 200_000 + b'"', ".csv", "no table"),
        (b"".join(b"https://a%d.vn/\n" % number for number in range(10_001)), "", "more than 10,000 portals"),
    ],
)
def test_what_cannot_be_read_is_said(payload: bytes, ending: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_list(payload, ending=ending)
