import FewShotLearning

extension DepartmentRecipe {
    /// Furniture and decoration.
    static let home = DepartmentRecipe(
        department: .home,
        brands: ["Hallenbirk", "Maison Clairelle", "Oakmere Row", "Zumeiju", "Lyshavn"],
        categories: [tableLamp, chair, stool, sofa, wallClock, candle, vase])

    private static let tableLamp = CategoryRecipe(
        "table lamp", "台灯", .train, cents: 1900...12900,
        materials: ["ceramic": "陶瓷", "brass": "黄铜", "linen-shade": "亚麻灯罩", "bedside": "床头"],
        details: ["dimmable": "可调光", "45 cm": "45厘米", "warm light": "暖光", "with USB port": "带USB接口"]
    ) { icon in
        let (upper, lower) = (icon.between(10, 20), icon.between(25, 34))
        let (shade, base) = (icon.between(-6, 4), icon.between(15, 22))
        if icon.chance(0.5) {
            icon.line([(0, shade), (0, 40)], width: icon.between(5, 8), .accent)
        } else {
            icon.ellipse(0, (shade + 40) / 2, icon.between(9, 14), (40 - shade) / 2, .accent)
        }
        icon.box(-base, 38, base, icon.between(42, 46), round: 3, .accent)
        icon.polygon([(-upper, -44), (upper, -44), (lower, shade), (-lower, shade)])
        if icon.chance(0.3) { icon.line([(lower - 9, shade), (lower - 9, shade + 15)], width: 3, .ink) }
    }

    private static let chair = CategoryRecipe(
        "chair", "椅子", .test, cents: 3900...24900, .natural,
        materials: ["oak": "橡木", "beech": "榉木", "upholstered": "软包", "rattan": "藤编"],
        details: ["for dining": "餐椅", "stackable": "可叠放", "with cushion": "配坐垫", "set of two": "两把装"]
    ) { icon in
        let (width, seat, leg) = (icon.between(22, 28), icon.between(2, 8), icon.between(4.5, 7))
        let (top, lean) = (icon.between(-46, -38), icon.between(0, 8))
        icon.line([(width - 3, seat), (width + 1, 45)], width: leg, .accent)
        icon.line([(-width + 3, seat), (-width - 1, 45)], width: leg, .accent)
        icon.box(-width, seat - 4, width, seat + icon.between(3, 6), round: 3)
        icon.line([(width - 3, seat), (width - 3 + lean, top)], width: leg)
        if icon.chance(0.5) {
            icon.line([(-width + 12, 45), (-width + 14, seat)], width: leg * 0.8, .accent)
            icon.line([(width - 14, 45), (width - 14, seat)], width: leg * 0.8, .accent)
        }
        if icon.chance(0.5) {
            let inner = icon.between(-10, 2)
            icon.line([(inner, seat), (inner + lean, top)], width: leg)
            for rung in 0..<icon.count(2, 3) {
                let y = top + 4 + 11 * Double(rung)
                icon.line([(inner + lean, y), (width - 3 + lean, y)], width: leg)
            }
        } else {
            icon.line([(width - 3 + lean, top), (width - 3, seat)], width: leg + icon.between(3, 7))
        }
    }

    private static let stool = CategoryRecipe(
        "stool", "凳子", .train, cents: 1900...9900, .natural,
        materials: ["oak": "橡木", "bamboo": "竹制", "metal": "铁艺", "folding": "折叠"],
        details: ["45 cm high": "高45厘米", "for the bar": "吧台用", "round seat": "圆面", "with footrest": "带脚踏"]
    ) { icon in
        let (half, seat, spread) = (icon.between(20, 28), icon.between(-26, -12), icon.between(4, 12))
        let leg = icon.between(4.5, 7)
        icon.line([(-half + 5, seat), (-half + 4 - spread, 44)], width: leg, .accent)
        icon.line([(half - 5, seat), (half - 4 + spread, 44)], width: leg, .accent)
        if icon.chance(0.5) { icon.line([(0, seat), (0, 44)], width: leg, .accent) }
        let rung = icon.between(14, 28)
        icon.line([(-half + 2 - spread * 0.5, rung), (half - 2 + spread * 0.5, rung)], width: leg * 0.8, .accent)
        icon.box(-half - 2, seat - icon.between(6, 10), half + 2, seat + 2, round: icon.between(1, 5))
    }

