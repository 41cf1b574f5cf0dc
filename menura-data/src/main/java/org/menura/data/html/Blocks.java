package org.menura.data.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** The runs of inline text in a page, as block-level elements part them. */
final class Blocks {
    /** Elements that don't part text. Everything else does. */
    private static final Set<String> INLINE = Set.of(
            "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
            "ins", "kbd", "label", "mark", "nobr", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span",
            "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img", "math");

    private Blocks() {}

    /**
     * A run of text.
     *
     * @param parent the block-level element that it lies in
     * @param length characters, runs of blanks counted as one
     * @param linked how many of them lie in links
     * @param commas marks that part or end clauses, in any script
     * @param ends whether it ends as a sentence does
     * @param nodes the text itself
     */
    record Block(Element parent, int length, int linked, int commas, boolean ends, List<TextNode> nodes) {
        /** Returns the text; blanks as they stand. */
        String text() {
            StringBuilder text = new StringBuilder();
            nodes.forEach(n -> text.append(n.getWholeText()));
            return text.toString();
        }

        /** What the run says for its being main text: its length and clauses, if it is not made of links. */
        double score() {
            if (length < 25 || linked * 2 > length) {
                return 0;
            }
            double own = 1.0 - (double) linked / length;
            double long_ = Math.min(length, 800) / 100.0;
            return own * (long_ + Math.min(commas, 10) * 0.5) * (ends || length > 100 ? 1 : 0.4);
        }
    }

    static boolean isInline(Node node) {
        return node instanceof TextNode || INLINE.contains(node.nodeName());
    }

    /** Returns the runs below an element in the order of the page. */
    static List<Block> of(Element root) {
        Collector collector = new Collector(root);
        root.traverse(collector);
        collector.flush();
        return collector.blocks;
    }

    private static final class Collector implements NodeVisitor {
        private final List<Block> blocks = new ArrayList<>();
        private List<TextNode> nodes = new ArrayList<>();
        private Element parent;
        private int length;
        private int linked;
        private int commas;
        private int last = ' ';
        private int links;

        Collector(Element root) {
            this.parent = root;
        }

        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode text) {
                nodes.add(text);
                add(text.getWholeText());
            } else if (node.nodeName().equals("a")) {
                links++;
            } else if (node instanceof Element element && !isInline(element)) {
                flush();
                parent = element.nodeName().equals("br") || element.nodeName().equals("hr") ? parent : element;
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (node.nodeName().equals("a")) {
                links--;
            } else if (node instanceof Element element && !isInline(element) && parent == element) {
                flush();
                parent = element.parent() == null ? element : blockParent(element.parent());
            }
        }

        private static Element blockParent(Element element) {
            Element e = element;
            while (isInline(e) && e.parent() != null) {
                e = e.parent();
            }
            return e;
        }

        private void add(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                boolean blank = c <= ' ' || c == '\u00a0';
                if (blank && (last == ' ' || length == 0)) {
                    continue;
                }
                last = blank ? ' ' : c;
                length++;
                linked += links > 0 ? 1 : 0;
                commas += c == ',' || c == '.' || c == ';' || c == '،' || c == '、' || c == '，' || c == '。' ? 1 : 0;
            }
        }

        void flush() {
            int n = last == ' ' ? length - 1 : length;
            if (n > 0) {
                blocks.add(new Block(parent, n, Math.min(linked, n), commas, isEnd(last), nodes));
            }
            nodes = new ArrayList<>();
            length = 0;
            linked = 0;
            commas = 0;
            last = ' ';
        }

        private static boolean isEnd(int c) {
            return c == '.' || c == '!' || c == '?' || c == '…' || c == '"' || c == '”' || c == ':' || c == '。'
                    || c == '」' || c == '！' || c == '？' || c == '»' || c == ')' || c == '“' || c == '।' || c == '؟';
        }
    }
}
