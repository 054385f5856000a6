import FewShotLearning

extension DepartmentRecipe {
    /// Paper, pens and what lies beside them.
    static let stationery = DepartmentRecipe(
        department: .stationery,
        brands: ["Papelune", "Federkiel & Sohn", "Inkwarren", "Moheji", "Linglan Paper"],
        categories: [pencil, fountainPen, scissors, notebook, ruler, envelope, paperClip, setSquare])

    private static let pencil = CategoryRecipe(
        "pencil", "铅笔", .train, cents: 100...1200,
        materials: ["cedar": "雪松木", "graphite": "石墨", "sketching": "素描", "triangular": "三角"],
        details: ["HB, box of twelve": "HB 12支装", "2B": "2B", "with eraser": "带橡皮头", "for drawing": "绘图用"]
    ) { icon in
        let half = icon.between(6, 10)
        let (shoulder, band) = (icon.between(-26, -20), icon.between(24, 30))
        let direction = IconPoint.onCircle(turn: icon.between(-0.14, 0.14))
        let turned = { (x: Double, y: Double) in (direction.x * x - direction.y * y, direction.y * x + direction.x * y)
        }
        icon.polygon([turned(-half, shoulder), turned(half, shoulder), turned(half, band), turned(-half, band)])
        icon.polygon([turned(-half, shoulder), turned(half, shoulder), turned(0, -47)], .accent)
        icon.polygon([turned(-half * 0.45, -37), turned(half * 0.45, -37), turned(0, -48)], .ink)
        icon.polygon([turned(-half, band), turned(half, band), turned(half, 44), turned(-half, 44)], .accent)
        icon.line([turned(-half, band), turned(half, band)], width: 4, .ink)
        icon.line([turned(0, shoulder + 4), turned(0, band - 4)], width: 2.5, .ink)
    }

    private static let fountainPen = CategoryRecipe(
        "fountain pen", "钢笔", .validation, cents: 900...12900,
        materials: ["brass": "黄铜", "resin": "树脂", "lacquered": "烤漆", "calligraphy": "书法"],
        details: ["fine nib": "F尖", "medium nib": "M尖", "with converter": "含吸墨器", "in gift box": "礼盒装"]
    ) { icon in
        let (half, grip) = (icon.between(6, 9), icon.between(-20, -12))
        let direction = IconPoint.onCircle(turn: icon.between(-0.14, 0.14))
        let turned = { (x: Double, y: Double) in (direction.x * x - direction.y * y, direction.y * x + direction.x * y)
        }
        icon.polygon(
            [
                turned(-half * 0.8, grip), turned(half * 0.8, grip), turned(half + 1, -28), turned(0, -48),
                turned(-half - 1, -28),
            ], .accent)
        icon.line([turned(0, -46), turned(0, -30)], width: 2.5, .ink)
        icon.ellipse(turned(0, -29).0, turned(0, -29).1, 2.4, 2.4, .ink)
        icon.blob([
            turned(-half * 0.7, grip), turned(half * 0.7, grip), turned(half, grip + 10), turned(half, 30),
            turned(half * 0.5, 48),
            turned(-half * 0.5, 48), turned(-half, 30), turned(-half, grip + 10),
        ])
        icon.line([turned(half + 3, 44), turned(half + 3, icon.between(8, 16))], width: 4, .accent)
        icon.line([turned(-half, 4), turned(half, 4)], width: icon.between(3, 5), .ink)
    }

    private static let scissors = CategoryRecipe(
        "scissors", "剪刀", .test, cents: 300...2900,
        materials: ["stainless steel": "不锈钢", "titanium": "镀钛", "craft": "手工", "left-handed": "左手"],
        details: ["21 cm": "21厘米", "13 cm": "13厘米", "soft grip": "软手柄", "for children": "儿童安全"]
    ) { icon in
        let (open, ring) = (icon.between(8, 20), icon.between(10, 13))
        let width = icon.between(4.5, 6.5)
        for side in [-1.0, 1.0] {
            let low = side * icon.between(13, 17)
            icon.polygon(
                [(side * 3 + 2, 8), (side * open + side * 2, -46), (side * open - side * 5, -38), (-side * 4, 2)],
                side < 0 ? .body : .accent)
            icon.line([(0, 2), (-low * 0.7, 20)], width: width, side < 0 ? .body : .accent)
            icon.arc(-low, 30, ring, ring + icon.between(0, 4), width: width, side < 0 ? .body : .accent)
        }
        icon.ellipse(0, 3, 2.8, 2.8, .ink)
    }

    private static let notebook = CategoryRecipe(
        "notebook", "笔记本", .train, cents: 200...2900,
        materials: ["spiral-bound": "线圈", "hardcover": "硬壳", "recycled-paper": "再生纸", "leather-bound": "皮面"],
        details: ["A5, dotted": "A5 点阵", "A4, lined": "A4 横线", "200 pages": "200页", "squared": "方格"]
    ) { icon in
        let (half, top, bottom) = (icon.between(25, 31), icon.between(-44, -38), icon.between(36, 44))
        let rings = icon.count(5, 8)
        icon.box(-half, top, half, bottom, round: 4)
        for ring in 0..<rings {
            let y = top + 7 + (bottom - top - 14) * Double(ring) / Double(rings - 1)
            icon.line([(-half - 5, y), (-half + 5, y)], width: 4, .ink)
        }
        if icon.chance(0.7) { icon.box(-half + 16, top + 14, half - 7, top + icon.between(26, 34), .accent) }
        if icon.chance(0.4) { icon.line([(half - 8, top), (half - 8, bottom)], width: 3.5, .accent) }
    }

