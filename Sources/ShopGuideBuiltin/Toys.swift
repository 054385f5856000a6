import FewShotLearning

extension DepartmentRecipe {
    /// Toys.
    static let toys = DepartmentRecipe(
        department: .toys,
        brands: ["Pimpelino", "Zauberklotz", "Little Mabbit", "Wawatang", "Joujoli"],
        categories: [teddyBear, kite, toyCar, toyTrain, buildingBlocks, spinningTop, rubberDuck])

    private static let teddyBear = CategoryRecipe(
        "teddy bear", "泰迪熊", .train, cents: 1200...5900, .natural,
        materials: ["plush": "毛绒", "mohair": "马海毛", "organic cotton": "有机棉", "corduroy": "灯芯绒"],
        details: ["30 cm": "30厘米", "50 cm": "50厘米", "with scarf": "戴围巾", "washable": "可水洗"]
    ) { icon in
        let (head, belly) = (icon.between(17, 21), icon.between(17, 22))
        let ear = icon.between(6.5, 9)
        for side in [-1.0, 1.0] {
            icon.ellipse(side * head * 0.8, -34, ear, ear)
            icon.ellipse(side * (belly + 5), 8, 8, icon.between(9, 12))
            icon.ellipse(side * (belly - 3), 36, icon.between(9, 12), 9)
        }
        icon.ellipse(0, 18, belly, belly + 3)
        icon.ellipse(0, -20, head, head - 1)
        icon.ellipse(0, 20, belly * 0.55, belly * 0.6, .accent)
        icon.ellipse(0, -14, head * 0.45, head * 0.36, .accent)
        for side in [-1.0, 1.0] { icon.ellipse(side * 8, -24, 2.6, 2.6, .ink) }
        icon.ellipse(0, -16, 3, 2.4, .ink)
    }

    private static let kite = CategoryRecipe(
        "kite", "风筝", .validation, cents: 600...3900,
        materials: ["nylon": "尼龙", "silk": "丝绸", "paper": "纸质", "delta": "三角"],
        details: ["with 30 m line": "含30米线", "long tail": "长尾", "for children": "儿童款", "easy to fly": "易飞"]
    ) { icon in
        let (half, centre, bottom) = (icon.between(20, 28), icon.between(-26, -16), icon.between(14, 22))
        icon.curve(
            [(0, bottom), (-12, bottom + 8), (8, bottom + 16), (-8, bottom + 24), (4, bottom + 30)],
            width: icon.between(3, 4.5), .accent)
        if icon.chance(0.7) {
            for bow in 0..<2 {
                let y = bottom + 9 + 12 * Double(bow)
                icon.polygon([(-8, y - 4), (-8, y + 4), (4, y - 4), (4, y + 4)], .accent)
            }
        }
        icon.polygon([(0, -48), (half, centre), (0, bottom), (-half, centre)])
        if icon.chance(0.5) { icon.polygon([(0, -48), (half, centre), (0, centre)], .accent) }
        icon.line([(0, -46), (0, bottom - 2)], width: 3, .ink)
        icon.line([(-half + 2, centre), (half - 2, centre)], width: 3, .ink)
    }

    private static let toyCar = CategoryRecipe(
        "toy car", "玩具小汽车", .train, cents: 400...3200,
        materials: ["wooden": "木制", "die-cast": "合金", "remote-controlled": "遥控", "pull-back": "回力"],
        details: ["scale 1:24": "1:24比例", "with lights": "带灯光", "from 3 years": "3岁以上", "opening doors": "可开门"]
    ) { icon in
        let (roof, hood, floor) = (icon.between(-24, -16), icon.between(-4, 2), icon.between(18, 22))
        let (wheel, axle) = (icon.between(8, 11), icon.between(23, 28))
        let (front, back) = (icon.between(-20, -12), icon.between(16, 24))
        icon.polygon([(front - 8, hood), (front, roof), (back, roof), (back + 9, hood)])
        icon.polygon([(front - 2, hood - 1), (front + 3, roof + 5), (1, roof + 5), (1, hood - 1)], .accent)
        icon.polygon([(5, hood - 1), (5, roof + 5), (back - 2, roof + 5), (back + 3, hood - 1)], .accent)
        icon.box(-45, hood - 1, 45, floor, round: icon.between(3, 9))
        for side in [-1.0, 1.0] {
            icon.ellipse(side * axle, floor, wheel, wheel, .accent)
            icon.ellipse(side * axle, floor, wheel * 0.35, wheel * 0.35, .ink)
        }
    }

