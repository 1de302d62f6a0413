"""Pages that a wall against robots shows in the place of the portal's own: by what marks the walls are known. Pure.

The marks are looked for on pages that say little themselves; many walls leave some of them on every page that they let
through.
"""

from __future__ import annotations

import re

LARGEST_LETTERS = 200_000
"""How much of a page is searched: a wall's marks stand at its beginning."""

_MARKS = (
    ("Cloudflare", r"_cf_chl_opt|cf-browser-verification|cf_chl_|/cdn-cgi/challenge-platform/h/|id=.cf-error-details"),
    ("Imperva", r"incapsula incident id|_incapsula_resource\?(?:cwudnsai|xinfo)|request unsuccessful\. incapsula"),
    ("Sucuri", r"sucuri_cloudproxy_js|sucuri website firewall"),
    ("DDoS-Guard", r"/\.well-known/ddos-guard/|check\.ddos-guard\.net"),
    ("Anubis", r"id=.anubis_|within\.website/x/cmd/anubis|making sure you(?:'|’|&#39;)re not a bot"),
    ("AWS WAF", r"awswafcookiedomainlist|gokuprops|awswafintegration"),
    ("Akamai", r"bm-verify=|sec-if-cpt-container|errors\.edgesuite\.net"),
    ("DataDome", r"captcha-delivery\.com"),
    ("PerimeterX", r"px-captcha|_pxappid"),
    ("F5", r"the requested url was rejected\. please consult with your administrator|/tspd/|\bbobcmn\b"),
    ("Fortinet", r"fortiwafsid|fgt_hostname|<title>web page blocked"),
    ("Ruishu", r"window\[['\"]\$_ts['\"]\]|\$_ts\s*=|\$_ts\.(?:cd|nsd)\b"),
    ("Aliyun", r"acw_sc__v[23]|aliyun_waf|_waf_is_mobile"),
    ("Jiasule", r"__jsl_clearance|__jsluid"),
    ("Yunsuo", r"security_verify_data|security_session_verify|yunsuoautojump"),
    ("Safedog", r"safedog|网站安全狗"),
    ("Chuangyu", r"创宇盾|yunaq\.com"),
    ("Tencent", r"__tst_status|eo_bot_ssid|tencentcaptcha"),
)
_SIGNS = (
    "cf_chl_", "cf-browser", "cdn-cgi", "cf-error", "incapsula", "sucuri", "ddos-guard", "anubis_", "within.website",
    "making sure you", "awswaf", "gokuprops", "bm-verify", "sec-if-cpt", "edgesuite", "captcha", "_pxappid",
    "the requested url", "/tspd/", "bobcmn", "fortiwafsid", "fgt_hostname", "web page blocked", "$_ts", "acw_sc__",
    "aliyun_waf", "_waf_is_mobile", "__jsl", "security_", "yunsuo", "safedog", "网站安全狗", "创宇盾", "yunaq",
    "__tst_status", "eo_bot_ssid",
)  # fmt: skip
"""Of each mark a part; a page that has none of them needs no search."""
_WALLS = re.compile("|".join(f"(?P<m{number}>{pattern})" for number, (_, pattern) in enumerate(_MARKS)), re.IGNORECASE)
SAYS_SO = re.compile(
    r"checking (?:your|if the site connection is) |verif(?:y|ying) (?:that )?you are (?:not a robot|(?:a )?human)|"
    r"please (?:enable|turn on) (?:javascript|cookies) (?:and|to) |you have been blocked|unusual traffic|"
    r"xác (?:minh|nhận|thực) (?:rằng )?bạn (?:không phải (?:là )?(?:robot|người máy)|là (?:con )?người)|"
    r"(?:đang )?kiểm tra trình duyệt|truy cập (?:của bạn )?(?:đã )?bị (?:chặn|từ chối)|"
    r"(?:nhập|gõ) mã (?:xác nhận|xác thực|bảo vệ|captcha)|tường lửa (?:ứng dụng|web)|"
    r"安全验证|人机验证|访问验证|滑动验证|请(?:输入|完成|进行)[^。]{0,8}验证|(?:访问|请求|行为)[^。]{0,6}(?:异常|过于频繁|被拦截|被阻断)|"
    r"网站防火墙|正在(?:检测|检查|验证)[^。]{0,6}浏览器|请(?:开启|启用)\s*(?:javascript|cookie)",
    re.IGNORECASE,
)
"""What walls say to people."""


def wall_of(source: str) -> str:
    """The wall whose mark stands in a page's source; empty where there is none.

    >>> wall_of("<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script>")
    'Ruishu'
    """
    beginning = source[:LARGEST_LETTERS].lower()
    if not any(sign in beginning for sign in _SIGNS):
        return ""
    match = _WALLS.search(source, 0, LARGEST_LETTERS)
    return _MARKS[int((match.lastgroup or "m0")[1:])][0] if match else ""
