//! An area stated by the four roads around it: 西起山东路，东至福州路，南起延吉路，北至辽源路.

/// The four roads around an area, as a source names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundingRoads {
    /// Names in the order west, north, east, south.
    pub names: [String; 4],
}

/// Directions in the order of [`BoundingRoads::names`].
const SIDES: [char; 4] = ['西', '北', '东', '南'];
/// What follows a direction that begins a side: 西起, 东至, 北到, 南临.
const REACHES: &str = "起至到抵临邻接靠界";
/// What a road's name never holds.
const PARTS: &str = "，,；;。、.（）() 　“”\"\n";

impl BoundingRoads {
    /// Reads the four roads out of a text; `None` unless all four are stated.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let chars: Vec<char> = text.chars().collect();
        let begins = |i: usize| {
            let reaches = chars.get(i + 1).is_some_and(|&c| REACHES.contains(c));
            SIDES.iter().position(|s| reaches && chars.get(i) == Some(s))
        };
        let mut names: [String; 4] = Default::default();
        for i in 0..chars.len() {
            let Some(side) = begins(i) else { continue };
            let rest = (i + 2..chars.len()).take_while(|&j| !PARTS.contains(chars[j]) && begins(j).is_none());
            let name: String = rest.map(|j| chars[j]).collect();
            let name = name.trim_start_matches(['于', '自', '从', '以']);
            if names[side].is_empty() {
                name.clone_into(&mut names[side]);
            }
        }
        names.iter().all(|n| n.chars().count() > 1).then_some(Self { names })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_roads_are_read_in_any_order_and_wording() {
        let read = |text| BoundingRoads::read(text).map(|r| r.names.map(|n| n.clone()).join(" "));
        let want = Some("山东路 辽源路 福州路 延吉路".to_owned());
        assert_eq!(read("西起山东路，东至福州路，南起延吉路，北至辽源路；来源未给轮廓"), want);
        assert_eq!(read("范围：东到福州路、西到山东路、南临延吉路、北接辽源路。"), want);
        assert_eq!(read("东起福州路西至山东路南起于延吉路北至辽源路"), want);
        assert_eq!(read("西起山东路，东至福州路，南起延吉路"), None, "three are not enough");
        assert_eq!(read("位于东西快速路旁"), None);
        assert_eq!(read(""), None);
    }
}
