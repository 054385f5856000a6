import FewShotLearning

extension DepartmentRecipe {
    /// Devices.
    static let electronics = DepartmentRecipe(
        department: .electronics,
        brands: ["Voltumbra", "Quandolet", "Lumaryn", "Denkoza", "Xinlanto"],
        categories: [laptop, phone, headphones, camera, television, gameController, smartwatch, loudspeaker])

    private static let laptop = CategoryRecipe(
        "laptop", "笔记本电脑", .train, cents: 49900...219900, .metal,
        materials: ["aluminium": "铝合金", "ultralight": "超轻薄", "gaming": "游戏", "convertible": "二合一"],
        details: ["13 inch": "13英寸", "15 inch": "15英寸", "16 GB memory": "16GB内存", "1 TB storage": "1TB硬盘"]
    ) { icon in
        let (half, top, hinge) = (icon.between(28, 35), icon.between(-34, -24), icon.between(12, 18))
        let margin = icon.between(4, 6)
        icon.box(-half, top, half, hinge, round: 3)
        icon.box(-half + margin, top + margin, half - margin, hinge - margin, .accent)
        let (base, depth) = (half + icon.between(6, 12), icon.between(10, 18))
        icon.polygon([(-half, hinge), (half, hinge), (base, hinge + depth), (-base, hinge + depth)])
        icon.line([(-half + 2, hinge + depth * 0.4), (half - 2, hinge + depth * 0.4)], width: 3, .ink)
        if depth > 13 { icon.line([(-9, hinge + depth - 4), (9, hinge + depth - 4)], width: 3.5, .ink) }
    }

    private static let phone = CategoryRecipe(
        "phone", "手机", .train, cents: 15900...119900, .metal,
        materials: ["dual-SIM": "双卡", "5G": "5G", "rugged": "三防", "compact": "小屏"],
        details: ["128 GB": "128GB", "256 GB": "256GB", "6.1 inch": "6.1英寸", "fast charging": "快充"]
    ) { icon in
        let (half, top, bottom) = (icon.between(17, 22), icon.between(-46, -40), icon.between(38, 46))
        icon.box(-half, top, half, bottom, round: icon.between(4, 9))
        if icon.chance(0.6) {
            icon.box(-half + 4, top + icon.between(5, 10), half - 4, bottom - icon.between(5, 12), .accent)
            icon.line([(-4, bottom - 4), (4, bottom - 4)], width: 3, .ink)
        } else {
            icon.box(-half + 4, top + 5, -half + 18, top + icon.between(19, 27), round: 4, .accent)
            icon.ellipse(-half + 11, top + 11, 3, 3, .ink)
            icon.ellipse(-half + 11, top + 19, 3, 3, .ink)
        }
    }

    private static let headphones = CategoryRecipe(
        "headphones", "耳机", .test, cents: 2900...34900, .metal,
        materials: ["wireless": "无线", "noise-cancelling": "降噪", "studio": "监听", "over-ear": "头戴式"],
        details: ["30 h battery": "续航30小时", "foldable": "可折叠", "with microphone": "带麦克风", "soft pads": "柔软耳罩"]
    ) { icon in
        let (half, crown) = (icon.between(26, 34), icon.between(34, 44))
        let (width, height) = (icon.between(7, 10), icon.between(13, 18))
        icon.arc(0, 8, half, crown, from: 0.5, to: 1, width: icon.between(5, 9), .accent)
        for side in [-1.0, 1.0] {
            icon.box(side * half - width, 16 - height, side * half + width, 16 + height, round: icon.between(4, 9))
            icon.line(
                [(side * (half - width), 16 - height * 0.6), (side * (half - width), 16 + height * 0.6)], width: 4, .ink
            )
        }
    }

    private static let camera = CategoryRecipe(
        "camera", "相机", .validation, cents: 19900...159900, .metal,
        materials: ["mirrorless": "微单", "instant": "一次成像", "compact": "卡片", "retro": "复古"],
        details: ["24 megapixels": "2400万像素", "with zoom lens": "含变焦镜头", "waterproof": "防水", "4K video": "4K视频"]
    ) { icon in
        let (half, top, bottom) = (icon.between(34, 43), icon.between(-20, -14), icon.between(24, 32))
        let (x, radius) = (icon.between(-6, 6), icon.between(15, 20))
        icon.polygon([(x - 14, top + 2), (x - 9, top - 11), (x + 9, top - 11), (x + 14, top + 2)], .accent)
        icon.box(half - 18, top - 6, half - 8, top + 2, .accent)
        icon.box(-half, top, half, bottom, round: icon.between(2, 7))
        icon.ellipse(x, (top + bottom) / 2, radius, radius, .accent)
        icon.arc(x, (top + bottom) / 2, radius * 0.62, radius * 0.62, width: icon.between(3, 5), .ink)
        icon.ellipse(-half + 8, top + 7, 3, 3, .ink)
    }

