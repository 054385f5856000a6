import FewShotLearning

extension DepartmentRecipe {
    /// Things to cook and eat with.
    static let kitchen = DepartmentRecipe(
        department: .kitchen,
        brands: ["Ostrellin", "Brindavor", "Kesselby", "Tamoriku", "Hearthwick"],
        categories: [mug, teacup, teapot, kettle, fryingPan, fork, kitchenKnife, wineGlass])

    private static let mug = CategoryRecipe(
        "mug", "马克杯", .train, cents: 600...2600,
        materials: ["stoneware": "粗陶", "porcelain": "陶瓷", "enamel": "搪瓷", "bone china": "骨瓷"],
        details: ["330 ml": "330毫升", "450 ml": "450毫升", "set of two": "两只装", "dishwasher safe": "可用洗碗机"]
    ) { icon in
        let (half, top, bottom) = (icon.between(20, 27), icon.between(-40, -26), icon.between(28, 40))
        let handle = icon.between(10, 17)
        icon.arc(half, (top + bottom) / 2, handle, handle * 1.2, from: -0.25, to: 0.25, width: icon.between(6, 10))
        icon.box(-half, top, half, bottom, round: icon.between(0, 10))
        if icon.chance(0.5) { icon.ellipse(0, top, half, 4, .ink) }
    }

    private static let teacup = CategoryRecipe(
        "teacup", "茶杯", .validation, cents: 900...3800,
        materials: ["porcelain": "陶瓷", "bone china": "骨瓷", "celadon": "青瓷", "glazed": "釉面"],
        details: ["with saucer": "配茶碟", "200 ml": "200毫升", "gilded rim": "描金边", "set of four": "四只装"]
    ) { icon in
        let (half, top) = (icon.between(24, 32), icon.between(-22, -12))
        let bottom = icon.between(18, 26)
        icon.ellipse(0, bottom + 4, half + icon.between(8, 16), icon.between(4, 7), .accent)
        icon.arc(
            half - 2, top + 13, icon.between(9, 13), icon.between(8, 12), from: -0.3, to: 0.3, width: icon.between(4, 7)
        )
        icon.blob([
            (-half, top), (half, top), (half - 1, top + 20), (half * 0.5, bottom + 4), (-half * 0.5, bottom + 4),
            (-half + 1, top + 20),
        ])
        icon.ellipse(0, top + 3, half - 3, icon.between(3, 5), .accent)
        if icon.chance(0.4) {
            icon.curve([(-7, top - 8), (-2, top - 13), (-9, top - 19), (-4, top - 24)], width: 4, .ink)
            icon.curve([(9, top - 8), (14, top - 13), (7, top - 19), (12, top - 24)], width: 4, .ink)
        }
    }

    private static let teapot = CategoryRecipe(
        "teapot", "茶壶", .train, cents: 1800...7200,
        materials: ["cast iron": "铸铁", "porcelain": "陶瓷", "Yixing clay": "紫砂", "stoneware": "粗陶"],
        details: ["with strainer": "带滤网", "0.8 litre": "0.8升", "1.2 litre": "1.2升", "for two": "双人份"]
    ) { icon in
        let (radiusX, radiusY) = (icon.between(23, 28), icon.between(18, 25))
        let spout = icon.between(-16, -6)
        icon.polygon([(-radiusX + 6, 18), (-radiusX + 4, 2), (-40, spout), (-47, spout - 2), (-40, 10)])
        icon.arc(
            radiusX - 1, 6, icon.between(12, 18), icon.between(11, 16), from: -0.28, to: 0.28, width: icon.between(5, 8)
        )
        icon.ellipse(0, 8, radiusX, radiusY)
        icon.box(-14, 8 + radiusY - 4, 14, 8 + radiusY + 3)
        icon.ellipse(0, 8 - radiusY + 2, icon.between(13, 17), icon.between(4, 7), .accent)
        icon.ellipse(0, 8 - radiusY - 6, icon.between(4, 6), icon.between(4, 6))
    }

    private static let kettle = CategoryRecipe(
        "kettle", "烧水壶", .test, cents: 2200...8900, .metal,
        materials: ["stainless steel": "不锈钢", "enamelled": "搪瓷", "copper": "铜制", "electric": "电热"],
        details: ["1.7 litre": "1.7升", "whistling": "鸣笛款", "1 litre": "1升", "auto shut-off": "自动断电"]
    ) { icon in
        let (top, bottom) = (icon.between(-16, -8), icon.between(32, 40))
        let (upper, lower) = (icon.between(13, 18), icon.between(26, 33))
        let reach = icon.between(14, 19)
        icon.arc(
            0, top + 2, upper + icon.between(4, 9), reach + 12, from: 0.5, to: 1, width: icon.between(6, 9), .accent)
        icon.polygon([(-lower + 4, 22), (-lower + 4, 6), (-43, top + 4), (-47, top + 10)])
        icon.polygon([
            (-upper, top), (upper, top), (lower, bottom - 4), (lower - 4, bottom), (-lower + 4, bottom),
            (-lower, bottom - 4),
        ])
        icon.box(-upper - 1, top - 3, upper + 1, top + 2, .accent)
        icon.ellipse(0, top - 7, 4, 4, .accent)
        if icon.chance(0.5) { icon.line([(-lower + 2, bottom - 9), (lower - 2, bottom - 9)], width: 3.5, .ink) }
    }

