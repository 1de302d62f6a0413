"""Forms as authorities fill them in: greetings, weather, prices, invitations, obituaries, notices. All written here.

Each form is filled in several times with other names, dates and figures: texts that share nearly all of their words,
and are not one text.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from crawler.demo import material as m

FILLINGS = 8

FORMS: dict[str, tuple[str, str, str]] = {
    "greeting": ("vi", "Thư chúc mừng năm mới {year}", """Kính gửi đồng bào, cán bộ, chiến sĩ trên địa bàn xã {commune}!

Nhân dịp đón Tết cổ truyền của dân tộc, xuân {year}, thay mặt lãnh đạo xã {commune}, tôi thân ái gửi tới toàn thể nhân dân, các gia đình chính sách, các cụ phụ lão và các cháu thiếu nhi lời thăm hỏi ân cần và lời chúc mừng năm mới tốt đẹp nhất.

Năm qua, nhân dân xã {commune} đã đoàn kết, vượt qua khó khăn, hoàn thành {n} chỉ tiêu kinh tế - xã hội. Bước sang năm {year}, tôi mong bà con tiếp tục phát huy truyền thống, thi đua lao động sản xuất, xây dựng quê hương ngày càng giàu đẹp.

Chúc mừng năm mới! {person}"""),
    "weather": ("vi", "Dự báo thời tiết ngày {day}", """Ngày {day}: Nhiều mây, có mưa vài nơi, sáng sớm có sương mù nhẹ. Gió đông bắc cấp {a} - cấp {b}. Trời rét.

Nhiệt độ thấp nhất từ {c} đến {d} độ. Nhiệt độ cao nhất từ {e} đến {f} độ. Độ ẩm trung bình {g}%.

Cảnh báo: người dân vùng ven biển chủ động phòng tránh gió mạnh trên biển cấp {b}, sóng cao {a} đến {b} mét. Bản tin tiếp theo phát lúc {hour} giờ ngày {next}."""),
    "prices": ("vi", "Giá nông sản ngày {day}", """Bảng giá một số mặt hàng thiết yếu tại chợ trung tâm huyện ngày {day} (đơn vị tính: đồng/kg):

Gạo tẻ thường: {p1}; gạo nếp: {p2}; thịt lợn mông sấn: {p3}; thịt bò thăn: {p4}; gà ta nguyên con: {p5}; cá chép: {p6}; trứng gà (chục): {p7}; rau muống (mớ): {p8}; cà chua: {p9}; khoai tây: {p10}.

So với tuần trước, giá thịt lợn thay đổi {a} nghìn đồng, các mặt hàng khác cơ bản ổn định. Nguồn: tổng hợp của phòng Tài chính - Kế hoạch huyện."""),
    "fuel": ("vi", "Điều chỉnh giá xăng dầu từ {hour} giờ ngày {day}", """Liên Bộ vừa công bố giá cơ sở các mặt hàng xăng dầu tiêu dùng phổ biến trên thị trường. Theo đó, từ {hour} giờ ngày {day}, xăng E5 RON 92 không cao hơn {p1} đồng/lít; xăng RON 95 không cao hơn {p2} đồng/lít; dầu điêzen không cao hơn {p3} đồng/lít; dầu hỏa không cao hơn {p4} đồng/lít; dầu mazut không cao hơn {p5} đồng/kg.

Việc trích lập Quỹ bình ổn giá xăng dầu thực hiện theo quy định hiện hành của Chính phủ."""),
    "invitation": ("vi", "Giấy mời họp", """Thực hiện chương trình công tác, Ủy ban nhân dân huyện trân trọng kính mời các đồng chí lãnh đạo các phòng, ban, ngành, đoàn thể huyện và Chủ tịch Ủy ban nhân dân các xã, thị trấn dự hội nghị giao ban.

Thời gian: {hour} giờ 00 phút, ngày {day}. Địa điểm: Phòng họp số {a}, trụ sở Ủy ban nhân dân huyện. Chủ trì: đồng chí {person}, {post}.

Đề nghị các đồng chí chuẩn bị báo cáo, sắp xếp thời gian dự họp đầy đủ, đúng giờ để hội nghị đạt kết quả tốt."""),
    "obituary": ("vi", "Tin buồn", """Ban Chấp hành Đảng bộ, Hội đồng nhân dân, Ủy ban nhân dân, Ủy ban Mặt trận Tổ quốc xã {commune} và gia đình vô cùng thương tiếc báo tin: đồng chí {person}, sinh năm {born}, quê quán xã {commune2}; {age} năm tuổi Đảng; nguyên {post}; Huân chương Kháng chiến hạng {a}, sau một thời gian lâm bệnh đã từ trần hồi {hour} giờ ngày {day}.

Lễ viếng tổ chức từ {hour2} giờ ngày {next} tại nhà riêng; lễ truy điệu và an táng cùng ngày tại nghĩa trang nhân dân xã {commune}. Xin kính báo cùng toàn thể đồng chí, đồng bào, bạn bè và thân quyến được biết."""),
    "power": ("vi", "Thông báo ngừng cấp điện ngày {day}", """Điện lực huyện trân trọng thông báo: để phục vụ công tác sửa chữa, bảo dưỡng lưới điện định kỳ, đơn vị sẽ ngừng cấp điện từ {hour} giờ đến {hour2} giờ ngày {day} tại các khu vực: xã {commune}, một phần xã {commune2} và trạm biến áp {commune3} {a}.

