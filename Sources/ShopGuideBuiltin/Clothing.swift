import FewShotLearning

extension DepartmentRecipe {
    /// Clothes and shoes.
    static let clothing = DepartmentRecipe(
        department: .clothing,
        brands: ["Lindwaren", "Corvessa", "Northquill", "Mihorei", "Tissandre"],
        categories: [tShirt, dress, trousers, sock, trainer, boot, cap, mitten])

    private static let tShirt = CategoryRecipe(
        "T-shirt", "T恤", .train, cents: 900...3900,
        materials: ["cotton": "纯棉", "linen": "亚麻", "organic cotton": "有机棉", "quick-dry": "速干"],
        details: ["crew neck": "圆领", "loose fit": "宽松版", "V-neck": "V领", "unisex": "男女同款"]
    ) { icon in
        let (half, bottom) = (icon.between(18, 23), icon.between(32, 42))
        let (sleeve, cuff) = (icon.between(40, 47), icon.between(-8, 2))
        let neck = icon.between(8, 11)
        icon.polygon([
            (-neck, -36), (neck, -36), (half + 4, -31), (sleeve, cuff - 6), (sleeve - 11, cuff + 4), (half, cuff - 8),
            (half, bottom),
            (-half, bottom), (-half, cuff - 8), (-sleeve + 11, cuff + 4), (-sleeve, cuff - 6), (-half - 4, -31),
        ])
        icon.ellipse(0, -36, neck, icon.between(5, 9), .paper)
        if icon.chance(0.3) { icon.ellipse(0, -6, 9, 9, .accent) }
    }

    private static let dress = CategoryRecipe(
        "dress", "连衣裙", .test, cents: 2400...9900,
        materials: ["cotton": "纯棉", "silk": "真丝", "chiffon": "雪纺", "knitted": "针织"],
        details: ["knee-length": "中长款", "sleeveless": "无袖", "with belt": "配腰带", "for summer": "夏季款"]
    ) { icon in
        let (waist, hem, middle) = (icon.between(8, 12), icon.between(24, 35), icon.between(-14, -4))
        let shoulder = icon.between(12, 17)
        icon.polygon([
            (-shoulder, -45), (-shoulder + 6, -45), (-5, -33), (5, -33), (shoulder - 6, -45), (shoulder, -45),
            (shoulder - 2, -30),
            (waist, middle), (hem, 42), (hem * 0.5, 46), (0, 43), (-hem * 0.5, 46), (-hem, 42), (-waist, middle),
            (-shoulder + 2, -30),
        ])
        if icon.chance(0.6) { icon.line([(-waist, middle), (waist, middle)], width: icon.between(4, 7), .accent) }
        if icon.chance(0.5) { icon.line([(0, middle + 8), (hem * 0.3, 42)], width: 3, .ink) }
    }

    private static let trousers = CategoryRecipe(
        "trousers", "长裤", .train, cents: 2200...8900,
        materials: ["denim": "牛仔", "corduroy": "灯芯绒", "wool": "羊毛", "linen": "亚麻"],
        details: ["straight cut": "直筒", "slim fit": "修身", "high waist": "高腰", "with pockets": "多口袋"]
    ) { icon in
        let (waist, hip) = (icon.between(14, 19), icon.between(18, 24))
        let (outer, leg) = (icon.between(18, 30), icon.between(10, 15))
        let bottom = icon.between(38, 46)
        icon.polygon([
            (-waist, -44), (waist, -44), (hip, -14), (outer, bottom), (outer - leg, bottom), (0, icon.between(-12, -4)),
            (-outer + leg, bottom), (-outer, bottom), (-hip, -14),
        ])
        icon.line([(-waist, -41), (waist, -41)], width: icon.between(5, 8), .accent)
        icon.line([(0, -40), (0, -20)], width: 3, .ink)
    }

    private static let sock = CategoryRecipe(
        "sock", "袜子", .validation, cents: 300...1500,
        materials: ["wool": "羊毛", "cotton": "纯棉", "bamboo-fibre": "竹纤维", "cashmere": "羊绒"],
        details: ["three pairs": "三双装", "knee-high": "及膝款", "for hiking": "徒步用", "anti-slip": "防滑"]
    ) { icon in
        let (width, top) = (icon.between(11, 14), icon.between(-46, -34))
        let toe = icon.between(-38, -28)
        icon.blob([
            (2, top - 4), (2 + 2 * width, top - 4), (2 + 2 * width, 12), (30, 34), (18, 42), (toe + 8, 46),
            (toe - 4, 40), (toe - 2, 24),
            (-8, 20), (2, 8),
        ])
        icon.box(0, top - 4, 4 + 2 * width, top + icon.between(6, 10), .accent)
        icon.ellipse(toe + 6, 33, 7, 8, .accent)
        icon.ellipse(22, 26, 6, 7, .accent)
    }

