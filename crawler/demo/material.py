"""The practice portal's own words: sentences of district news with slots, written for it. Names and figures are invented."""

from __future__ import annotations

PORTAL_NAME = "Cổng thông tin điện tử huyện An Bình"
SLOGAN = "Năm 2023 đẩy mạnh cải cách hành chính, xây dựng nông thôn mới nâng cao - Phục vụ Nhân dân tốt hơn"

CATEGORIES = {
    "tin-tuc-su-kien": "Tin tức - Sự kiện",
    "kinh-te": "Kinh tế",
    "van-hoa-xa-hoi": "Văn hóa - Xã hội",
    "quoc-phong-an-ninh": "Quốc phòng - An ninh",
    "chi-dao-dieu-hanh": "Chỉ đạo điều hành",
}

COMMUNES = (
    "Bình Minh", "Đông Hải", "Tân Lập", "Phú Xuân", "Hòa Thuận", "Long Sơn", "Thủy Triều", "Quảng Yên", "Kim Đường",
    "Vĩnh Khê", "Trường Thọ", "Đại Nghĩa", "Xuân Hương", "Cẩm Tú", "Thạch Bàn", "Hải Đường", "Mỹ Lộc", "Yên Duệ",
    "Phượng Cách", "Ngọc Lũ", "Đồng Rừng", "Liên Hòa", "Thanh Uyên", "Sông Trầm",
)  # fmt: skip
PEOPLE = (
    "Phạm Đức Toàn", "Nguyễn Thị Thu Hoài", "Trần Quốc Bảo", "Lê Thị Mỹ Duyên", "Hoàng Văn Thuận", "Đỗ Minh Khuê",
    "Vũ Thị Hồng Gấm", "Bùi Xuân Trường", "Đặng Hữu Phước", "Ngô Thị Ánh Tuyết", "Đinh Công Tráng", "Phan Thị Ngọc Quỳnh",
    "Tạ Quang Huy", "Lương Văn Đạt", "Mai Thị Xuân Đào", "Hà Kiều Oanh", "Trịnh Bá Lộc", "Cao Thị Bích Thủy",
)  # fmt: skip
POSTS = (
    "Chủ tịch UBND huyện", "Phó Bí thư Thường trực Huyện ủy", "Trưởng phòng Nội vụ huyện", "Phó Chủ tịch HĐND huyện",
    "Chủ tịch Hội Nông dân huyện", "Bí thư Huyện đoàn", "Trưởng phòng Giáo dục và Đào tạo", "Chỉ huy trưởng Ban CHQS huyện",
    "Chủ tịch Hội Liên hiệp Phụ nữ huyện", "Giám đốc Trung tâm Y tế huyện",
)  # fmt: skip
UNITS = (
    "Phòng Nông nghiệp và Phát triển nông thôn", "Phòng Tài chính - Kế hoạch", "Trung tâm Văn hóa - Thể thao", "Công an huyện",
    "Ban Quản lý dự án đầu tư xây dựng", "Phòng Tư pháp", "Phòng Lao động - Thương binh và Xã hội", "Hội Chữ thập đỏ huyện",
    "Chi cục Thống kê khu vực", "Phòng Tài nguyên và Môi trường", "Mặt trận Tổ quốc huyện", "Hạt Kiểm lâm",
)  # fmt: skip
CROPS = (
    "lúa nếp",
    "vải thiều",
    "khoai tây",
    "ổi lê",
    "cá rô phi",
    "nấm sò",
    "hoa đào",
    "rau an toàn",
    "cam Vinh",
    "dưa lưới",
    "ong mật",
    "chè xanh",
)
ROADS = ("đường trục xã", "cầu Đò Mới", "kênh tưới số 3", "trường mầm non khu B", "nhà văn hóa thôn", "hồ chứa Suối Vàng", "đường gom cụm công nghiệp",
         "trạm bơm Cống Đá", "chợ trung tâm", "vỉa hè phố Huyện")  # fmt: skip

