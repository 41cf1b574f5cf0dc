package org.menura.data.html;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** Extracts the main text of web pages. */
public final class HtmlExtractor {
    /** The part of a page's text that an element may hold and yet be left out because of its name. */
    private static final double NAMED = 0.55;

    private HtmlExtractor() {}

    /**
     * Extracts the main text of a page.
     *
     * @param html the page, decoded
     * @param address where the page comes from, which relative links refer to; may be empty
     */
    public static Page extract(String html, String address) {
        Document page = Jsoup.parse(html, address);
        String language = language(page);
        String title = title(page);
        List<String> links = links(page);
        String text = text(page);
        return new Page(title, text, language, links);
    }

    private static String text(Document page) {
        String stated = StructuredData.articleBody(page);
        Element body = page.body();
        Cleaner.clean(body);
        Cleaner.removeNamed(body, NAMED);
        List<Element> found = new ArrayList<>(MainContent.find(body));
        found.addAll(0, Lead.before(found.getFirst()));
        found.forEach(Pruner::prune);
        String text = TextRenderer.render(found);
        return stated.length() > 2 * text.length() ? stated : text;
    }

    private static String title(Document page) {
        Element heading = page.selectFirst("h1");
        String title = page.title();
        if (heading != null && heading.hasText() && page.select("h1").size() == 1) {
            return heading.text();
        }
        return title;
    }

    private static @Nullable String language(Document page) {
        Element html = page.selectFirst("html");
        String lang = html == null ? "" : html.attr("lang");
        if (lang.isBlank() && html != null) {
            lang = html.attr("xml:lang");
        }
        return lang.isBlank() ? null : lang.strip();
    }

    private static List<String> links(Document page) {
        Set<String> links = new LinkedHashSet<>();
        for (Element a : page.select("a[href]")) {
            String to = a.absUrl("href");
            int hash = to.indexOf('#');
            to = hash < 0 ? to : to.substring(0, hash);
            if (to.startsWith("http:") || to.startsWith("https:")) {
                links.add(to);
            }
        }
        return new ArrayList<>(links);
    }
}
