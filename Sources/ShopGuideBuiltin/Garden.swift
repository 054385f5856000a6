import FewShotLearning

extension DepartmentRecipe {
    /// Tools and things for the garden.
    static let garden = DepartmentRecipe(
        department: .garden,
        brands: ["Fernhollow", "Grünwerda", "Mosslane", "Hanamori", "Vertejoy"],
        categories: [wateringCan, spade, rake, pottedPlant, wheelbarrow, birdhouse, pruningShears])

    private static let wateringCan = CategoryRecipe(
        "watering can", "洒水壶", .test, cents: 900...4600,
        materials: ["galvanised": "镀锌", "plastic": "塑料", "metal": "金属", "copper": "铜制"],
        details: ["5 litres": "5升", "1.5 litres": "1.5升", "long spout": "长嘴", "with rose": "带花洒头"]
    ) { icon in
        let (half, top, bottom) = (icon.between(16, 21), icon.between(-12, -2), icon.between(28, 36))
        let spout = icon.between(-26, -12)
        icon.line([(0, bottom - 8), (-38, spout)], width: icon.between(6, 9))
        icon.line([(-44, spout + 4), (-33, spout - 7)], width: icon.between(6, 9), .accent)
        icon.arc(
            half, (top + bottom) / 2 - 2, icon.between(13, 18), icon.between(15, 19), from: -0.3, to: 0.28,
            width: icon.between(4, 7))
        icon.arc(2, top, half - 3, icon.between(14, 22), from: 0.5, to: 1, width: icon.between(4, 6))
        icon.box(-half + 2, top, half + 2, bottom, round: 3)
        icon.line([(-half + 4, top + 8), (half, top + 8)], width: 3, .ink)
    }

    private static let spade = CategoryRecipe(
        "spade", "铁锹", .validation, cents: 1400...5900, .natural,
        materials: ["steel": "钢制", "ash-handled": "白蜡木柄", "forged": "锻造", "folding": "折叠"],
        details: ["110 cm": "110厘米", "pointed blade": "尖头", "D-grip": "D型把手", "for heavy soil": "硬土适用"]
    ) { icon in
        let (half, neck) = (icon.between(13, 19), icon.between(4, 12))
        let tip = icon.between(-6, 4)
        icon.line([(0, -36), (0, neck + 6)], width: icon.between(5, 8), .accent)
        if icon.chance(0.6) {
            icon.line([(-9, -44), (9, -44), (0, -33), (-9, -44)], width: icon.between(4, 6), .accent)
        } else {
            icon.line([(-10, -42), (10, -42)], width: icon.between(6, 8), .accent)
        }
        icon.polygon([
            (-half, neck), (half, neck), (half, 30), (half * 0.6, 42 + tip), (0, 48), (-half * 0.6, 42 + tip),
            (-half, 30),
        ])
        icon.line([(0, neck + 4), (0, neck + 16)], width: 3.5, .ink)
    }

    private static let rake = CategoryRecipe(
        "rake", "耙子", .test, cents: 1200...4900, .natural,
        materials: ["steel": "钢制", "bamboo": "竹制", "aluminium": "铝合金", "adjustable": "可伸缩"],
        details: ["12 teeth": "12齿", "for leaves": "扫落叶用", "150 cm": "150厘米", "40 cm wide": "宽40厘米"]
    ) { icon in
        let (half, bar) = (icon.between(22, 32), icon.between(22, 28))
        let teeth = icon.count(5, 8)
        let length = icon.between(13, 19)
        icon.line([(0, -47), (0, bar)], width: icon.between(5, 8), .accent)
        if icon.chance(0.5) { icon.line([(-half * 0.6, bar), (0, bar - 20), (half * 0.6, bar)], width: 4) }
        icon.line([(-half, bar), (half, bar)], width: icon.between(5, 8))
        for tooth in 0..<teeth {
            let x = -half + 2 * half * Double(tooth) / Double(teeth - 1)
            icon.line([(x, bar), (x, bar + length)], width: 4)
        }
    }

