"""Units of measure and of money, as written and as said."""

from __future__ import annotations

from loa.speech.reader import context

MONEY = {
    "đồng": "đồng", "đ": "đồng", "Đ": "đồng", "VNĐ": "đồng", "VND": "đồng", "vnđ": "đồng", "vnd": "đồng",
    "USD": "đô la mỹ", "usd": "đô la mỹ", "$": "đô la mỹ", "EUR": "ơ rô", "€": "ơ rô", "¥": "yên nhật",
    "NDT": "nhân dân tệ", "CNY": "nhân dân tệ", "kíp": "kíp", "LAK": "kíp lào",
}  # fmt: skip

# Signs that are read as a unit after a number. Names that need no sign (tấn, sào) are read as words.
SIGNS = {
    "km²": "ki lô mét vuông", "km2": "ki lô mét vuông", "Km2": "ki lô mét vuông", "Km²": "ki lô mét vuông",
    "m²": "mét vuông", "m2": "mét vuông", "M2": "mét vuông", "cm²": "xăng ti mét vuông",
    "cm2": "xăng ti mét vuông", "mm²": "mi li mét vuông", "mm2": "mi li mét vuông",
    "m³": "mét khối", "m3": "mét khối", "M3": "mét khối", "cm³": "xăng ti mét khối",
    "cm3": "xăng ti mét khối",
    "dm³": "đề xi mét khối", "dm3": "đề xi mét khối", "km³": "ki lô mét khối", "km3": "ki lô mét khối",
    "km": "ki lô mét", "Km": "ki lô mét", "KM": "ki lô mét", "m": "mét", "dm": "đề xi mét",
    "cm": "xăng ti mét",
    "mm": "mi li mét", "µm": "mi crô mét", "μm": "mi crô mét", "nm": "na nô mét",
    "ha": "héc ta", "Ha": "héc ta", "HA": "héc ta",
    "kg": "ki lô gam", "Kg": "ki lô gam", "KG": "ki lô gam", "g": "gam", "gr": "gam", "mg": "mi li gam",
    "µg": "mi crô gam", "μg": "mi crô gam", "mcg": "mi crô gam",
    "l": "lít", "L": "lít", "ml": "mi li lít", "mL": "mi li lít", "cc": "xê xê", "hl": "héc tô lít",
    "kWh": "ki lô oát giờ", "kwh": "ki lô oát giờ", "KWh": "ki lô oát giờ", "KWH": "ki lô oát giờ",
    "MWh": "mê ga oát giờ", "Wh": "oát giờ", "kW": "ki lô oát", "KW": "ki lô oát", "kw": "ki lô oát",
    "MW": "mê ga oát", "MWp": "mê ga oát píc", "kWp": "ki lô oát píc", "W": "oát", "w": "oát",
    "kV": "ki lô vôn", "KV": "ki lô vôn", "kv": "ki lô vôn", "V": "vôn", "kVA": "ki lô vôn am pe",
    "KVA": "ki lô vôn am pe", "MVA": "mê ga vôn am pe", "mA": "mi li am pe", "A": "am pe",
    "mAh": "mi li am pe giờ", "Ah": "am pe giờ",
    "Ω": "ôm", "HP": "mã lực", "hp": "mã lực", "CV": "mã lực",
    "Hz": "héc", "kHz": "ki lô héc", "KHz": "ki lô héc", "MHz": "mê ga héc", "Mhz": "mê ga héc",
    "GHz": "gi ga héc",
    "dB": "đề xi ben", "dBA": "đề xi ben a", "MB": "mê ga bai", "GB": "gi ga bai", "TB": "tê ra bai",
    "KB": "ki lô bai", "Mbps": "mê ga bít trên giây", "Gbps": "gi ga bít trên giây",
    "hPa": "héc tô pát xcan", "mb": "mi li ba", "mmHg": "mi li mét thủy ngân", "atm": "át mốt phe",
    "kcal": "ki lô ca lo", "ppm": "phần triệu", "IU": "đơn vị quốc tế", "mmol": "mi li mon",
    "T": "tấn", "h": "giờ", "s": "giây", "inch": "in", "inches": "in", "hải lý": "hải lý", "°": "độ",
    "%": "phần trăm", "‰": "phần nghìn",
}  # fmt: skip

# Numerators that are physical quantities: over one of DENOMINATORS the stroke is read "trên", otherwise
# "một".
PHYSICAL = {"tấn", "tạ", "yến", "lít", "mét", "người", "khóm", "cây", "con", "héc-ta"}
DENOMINATORS = {"s", "giây", "h", "giờ", "phút", "m²", "m2", "m³", "m3", "km²", "km2", "km", "ha", "l", "L",
    "lít",
                "kg", "g", "ml", "dl", "dL", "ngày đêm", "ngày"}  # fmt: skip
# Single letters that are units only where the text is about electricity or measures.
SHY = {"T", "A", "V", "W", "L", "M", "Đ", "s", "w", "h", "CV", "HP", "TB", "KB"}
# Doses that are mixed into an amount of something else: 1 gói/8 lít.
DOSES = context.names("gói viên ống chai lọ thìa muỗng lít bình liều giọt túi bao")
# A stroke between two of these means one or the other: xã/phường.
ALTERNATIVES = context.names("thôn bản xã phường huyện tỉnh tổ khu ông bà anh chị con cháu em ngày tháng năm")
# What a sum, a dose or a wage is counted by, after a stroke.
COUNTS = context.names(
    "người tháng năm ngày hộ khẩu lượt cháu suất con cây chuyến vụ giờ phút giây tuần quý em học buổi"
    " lần chai bao xe ca"
    " sào mẫu nhà căn phiếu vé bộ cái chiếc gói viên đêm tấn tạ yến lít mét ki kg ha m² m2 m³ m3 km l"
    " kWh lứa đợt thôn xã"
    " cụm lớp khóa số bữa đầu gia hồ nhân công trẻ cặp đôi thùng hộp lọ kỳ trang bài tin phòng khách"
    " khóm mũi liều bát cốc cá tập"
    " đơn mùa héc khối bình"
)
