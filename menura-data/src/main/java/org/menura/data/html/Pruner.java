package org.menura.data.html;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

/** Takes out of the main text what has come in with it: lists of links, calls to share, headings of nothing. */
final class Pruner {
    private static final Set<String> CONTAINERS =
            Set.of("div", "section", "ul", "ol", "dl", "table", "p", "figure", "details", "header", "center", "aside");

    private Pruner() {}

    static void prune(Element root) {
        removePhrases(root);
        removeLinkLists(root);
        removeEmptyHeadings(root);
    }

    private static void removePhrases(Element root) {
        for (Blocks.Block b : Blocks.of(root)) {
            if (b.length() <= Phrases.MOST && Phrases.isAboutThePage(b.text())) {
                b.nodes().forEach(n -> n.text(""));
            }
        }
    }

    private static void removeLinkLists(Element root) {
        Weights weights = new Weights(root);
        List<Element> out = new ArrayList<>();
        for (Element e : root.getAllElements()) {
            if (e != root && CONTAINERS.contains(e.nodeName()) && isLinkList(e, weights.of(e))) {
                out.add(e);
            }
        }
        out.forEach(Node::remove);
    }

    private static boolean isLinkList(Element e, Weights.Sum sum) {
        if (sum.length == 0 || sum.linked == 0) {
            return false;
        }
        double density = sum.linkDensity();
        if (e.nameIs("p")) {
            return density > 0.8 && sum.length < 100 || density > 0.95;
        }
        if (e.nameIs("table")) {
            return density > 0.8;
        }
        int mean = sum.length / Math.max(1, sum.blocks);
        return density > 0.8 || density > 0.5 && mean < 80 || density > 0.35 && mean < 25 && sum.good == 0;
    }

    /** Removes headings behind which no text comes before a heading of the same or a higher level, or the end. */
    private static void removeEmptyHeadings(Element root) {
        Set<Element> parents = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Element> out = new ArrayList<>();
        for (Element h : root.select("h2,h3,h4,h5,h6")) {
            Element parent = h.parent();
            if (h != root && parent != null && parents.add(parent)) {
                emptyHeadings(parent, out);
            }
        }
        out.forEach(Node::remove);
    }

    private static void emptyHeadings(Element parent, List<Element> out) {
        boolean alone = parent.childrenSize() == 1;
        boolean text = false;
        // The level of the next heading, with no text before it; 0 at the end.
        int next = 0;
        for (Node node : parent.childNodes().reversed()) {
            if (node instanceof Element e && e.nodeName().matches("h[2-6]")) {
                int level = e.nodeName().charAt(1) - '0';
                if (!text && (next == 0 ? !alone : next <= level)) {
                    out.add(e);
                } else {
                    next = level;
                    text = false;
                }
            } else if (node instanceof Element e && e.nameIs("h1")) {
                next = 1;
                text = false;
            } else {
                text |= node instanceof Element e
                        ? e.hasText()
                        : !node.toString().isBlank();
            }
        }
    }
}
