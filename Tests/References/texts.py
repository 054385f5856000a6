"""The lines that tokenizers are compared on: 20 scripts, and what is awkward in any of them."""

import random

# Words of shops by script; those of several languages where a script has them.
WORDS = {
    "Latin": "running shoes wireless headphones stainless steel kitchen knife blue cotton shirt men's women's don't it's we'll "
             "rechargeable battery waterproof backpack laptop sleeve 15.6-inch",
    "German": "Kühlschrank Gemüsemesser Überraschung weiß größe Fußball Äpfel Öl süß Straßenschuhe Kaffeemühle Türstopper Schlüsselanhänger",
    "French": "crème brûlée garçon élève fenêtre naïve œuf français où déjà l'hôtel été noël château lunettes",
    "Vietnamese": "điện thoại giày thể thao áo khoác nước hoa bàn phím tai nghe đồng hồ thông minh túi xách quần",
    "Turkish": "İstanbul ışık çanta ayakkabı gömlek şişe güneş gözlüğü IŞIK ÇİÇEK kırmızı",
    "Greek": "παπούτσια τσάντα πουκάμισο ΑΘΉΝΑ Οδυσσεύς ΟΔΥΣΣΕΎΣ ψυγείο καφές ρολόι άρωμα",
    "Cyrillic": "кроссовки наушники беспроводные рюкзак чайник Ёлка їжак взуття холодильник йогурт",
    "Arabic": "حذاء رياضي سماعات لاسلكية قميص أزرق مُحَمَّد حقيبة ظهر ٢٣٤ كتاب",
    "Hebrew": "נעלי ריצה אוזניות חולצה כחולה שָׁלוֹם תיק גב שעון",
    "Devanagari": "जूते हेडफ़ोन क़लम नीली कमीज़ बैग घड़ी क्षत्रिय विद्यार्थी १२३",
    "Bengali": "জুতা হেডফোন নীল শার্ট ব্যাগ ঘড়ি ক্ষমা",
    "Tamil": "காலணிகள் நீல சட்டை பை கடிகாரம் ஸ்ரீ தமிழ்",
    "Thai": "รองเท้าวิ่ง หูฟังไร้สาย เสื้อเชิ้ต กระเป๋า น้ำ นาฬิกา ๑๒๓",
    "Chinese": "跑鞋 无线耳机 不锈钢刀 蓝色衬衫 背包 𠮷野家 中文字符 電腦 𪚥 手机壳",
    "Japanese": "ランニングシューズ ワイヤレスイヤホン 青いシャツ ｶﾀｶﾅ がぎぐげご 東京 ㍿ ㌔ カ゛ ひらがな",
    "Korean": "운동화 무선 이어폰 파란 셔츠 가방 한글 각 시계",
    "Georgian": "ფეხსაცმელი ყურსასმენი ლურჯი პერანგი ᲗᲑᲘᲚᲘᲡᲘ ჩანთა",
    "Armenian": "կոշիկ ականջակալ կապույտ վերնաշապիկ և ԵՐԵՎԱՆ",
    "Ethiopic": "ጫማ ቦርሳ ሰማያዊ ሸሚዝ ሰዓት ፩፪፫ ፡ ።",
    "Khmer": "ស្បែកជើង កាបូប អាវ នាឡិកា ខ្មែរ",
    "Tibetan": "བོད་ཡིག ལྷམ་གོག ཁུག་མ",
    "Emoji": "👟 🎧 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 ❤️ 🇩🇪🇯🇵 1️⃣ 🧑🏿‍🚀 ☕ ✨ 😀",
}
MARKS = list(".,;:!?-_/\\()[]{}<>|@#$%^&*+=~`'\"") + ["…", "—", "–", "“", "”", "«", "»", "、", "。", "！", "·", "؟", "।", "€", "™", "©",
                                                       "½", "²", "①", "ﬁ", "№", "℃", "Ⅷ", "⹃", "٪"]


