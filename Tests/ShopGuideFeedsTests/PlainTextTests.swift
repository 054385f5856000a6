import ShopGuideFeeds
import Testing

@Suite struct PlainTextTests {
    @Test(arguments: [
        ("<p>Light and <b>airy</b>.</p>\n<p>Wash at 30&nbsp;&deg;C.</p>", "Light and airy. Wash at 30 °C."),
        ("Land &amp; Sea&trade; <b>mug</b>", "Land & Sea™ mug"), ("Tee &gt; 100&nbsp;% cotton", "Tee > 100 % cotton"),
        ("a < b and 5 < 6", "a < b and 5 < 6"), ("I <3 tea", "I <3 tea"), ("Tee <Classic>", "Tee <Classic>"),
        ("one<br>two<br/>three<BR />four", "one two three four"), ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("x<sup>2</sup> m", "x2 m"), ("a <!-- hidden > --> b", "a b"), ("<!DOCTYPE html><title>T</title>", "T"),
        ("<style>p > b { color: red }</style>a<script>if (1 < 2) {}</SCRIPT >b", "ab"),
        ("<a href=\"x?a>b\" title='>'>link</a>", "link"), ("<a title=\"open>link</a> more", "link more"),
        ("caf&eacute; &#233; &#xE9; &#XE9; &apos;", "café é é é '"), ("&#150; &#8364;", "– €"),
        (
            "&unknown; &; &#; &#x; &#0; &#xD800; &#1114112; AT&T &amp",
            "&unknown; &; &#; &#x; &#0; &#xD800; &#1114112; AT&T &amp"
        ),
        ("&amp;eacute;", "&eacute;"), ("&lt;p&gt;Soft &amp;amp; warm&lt;/p&gt;", "Soft & warm"), ("5 &lt; 6", "5 < 6"),
        (" two  blanks\tand\u{A0}\u{A0}others\u{3000}\u{2009} ", "two blanks and others"), ("\n", ""), ("&nbsp;", ""),
        ("", ""),
        ("<p", "<p"), ("<", "<"), ("a<", "a<"), ("</", "</"), ("<o:p></o:p>word", "word"), ("陶瓷 茶壶", "陶瓷 茶壶"),
        ("&Alpha;&alpha;&hearts;&euro;&Scaron;&yuml;&rlm;", "Αα♥€Šÿ\u{200F}"), ("<p>unended <!-- comment", "unended"),
        ("<p>a<script>never ended", "a"), ("<?xml version='1.0'?>a", "a"), ("a <!b c> d", "a d"), ("wow!<!", "wow!<!"),
    ])
    func `shows what a browser shows`(_ html: String, _ text: String) { #expect(PlainText.of(html: html) == text) }

    @Test func `text without tags, references and wide blanks is the same`() {
        for text in ["Linen shirt", "Käsemesser", "陶瓷茶壶", "a > b"] { #expect(PlainText.of(html: text) == text) }
    }

    @Test(arguments: [
        "<", "<a \"", "<a href='", "&", "&amp", "<!--", "<script>", "</", "<b", "<a =\"'", "<p>", " ", "&#", "<![",
        "<x:",
    ])
    func `takes linear time on what repeats`(_ part: String) {
        let long = String(repeating: part, count: 40_000)
        let clock = ContinuousClock()
        #expect(clock.measure { _ = PlainText.of(html: long) } < .seconds(20))
    }
}