TOPICS = {
    "tin-tuc-su-kien": (
        "{unit} tổ chức hội nghị sơ kết {month} tháng tại xã {commune}",
        "Đoàn công tác của huyện thăm và làm việc với xã {commune}",
        "Xã {commune} đón nhận danh hiệu đạt chuẩn nông thôn mới nâng cao",
        "{person} tiếp xúc cử tri tại xã {commune}",
        "Khai mạc Ngày hội Đại đoàn kết toàn dân tộc ở {commune}",
        "{unit} trao {n} suất quà cho các gia đình chính sách xã {commune}",
        "Xã {commune} khánh thành {road}",
    ),
    "kinh-te": (
        "Nông dân xã {commune} thu hoạch {crop} được mùa, được giá",
        "Khởi công {road} trên địa bàn xã {commune}",
        "Thu ngân sách xã {commune} đạt {pct}% dự toán",
        "Mô hình trồng {crop} mở hướng thoát nghèo ở {commune}",
        "{unit} kiểm tra tiến độ {road}",
        "Sản phẩm {crop} của xã {commune} được công nhận OCOP {stars} sao",
        "Đường dây cung ứng {crop} từ {commune} ra thành phố",
    ),
    "van-hoa-xa-hoi": (
        "Lễ hội truyền thống xã {commune} thu hút {n} lượt khách",
        "{n} thanh niên {commune} tham gia hiến máu tình nguyện",
        "Trường học xã {commune} phát động tuần lễ đọc sách",
        "Giải bóng chuyền các câu lạc bộ tranh cúp {commune}",
        "Xã {commune} ra mắt tổ công nghệ số cộng đồng",
        "Tiêm phòng đợt {month} cho trẻ em xã {commune}",
        "Câu lạc bộ hát chèo {commune} giữ lửa làn điệu quê hương",
    ),
    "quoc-phong-an-ninh": (
        "Diễn tập phòng thủ khu vực tại xã {commune}",
        "Công an xã {commune} ra quân bảo đảm trật tự an toàn giao thông",
        "{n} công dân {commune} lên đường nhập ngũ",
        "Huấn luyện dân quân tự vệ cụm {commune}",
        "Mô hình camera an ninh phát huy hiệu quả ở {commune}",
        "Tuyên truyền phòng cháy chữa cháy tại chợ {commune}",
    ),
    "chi-dao-dieu-hanh": (
        "Tăng cường phòng, chống dịch bệnh trên đàn vật nuôi tại {commune}",
        "UBND huyện chỉ đạo đẩy nhanh giải phóng mặt bằng {road}",
        "Kế hoạch cải cách hành chính năm {year} của xã {commune}",
        "Chủ động ứng phó mưa lớn trên địa bàn {commune}",
        "Chấn chỉnh công tác quản lý đất đai tại xã {commune}",
        "Phân công nhiệm vụ tổ giúp việc {road}",
    ),
}

LEADS = (
    "{session} {date}, {unit} phối hợp với UBND xã {commune} tổ chức buổi làm việc với sự tham dự của hơn {n} đại biểu.",
    "Sau {month} tháng triển khai, chương trình tại xã {commune} đã cho những kết quả rõ rệt, được người dân đồng tình.",
    "Tại xã {commune}, hơn {n} hộ dân đã hưởng lợi từ chủ trương mới của huyện trong năm {year}.",
    "Vượt qua nhiều khó khăn, cán bộ và Nhân dân xã {commune} đã hoàn thành kế hoạch đề ra trước thời hạn {month} ngày.",
)

OPENINGS = (
    "{session} {date}, tại hội trường xã {commune}, {unit} đã tổ chức buổi lễ với sự có mặt của {post} {person}.",
    "{session} {date}, {post} {person} cùng đoàn công tác đã về kiểm tra thực tế tại thôn {m}, xã {commune}.",
    "Thực hiện chương trình công tác năm {year}, {unit} vừa có buổi làm việc với cấp ủy, chính quyền xã {commune}.",
    "Trong hai ngày vừa qua, không khí ở xã {commune} rộn ràng hơn thường lệ khi {n} hộ dân cùng tham gia sự kiện lớn của địa phương.",
    "Theo báo cáo của {unit}, tính đến hết tháng {month}, xã {commune} đã hoàn thành {pct}% khối lượng công việc được giao.",
)

