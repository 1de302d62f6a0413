"""What walls against robots show: written after how they answer, none of it is anybody's page."""

from __future__ import annotations

import pytest

from crawler.extraction import Hints, NotAnArticle, extract
from crawler.reading import Question, reading
from tests.crawler.conftest import PROSE

RUISHU = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><meta content="kW3x" r="m"><script type="text/javascript" r="m">'
    "$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=40017;$_ts.cd=\"" + "qE0r" * 20000 + '";</script></head>'
    "<body><input type=hidden id=__onload__></body></html>"
)
WALLS = {
    "ruishu": (412, RUISHU),
    "ruishu 202": (202, RUISHU),
    "cloudflare": (
        403,
        "<title>Just a moment...</title><noscript>Enable JavaScript and cookies to continue</noscript>"
        "<script>window._cf_chl_opt={cvId:'3'};</script>",
    ),
    "imperva": (
        200,
        '<html><head><META NAME="robots" CONTENT="noindex,nofollow"></head><body><iframe id="main-iframe" '
        'src="/_Incapsula_Resource?CWUDNSAI=23&xinfo=5-1">Request unsuccessful. Incapsula incident ID: 7-1</iframe>',
    ),
    "sucuri": (
        200,
        "<title>You are being redirected...</title><noscript>Javascript is required.</noscript>"
        "<script>var s={},u,c,U,r,i,l=0,a,e=eval,w=String.fromCharCode,sucuri_cloudproxy_js='',S='dD0=';</script>",
    ),
    "ddos-guard": (
        403,
        '<title>DDoS-Guard</title><h1>Checking your browser</h1><script src="/.well-known/ddos-guard/js/i.js">',
    ),
    "anubis": (
        200,
        '<title>Making sure you\'re not a bot!</title><script id="anubis_challenge" type="application/json">{}</script>'
        "<h1>Loading...</h1><p>You are seeing this because the administrator of this website has set up Anubis.</p>",
    ),
    "aws": (202, "<html><script>window.gokuProps={};AwsWafIntegration.saveReferrer()</script><body></body></html>"),
    "f5": (
        200,
        "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with "
        "your administrator.<br><br>Your support ID is: 42</body></html>",
    ),
    "aliyun": (
        200,
        "<html><script>var arg1='0A1B';setCookie('acw_sc__v2',x);document.location.reload()</script></html>",
    ),
    "jiasule": (
        521,
        "<script>document.cookie=('_')+('_')+('j')+('s')+'l_clearance_s='+(1+[])+';path=/';location.href=location.pathname"
        "</script>",
    ),
    "yunsuo": (200, "<script>function YunSuoAutoJump(){self.location='/?security_verify_data=31'}</script>"),
    "chinese": (403, "<html><body><h3>您的访问请求存在异常，请完成安全验证</h3></body></html>"),
    "vietnamese": (200, "<title>Xác minh</title><p>Vui lòng xác nhận bạn không phải là robot để tiếp tục.</p>"),
    "vietnamese waf": (403, "<p>Truy cập của bạn đã bị chặn bởi tường lửa ứng dụng web.</p>"),
    "stub": (200, "<script>document.cookie='D1N=ab12'+'; path=/';window.location.reload(true)</script>"),
    "computed stub": (200, "<script>document.cookie='k='+hex_md5(17)+'; path=/';location.href=location.href</script>"),
}


def read(status: int, body: str) -> str:
    question = Question(
        url="https://a.gov.vn/tin/1", status=status, body=body.encode(), content_type="text/html; charset=utf-8",
        kind="page", hints=Hints(), homepage="https://a.gov.vn/", timezone="UTC", language="", fields={},
    )  # fmt: skip
    return reading(question).outcome


@pytest.mark.parametrize("name", WALLS)
def test_a_wall_is_a_challenge(name: str) -> None:
    assert read(*WALLS[name]) == "challenge"


@pytest.mark.parametrize("status", [403, 412, 503])
def test_an_error_page_that_checks_nothing_is_an_error(status: int) -> None:
    assert read(status, "<title>Forbidden</title><h1>Bạn không có quyền xem trang này</h1>") == "error"


def test_an_article_behind_a_wall_that_let_it_through_is_an_article() -> None:
    left = (
        '<script src="/_Incapsula_Resource?SWJIYLWA=719d34d3"></script><script>__jsluid="";window["$_ts"]={};</script>'
        '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
    )
    body = f"<p>{PROSE}</p>" * 4
    html = (
        f"<html><head><title>Hội nghị tổng kết</title>{left}</head><body><h1>Hội nghị tổng kết</h1>{body}</body></html>"
    )
    assert extract(html, url="https://a.gov.vn/tin/hoi-nghi-tong-ket-2024-12345.html").title == "Hội nghị tổng kết"


def test_an_article_about_walls_is_an_article() -> None:
    body = (
        "<p>Tường lửa ứng dụng web và mã xác nhận captcha bảo vệ cổng thông tin trước truy cập tự động của robot.</p>"
    )
    html = (
        f"<html><head><title>An toàn thông tin</title></head><body><h1>An toàn thông tin</h1>{body * 8}</body></html>"
    )
    try:
        assert extract(html, url="https://a.gov.vn/tin/an-toan-thong-tin-99881.html").title == "An toàn thông tin"
    except NotAnArticle as reason:
        pytest.fail(str(reason))
