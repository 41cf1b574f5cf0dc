package org.menura.data.html;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;

/** Lengths and scores of the text below each element of a page, as it was when they were counted. */
final class Weights {
    /** Sums over the text below an element. */
    static final class Sum {
        int length;
        int linked;
        double score;
        int good;
        int blocks;

        /** The part of the text that lies in links. */
        double linkDensity() {
            return length == 0 ? 0 : (double) linked / length;
        }
    }

    private static final Sum NOTHING = new Sum();

    private final Map<Element, Sum> sums = new IdentityHashMap<>();

    Weights(Element root) {
        List<Blocks.Block> blocks = Blocks.of(root);
        for (Blocks.Block b : blocks) {
            double score = b.score();
            for (Element e = b.parent(); e != null; e = e == root ? null : e.parent()) {
                Sum sum = sums.computeIfAbsent(e, x -> new Sum());
                sum.length += b.length();
                sum.linked += b.linked();
                sum.score += score;
                sum.good += score > 0 ? b.length() : 0;
                sum.blocks++;
            }
        }
    }

    Sum of(Element element) {
        return sums.getOrDefault(element, NOTHING);
    }
}