SENTENCES = {
    "tin-tuc-su-kien": (
        "Phát biểu tại buổi lễ, {post} {person} ghi nhận sự cố gắng của cán bộ và Nhân dân xã {commune} trong thời gian qua.",
        "Cử tri xã {commune} kiến nghị sớm sửa chữa {road} đã xuống cấp sau mùa mưa bão.",
        "Đại diện {unit} đã giải trình {m} nhóm ý kiến và hẹn trả lời bằng văn bản trong vòng {month} ngày.",
        "Đến nay, toàn xã có {n} hộ đạt danh hiệu gia đình văn hóa, tăng {m} hộ so với cùng kỳ.",
        "Dịp này, {n} tập thể và cá nhân được tặng giấy khen vì thành tích xuất sắc trong phong trào thi đua.",
        "Hội nghị thống nhất {m} nhiệm vụ trọng tâm, trong đó ưu tiên nâng cấp {road}.",
        "Bà con thôn {m} phấn khởi khi con đường đất ngày nào nay đã trải bê tông phẳng phiu, ô tô vào tận ngõ.",
        "Nhiều cụ cao tuổi chia sẻ rằng chưa bao giờ thấy làng quê đổi thay nhanh như mấy năm gần đây.",
        "Kết luận buổi làm việc, {person} yêu cầu {unit} rà soát lại từng tiêu chí, không chạy theo thành tích.",
        "Các ý kiến đóng góp được thư ký ghi chép đầy đủ và công khai tại nhà văn hóa thôn.",
        "Tổng kinh phí huy động đạt {money} tỷ đồng, trong đó Nhân dân đóng góp {pct}%.",
        "Buổi chiều cùng ngày, đoàn đã dâng hương tại nghĩa trang liệt sĩ và trồng {m} cây lưu niệm.",
        "Lãnh đạo huyện mong muốn xã giữ vững khối đoàn kết, lấy sự hài lòng của người dân làm thước đo.",
        "Sau phần nghi thức, các tiết mục văn nghệ cây nhà lá vườn đã mang lại tiếng cười cho đông đảo khán giả.",
    ),
    "kinh-te": (
        "Vụ này, toàn xã gieo trồng {n} ha, năng suất bình quân ước đạt {m} tạ mỗi ha.",
        "Giá {crop} tại ruộng dao động quanh mức {m} nghìn đồng một kg, cao hơn vụ trước {pct}%.",
        "Gia đình ông {person} ở thôn {m} thu về gần {money} trăm triệu đồng sau khi trừ chi phí.",
        "Hợp tác xã đã ký hợp đồng bao tiêu với {m} doanh nghiệp, nhờ đó đầu ra của {crop} khá ổn định.",
        "Nhà thầu cam kết hoàn thành {road} trước ngày {date} nếu mặt bằng được bàn giao đúng hạn.",
        "{unit} hướng dẫn bà con ghi nhật ký sản xuất, dán tem truy xuất nguồn gốc cho từng lô hàng.",
        "Số thu từ cấp quyền sử dụng đất đạt {money} tỷ đồng, chiếm {pct}% tổng thu trên địa bàn.",
        "Ngân hàng Chính sách xã hội đã giải ngân {money} tỷ đồng cho {n} hộ vay phát triển sản xuất.",
        "Khó khăn lớn nhất hiện nay là giá vật tư đầu vào tăng và lao động trẻ đi làm xa.",
        "Chủ đầu tư đã bổ sung {m} mũi thi công, làm việc cả ngày nghỉ để bù tiến độ.",
        "Mỗi gốc {crop} sau ba năm chăm sóc cho từ {m} đến {n} kg quả, vị ngọt thanh và mẫu mã đẹp.",
        "Từ nay đến cuối năm, xã phấn đấu thành lập thêm {m} tổ hợp tác và hai hợp tác xã kiểu mới.",
        "Thương lái từ nhiều tỉnh đã đặt mua từ sớm, có ngày xe tải nối nhau chờ bốc hàng đến khuya.",
        "Huyện sẽ hỗ trợ {pct}% kinh phí xây dựng nhà màng cho các hộ đăng ký trước tháng {month}.",
    ),
    "van-hoa-xa-hoi": (
        "Phần lễ diễn ra trang nghiêm với nghi thức rước nước, tế cáo do các bô lão trong làng thực hiện.",
        "Phần hội sôi nổi với các trò chơi dân gian như kéo co, đập niêu, bơi chải trên sông Trầm.",
        "Ban tổ chức đã tiếp nhận {n} đơn vị máu an toàn, vượt {pct}% chỉ tiêu.",
        "Em {person}, học sinh lớp {m}, cho biết em thích nhất góc truyện lịch sử do thầy cô tự sưu tầm.",
        "Trạm Y tế xã bố trí {m} bàn tiêm, thực hiện đúng quy trình một chiều và theo dõi sau tiêm 30 phút.",
        "Giải đấu quy tụ {m} đội với gần {n} vận động viên, các trận cầu đều gay cấn đến phút cuối.",
        "Tổ công nghệ số đã hướng dẫn {n} người dân cài đặt ứng dụng, nộp hồ sơ trực tuyến ngay tại nhà.",
        "Nghệ nhân {person} năm nay đã ngoài bảy mươi vẫn miệt mài truyền dạy từng nhịp phách, câu hát cho lớp trẻ.",
        "Nhà trường vận động phụ huynh tặng {n} đầu sách, xây dựng thư viện xanh dưới gốc bàng.",
        "Chương trình đã trao {m} chiếc xe đạp cho học sinh có hoàn cảnh khó khăn vươn lên học giỏi.",
        "Những ngôi nhà tình nghĩa trị giá {money} trăm triệu đồng lần lượt được bàn giao trước Tết.",
        "Công tác vệ sinh môi trường được giao cho từng chi hội phụ nữ, mỗi chi hội tự quản một đoạn đường hoa.",
        "Du khách đánh giá cao sự thân thiện và cách đón tiếp chu đáo của người dân địa phương.",
        "Theo {unit}, tỷ lệ bao phủ bảo hiểm y tế của xã đã đạt {pct}%.",
    ),
    "quoc-phong-an-ninh": (
        "Cuộc diễn tập gồm {m} giai đoạn, huy động {n} lượt người và nhiều phương tiện kỹ thuật.",
        "Trong đợt cao điểm, lực lượng chức năng đã xử lý {m} trường hợp vi phạm nồng độ cồn.",
        "Trước giờ lên đường, tân binh {person} hứa sẽ rèn luyện tốt, không phụ lòng tin của quê hương.",
        "Hệ thống {m} mắt camera đã giúp làm rõ nhiều vụ mất trộm vặt chỉ trong vòng vài giờ.",
        "Cán bộ {unit} hướng dẫn tiểu thương cách dùng bình chữa cháy và thoát nạn khi có khói.",
        "Chiến sĩ dân quân được kiểm tra bắn súng tiểu liên, kết quả {pct}% đạt khá và giỏi.",
        "Hội đồng nghĩa vụ quân sự xã đã thăm, tặng quà từng gia đình có con em nhập ngũ.",
        "Tổ tự quản thôn {m} duy trì tuần tra từ 22 giờ đến 4 giờ sáng mỗi ngày.",
        "Tình hình an ninh nông thôn ổn định, không để xảy ra điểm nóng hoặc khiếu kiện đông người.",
        "Chỉ huy trưởng {person} lưu ý các đơn vị rút kinh nghiệm về công tác hiệp đồng và bảo đảm thông tin.",
        "Đêm giao lưu văn nghệ tiễn tân binh diễn ra ấm áp bên ánh lửa trại và những vòng xòe.",
        "Nhân dân đã tự nguyện giao nộp {m} khẩu súng tự chế cùng nhiều vũ khí thô sơ.",
    ),
    "chi-dao-dieu-hanh": (
        "Văn bản số {doc}/UBND-VP yêu cầu các xã báo cáo kết quả về {unit} trước ngày {date}.",
        "UBND huyện giao {unit} chủ trì, phối hợp với UBND xã {commune} kiểm tra thực địa và đề xuất phương án.",
        "Các hộ chăn nuôi cần phun khử trùng chuồng trại {m} lần mỗi tuần, không giấu dịch, không bán chạy.",
        "Tỷ lệ hồ sơ giải quyết trước và đúng hạn phải đạt từ {pct}% trở lên.",
        "Chủ tịch UBND xã chịu trách nhiệm nếu để phát sinh vi phạm mới mà không xử lý kịp thời.",
        "Lực lượng xung kích gồm {n} người luôn sẵn sàng ứng cứu các điểm xung yếu ven sông.",
        "Đến nay còn {m} hộ chưa nhận tiền bồi thường; tổ công tác đang tiếp tục vận động, đối thoại.",
        "Quyết định số {doc}/QĐ-UBND có hiệu lực kể từ ngày ký và thay thế các quy định trước đây.",
        "Bộ phận một cửa phải niêm yết công khai thủ tục, số điện thoại đường dây nóng để người dân phản ánh.",
        "Khi mực nước vượt báo động {stars}, các cống dưới đê phải được đóng kín và cắt cử người trực gác.",
        "Kinh phí thực hiện là {money} tỷ đồng, bố trí từ nguồn dự phòng ngân sách huyện.",
        "Hằng tuần, tổ giúp việc họp vào thứ Sáu để kiểm điểm tiến độ và tháo gỡ vướng mắc.",
    ),
}

