import FewShotLearning

extension DepartmentRecipe {
    /// Sports equipment.
    static let sport = DepartmentRecipe(
        department: .sport,
        brands: ["Kinetara", "Bergspur", "Velankor", "Hayatobi", "Sprintelle"],
        categories: [football, basketball, racket, dumbbell, skateboard, bicycle, shuttlecock])

    private static let football = CategoryRecipe(
        "football", "足球", .train, cents: 900...6900,
        materials: ["hand-stitched": "手缝", "training": "训练用", "match": "比赛用", "indoor": "室内"],
        details: ["size 5": "5号", "size 4": "4号", "for grass": "草地用", "seamless": "无缝"]
    ) { icon in
        let (radius, turn) = (icon.between(33, 42), icon.between(0, 0.2))
        let patch = radius * icon.between(0.3, 0.38)
        icon.ellipse(0, 0, radius, radius)
        let corners = (0..<5).map { IconPoint.onCircle(turn: turn + Double($0) / 5) }
        icon.polygon(corners.map { ($0.x * patch, $0.y * patch) }, .ink)
        for corner in corners {
            let (inner, outer) = (corner * patch, corner * (radius * 0.72))
            icon.line([(inner.x, inner.y), (outer.x, outer.y)], width: 3, .ink)
            let (rim, aside) = (corner * (radius * 0.93), IconPoint(-corner.y, corner.x) * (radius * 0.3))
            icon.polygon(
                [(outer.x, outer.y), (rim.x + aside.x, rim.y + aside.y), (rim.x - aside.x, rim.y - aside.y)], .ink)
        }
    }

    private static let basketball = CategoryRecipe(
        "basketball", "篮球", .validation, cents: 1200...6900,
        materials: ["rubber": "橡胶", "composite": "复合皮", "leather": "真皮", "outdoor": "室外"],
        details: ["size 7": "7号", "size 6": "6号", "good grip": "防滑", "with pump": "送打气筒"]
    ) { icon in
        let (radius, bend) = (icon.between(33, 42), icon.between(0.35, 0.6))
        let width = icon.between(3, 4.5)
        icon.ellipse(0, 0, radius, radius)
        icon.line([(0, -radius), (0, radius)], width: width, .ink)
        icon.line([(-radius, 0), (radius, 0)], width: width, .ink)
        for side in [-1.0, 1.0] {
            icon.curve(
                [
                    (side * radius * 0.7, -radius * 0.7), (side * radius * (0.6 - bend), 0),
                    (side * radius * 0.7, radius * 0.7),
                ],
                width: width, .ink)
        }
    }

    private static let racket = CategoryRecipe(
        "racket", "球拍", .test, cents: 1900...19900,
        materials: ["tennis": "网球", "squash": "壁球", "carbon-fibre": "碳纤维", "beginner's": "入门级"],
        details: ["280 g": "280克", "strung": "已穿线", "with case": "含拍套", "small grip": "小号手柄"]
    ) { icon in
        let (radiusX, radiusY) = (icon.between(18, 24), icon.between(23, 28))
        let y = -46 + radiusY + 2
        for string in -1...1 {
            let part = Double(string) / 2
            let chord = (1 - part * part).squareRoot()
            icon.line([(radiusX * part, y - radiusY * chord), (radiusX * part, y + radiusY * chord)], width: 2.4)
            icon.line([(-radiusX * chord, y + radiusY * part), (radiusX * chord, y + radiusY * part)], width: 2.4)
        }
        icon.arc(0, y, radiusX, radiusY, width: icon.between(5, 7))
        icon.line([(0, y + radiusY), (0, 42)], width: icon.between(5, 7))
        icon.line([(0, icon.between(20, 26)), (0, 45)], width: icon.between(8, 11), .accent)
    }