Trong trường hợp công tác hoàn thành sớm hoặc phải hoãn vì thời tiết, Điện lực sẽ đóng điện trước thời hạn mà không thông báo lại. Mọi thắc mắc xin liên hệ tổng đài chăm sóc khách hàng. Rất mong quý khách hàng thông cảm và sử dụng điện an toàn, tiết kiệm."""),
    "schedule": ("vi", "Lịch tiếp công dân tháng {month}", """Căn cứ Luật Tiếp công dân, Ủy ban nhân dân huyện thông báo lịch tiếp công dân định kỳ tháng {month} năm {year} của lãnh đạo huyện như sau:

Ngày {day}: đồng chí {person}, {post}. Ngày {next}: đồng chí {person2}, {post2}. Thời gian: buổi sáng từ {hour} giờ 30 phút, buổi chiều từ 14 giờ. Địa điểm: Ban Tiếp công dân huyện, số {g} đường {commune}.

Đề nghị công dân có đơn thư kiến nghị, phản ánh đến đúng thời gian, địa điểm nêu trên để được tiếp và hướng dẫn theo quy định của pháp luật."""),
    "auction": ("vi", "Thông báo đấu giá quyền sử dụng đất xã {commune}", """Trung tâm Dịch vụ đấu giá tài sản thông báo tổ chức đấu giá quyền sử dụng {n} lô đất ở tại xã {commune}, diện tích từ {c} đến {f} m2 mỗi lô, giá khởi điểm từ {p1} đồng đến {p2} đồng một mét vuông, tiền đặt trước {p3} đồng một hồ sơ.

Bán hồ sơ từ ngày {day} đến ngày {next} trong giờ hành chính. Tổ chức đấu giá hồi {hour} giờ tại hội trường Ủy ban nhân dân xã {commune}. Phương thức trả giá lên, bỏ phiếu trực tiếp nhiều vòng. Mọi cá nhân, hộ gia đình đủ điều kiện theo quy định của Luật Đất đai đều được đăng ký tham gia."""),
    "forecast": ("en", "Air quality bulletin {day}", """The regional office issues its air quality bulletin for {day}. The index at {commune} stood at {g}, at {commune2} at {h}, and at {commune3} at {k}. Fine particles reached {e} micrograms per cubic metre between {hour} and {hour2} hours, ozone {f} micrograms.

People with heart or lung disease should avoid long or heavy exertion out of doors while the index is above one hundred. The next bulletin will be issued on {next}. For questions call the office on working days."""),
    "appointment": ("en", "Minister appoints member of the {commune} board", """The Minister today announced the appointment of {person} to the board of the {commune} Harbour Authority for a term of {a} years beginning on {day}. The appointment was made following an open, transparent and merit-based selection process.

{person} has served {age} years in public office and since {born} in the region of {commune2}. Members of the board are paid {g} dollars for each day of meetings. Appointments are made by the Governor in Council on the recommendation of the Minister."""),
    "recruiting": ("vi", "Thông báo tuyển dụng viên chức năm {year}", """Ủy ban nhân dân xã {commune} thông báo tuyển dụng {a} chỉ tiêu viên chức sự nghiệp giáo dục năm {year}. Hồ sơ gồm phiếu đăng ký dự tuyển theo mẫu, bản sao văn bằng, chứng chỉ và giấy chứng nhận sức khỏe, nộp trực tiếp tại bộ phận một cửa từ ngày {day} đến hết ngày {next}. Lệ phí dự tuyển {p3} đồng một thí sinh. Thí sinh theo dõi lịch kiểm tra, sát hạch trên trang thông tin điện tử của xã; điện thoại liên hệ 0{p1}{g}."""),
}  # fmt: skip


def formulas() -> Iterator[tuple[str, str, str, str]]:
    """Name, language, title and text of each form as filled in."""
    for name, (language, title, text) in FORMS.items():
        for number in range(FILLINGS):
            values = _values(random.Random(f"{name} {number}"))
            yield f"{name}#{number}", language, title.format(**values), text.format(**values)


def _values(rng: random.Random) -> dict[str, object]:
    day, month, year = rng.randrange(1, 27), rng.randrange(1, 13), rng.randrange(2015, 2026)
    commune = rng.sample(m.COMMUNES, 3)
    person = rng.sample(m.PEOPLE, 2)
    post = rng.sample(m.POSTS, 2)
    low = rng.randrange(8, 20)
    return {
        "day": f"{day}/{month}/{year}", "next": f"{day + 1}/{month}/{year}", "month": month, "year": year,
        "hour": rng.randrange(7, 11), "hour2": rng.randrange(13, 18), "n": rng.randrange(9, 90),
        "a": rng.randrange(1, 4), "b": rng.randrange(5, 9), "c": low, "d": low + 3, "e": low + 7, "f": low + 11,
        "g": rng.randrange(60, 99), "h": rng.randrange(60, 180), "k": rng.randrange(60, 180),
        "born": rng.randrange(1930, 1960), "age": rng.randrange(30, 70), "commune": commune[0], "commune2": commune[1],
        "commune3": commune[2], "person": person[0], "person2": person[1], "post": post[0], "post2": post[1],
        **{f"p{place}": f"{rng.randrange(12, 99)}.{rng.randrange(1, 10)}00" for place in range(1, 11)},
    }  # fmt: skip
