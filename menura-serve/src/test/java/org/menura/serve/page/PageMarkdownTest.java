package org.menura.serve.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.serve.http.JsonOut;

/** How answers are read as Markdown, whole and in pieces. */
class PageMarkdownTest extends PageFixture {
    /** Renders a text with the page's reader. */
    private String rendered(String text) {
        return browser.eval("""
            import('/markdown.js').then(({MarkdownView}) => {
              const place = document.createElement('div');
              new MarkdownView(place).update(%s, true);
              return place.getHTML();
            })""".formatted(JsonOut.text(text))).asText();
    }

    private void renders(String text, String html) {
        assertEquals(html, rendered(text), text);
    }

    @Test
    void readsWhatModelsWrite() {
        open();
        renders(
                "a *b* **c** ***d*** ~~e~~ `f`",
                "<p>a <em>b</em> <strong>c</strong> <strong><em>d</em></strong> <del>e</del> <code>f</code></p>");
        renders("snake_case_name and 2 * 3 * 4", "<p>snake_case_name and 2 * 3 * 4</p>");
        renders("**bold with *italic* in it**", "<p><strong>bold with <em>italic</em> in it</strong></p>");
        renders("# One\n## Two\ntext\n\n---", "<h3>One</h3><h4>Two</h4><p>text</p><hr>");
        renders("### Deep\n# High\n#### Deeper", "<h3>Deep</h3><h3>High</h3><h4>Deeper</h4>");
        renders("one\ntwo", "<p>one<br>two</p>");
        renders("``a ` b``", "<p><code>a ` b</code></p>");
        renders("1 &lt; 2 &amp; &#x41;", "<p>1 &lt; 2 &amp; A</p>");
        renders("- a\n- b\n  - c\n\n    d\n- e", "<ul><li>a</li><li>b<ul><li>c<p>d</p></li></ul></li><li>e</li></ul>");
        renders("3. a\n4. b", "<ol start=\"3\"><li>a</li><li>b</li></ol>");
        renders("> a\n> - b", "<blockquote><p>a</p><ul><li>b</li></ul></blockquote>");
        renders("a\\*b\\*", "<p>a*b*</p>");
        renders("<b>not bold</b>", "<p>&lt;b&gt;not bold&lt;/b&gt;</p>");
        assertEquals(
                "x = 1\n\ny",
                browser.eval(
                                "import('/markdown.js').then(({MarkdownView}) => { const p = document.createElement('div');"
                                        + " new MarkdownView(p).update('```py\\nx = 1\\n\\ny\\n```', true); return p.querySelector('pre').textContent; })")
                        .asText());
        noComplaints();
    }

    @Test
    void coloursCodeAndChangesNoneOfIt() {
        open();
        String code =
                "/** A pair. */\nrecord Pair(int a, String b) { // \"short\"\n    String s = \"/* no */\"; double x = 1.5e3;\n}";
        String found = browser.eval("""
            import('/markdown.js').then(({MarkdownView}) => {
              const place = document.createElement('div');
              new MarkdownView(place).update('```java\\n' + %s + '\\n```', true);
              const all = (kind) => [...place.querySelectorAll('.c-' + kind)].map((e) => e.textContent).join('|');
              return [place.querySelector('code').textContent, all('comment'), all('text'), all('number'), all('word')].join('\\u0000');
            })""".formatted(JsonOut.text(code))).asText();
        assertEquals(
                List.of(code, "/** A pair. */|// \"short\"", "\"/* no */\"", "1.5e3", "record|int|double"),
                List.of(found.split("\u0000")));
    }

    @Test
    void opensHarmlessAddressesOnly() {
        open();
        for (String address : List.of("https://a.example/b?c=d", "http://a.example/", "mailto:a@b.example")) {
            assertEquals(
                    1,
                    browser.eval("import('/inline.js').then(({inline}) => inline(%s).querySelectorAll('a').length)"
                                    .formatted(JsonOut.text("[x](" + address + ")")))
                            .asInt(),
                    address);
        }
        for (String address : List.of(
                "javascript:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd",
                "/v1/models",
                "vbscript:x",
                "blob:x",
                "//a.example")) {
            assertEquals(
                    0,
                    browser.eval("import('/inline.js').then(({inline}) => inline(%s).querySelectorAll('a, img').length)"
                                    .formatted(JsonOut.text(
                                            "[x](" + address + ") ![y](" + address + ") <" + address + ">")))
                            .asInt(),
                    address);
        }
        assertEquals(
                1,
                browser.eval(
                                "import('/inline.js').then(({inline}) => inline('![x](data:image/png;base64,iVBORw0KGgo=)').querySelectorAll('img').length)")
                        .asInt());
        noComplaints();
    }

    /** Grows texts made of awkward lines by random pieces: the view must end as if it had seen the whole at once. */
    @Test
    void endsTheSameHoweverTheTextCameInPieces() {
        open();
        String differing = browser.eval("""
            import('/markdown.js').then(({MarkdownView}) => {
              let seed = 11;
              const random = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
              const lines = ['', '', 'text', '**bold', 'bold**', '# head', '---', '===', '--', '- item', '  - inner', '    more', '1. one', '2) two', '> quote',
                '>', '```js', '```', '~~~', '| a | b |', '|---|:-:|', '|--', '| 1 | 2 |', '$$', 'x $$', '\\\\[', '* * *', '* star', '+ plus', '[a](http://b)', '`code', '   three',
                '- [x] done', '    four', '-', '#', '|', 'a | b'];
              for (let round = 0; round < 400; round++) {
                const text = Array.from({length: 2 + random(14)}, () => lines[random(lines.length)]).join('\\n');
                const whole = document.createElement('div');
                new MarkdownView(whole).update(text, true);
                const grown = document.createElement('div');
                const view = new MarkdownView(grown);
                for (let at = 0; at < text.length;) {
                  at = Math.min(text.length, at + 1 + random(9));
                  view.update(text.slice(0, at), at === text.length);
                }
                if (whole.getHTML() !== grown.getHTML()) return text + '\\nWHOLE ' + whole.getHTML() + '\\nGROWN ' + grown.getHTML();
              }
              return '';
            })""").asText();
        assertEquals("", differing);
    }

    /** Texts that make careless readers take time with the square of their length. */
    @Test
    void readsLongHostileTextsInTime() {
        open();
        for (String piece : List.of(
                "*a ",
                "**a ",
                "[",
                "![",
                "`",
                "_a ",
                "<",
                "&",
                "> ",
                "- ",
                "|",
                "~~a",
                "[a](",
                "http://",
                "\\\\",
                "a*",
                "``a`",
                "/* ",
                "\"\"\" '''")) {
            long millis = browser.eval("""
                import('/markdown.js').then(({MarkdownView}) => {
                  const text = %1$s.repeat(20000) + '\\n\\n```js\\n' + %1$s.repeat(15000) + '\\n```\\n';
                  const from = performance.now();
                  new MarkdownView(document.createElement('div')).update(text, true);
                  return performance.now() - from;
                })""".formatted(JsonOut.text(piece))).asLong();
            assertTrue(millis < 5000, piece + ": " + millis + " ms");
        }
    }
}
