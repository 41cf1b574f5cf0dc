package org.menura.data.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.select.Elements;

/** Takes out of the main text what has come in with it: lists of links, calls to share, headings of nothing. */
final class Pruner {
    private static final Set<String> CONTAINERS =
            Set.of("div", "section", "ul", "ol", "dl", "table", "p", "figure", "details", "header", "li", "center", "aside");

    private Pruner() {}

    static void prune(Element root) {
        removeLinkLists(root);
        removeEmptyHeadings(root);
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
        if (e.nameIs("li")) {
            return false;
        }
        int short_ = sum.length / Math.max(1, sum.blocks);
        return density > 0.8 || density > 0.5 && short_ < 80 || density > 0.35 && short_ < 25 && sum.good == 0;
    }

    /** Removes headings behind which no text comes before a heading of the same or a higher level, or the end. */
    private static void removeEmptyHeadings(Element root) {
        Elements headings = root.select("h2,h3,h4,h5,h6");
        for (Element h : headings.reversed()) {
            int level = h.nodeName().charAt(1);
            Node next = h.nextSibling();
            boolean empty = true;
            while (next != null && empty) {
                if (next instanceof Element e && e.nodeName().matches("h[1-6]")) {
                    empty = e.nodeName().charAt(1) <= level;
                    break;
                }
                empty = next instanceof Element e ? !e.hasText() : next.toString().isBlank();
                next = next.nextSibling();
            }
            if (empty && next == null && h.parent() != null && h.parent().children().size() > 1
                    || empty && next instanceof Element) {
                h.remove();
            }
        }
    }
}