GENERAL = (
    "Cùng dự có đại diện lãnh đạo {unit}, các ban, ngành, đoàn thể và {n} hội viên tiêu biểu.",
    "Bên cạnh kết quả đạt được, việc phối hợp giữa thôn và xã đôi lúc còn chậm, cần sớm khắc phục.",
    "Chị {person}, người dân thôn {m}, nói vui rằng cả nhà chị phải dậy từ bốn giờ sáng để chuẩn bị.",
    "So với năm ngoái, số người tham gia tăng {pct}%, nhiều gia đình có cả ba thế hệ cùng góp mặt.",
    "{unit} cho biết sẽ tiếp tục nhân rộng cách làm này ra các xã {commune} và lân cận.",
    "Nguồn lực xã hội hóa đạt {money} trăm triệu đồng, chủ yếu do con em xa quê đóng góp.",
    "Đồng chí {person} nhấn mạnh vai trò nêu gương của người đứng đầu và sự giám sát của cộng đồng.",
    "Hệ thống loa truyền thanh thông minh ở {m} thôn phát tin {stars} lần mỗi ngày.",
    "Từ đầu năm {year} đến nay, toàn huyện đã mở {m} lớp tập huấn cho trên {n} học viên.",
    "Thời tiết thuận lợi giúp các hoạt động ngoài trời diễn ra đúng kế hoạch.",
    "Một số hạng mục nhỏ còn dang dở được hẹn hoàn tất trước rằm tháng {month}.",
    "Kết quả khảo sát nhanh trên {n} phiếu cho thấy {pct}% người được hỏi hài lòng.",
    "Đường về {commune} hôm nay rợp cờ hoa, hai bên là những hàng cau thẳng tắp.",
    "Lực lượng đoàn viên thanh niên túc trực suốt buổi để hướng dẫn chỗ để xe và hỗ trợ người cao tuổi.",
    "Bài học lớn nhất rút ra là việc gì dân bàn, dân quyết thì việc ấy thành công.",
    "Trên công trường, tiếng máy nổ giòn giã xen lẫn tiếng gọi nhau í ới của tốp thợ địa phương.",
    "Ông {person}, nguyên cán bộ xã, góp ý cần ghi lại tư liệu để con cháu mai sau được biết.",
    "Ban Chỉ đạo huyện sẽ phúc tra vào tháng {month} năm sau trước khi trình cấp trên công nhận.",
    "Quãng đường từ trung tâm huyện về xã dài chừng {m} km, nay chỉ mất hơn mười phút xe chạy.",
    "Cán bộ thôn đến từng ngõ, gõ từng nhà, giải thích cặn kẽ cho {n} hộ còn băn khoăn.",
)

