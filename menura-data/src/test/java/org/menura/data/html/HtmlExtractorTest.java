package org.menura.data.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlExtractorTest {
    private static final String SENTENCE =
            "This is a sentence of the article, with a comma and enough words to count. ";
    private static final String PARAGRAPHS = ("<p>" + SENTENCE.repeat(3) + "</p>").repeat(4);

    private static String text(String body) {
        return HtmlExtractor.extract("<html><body>" + body + "</body></html>", "http://example.org/a/")
                .text();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<article>%s</article>",
                "<div id=content>%s</div>",
                "<div class=x><div class=y>%s</div></div>",
                "<form>%s</form>",
                "<main>%s</main>",
                "<table><tr><td>%s</td></tr></table>"
            })
    void findsTheArticle(String around) {
        String menu = "<ul class=menu><li><a href=/1>Home page</a><li><a href=/2>About the site</a></ul>";
        String text = text(menu + around.formatted(PARAGRAPHS)
                + "<div class=sidebar><p>Other articles that you may like, and some more of them.</p></div>"
                + "<div id=comments><p>A comment, which is rather long, as comments are. It goes on and on.</p></div>"
                + "<footer><p>Imprint and privacy, all rights reserved, for ever.</p></footer>");
        assertEquals(12, text.split("This is a sentence", -1).length - 1, text);
        for (String bad : List.of("Home page", "you may like", "A comment", "rights reserved")) {
            assertFalse(text.contains(bad), text);
        }
    }

    @Test
    void keepsParagraphsListsTablesAndCode() {
        String text = text("<article><h2>Heading</h2>" + PARAGRAPHS + "<ul><li>first <b>item</b><li><p>second</p></ul>"
                + "<ol><li>one<li>two</ol><table><tr><th>a<th>b<tr><td>1<td>2</table><pre>x = 1\n  y = 2</pre>"
                + "<p>line<br>break</p>"
                + PARAGRAPHS + "</article>");
        assertTrue(text.startsWith("Heading\n\nThis is a sentence"), text);
        assertTrue(text.contains("- first item\n- second\n"), text);
        assertTrue(text.contains("1. one\n2. two"), text);
        assertTrue(text.contains("a | b\n1 | 2"), text);
        assertTrue(text.contains("x = 1\n  y = 2"), text);
        assertTrue(text.contains("\n\nline\nbreak\n\n"), text);
        assertFalse(text.contains("\n\n\n"), text);
    }

    @Test
    void readsTitleLanguageAndLinks() {
        Page page = HtmlExtractor.extract(
                "<html lang='de-AT'><head><title>Title - Site</title></head><body><h1>Title</h1><a href=b.html#x>b</a>"
                        + "<a href='b.html'>b</a><a href=mailto:x>m</a><a href='https://other.org/'>o</a></body></html>",
                "http://example.org/a/");
        assertEquals("Title", page.title());
        assertEquals("de-AT", page.language());
        assertEquals(List.of("http://example.org/a/b.html", "https://other.org/"), page.links());
        assertNull(HtmlExtractor.extract("<p>x", "").language());
    }

    @Test
    void leavesOutWhatIsHidden() {
        String text = text("<div><p style='display: none'>" + SENTENCE + "</p><script>var x = 'code';</script>"
                + PARAGRAPHS + "<p hidden>secret text, which nobody sees at all</p></div>");
        assertFalse(text.contains("secret") || text.contains("code"), text);
        assertEquals(12, text.split("This is", -1).length - 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<",
                "<html>",
                "plain text",
                "<body></body>",
                "<table><p>x",
                "\0\0",
                "<!DOCTYPE html><frameset>"
            })
    void takesAnything(String html) {
        HtmlExtractor.extract(html, "");
        HtmlExtractor.extract(html, "no address");
    }

    @Test
    void takesDeepAndBrokenPages() {
        String deep = "<div>".repeat(20_000) + SENTENCE + "</div>".repeat(3);
        assertTrue(HtmlExtractor.extract(deep, "").text().contains("sentence"));
        HtmlExtractor.extract("<b><p>".repeat(3000), "");
        HtmlExtractor.extract("<ul><li>".repeat(5000) + "x", "");
        Random random = new Random(9);
        String page =
                "<html><body><div class='a b'><article><h1>T</h1>" + PARAGRAPHS + "<ul><li>x</li></ul></article></div>";
        for (int i = 0; i < 300; i++) {
            StringBuilder broken = new StringBuilder(page);
            for (int n = 0; n < 10; n++) {
                broken.setCharAt(random.nextInt(broken.length()), "<>/=\"' &;x".charAt(random.nextInt(10)));
            }
            HtmlExtractor.extract(broken.toString(), "http://example.org/");
        }
    }
}
