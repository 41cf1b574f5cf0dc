package org.menura.data.html;

import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Element;

/** Finds what opens an article but stands before its body: a teaser, an abstract, a second headline. */
final class Lead {
    private static final int LEVELS = 6;
    private static final int LEAST = 40;

    private Lead() {}

    /** Returns the elements that open the text of which {@code body} is the first, in the order of the page. */
    static List<Element> before(Element body) {
        List<Element> out = new ArrayList<>();
        Element e = body;
        for (int level = 0; level < LEVELS && e.parent() != null && !e.nameIs("body"); level++) {
            if (e.selectFirst("h1") != null) {
                break;
            }
            List<Element> beside = new ArrayList<>();
            boolean headline = false;
            for (Element s = e.previousElementSibling(); s != null && !headline; s = s.previousElementSibling()) {
                headline = s.nameIs("h1") || s.selectFirst("h1") != null;
                List<Element> found = new ArrayList<>();
                collect(s, found);
                beside.addAll(0, found);
            }
            if (headline || beside.stream().anyMatch(Lead::isNamed)) {
                out.addAll(
                        0,
                        headline
                                ? beside
                                : beside.stream().filter(Lead::isNamed).toList());
            }
            if (headline) {
                break;
            }
            e = e.parent();
        }
        return out;
    }

    private static boolean isNamed(Element e) {
        for (Element p = e; p != null && !p.nameIs("body"); p = p.parent()) {
            if (Names.isLead(p)) {
                return true;
            }
            if (p.nameIs("article") || p.nameIs("main")) {
                return false;
            }
        }
        return false;
    }

    /** The innermost elements below one that hold running text. */
    private static void collect(Element e, List<Element> out) {
        if (e.nameIs("h1")) {
            return;
        }
        List<Blocks.Block> blocks = Blocks.of(e);
        // What stands above the headline belongs to something else.
        int headline = -1;
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).parent().nameIs("h1")) {
                headline = i;
            }
        }
        for (Blocks.Block b : blocks.subList(headline + 1, blocks.size())) {
            if (b.length() >= LEAST
                    && b.linked() * 4 < b.length()
                    && !b.parent().nameIs("li")
                    && (out.isEmpty() || out.getLast() != b.parent())) {
                out.add(b.parent());
            }
        }
    }
}