CLOSINGS = (
    "Với quyết tâm cao, cán bộ và Nhân dân xã {commune} tin tưởng sẽ hoàn thành thắng lợi nhiệm vụ năm {year}./.",
    "Thời gian tới, {unit} tiếp tục theo dõi, đôn đốc và báo cáo kết quả với Thường trực Huyện ủy./.",
    "Chương trình khép lại trong niềm vui và sự lưu luyến của người ở, người về.",
    "Những kết quả ấy là tiền đề để xã {commune} vững bước trên chặng đường mới.",
)
SUBHEADINGS = (
    "Những kết quả nổi bật",
    "Khó khăn còn ở phía trước",
    "Tiếng nói từ cơ sở",
    "Nhiệm vụ trong thời gian tới",
    "Cách làm sáng tạo",
)
CAPTIONS = (
    "Quang cảnh buổi lễ tại xã {commune}", "Đồng chí {person} phát biểu chỉ đạo", "Người dân xã {commune} phấn khởi tham gia",
    "Các đại biểu chụp ảnh lưu niệm", "Một góc xã {commune} hôm nay", "Đoàn công tác kiểm tra {road}",
)  # fmt: skip
SOURCES = ("Cổng TTĐT huyện An Bình", "Báo An Bình", "Đài Truyền thanh huyện", "UBND xã {commune}", "TTXVN")
AUTHORS = ("Thu Hoài", "Quốc Bảo", "Minh Khuê", "Hồng Gấm - Xuân Trường", "Ánh Tuyết", "Bích Thủy")
TAGS = (
    "nông thôn mới",
    "chuyển đổi số",
    "OCOP",
    "cải cách hành chính",
    "an sinh xã hội",
    "giao thông",
    "giáo dục",
    "y tế",
)
GREETING = (
    "Nhân dịp năm mới {year}, thay mặt lãnh đạo huyện, {post} {person} gửi tới cán bộ, chiến sĩ và Nhân dân xã {commune} lời chúc "
    "mừng tốt đẹp nhất.\n\nChúc mọi người, mọi nhà một năm mới an khang, thịnh vượng, hạnh phúc và thành công."
)
WEATHER = (
    "Dự báo ngày {date}: huyện An Bình nhiều mây, có mưa rào rải rác, nhiệt độ thấp nhất {low} độ, cao nhất {high} độ, gió Đông Bắc "
    "cấp {stars}.\n\nBà con chú ý che chắn chuồng trại, giữ ấm cho người già và trẻ nhỏ."
)