def scripts(count, seed=7):
    """Lines of words of one script, or of two, with marks and numbers between them."""
    source = random.Random(seed)
    names = list(WORDS)
    for index in range(count):
        words = WORDS[names[index % len(names)]].split()
        if index % 5 == 4:
            words = words + WORDS[source.choice(names)].split()
        line = ""
        for _ in range(source.randint(1, 12)):
            line += source.choice(words)
            if source.random() < 0.25:
                line += source.choice(MARKS)
            if source.random() < 0.1:
                line += str(source.randint(0, 99999))
            if source.random() < 0.9:
                line += source.choice([" "] * 12 + ["  ", "\t", "\u00a0", "\u3000", "\n", ""])
        yield line.upper() if index % 11 == 10 else line


def awkward():
    """Lines that tokenizers get wrong."""
    yield from ["", " ", "   ", "\n", "\t \r\n ", "\u00a0", "\u3000\u2009", "\u200b", "\ufeff", "\u00ad", "\x00", "\x00\x01\x02", "\x7f\x80\x9f"]
    yield from ["a", " a", "a ", "  a  b  ", "a\r\nb", "a\rb", "a\x0bb\x0cc", "a\u0085b", "a\u2028b\u2029c", "a\u200db\u200cc", "a\ufffdb", "▁a▁▁b ▁"]
    # Composed, decomposed, in the wrong order, and more of them than a letter carries.
    yield from ["é e\u0301", "ế e\u0302\u0301 e\u0301\u0302", "q\u0323\u0307 q\u0307\u0323", "a" + "\u0301" * 50, "\u0301a", "\u0344", "\u0f73", "Å Å A\u030a",
                "ṩ s\u0323\u0307", "각 \u1100\u1161\u11a8", "\u212b\u2126\u212a", "ﷺ", "ǆ ǅ Ǆ", "ſ K ﬀ", "İi̇ıI", "ΣΑΣ σας", "ẞß", "\u0958\u0915\u093c",
                "\u1e9b\u0323", "\u3099か\u3099", "ｶﾞ", "ﾊﾟ", "㋿㍻", "x² + y³ = ⅓", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝟙𝟚𝟛", "Ⓐⓑ", "\U0001d15e\U0001d165", "\u0f71\u0f72\u0f74"]
    yield from ["[CLS] a [SEP]", "<s>a</s>", "a<mask>b <mask> c  <mask>", "[MASK]", "x[MASK]y", "<|startoftext|>a<|endoftext|>", "<pad><unk>", "[UNK] [PAD]", "[cls]",
                "<s", "<|endof", "[ MASK ]", "<mask><mask>", "NEWWORD newword xNEWWORD NEWWORDx", "two words  two words", "a  [STRIP]  b", "<0x41>", "<start_of_turn>a"]
    yield from ["it's they're we've I'm you'll he'd 'S 'T 'LL", "'", "''", "don''t", "a'b", "'s", " 's", "’s"]
    yield from ["12345", "1,234.56", "٣٤٥", "１２３", "Ⅳ", "1a2b3c", "0" * 30, "v1.2.3-rc4+build.5", "WH-1000XM5", "wh1000 xm5", "192.168.0.1"]
    yield from ["!!!", "...", "?!?!", "-" * 40, "=" * 70, "a" * 99, "a" * 100, "a" * 101, "b" * 500, "ß" * 120, "汉" * 120, "https://example.com/a?b=c&d=%20#e", "a@b.co"]
    yield from ["\U0001fae8", "\U0001fac3\U0001f3fd", "\U000e0067", "🏴\U000e0067\U000e0062\U000e007f", "👨‍👩‍👧", "❤", "❤\ufe0f", "#\ufe0f\u20e3", "\U0001f1e9", "\U0001f1e9\U0001f1ea\U0001f1eb"]
    yield from ["\ue000", "\U000f0000", "\u0378", "\U00020000", "\U0002b820", "\u061c", "\u2066a\u2069", "\u0600\u0661", "\u0e33", "\u0d4e\u0d15", "\u09cd\u09af"]
    yield from ["a" + " " * 300 + "b", " " * 300, "\n" * 50, "ab " * 100, "\u0e01" * 300]
    yield ("the quick brown fox " * 500)[:10000]
    yield ("Kühlschrank 冷蔵庫 холодильник 👩‍👩‍👧 " * 400)[:10000]
    yield "x" * 10000
    yield "漢" * 10000
    yield "".join(chr(0x21 + (i * 7919) % 0x2FFF) for i in range(10000))


def lines():
    """All lines, 500 at least."""
    last = list(awkward())
    return list(scripts(max(500 - len(last), 350))) + last