    private static let trainer = CategoryRecipe(
        "trainer", "运动鞋", .train, cents: 3900...14900,
        materials: ["mesh": "网面", "leather": "真皮", "suede": "麂皮", "canvas": "帆布"],
        details: ["for running": "跑步用", "thick sole": "厚底", "with laces": "系带", "breathable": "透气"]
    ) { icon in
        let (heel, tongue, sole) = (icon.between(-18, -8), icon.between(-26, -18), icon.between(20, 25))
        icon.blob([
            (44, heel), (38, heel + 2), (26, heel + 6), (12, tongue), (2, tongue + 4), (-18, 2), (-40, 6), (-47, 16),
            (-46, sole + 3),
            (44, sole + 3), (46, 10),
        ])
        icon.box(-46, sole - 2, 46, sole + icon.between(5, 11), round: 4, .accent)
        for lace in 0..<icon.count(2, 4) {
            let (x, y) = (6 - 8 * Double(lace), tongue + 8 + 6 * Double(lace))
            icon.line([(x, y), (x + 7, y + 7)], width: 3.5, .ink)
        }
        if icon.chance(0.6) { icon.curve([(34, 2), (20, 16), (-4, 12)], width: icon.between(4, 6), .accent) }
    }

    private static let boot = CategoryRecipe(
        "boot", "靴子", .test, cents: 4900...18900, .natural,
        materials: ["leather": "真皮", "rubber": "橡胶", "suede": "麂皮", "lined": "加绒"],
        details: ["ankle-high": "短筒", "waterproof": "防水", "with zip": "侧拉链", "for winter": "冬季款"]
    ) { icon in
        let (top, shaft) = (icon.between(-46, -30), icon.between(13, 17))
        let toe = icon.between(-42, -32)
        icon.polygon([
            (4, top), (4 + 2 * shaft, top), (2 + 2 * shaft, 10), (3 + 2 * shaft, 34), (toe, 34), (toe - 2, 24),
            (toe + 8, 14), (-6, 8), (4, -6),
        ])
        icon.box(toe - 3, 32, 5 + 2 * shaft, icon.between(37, 41), .accent)
        icon.box(10 + shaft, 34, 5 + 2 * shaft, icon.between(42, 48), .accent)
        if icon.chance(0.5) { icon.line([(2, top + 3), (6 + 2 * shaft, top + 3)], width: icon.between(5, 9), .accent) }
        if icon.chance(0.5) {
            for lace in 0..<3 {
                icon.line([(4, -18 + 9 * Double(lace)), (14, -15 + 9 * Double(lace))], width: 3, .ink)
            }
        }
    }

    private static let cap = CategoryRecipe(
        "cap", "鸭舌帽", .train, cents: 900...3600,
        materials: ["cotton": "纯棉", "corduroy": "灯芯绒", "denim": "牛仔", "quick-dry": "速干"],
        details: ["adjustable": "可调节", "sun protection": "防晒", "embroidered": "刺绣", "foldable": "可折叠"]
    ) { icon in
        let (radius, crown, brim) = (icon.between(25, 30), icon.between(26, 36), icon.between(8, 14))
        icon.polygon([(-16, 12), (-47, 14 + brim * 0.3), (-44, 16 + brim), (-20, 10 + brim), (10, 14)], .accent)
        var dome = [(radius + 8, 14.0), (-radius + 8, 14.0)]
        for step in 0...8 {
            let point = IconPoint.onCircle(turn: 0.5 + Double(step) / 16) * IconPoint(radius, crown)
            dome.append((8 + point.x, 10 + point.y))
        }
        icon.polygon(dome)
        icon.ellipse(8, 10 - crown, 3.5, 2.5, .accent)
        icon.curve([(8, 10 - crown), (-6, 0), (-5, 13)], width: 3, .ink)
    }

    private static let mitten = CategoryRecipe(
        "mitten", "连指手套", .train, cents: 800...3900,
        materials: ["wool": "羊毛", "fleece": "抓绒", "knitted": "针织", "sheepskin": "羊皮"],
        details: ["lined": "加绒", "for children": "儿童款", "windproof": "防风", "one size": "均码"]
    ) { icon in
        let (half, cuff) = (icon.between(17, 21), icon.between(24, 30))
        let thumb = icon.between(-14, -4)
        icon.blob([
            (half - 4, cuff), (half + 4, cuff - 12), (half + 14, thumb + 2), (half + 22, thumb - 8),
            (half + 18, thumb - 18), (half + 6, thumb - 12), (half - 8, 6),
        ])
        icon.blob([
            (-half, cuff + 6), (-half - 4, -10), (-half + 2, -44), (half - 6, -46), (half, -12), (half, cuff + 6),
        ])
        icon.box(-half - 2, cuff - 2, half + 2, icon.between(40, 46), round: 3, .accent)
        if icon.chance(0.6) { icon.line([(-10, -8), (0, -20), (10, -8)], width: 4, .accent) }
    }
}
