//! Chinese words that clerks write for the words of closed lists, and for the names of columns.

use rust_i18n::t;

use crate::model::Category;

/// What a cell may say instead of a word of a list, by column; several lists share a column's name, none a word.
const WORDS: [(&str, &[(&str, &str)]); 14] = [
    (
        "datum",
        &[
            ("火星坐标", "gcj02"),
            ("火星坐标系", "gcj02"),
            ("高德", "gcj02"),
            ("腾讯", "gcj02"),
            ("国测局", "gcj02"),
            ("百度", "bd09"),
            ("百度坐标", "bd09"),
            ("国家2000", "cgcs2000"),
            ("大地2000", "cgcs2000"),
            ("国家大地2000", "cgcs2000"),
            ("2000国家大地坐标系", "cgcs2000"),
        ],
    ),
    (
        "channel",
        &[
            ("窗口", "window"),
            ("窗口办理", "window"),
            ("自助", "self_service"),
            ("自助办理", "self_service"),
            ("帮办", "assisted"),
            ("代办", "assisted"),
            ("帮办代办", "assisted"),
            ("网上", "online"),
            ("网办", "online"),
            ("网上办理", "online"),
        ],
    ),
    (
        "audience",
        &[
            ("个人", "person"),
            ("自然人", "person"),
            ("企业", "firm"),
            ("法人", "firm"),
            ("个人和企业", "both"),
            ("均可", "both"),
        ],
    ),
    (
        "tier",
        &[
            ("三级", "tertiary"),
            ("三级医院", "tertiary"),
            ("一二级", "secondary_primary"),
            ("一二级医院", "secondary_primary"),
            ("一级医院", "secondary_primary"),
            ("二级医院", "secondary_primary"),
            ("社区", "community"),
            ("社区卫生服务机构", "community"),
            ("社区卫生服务中心", "community"),
            ("社区卫生服务站", "community"),
        ],
    ),
    (
        "facilities",
        &[
            ("老花镜", "reading_glasses"),
            ("轮椅", "wheelchair_loan"),
            ("绿色通道", "green_channel"),
            ("复印", "copier"),
            ("复印机", "copier"),
            ("饮水机", "drinking_water"),
            ("饮水", "drinking_water"),
            ("便民纸巾", "tissues"),
            ("雨伞", "umbrella"),
            ("自助交通充值", "transit_top_up"),
            ("交通充值", "transit_top_up"),
        ],
    ),
    (
        "kind",
        &[
            ("一事一办", "bundle"),
            ("单项", ""),
            ("活动", "event"),
            ("优惠", "offer"),
            ("惠民", "offer"),
            ("办不成事", "not_done"),
            ("文化需求", "need"),
            ("需求", "need"),
            ("港区", "port_area"),
            ("园区", "park_area"),
            ("城区", "urban_area"),
            ("中央商务区", "business_district"),
            ("历史文化片区", "historic_area"),
            ("片区", "zone"),
            ("街道", "subdistrict"),
        ],
    ),
    (
        "role",
        &[("入驻", ""), ("运营方", "operator"), ("运营", "operator"), ("管家", "manager"), ("楼宇管家", "manager")],
    ),
    ("state", &[("新", "new"), ("待处理", "new"), ("已处理", "handled")]),
    (
        "date_precision",
        &[
            ("确切", "exact"),
            ("准确", "exact"),
            ("大约", "approximate"),
            ("约", "approximate"),
            ("未知", "unknown"),
            ("不详", "unknown"),
        ],
    ),
    (
        "theme",
        &[
            ("博物馆", "museums"),
            ("里院与老建筑", "heritage"),
            ("里院", "heritage"),
            ("老建筑", "heritage"),
            ("历史建筑", "heritage"),
            ("非遗", "ich"),
            ("啤酒与葡萄酒", "beer"),
            ("啤酒", "beer"),
            ("葡萄酒", "beer"),
            ("亲子", "family"),
            ("适老短途", "elder"),
            ("适老", "elder"),
            ("其他", "other"),
        ],
    ),
    (
        "stop_order",
        &[
            ("顺序不限", "free"),
            ("不限", "free"),
            ("自由", "free"),
            ("按顺序", "fixed"),
            ("依次", "fixed"),
            ("固定", "fixed"),
        ],
    ),
    ("status", &[("在用", ""), ("已迁出", "former"), ("停用", "disused")]),
    ("wheelchair", &[("可通行", "yes"), ("是", "yes"), ("部分", "limited"), ("否", "no")]),
    ("fee", &[("免费", "no"), ("收费", "yes")]),
];

