//! What kind of place a place is, the map layer it belongs to, and the OSM tag of the same meaning.

use super::keyed;

keyed! {
    /// The kind of a place.
    Category {
        /// 博物馆
        Museum = "museum",
        /// 图书馆
        Library = "library",
        /// 文化馆
        CulturalCentre = "cultural_centre",
        /// 社区活动中心
        CommunityCentre = "community_centre",
        /// 非遗工坊
        IchWorkshop = "ich_workshop",
        /// 剧场、影院与美术馆
        TheatreGallery = "theatre_gallery",
        /// 文化街区与市集
        CulturalStreet = "cultural_street",
        /// 文物与历史建筑
        HeritageSite = "heritage_site",
        /// 政务e站
        Kiosk = "kiosk",
        /// 便民服务中心、会客厅与办事大厅
        ServiceHall = "service_hall",
        /// 公用事业营业厅
        UtilityOffice = "utility_office",
        /// 医院
        Hospital = "hospital",
        /// 社区卫生服务机构
        Clinic = "clinic",
        /// 楼宇
        Building = "building",
        /// 园区
        BusinessPark = "business_park",
        /// 人社中心与服务驿站
        HrStation = "hr_station",
        /// 地铁站
        MetroStation = "metro_station",
        /// 公园
        Park = "park",
        /// 高校
        University = "university",
        /// 住宅小区
        Residential = "residential",
        /// 交通枢纽
        Transport = "transport",
    }
}

keyed! {
    /// A map layer that can be shown and hidden.
    Layer {
        /// 文化场馆
        Culture = "culture",
        /// 文物
        Heritage = "heritage",
        /// 政务e站
        Kiosks = "kiosks",
        /// 便民服务中心与大厅
        ServiceHalls = "service_halls",
        /// 医院与社区卫生
        Health = "health",
        /// 楼宇与园区
        Buildings = "buildings",
        /// 人社
        HumanResources = "human_resources",
        /// 地铁
        Metro = "metro",
        /// 公园、高校与其他地标
        Landmarks = "landmarks",
        /// 区划
        Zones = "zones",
    }
}

impl Layer {
    /// The number that [`ClusterTree`](crate::spatial::ClusterTree) knows the layer by: its position in [`Self::ALL`].
    #[must_use]
    pub fn kind(self) -> u8 {
        self as u8
    }
}

impl Category {
    /// The layer that draws places of this kind.
    #[must_use]
    pub fn layer(self) -> Layer {
        match self {
            Self::Museum
            | Self::Library
            | Self::CulturalCentre
            | Self::CommunityCentre
            | Self::IchWorkshop
            | Self::TheatreGallery
            | Self::CulturalStreet => Layer::Culture,
            Self::HeritageSite => Layer::Heritage,
            Self::Kiosk => Layer::Kiosks,
            Self::ServiceHall | Self::UtilityOffice => Layer::ServiceHalls,
            Self::Hospital | Self::Clinic => Layer::Health,
            Self::Building | Self::BusinessPark => Layer::Buildings,
            Self::HrStation => Layer::HumanResources,
            Self::MetroStation => Layer::Metro,
            Self::Park | Self::University | Self::Residential | Self::Transport => Layer::Landmarks,
        }
    }

    /// The kind of place that an OpenStreetMap tag means, of those that the map is about.
    #[must_use]
    pub fn of_osm(key: &str, value: &str) -> Option<Self> {
        Some(match (key, value) {
            ("tourism", "museum") => Self::Museum,
            ("amenity", "library") => Self::Library,
            ("amenity", "arts_centre") => Self::CulturalCentre,
            ("amenity", "community_centre" | "social_centre") => Self::CommunityCentre,
            ("amenity", "theatre" | "cinema") | ("tourism", "gallery") => Self::TheatreGallery,
            (
                "historic",
                "monument" | "memorial" | "building" | "castle" | "ruins" | "archaeological_site" | "church",
            ) => Self::HeritageSite,
            ("amenity", "townhall") | ("office", "government") => Self::ServiceHall,
            ("amenity", "hospital") => Self::Hospital,
            ("amenity", "clinic" | "doctors") | ("healthcare", "clinic" | "doctor" | "centre") => Self::Clinic,
            ("office", "employment_agency") => Self::HrStation,
            ("leisure", "park" | "garden") => Self::Park,
            ("amenity", "university" | "college") => Self::University,
            ("amenity", "bus_station" | "ferry_terminal") | ("railway", "station") => Self::Transport,
            _ => return None,
        })
    }

    /// The OpenStreetMap tag closest in meaning, as key and value.
    #[must_use]
    pub fn osm_tag(self) -> (&'static str, &'static str) {
        match self {
            Self::Museum => ("tourism", "museum"),
            Self::Library => ("amenity", "library"),
            Self::CulturalCentre => ("amenity", "arts_centre"),
            Self::CommunityCentre => ("amenity", "community_centre"),
            Self::IchWorkshop => ("craft", "yes"),
            Self::TheatreGallery => ("tourism", "gallery"),
            Self::CulturalStreet => ("tourism", "attraction"),
            Self::HeritageSite => ("historic", "yes"),
            Self::Kiosk => ("office", "government"),
            Self::ServiceHall => ("amenity", "townhall"),
            Self::UtilityOffice => ("office", "water_utility"),
            Self::Hospital => ("amenity", "hospital"),
            Self::Clinic => ("amenity", "clinic"),
            Self::Building => ("building", "commercial"),
            Self::BusinessPark => ("landuse", "commercial"),
            Self::HrStation => ("office", "employment_agency"),
            Self::MetroStation => ("station", "subway"),
            Self::Park => ("leisure", "park"),
            Self::University => ("amenity", "university"),
            Self::Residential => ("landuse", "residential"),
            Self::Transport => ("amenity", "bus_station"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_is_found_again_by_its_number() {
        for &layer in Layer::ALL {
            assert_eq!(Layer::ALL[usize::from(layer.kind())], layer);
        }
    }

    #[test]
    fn every_category_is_found_again_by_its_key() {
        for &c in Category::ALL {
            assert_eq!(c.key().parse(), Ok(c));
        }
        assert!("casino".parse::<Category>().is_err());
    }
}