    private static let dumbbell = CategoryRecipe(
        "dumbbell", "哑铃", .test, cents: 900...8900, .metal,
        materials: ["cast iron": "铸铁", "rubber-coated": "包胶", "adjustable": "可调节", "hexagonal": "六角"],
        details: ["5 kg": "5公斤", "10 kg": "10公斤", "a pair": "一对装", "non-slip grip": "防滑手柄"]
    ) { icon in
        let (inner, outer) = (icon.between(20, 30), icon.between(13, 20))
        let (gap, width) = (icon.between(13, 18), icon.between(10, 13))
        icon.line([(-44, 0), (44, 0)], width: icon.between(6, 10), .accent)
        for side in [-1.0, 1.0] {
            let (near, middle) = (side * gap, side * (gap + width))
            let far = side * (gap + width + icon.between(7, 10))
            icon.box(min(near, middle), -inner, max(near, middle), inner, round: 4)
            icon.box(min(middle, far), -outer, max(middle, far), outer, round: 3)
        }
    }

    private static let skateboard = CategoryRecipe(
        "skateboard", "滑板", .train, cents: 2900...12900,
        materials: ["maple": "枫木", "bamboo": "竹制", "carbon": "碳纤维", "beginner's": "入门级"],
        details: ["31 inch": "31英寸", "double kick": "双翘", "quiet wheels": "静音轮", "light-up wheels": "闪光轮"]
    ) { icon in
        let (kick, y) = (icon.between(8, 16), icon.between(-2, 6))
        let (axle, wheel) = (icon.between(22, 28), icon.between(6, 9))
        icon.line([(-47, y - kick), (-34, y), (34, y), (47, y - kick)], width: icon.between(6, 9))
        for side in [-1.0, 1.0] {
            icon.line([(side * axle, y), (side * axle, y + 9)], width: 6, .accent)
            icon.ellipse(side * axle, y + 7 + wheel, wheel, wheel, .accent)
            icon.ellipse(side * axle, y + 7 + wheel, 2.5, 2.5, .ink)
        }
    }

    private static let bicycle = CategoryRecipe(
        "bicycle", "自行车", .train, cents: 19900...119900,
        materials: ["city": "城市", "mountain": "山地", "folding": "折叠", "gravel": "砾石公路"],
        details: ["7 gears": "7速", "28 inch": "28英寸", "disc brakes": "碟刹", "with basket": "带车筐"]
    ) { icon in
        let (radius, base) = (icon.between(15, 19), icon.between(27, 30))
        let (y, width) = (16.0, icon.between(3.5, 5))
        let (seat, bar) = (icon.between(-18, -10), icon.between(-26, -16))
        icon.arc(-base, y, radius, radius, width: width, .accent)
        icon.arc(base, y, radius, radius, width: width, .accent)
        icon.line([(-base, y), (-13, seat + 8), (14, seat + 6), (-2, y), (-base, y)], width: width)
        icon.line([(-2, y), (-15, seat)], width: width)
        icon.line([(base, y), (13, bar), (22, bar - 3)], width: width)
        icon.line([(-21, seat), (-9, seat)], width: 5.5)
    }

    private static let shuttlecock = CategoryRecipe(
        "shuttlecock", "羽毛球", .train, cents: 400...2900,
        materials: ["goose-feather": "鹅毛", "duck-feather": "鸭毛", "nylon": "尼龙", "training": "训练用"],
        details: ["tube of six": "6只装", "tube of twelve": "12只装", "medium speed": "中速", "durable": "耐打"]
    ) { icon in
        let (half, top, neck) = (icon.between(24, 33), icon.between(-44, -34), icon.between(18, 24))
        let ribs = icon.count(4, 6)
        icon.polygon([
            (-half, top), (-half * 0.5, top - 4), (0, top), (half * 0.5, top - 4), (half, top), (9, neck), (-9, neck),
        ])
        for rib in 0..<ribs {
            let part = 2 * Double(rib) / Double(ribs - 1) - 1
            icon.line([(part * half * 0.9, top + 2), (part * 7, neck)], width: 2.5, .ink)
        }
        icon.line([(-half * 0.6, -6), (half * 0.6, -6)], width: 3, .ink)
        icon.ellipse(0, neck + 10, icon.between(10, 13), icon.between(11, 14), .accent)
    }
}