    private static let ruler = CategoryRecipe(
        "ruler", "直尺", .train, cents: 100...1400, .natural,
        materials: ["aluminium": "铝合金", "wooden": "木制", "acrylic": "亚克力", "flexible": "可弯曲"],
        details: ["30 cm": "30厘米", "20 cm": "20厘米", "15 cm": "15厘米", "with handle": "带手柄"]
    ) { icon in
        let (half, marks) = (icon.between(8, 13), icon.count(7, 11))
        let direction = IconPoint.onCircle(turn: icon.between(-0.12, 0.12))
        let turned = { (x: Double, y: Double) in (direction.x * x - direction.y * y, direction.y * x + direction.x * y)
        }
        icon.polygon([turned(-47, -half), turned(47, -half), turned(47, half), turned(-47, half)])
        for mark in 0..<marks {
            let x = -41 + 82 * Double(mark) / Double(marks - 1)
            icon.line([turned(x, -half), turned(x, -half + (mark % 2 == 0 ? half : half * 0.6))], width: 2.8, .ink)
        }
        if icon.chance(0.5) { icon.ellipse(turned(40, half * 0.45).0, turned(40, half * 0.45).1, 3, 3, .paper) }
    }

    private static let envelope = CategoryRecipe(
        "envelope", "信封", .test, cents: 200...1500,
        materials: ["kraft-paper": "牛皮纸", "recycled-paper": "再生纸", "laid-paper": "条纹纸", "padded": "气泡"],
        details: ["C6, 25 pieces": "C6 25个装", "DL, 50 pieces": "DL 50个装", "self-adhesive": "自粘", "lined": "带内衬"]
    ) { icon in
        let (half, height) = (icon.between(38, 46), icon.between(22, 32))
        let fold = icon.between(-2, 10)
        icon.box(-half, -height, half, height, round: 2)
        if icon.chance(0.4) { icon.polygon([(-half, -height), (half, -height), (0, fold)], .accent) }
        icon.line([(-half + 1, -height + 1), (0, fold), (half - 1, -height + 1)], width: icon.between(3, 4.5), .ink)
        if icon.chance(0.5) {
            icon.line([(-half + 1, height - 1), (-9, fold - 4)], width: 3, .ink)
            icon.line([(half - 1, height - 1), (9, fold - 4)], width: 3, .ink)
        }
        if icon.chance(0.3) { icon.ellipse(0, fold, 5.5, 5.5, .accent) }
    }

    private static let paperClip = CategoryRecipe(
        "paper clip", "回形针", .train, cents: 100...900, .metal,
        materials: ["steel": "钢制", "brass": "黄铜", "coated": "彩色包塑", "giant": "大号"],
        details: ["100 pieces": "100枚装", "33 mm": "33毫米", "50 mm": "50毫米", "in tin box": "铁盒装"]
    ) { icon in
        let (outer, width) = (icon.between(15, 20), icon.between(4.5, 7))
        let (top, bottom) = (icon.between(-32, -26), icon.between(24, 30))
        let inner = outer * icon.between(0.45, 0.55)
        let middle = (outer - inner) / 2
        icon.line([(outer, icon.between(-20, -12)), (outer, bottom)], width: width)
        icon.arc(0, bottom, outer, outer, from: 0, to: 0.5, width: width)
        icon.line([(-outer, bottom), (-outer, top)], width: width)
        icon.arc(-middle, top, outer - middle, outer - middle, from: 0.5, to: 1, width: width)
        icon.line([(outer - 2 * middle, top), (outer - 2 * middle, bottom - 8)], width: width)
        icon.arc(0, bottom - 8, inner, inner, from: 0, to: 0.5, width: width)
        icon.line([(-inner, bottom - 8), (-inner, icon.between(-14, -6))], width: width)
    }

    private static let setSquare = CategoryRecipe(
        "set square", "三角尺", .train, cents: 200...1600, .natural,
        materials: ["acrylic": "亚克力", "wooden": "木制", "aluminium": "铝合金", "transparent": "透明"],
        details: ["45 degrees": "45度", "60 degrees": "60度", "25 cm": "25厘米", "for geometry": "几何用"]
    ) { icon in
        let (width, height, rim) = (icon.between(58, 84), icon.between(58, 84), icon.between(13, 18))
        let (left, bottom) = (-width / 2, height / 2)
        icon.polygon([(left, bottom - height), (left + width, bottom), (left, bottom)])
        let (near, far) = (rim * 0.8, rim * 2.1)
        icon.polygon(
            [(left + near, bottom - height + far), (left + width - far, bottom - near), (left + near, bottom - near)],
            .paper)
        for mark in 0..<icon.count(4, 7) {
            let x = left + 9 + 9 * Double(mark)
            icon.line([(x, bottom), (x, bottom - near * 0.6)], width: 2.6, .ink)
        }
    }
}