/// Other names of columns, as headers have them; those that the window shows are known besides.
const HEADERS: [(&str, &[&str]); 35] = [
    ("id", &["编号", "序号编码", "代码", "标识"]),
    (
        "name",
        &[
            "名称",
            "机构名称",
            "单位名称",
            "场馆名称",
            "事项名称",
            "企业名称",
            "活动名称",
            "地点名称",
            "路线名称",
            "title",
        ],
    ),
    ("category", &["类别", "类型", "种类", "分类"]),
    ("address", &["地址", "详细地址", "办公地址", "所在地"]),
    ("subdistrict", &["街道", "所属街道", "镇街", "所在街道"]),
    ("aliases", &["别名", "简称", "曾用名"]),
    ("tier", &["级别", "等级", "医院级别", "医院等级", "机构级别"]),
    ("facilities", &["设施", "服务设施"]),
    ("lon", &["经度", "lng", "longitude", "long", "x", "东经"]),
    ("lat", &["纬度", "latitude", "y", "北纬"]),
    ("datum", &["坐标系", "crs", "坐标系统"]),
    ("opening_hours", &["开放时间", "办公时间", "服务时间", "营业时间"]),
    ("last_entry", &["最后入场时间", "最后入馆", "停止入场", "停止入馆"]),
    ("phone", &["电话", "联系电话", "咨询电话", "tel", "telephone"]),
    ("source", &["来源", "数据来源", "出处"]),
    ("source_date", &["来源日期", "数据日期", "更新日期"]),
    ("note", &["备注", "说明", "remark", "description"]),
    ("matter", &["事项", "事项名称", "事项编号"]),
    ("place", &["地点", "办理地点", "场馆", "楼宇", "所在楼宇"]),
    ("channel", &["渠道", "办理方式"]),
    ("department", &["部门", "主管部门", "科室"]),
    ("documents", &["材料", "所需材料", "申请材料"]),
    ("time_limit", &["时限", "办结时限", "办理时限"]),
    ("fee", &["费用", "收费", "收费标准"]),
    ("hospital", &["医院", "上级医院", "签约医院"]),
    ("institution", &["机构", "社区机构", "社区卫生服务机构"]),
    ("people", &["人数", "签约人数", "服务人数"]),
    ("members", &["成员", "人数", "包含事项"]),
    ("theme", &["路线主题"]),
    ("stop_order", &["站点顺序", "次序"]),
    ("stops", &["途经地点", "途经场馆", "打卡点"]),
    ("text", &["介绍", "路线介绍"]),
    ("stay_minutes", &["停留", "停留时间", "停留分钟"]),
    ("start", &["开始", "开始时间", "开始日期", "日期"]),
    ("end", &["结束", "结束时间", "结束日期"]),
];

/// The word of a closed list that a cell means; the cell itself when it is none of those known here.
pub(super) fn word<'a>(column: &str, cell: &'a str) -> &'a str {
    let of_column = WORDS.iter().find(|(c, _)| *c == column).map_or(&[][..], |(_, words)| words);
    of_column.iter().find(|(said, _)| *said == cell).map_or(cell, |(_, word)| word)
}

/// The members of a cell. A name may have a 、 of its own, so that it parts them only where nothing else does.
pub(super) fn members(cell: &str) -> impl Iterator<Item = &str> {
    let parted = if cell.contains([';', '；']) { &[';', '；'][..] } else { &['、'] };
    cell.split(parted).map(str::trim).filter(|m| !m.is_empty())
}

/// The one of `all` that a text means: by its key, or by its name in either language, which stands in `table`.
#[must_use]
pub fn by_name<T: Copy>(text: &str, all: &[T], key: impl Fn(T) -> &'static str, table: &str) -> Option<T> {
    let text = text.trim();
    let named = |key: &str, lang: &str| t!(format!("{table}.{key}"), locale = lang).eq_ignore_ascii_case(text);
    let means = |one: T| key(one).eq_ignore_ascii_case(text) || ["zh-CN", "en"].iter().any(|l| named(key(one), l));
    all.iter().copied().find(|&one| means(one))
}

/// The kind of place that a cell means.
pub(super) fn category(cell: &str) -> Option<Category> {
    by_name(cell, Category::ALL, Category::key, "category")
}

/// Whether a header is a column's own name, as files or as the window have it.
pub(super) fn is_name(header: &str, column: &str) -> bool {
    let header = plain(header);
    plain(column) == header
        || ["zh-CN", "en"].iter().any(|l| plain(&t!(format!("column.{column}"), locale = l)) == header)
}

/// Whether a header is another name of a column.
pub(super) fn is_other_name(header: &str, column: &str) -> bool {
    let header = plain(header);
    HEADERS.iter().any(|(c, all)| *c == column && all.iter().any(|h| plain(h) == header))
}

/// A header without blanks, brackets and marks.
fn plain(header: &str) -> String {
    header.chars().filter(|c| !c.is_whitespace() && !"*（）()：:_-".contains(*c)).flat_map(char::to_lowercase).collect()
}