    private static let fryingPan = CategoryRecipe(
        "frying pan", "平底锅", .train, cents: 1900...8900, .metal,
        materials: ["cast iron": "铸铁", "non-stick": "不粘", "stainless steel": "不锈钢", "ceramic-coated": "陶瓷涂层"],
        details: ["20 cm": "20厘米", "24 cm": "24厘米", "28 cm": "28厘米", "for induction": "电磁炉适用"]
    ) { icon in
        let (radius, length) = (icon.between(23, 29), icon.between(30, 42))
        let angle = icon.between(0.02, 0.2)
        let direction = IconPoint.onCircle(turn: angle)
        let (x, y) = (-14.0, -12.0)
        let end = IconPoint(x, y) + direction * (radius + length)
        icon.line([(x, y), (end.x, end.y)], width: icon.between(7, 11), .accent)
        icon.ellipse(x, y, radius, radius)
        icon.arc(x, y, radius * 0.78, radius * 0.78, width: icon.between(2.5, 4), .ink)
        icon.ellipse(end.x, end.y, 2, 2, .paper)
    }

    private static let fork = CategoryRecipe(
        "fork", "餐叉", .test, cents: 300...1900, .metal,
        materials: ["stainless steel": "不锈钢", "silver-plated": "镀银", "matt": "哑光", "hammered": "锤纹"],
        details: ["set of six": "六支装", "for dessert": "甜品用", "19 cm": "19厘米", "for salad": "沙拉用"]
    ) { icon in
        let tines = icon.count(3, 4)
        let (half, neck) = (icon.between(11, 16), icon.between(-12, -2))
        let width = icon.between(4, 5.5)
        icon.line([(0, neck), (0, icon.between(38, 46))], width: icon.between(6, 11))
        for tine in 0..<tines {
            let x = -half + 2 * half * Double(tine) / Double(tines - 1)
            icon.line([(x, -43), (x, neck - 9)], width: width)
        }
        icon.polygon([
            (-half - 2, neck - 14), (half + 2, neck - 14), (half * 0.8, neck - 3), (4, neck + 6), (-4, neck + 6),
            (-half * 0.8, neck - 3),
        ])
    }

    private static let kitchenKnife = CategoryRecipe(
        "kitchen knife", "厨刀", .train, cents: 1200...9900, .metal,
        materials: ["Damascus steel": "大马士革钢", "stainless steel": "不锈钢", "carbon steel": "碳钢", "ceramic": "陶瓷"],
        details: ["15 cm blade": "刃长15厘米", "20 cm blade": "刃长20厘米", "with sheath": "带刀鞘", "wooden handle": "木柄"]
    ) { icon in
        let (depth, split) = (icon.between(13, 22), icon.between(4, 10))
        icon.polygon([(-47, -4), (-36, -9), (split, -9), (split, depth - 9), (-20, depth - 9), (-38, depth - 15)])
        icon.box(split - 1, -11, 47, icon.between(0, 3), round: icon.between(1, 6), .accent)
        for rivet in 0..<icon.count(2, 3) { icon.ellipse(split + 11 + 12 * Double(rivet), -4.5, 2.2, 2.2, .ink) }
    }

    private static let wineGlass = CategoryRecipe(
        "wine glass", "葡萄酒杯", .train, cents: 700...4500,
        materials: ["crystal": "水晶", "hand-blown": "手工吹制", "lead-free": "无铅", "tinted": "彩色玻璃"],
        details: ["set of two": "两只装", "450 ml": "450毫升", "for red wine": "适合红酒", "long stem": "高脚款"]
    ) { icon in
        let (half, depth) = (icon.between(16, 24), icon.between(34, 46))
        let mouth = half * icon.between(0.65, 1)
        let foot = icon.between(13, 20)
        icon.line([(0, depth - 50), (0, 40)], width: icon.between(4, 6))
        icon.ellipse(0, 41, foot, icon.between(3, 5))
        icon.blob([
            (-mouth, -48), (mouth, -48), (half, -26), (half * 0.8, depth - 54), (0, depth - 42),
            (-half * 0.8, depth - 54), (-half, -26),
        ])
        icon.polygon(
            [
                (-half * 0.75, -24), (half * 0.75, -24), (half * 0.55, depth - 58), (0, depth - 50),
                (-half * 0.55, depth - 58),
            ], .accent)
    }
}