    private static let television = CategoryRecipe(
        "television", "电视机", .test, cents: 24900...189900, .metal,
        materials: ["4K": "4K", "OLED": "OLED", "smart": "智能", "frameless": "无边框"],
        details: ["43 inch": "43英寸", "55 inch": "55英寸", "65 inch": "65英寸", "wall-mountable": "可壁挂"]
    ) { icon in
        let (half, top, bottom) = (icon.between(40, 46), icon.between(-34, -26), icon.between(16, 24))
        let margin = icon.between(3.5, 6)
        icon.box(-half, top, half, bottom, round: 2)
        icon.box(-half + margin, top + margin, half - margin, bottom - margin, .accent)
        if icon.chance(0.5) {
            icon.line([(-half + 14, bottom), (-half + 6, bottom + 12)], width: icon.between(4, 6))
            icon.line([(half - 14, bottom), (half - 6, bottom + 12)], width: icon.between(4, 6))
        } else {
            icon.box(-4, bottom, 4, bottom + 10)
            icon.line([(-18, bottom + 11), (18, bottom + 11)], width: icon.between(4, 6))
        }
        if icon.chance(0.5) { icon.line([(-half + 12, top + 26), (-half + 28, top + 10)], width: 3.5, .ink) }
    }

    private static let gameController = CategoryRecipe(
        "game controller", "游戏手柄", .train, cents: 1900...7900, .metal,
        materials: ["wireless": "无线", "wired": "有线", "retro": "复古", "rechargeable": "可充电"],
        details: ["with vibration": "震动反馈", "for computers": "电脑适用", "for tablets": "平板适用", "20 h battery": "续航20小时"]
    ) { icon in
        let (shoulder, grip, top) = (icon.between(28, 34), icon.between(40, 47), icon.between(-22, -16))
        icon.blob([
            (-shoulder, top - 4), (shoulder, top - 4), (grip + 2, 6), (grip, 32), (grip - 12, 34), (20, 14), (-20, 14),
            (-grip + 12, 34),
            (-grip, 32), (-grip - 2, 6),
        ])
        icon.line([(-29, -4), (-15, -4)], width: icon.between(4.5, 6), .ink)
        icon.line([(-22, -11), (-22, 3)], width: icon.between(4.5, 6), .ink)
        for button in 0..<4 {
            let place = IconPoint.onCircle(turn: Double(button) / 4) * 7.5
            icon.ellipse(22 + place.x, -4 + place.y, 3.2, 3.2, .ink)
        }
    }

    private static let smartwatch = CategoryRecipe(
        "smartwatch", "智能手表", .train, cents: 4900...44900, .metal,
        materials: ["sports": "运动", "GPS": "GPS", "slim": "轻薄", "titanium": "钛合金"],
        details: ["heart rate": "心率监测", "42 mm": "42毫米", "46 mm": "46毫米", "waterproof": "防水"]
    ) { icon in
        let (strap, half) = (icon.between(10, 14), icon.between(17, 22))
        let taper = icon.between(0, 4)
        icon.polygon(
            [
                (-strap + taper, -48), (strap - taper, -48), (strap, -10), (strap, 10), (strap - taper, 48),
                (-strap + taper, 48), (-strap, 10), (-strap, -10),
            ], .accent)
        if icon.chance(0.5) {
            icon.ellipse(0, 0, half + 3, half + 3)
        } else {
            icon.box(-half, -half - 2, half, half + 2, round: 7)
        }
        icon.box(half, -4, half + 5, 4, .accent)
        icon.line([(0, -half * 0.6), (0, 0), (half * 0.45, half * 0.25)], width: 4, .ink)
    }

    private static let loudspeaker = CategoryRecipe(
        "loudspeaker", "音箱", .train, cents: 3900...39900, .natural,
        materials: ["bookshelf": "书架", "wireless": "无线", "wooden": "木质", "active": "有源"],
        details: ["a pair": "一对装", "60 watts": "60瓦", "two-way": "二分频", "with subwoofer": "含低音炮"]
    ) { icon in
        let (half, top, bottom) = (icon.between(20, 27), icon.between(-46, -38), icon.between(38, 46))
        let (woofer, tweeter) = (icon.between(13, 18), icon.between(6, 9))
        icon.box(-half, top, half, bottom, round: icon.between(0, 5))
        icon.ellipse(0, bottom - woofer - 7, woofer, woofer, .accent)
        icon.ellipse(0, bottom - woofer - 7, woofer * 0.4, woofer * 0.4, .ink)
        icon.ellipse(0, top + tweeter + 9, tweeter, tweeter, .accent)
        icon.ellipse(0, top + tweeter + 9, tweeter * 0.4, tweeter * 0.4, .ink)
    }
}