    private static let toyTrain = CategoryRecipe(
        "toy train", "玩具火车", .train, cents: 900...6900,
        materials: ["wooden": "木制", "magnetic": "磁性", "electric": "电动", "wind-up": "发条"],
        details: ["with track": "含轨道", "with two wagons": "含两节车厢", "with sound": "带声音", "from 2 years": "2岁以上"]
    ) { icon in
        let (cab, boiler, funnel) = (icon.between(-36, -28), icon.between(-12, -4), icon.between(-32, -24))
        let wheels = icon.count(2, 3)
        let radius = icon.between(7, 9)
        icon.polygon([(-32, funnel), (-18, funnel), (-21, boiler + 2), (-29, boiler + 2)], .accent)
        icon.ellipse(-4, boiler, 5, 6, .accent)
        icon.box(-38, boiler, 14, 22, round: 4)
        icon.box(10, cab + 4, 38, 22)
        icon.box(6, cab, 42, cab + 7, .accent)
        icon.box(17, cab + 13, 31, cab + 25, .paper)
        icon.polygon([(-38, 14), (-38, 26), (-47, 30)], .accent)
        for wheel in 0..<wheels {
            let x = -27 + 54 * Double(wheel) / Double(wheels - 1)
            icon.ellipse(x, 25, radius, radius, .accent)
            icon.ellipse(x, 25, 2.5, 2.5, .ink)
        }
    }

    private static let buildingBlocks = CategoryRecipe(
        "building blocks", "积木", .train, cents: 900...5900,
        materials: ["wooden": "木制", "cork": "软木", "foam": "泡沫", "magnetic": "磁力"],
        details: ["50 pieces": "50块", "100 pieces": "100块", "with letters": "带字母", "in a bag": "袋装"]
    ) { icon in
        let size = icon.between(24, 29)
        let (shift, gap) = (icon.between(-6, 6), icon.between(1, 4))
        let top = 42 - 2 * size - gap
        icon.box(-size - gap, 42 - size, -gap, 42, round: 2)
        icon.box(gap, 42 - size, size + gap, 42, round: 2, .accent)
        icon.box(shift - size / 2, top, shift + size / 2, top + size, round: 2)
        if icon.chance(0.6) {
            icon.polygon(
                [(shift - size / 2 - 3, top), (shift + size / 2 + 3, top), (shift, top - size * 0.7)], .accent)
        }
        icon.line([(-size / 2 - gap - 5, 42 - size / 2), (-size / 2 - gap + 5, 42 - size / 2)], width: 4.5, .ink)
        icon.ellipse(size / 2 + gap, 42 - size / 2, 5, 5, .ink)
        icon.line([(shift, top + size / 2 - 5), (shift, top + size / 2 + 5)], width: 4.5, .ink)
    }

    private static let spinningTop = CategoryRecipe(
        "spinning top", "陀螺", .train, cents: 300...2400,
        materials: ["wooden": "木制", "metal": "金属", "light-up": "发光", "humming": "响声"],
        details: ["with string": "带绳", "set of three": "三只装", "hand-painted": "手工彩绘", "from 3 years": "3岁以上"]
    ) { icon in
        let (half, rim) = (icon.between(28, 37), icon.between(-12, -2))
        let tip = icon.between(38, 46)
        icon.line([(0, -44), (0, rim)], width: icon.between(5, 8), .accent)
        if icon.chance(0.5) { icon.ellipse(0, -43, 6, 5, .accent) }
        icon.blob([
            (-half, rim), (-half * 0.4, rim - 14), (half * 0.4, rim - 14), (half, rim), (half + 2, rim + 8),
            (7, tip + 2), (-7, tip + 2), (-half - 2, rim + 8),
        ])
        icon.curve([(-half + 4, rim + 4), (0, rim + 11), (half - 4, rim + 4)], width: icon.between(4, 6), .accent)
        icon.line([(0, tip - 4), (0, tip + 3)], width: 5, .ink)
    }

    private static let rubberDuck = CategoryRecipe(
        "rubber duck", "橡皮鸭", .test, cents: 200...1500,
        materials: ["natural-latex": "天然乳胶", "bath-time": "戏水", "floating": "漂浮", "squeaky": "发声"],
        details: ["BPA-free": "不含双酚A", "8 cm": "8厘米", "with hat": "戴帽子", "set of three": "三只装"]
    ) { icon in
        let (head, x, y) = (icon.between(13, 17), icon.between(-18, -12), icon.between(-24, -18))
        icon.polygon([(x - head + 5, y - 3), (x - head - icon.between(9, 14), y + 3), (x - head + 4, y + 8)], .accent)
        icon.blob([
            (-38, 12), (-26, -4), (4, 2), (26, 4), (46, icon.between(-16, -8)), (42, 26), (26, 42), (-20, 42),
            (-38, 30),
        ])
        icon.polygon([(x - head * 0.7, y + 6), (x + head * 0.9, y + 2), (10, 12), (-24, 12)])
        icon.ellipse(x, y, head, head)
        icon.blob([(-4, 14), (24, 10), (30, 20), (8, 32), (-6, 24)], .accent)
        icon.ellipse(x - 4, y - 4, 2.8, 2.8, .ink)
    }
}