    private static let sofa = CategoryRecipe(
        "sofa", "沙发", .train, cents: 29900...149900,
        materials: ["velvet": "丝绒", "linen": "亚麻", "leather": "真皮", "corduroy": "灯芯绒"],
        details: ["two-seater": "双人", "three-seater": "三人", "with sleep function": "可当床", "washable cover": "可拆洗"]
    ) { icon in
        let (half, top, arm) = (icon.between(40, 46), icon.between(-26, -16), icon.between(10, 14))
        let (armTop, seat) = (icon.between(-6, 0), icon.between(6, 10))
        for side in [-1.0, 1.0] { icon.line([(side * (half - 6), 26), (side * (half - 6), 34)], width: 6, .accent) }
        icon.box(-half + 6, top, half - 6, 20, round: 7)
        let cushions = icon.count(2, 3)
        let width = 2 * (half - arm) / Double(cushions)
        for cushion in 0..<cushions {
            let left = -half + arm + width * Double(cushion)
            icon.box(left + 1, seat, left + width - 1, seat + 12, round: 3, .accent)
            if cushion > 0 { icon.line([(left, top + 3), (left, seat)], width: 2.5, .ink) }
        }
        icon.box(-half, armTop, -half + arm, 27, round: 5)
        icon.box(half - arm, armTop, half, 27, round: 5)
        icon.box(-half + arm - 2, seat + 12, half - arm + 2, 27)
    }

    private static let wallClock = CategoryRecipe(
        "wall clock", "挂钟", .train, cents: 1200...7900,
        materials: ["wooden": "木质", "metal": "金属", "silent": "静音", "minimalist": "极简"],
        details: ["30 cm": "30厘米", "radio-controlled": "电波", "with numerals": "数字盘", "for the kitchen": "厨房用"]
    ) { icon in
        let radius = icon.between(35, 43)
        icon.ellipse(0, 0, radius, radius)
        if icon.chance(0.6) { icon.ellipse(0, 0, radius - icon.between(6, 9), radius - 8, .accent) }
        let marks = 4 * icon.count(1, 3)
        for mark in 0..<marks {
            let place = IconPoint.onCircle(turn: Double(mark) / Double(marks)) * (radius - 12)
            icon.ellipse(place.x, place.y, 2, 2, .ink)
        }
        let (hour, minute) = (
            IconPoint.onCircle(turn: icon.between(0, 1)) * 15, IconPoint.onCircle(turn: icon.between(0, 1)) * 24
        )
        icon.line([(0, 0), (hour.x, hour.y)], width: icon.between(4.5, 6.5), .ink)
        icon.line([(0, 0), (minute.x, minute.y)], width: icon.between(3.5, 5), .ink)
    }

    private static let candle = CategoryRecipe(
        "candle", "蜡烛", .train, cents: 400...3900,
        materials: ["soy-wax": "大豆蜡", "beeswax": "蜂蜡", "scented": "香薰", "pillar": "柱形"],
        details: ["lavender": "薰衣草香", "vanilla": "香草香", "40 h burning time": "燃烧40小时", "set of three": "三支装"]
    ) { icon in
        let (half, top) = (icon.between(10, 19), icon.between(-18, -4))
        let flame = icon.between(6, 9)
        icon.line([(0, top + 2), (0, top - 8)], width: 3, .ink)
        icon.blob(
            [
                (0, top - flame * 4.6), (flame * 1.3, top - 14), (flame * 0.7, top - 4), (-flame * 0.7, top - 4),
                (-flame * 1.3, top - 14),
            ], .accent)
        icon.box(-half, top, half, 42, round: 2)
        if icon.chance(0.5) { icon.line([(-half + 3, top), (-half + 3, top + icon.between(8, 22))], width: 5) }
        if icon.chance(0.6) {
            icon.box(-half - icon.between(6, 12), 37, half + icon.between(6, 12), 44, round: 3, .accent)
        }
        if icon.chance(0.4) { icon.box(-half + 3, 12, half - 3, 26, .accent) }
    }

    private static let vase = CategoryRecipe(
        "vase", "花瓶", .validation, cents: 900...8900,
        materials: ["ceramic": "陶瓷", "glass": "玻璃", "porcelain": "瓷质", "terracotta": "陶土"],
        details: ["25 cm": "25厘米", "40 cm": "40厘米", "narrow neck": "细颈", "hand-made": "手工制作"]
    ) { icon in
        let (belly, neck, mouth) = (icon.between(18, 28), icon.between(6, 11), icon.between(10, 16))
        let (height, middle) = (icon.between(-24, -10), icon.between(8, 22))
        let stems = icon.count(0, 3)
        for stem in 0..<stems {
            let x = 14 * (Double(stem) - Double(stems - 1) / 2)
            icon.curve([(0, height), (x * 0.4, height - 10), (x, -36)], width: 3, .accent)
            icon.ellipse(x, -39, 6.5, 6.5, .accent)
        }
        icon.blob([
            (-mouth, height - 6), (mouth, height - 6), (neck, height + 4), (neck, height + 10), (belly, middle - 8),
            (belly, middle + 12),
            (12, 46), (-12, 46), (-belly, middle + 12), (-belly, middle - 8), (-neck, height + 10), (-neck, height + 4),
        ])
        if icon.chance(0.5) {
            icon.line([(-belly + 4, middle), (belly - 4, middle)], width: icon.between(4, 8), .accent)
        }
    }
}
