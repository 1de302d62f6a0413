"""Reports of one event by different hands: the same names, figures and quotations in other words. All written here."""

from __future__ import annotations

from collections.abc import Iterator

EVENTS: dict[str, tuple[tuple[str, str], ...]] = {
    "bridge": (
        ("Khánh thành cầu Đò Mới", """Sáng 18/5/2023, UBND huyện An Bình tổ chức lễ khánh thành cầu Đò Mới bắc qua sông Trầm, nối xã Đông Hải với xã Long Sơn. Cầu dài 215 mét, rộng 9 mét, tổng mức đầu tư 64,5 tỷ đồng từ ngân sách huyện, thi công trong 14 tháng.

Phát biểu tại buổi lễ, Chủ tịch UBND huyện Phạm Đức Toàn khẳng định: "Cây cầu là mong ước bao đời của bà con hai bên sông, mở ra hướng phát triển mới cho vùng ven biển". Ông đề nghị đơn vị quản lý duy tu thường xuyên để công trình phát huy hiệu quả lâu dài.

Cùng ngày, các đại biểu đã cắt băng thông xe và trồng cây lưu niệm ở hai đầu cầu."""),
        ("Người dân ven sông Trầm thôi lụy đò", """Hơn bảy giờ sáng, bến đò cũ đã chật kín người. Ai cũng muốn là người đầu tiên đi bộ qua chiếc cầu 215 mét vừa được cắt băng. Bà Lê Thị Mỹ Duyên, 72 tuổi, ở xã Đông Hải, kể rằng cả đời bà đi chợ Long Sơn bằng đò, mùa lũ có khi cả tuần không qua được.

Với 64,5 tỷ đồng và 14 tháng xây dựng, huyện An Bình đã nối được đôi bờ. Chủ tịch UBND huyện Phạm Đức Toàn nói: "Cây cầu là mong ước bao đời của bà con hai bên sông". Từ hôm nay xe tải nhỏ có thể chở cá tươi thẳng ra quốc lộ, không phải vòng thêm hai chục cây số.

Anh lái đò cuối cùng thì cười, bảo sẽ chuyển sang nuôi cá lồng."""),
        ("Cầu Đò Mới chính thức thông xe", """Công trình cầu Đò Mới (huyện An Bình) vừa được đưa vào khai thác ngày 18/5. Theo Ban Quản lý dự án đầu tư xây dựng, đây là cầu bê tông cốt thép dự ứng lực gồm năm nhịp, khổ cầu 9 mét, tải trọng thiết kế HL93, do liên danh hai nhà thầu địa phương thực hiện, vượt tiến độ một tháng so với hợp đồng.

Dự án có tổng mức đầu tư 64,5 tỷ đồng. Sau khi thông xe, tuyến phà tạm giữa Đông Hải và Long Sơn dừng hoạt động. Huyện cũng đang hoàn thiện thủ tục nâng cấp ba cây số đường dẫn phía Long Sơn trong năm tới."""),
    ),
    "flood": (
        ("Mưa lớn gây ngập nhiều xã ven sông", """Đêm 2/10/2022, mưa lớn kèm gió giật đã làm ngập cục bộ các xã Quảng Yên, Kim Đường và Vĩnh Khê. Thống kê ban đầu có 312 nhà bị ngập, 47 héc-ta lúa nếp đổ rạp, 1,2 km kênh tưới số 3 sạt lở. Không có thiệt hại về người.

Lực lượng dân quân, công an xã đã giúp 85 hộ di dời lên nhà văn hóa thôn trong đêm. Huyện huy động bốn xuồng máy và trên hai nghìn bao cát gia cố bờ kênh. Dự báo mực nước sông Trầm còn lên chậm trong ngày hôm nay."""),
        ("Trắng đêm giúp dân chạy lụt", """Nước lên lúc nửa đêm, nhanh đến mức nhiều nhà ở Vĩnh Khê chỉ kịp kê cái ti vi lên giường. Trung úy công an xã Bùi Xuân Trường và tổ xung kích lội ngang ngực, cõng từng cụ già ra chỗ cao. Đến ba giờ sáng, 85 hộ đã yên vị trong nhà văn hóa thôn với mì tôm và nước nóng.

Sáng ra, cánh đồng lúa nếp 47 héc-ta sắp gặt nằm rạp dưới nước bạc. Ông trưởng thôn thở dài, nhưng rồi lại bảo còn người là còn của. Cả ba xã không ai bị thương."""),
        ("Huyện họp khẩn về khắc phục mưa lũ", """Chiều 3/10, UBND huyện họp khẩn với lãnh đạo các xã Quảng Yên, Kim Đường, Vĩnh Khê sau trận mưa đêm qua khiến 312 nhà bị ngập. Phó Chủ tịch UBND huyện yêu cầu trong 24 giờ phải hàn khẩu xong đoạn kênh tưới số 3 bị sạt, thống kê thiệt hại từng hộ, tuyệt đối không để dân đói, dân rét.

Ngành nông nghiệp được giao chuẩn bị giống rau ngắn ngày hỗ trợ bà con. Ngành y tế phun khử khuẩn, cấp thuốc xử lý nguồn nước. Kinh phí trước mắt lấy từ quỹ phòng chống thiên tai."""),
    ),
    "school": (
        ("Trường mầm non khu B đạt chuẩn quốc gia mức độ 2", """Ngày 20/11/2024, Trường Mầm non khu B, xã Thanh Uyên, long trọng đón bằng công nhận đạt chuẩn quốc gia mức độ 2. Nhà trường hiện có 14 lớp với 386 trẻ, 32 giáo viên, 100% đạt trình độ trên chuẩn.

Trưởng phòng Giáo dục và Đào tạo Ngô Thị Ánh Tuyết trao bằng và chúc mừng tập thể sư phạm. Từ năm 2021 đến nay, xã đã đầu tư 21 tỷ đồng xây thêm tám phòng học, bếp ăn một chiều và sân chơi. Hiệu trưởng cảm ơn phụ huynh đã góp hơn sáu trăm ngày công."""),
        ("Niềm vui ngày 20/11 ở Thanh Uyên", """Các cô giáo Trường Mầm non khu B nhận món quà đẹp nhất đúng ngày Nhà giáo Việt Nam: tấm bằng trường chuẩn quốc gia mức độ 2. Ba năm trước, nơi này còn là dãy nhà cấp bốn dột nát, trẻ phải học nhờ đình làng. Cô Cao Thị Bích Thủy nhớ mãi những buổi phụ huynh tranh thủ sau giờ đồng áng đến xúc cát, lát gạch.

Giờ đây 386 bé có phòng học sáng, có vườn rau để tự tay tưới. Xã Thanh Uyên đã chi 21 tỷ đồng, nhưng cái quý hơn, theo cô, là sáu trăm ngày công của bà con."""),
        ("Thêm một trường đạt chuẩn", """Toàn huyện hiện có 41 trường đạt chuẩn quốc gia, sau khi Trường Mầm non khu B được công nhận mức độ 2 hôm 20/11. Phòng Giáo dục và Đào tạo cho biết mục tiêu đến hết 2025 là 45 trường, tập trung vào bậc mầm non và tiểu học ở các xã vùng xa.

Khó khăn lớn nhất là diện tích đất và thiếu giáo viên ngoại ngữ. Huyện sẽ ưu tiên vốn cho ba trường đã có mặt bằng sạch, đồng thời xin cơ chế hợp đồng giáo viên theo Nghị định 111."""),
    ),
    "budget": (
        ("Council adopts the 2024 budget", """The regional council on Tuesday adopted its budget for 2024 by 31 votes to 12. Spending rises by 4.6 per cent to 218 million euros. The largest items are schools (74 million), roads and bridges (39 million) and social care (33 million). The tax rate stays as it is for the fifth year in a row.

"We invest without leaving debts to our children," said council president Marie Aubertin. The opposition criticised that the plan for the hospital in Valmont has been put off again. An amendment that would have lowered fees for school meals failed by four votes."""),
        ("School meals stay expensive: a long night in the council chamber", """It was past eleven when the last hand went up. For six hours the members of the regional council had argued about one line in a budget of 218 million euros: what a child's lunch may cost. In the end those who wanted cheaper school meals lost by four votes, and several parents in the gallery left in tears.

President Marie Aubertin defended the decision. "We invest without leaving debts to our children," she repeated. For the mayor of Valmont, whose hospital will not get its new wing next year either, that was cold comfort: he had driven eighty kilometres to hear it."""),
        ("What the new budget means for roads", """Thirty-nine million euros go into roads and bridges next year, a fifth more than in 2023. The department of works lists the projects: the bypass at Lorne, two roundabouts on the coastal route, and the repair of eleven bridges whose load had to be limited after the inspections of last spring. Work at Lorne begins in March.

Cyclists will get fourteen kilometres of separate paths. The money comes from the budget that the council adopted on Tuesday; a third is paid by the state."""),
    ),
    "vaccine": (
        ("Xã Ngọc Lũ tiêm vắc-xin cho 1.240 trẻ", """Trong ba ngày từ 5 đến 7/6, Trạm Y tế xã Ngọc Lũ phối hợp Trung tâm Y tế huyện tiêm vắc-xin sởi - rubella cho 1.240 trẻ từ 1 đến 5 tuổi, đạt 98,4% kế hoạch. Xã bố trí bốn bàn tiêm tại ba điểm trường, bảo đảm quy trình một chiều và phòng theo dõi sau tiêm.

Theo bác sĩ Hà Kiều Oanh, không ghi nhận trường hợp phản ứng nặng. Số trẻ hoãn tiêm vì sốt sẽ được tiêm vét vào tuần sau. Xã vận động phụ huynh theo dõi sức khỏe của con ít nhất 48 giờ."""),
        ("Đến từng nhà mời trẻ đi tiêm", """Chiếc xe máy cũ của chị y tế thôn Trịnh Thị Lộc chạy không nghỉ suốt đầu tháng Sáu. Danh sách 1.240 cháu của xã Ngọc Lũ, cháu nào theo mẹ ra phố, cháu nào đang ho, chị thuộc lòng. Nhờ vậy mà đợt tiêm sởi - rubella vừa rồi, tỷ lệ đạt 98,4%, cao nhất huyện.

Chị bảo khó nhất là thuyết phục mấy nhà nghe tin đồn trên mạng. Chị mời họ đến tận trạm, gặp bác sĩ Hà Kiều Oanh hỏi cho ra nhẽ. Rồi ai cũng bế con đi."""),
        ("Toàn huyện hoàn thành chiến dịch tiêm sởi - rubella", """Chiến dịch tiêm bổ sung vắc-xin sởi - rubella năm nay khép lại với hơn 11.700 trẻ được tiêm ở 18 xã, thị trấn. Tỷ lệ chung đạt 96,1%; xã Ngọc Lũ dẫn đầu, hai xã vùng xa chưa đạt 90% sẽ có kế hoạch tiêm vét riêng trước rằm tháng Bảy.

Trung tâm Y tế huyện đánh giá công tác truyền thông, bảo quản vắc-xin thực hiện tốt. Kinh phí chiến dịch do ngân sách trung ương cấp, địa phương chi trả bồi dưỡng cho cán bộ và tình nguyện viên."""),
    ),
    "festival": (
        ("Khai hội đền Cẩm Tú xuân 2025", """Sáng mùng 8 tháng Giêng (5/2/2025), lễ hội đền Cẩm Tú chính thức khai mạc với màn trống hội của 100 thanh niên. Dự lễ có Phó Bí thư Thường trực Huyện ủy Vũ Thị Hồng Gấm cùng khoảng 6.000 du khách. Sau lễ dâng hương là nghi thức rước nước trên sông Trầm.

Lễ hội kéo dài đến mùng 10 với hội thi gói bánh, vật dân tộc, hát chèo thuyền. Ban tổ chức lắp 20 camera, bố trí ba bãi xe miễn phí và cấm đốt vàng mã trong khuôn viên."""),
        ("Lạ mà quen, bánh tày Cẩm Tú", """Đi hội đền Cẩm Tú năm nay, khách phương xa thường dừng lâu nhất ở sân thi gói bánh. Bánh tày dài như ống bương, nhân đỗ xanh thịt ba chỉ, luộc mười hai tiếng. Đội của bà Phan Thị Ngọc Quỳnh gói xong đôi bánh trong bốn phút mười giây, giành giải nhất.

Bà nói bí quyết chỉ là lá dong bánh tẻ và đôi tay không vội. Khoảng sáu nghìn người chen nhau nếm thử. Chiều xuống, khi đoàn rước nước về bến, mùi lá luộc vẫn thơm khắp bãi."""),
        ("Bảo đảm an ninh lễ hội đầu xuân", """Công an huyện cho biết trong ba ngày diễn ra lễ hội đền Cẩm Tú không xảy ra ùn tắc kéo dài, trộm cắp hay cờ bạc. Lực lượng gồm 74 cán bộ, chiến sĩ chia ba ca, phối hợp dân phòng xã và đoàn thanh niên. Hệ thống 20 camera giúp tìm lại bốn trẻ lạc.

Kinh nghiệm được rút ra là phân luồng từ xa và mở bãi xe miễn phí. Phương án này sẽ áp dụng cho lễ hội bơi chải ở Quảng Yên vào tháng Ba."""),
    ),
}  # fmt: skip


def events() -> Iterator[tuple[str, str, str]]:
    """Name, title and text of each report."""
    for name, reports in EVENTS.items():
        for number, (title, text) in enumerate(reports):
            yield f"{name}#{number}", title, text