    private static let pottedPlant = CategoryRecipe(
        "potted plant", "盆栽", .train, cents: 800...5200, .natural,
        materials: ["tropical": "热带", "evergreen": "常绿", "easy-care": "易养", "flowering": "开花"],
        details: ["in clay pot": "配陶盆", "40 cm high": "高40厘米", "for shade": "耐阴", "air-purifying": "净化空气"]
    ) { icon in
        let (rim, base, top) = (icon.between(17, 24), icon.between(11, 16), icon.between(6, 14))
        let leaves = icon.count(3, 6)
        let spread = icon.between(0.07, 0.11)
        for leaf in 0..<leaves {
            let turn = 0.75 + spread * (Double(leaf) - Double(leaves - 1) / 2)
            let direction = IconPoint.onCircle(turn: turn)
            let length = icon.between(40, 56)
            let aside = IconPoint(-direction.y, direction.x) * icon.between(6, 12)
            let (middle, tip) = (direction * (length * 0.62), direction * length)
            icon.blob(
                [
                    (0, top), (middle.x + aside.x, top + middle.y + aside.y), (tip.x, top + tip.y),
                    (middle.x - aside.x, top + middle.y - aside.y),
                ],
                .accent)
        }
        icon.polygon([(-rim, top), (rim, top), (base, 45), (-base, 45)])
        icon.box(-rim - 3, top - 3, rim + 3, top + 6)
    }

    private static let wheelbarrow = CategoryRecipe(
        "wheelbarrow", "手推车", .train, cents: 4900...15900,
        materials: ["galvanised": "镀锌", "heavy-duty": "重型", "foldable": "可折叠", "plastic": "塑料"],
        details: ["85 litres": "85升", "pneumatic tyre": "充气轮", "100 kg load": "承重100公斤", "puncture-proof": "防爆胎"]
    ) { icon in
        let (wheel, top) = (icon.between(9, 13), icon.between(-22, -12))
        let floor = icon.between(8, 14)
        icon.line([(-30, 30), (12, floor), (47, icon.between(-12, -2))], width: icon.between(4, 6), .accent)
        icon.line([(14, floor), (22, 38)], width: icon.between(4, 6), .accent)
        icon.polygon([(-42, top), (32, top + 2), (14, floor + 2), (-20, floor + 2)])
        icon.arc(-30, 30, wheel, wheel, width: icon.between(5, 8))
        icon.ellipse(-30, 30, 3, 3, .accent)
    }

    private static let birdhouse = CategoryRecipe(
        "birdhouse", "鸟屋", .train, cents: 900...4200, .natural,
        materials: ["cedar": "雪松木", "pine": "松木", "bamboo": "竹制", "painted": "彩绘"],
        details: ["for titmice": "山雀适用", "weatherproof": "防风雨", "to hang up": "悬挂式", "32 mm hole": "32毫米洞口"]
    ) { icon in
        let (half, eaves, peak) = (icon.between(17, 24), icon.between(-18, -8), icon.between(-46, -36))
        let bottom = icon.between(24, 32)
        if icon.chance(0.5) { icon.line([(0, bottom), (0, 48)], width: 6, .accent) }
        icon.polygon([(-half, eaves), (0, peak + 4), (half, eaves), (half, bottom), (-half, bottom)])
        icon.line([(-half - 8, eaves + 5), (0, peak), (half + 8, eaves + 5)], width: icon.between(5, 9), .accent)
        icon.ellipse(0, icon.between(-8, -2), icon.between(6, 9), icon.between(6, 9), .ink)
        icon.line([(0, 13), (0, 17)], width: icon.between(4, 6), .ink)
    }

    private static let pruningShears = CategoryRecipe(
        "pruning shears", "修枝剪", .train, cents: 900...5400,
        materials: ["bypass": "弯口", "anvil": "砧式", "ratchet": "棘轮", "carbon steel": "碳钢"],
        details: ["20 cm": "20厘米", "for roses": "玫瑰修剪用", "with lock": "带安全锁", "left-handed": "左手用"]
    ) { icon in
        let open = icon.between(4, 12)
        let width = icon.between(7, 10)
        icon.curve([(0, -6), (9 + open, 8), (12 + open, 28), (8 + open, 46)], width: width, .accent)
        icon.curve([(0, -6), (-9 - open, 8), (-12 - open, 28), (-8 - open, 46)], width: width, .accent)
        icon.blob([(-5, 0), (-open - 9, -22), (-open - 4, -47), (-open + 1, -47), (7, -14), (6, 2)])
        icon.blob([(5, 0), (open + 5, -18), (open + 8, -40), (open + 3, -40), (-5, -12)])
        icon.ellipse(0, -6, 3.5, 3.5, .ink)
    }
}
