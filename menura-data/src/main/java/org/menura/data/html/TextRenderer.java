package org.menura.data.html;

import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/**
 * Writes elements as plain text: paragraphs with an empty line between them, items of lists with a dash or their number,
 * rows of tables on a line with a bar between cells, code as it stands.
 */
final class TextRenderer implements NodeVisitor {
    private final StringBuilder out = new StringBuilder();
    /** Line ends owed before the next character: 0, 1 or 2. */
    private int owed;

    private boolean space;
    private int preformatted;
    private int tight;

    /** Returns the text of some elements. */
    static String render(Iterable<Element> elements) {
        TextRenderer renderer = new TextRenderer();
        for (Element e : elements) {
            renderer.breakLines(2);
            e.traverse(renderer);
        }
        return renderer.out.toString().strip();
    }

    @Override
    public void head(Node node, int depth) {
        if (node instanceof TextNode text) {
            write(text.getWholeText());
            return;
        }
        switch (node.nodeName()) {
            case "br" -> breakLines(1);
            case "pre", "textarea", "listing" -> {
                breakLines(2);
                preformatted++;
            }
            case "li", "dd", "dt" -> {
                breakLines(1);
                item((Element) node);
                tight++;
            }
            case "tr" -> {
                breakLines(1);
                tight++;
            }
            case "td", "th" -> {
                if (previousCell((Element) node)) {
                    owed = 0;
                    space = false;
                    out.append(" | ");
                }
            }
            default -> {
                if (!Blocks.isInline(node)) {
                    breakLines(tight > 0 ? 1 : 2);
                }
            }
        }
    }

    @Override
    public void tail(Node node, int depth) {
        switch (node.nodeName()) {
            case "pre", "textarea", "listing" -> {
                preformatted--;
                breakLines(2);
            }
            case "li", "dd", "dt", "tr" -> {
                tight--;
                breakLines(1);
            }
            case "td", "th", "br" -> {}
            default -> {
                if (node instanceof Element && !Blocks.isInline(node)) {
                    breakLines(tight > 0 ? 1 : 2);
                }
            }
        }
    }

    private static boolean previousCell(Element cell) {
        return cell.previousElementSibling() != null
                && cell.parent() != null
                && cell.parent().nameIs("tr");
    }

    private void item(Element li) {
        if (!li.nameIs("li")) {
            return;
        }
        Element list = li.parent();
        if (list != null && list.nameIs("ol")) {
            put((li.elementSiblingIndex() + 1) + ". ");
        } else {
            put("- ");
        }
        // The mark belongs to the text that follows, also where that stands in a paragraph of its own.
        held = out.length();
    }

    /** Where the mark of an item ends: line ends right behind it are left out. */
    private int held = -1;

    private void breakLines(int n) {
        if (out.length() == held) {
            return;
        }
        owed = Math.max(owed, n);
        space = false;
    }

    private void write(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (preformatted > 0) {
                if (c != '\r') {
                    put(c);
                }
            } else if (c <= ' ' || c == '\u00a0' || c == '\u200b' || c == '\ufeff') {
                space |= c != '\u200b' && c != '\ufeff';
            } else if (c != '\u00ad') {
                put(c);
            }
        }
    }

    private void put(char c) {
        flush();
        out.append(c);
    }

    private void put(String text) {
        flush();
        out.append(text);
    }

    private void flush() {
        if (owed > 0) {
            if (!out.isEmpty()) {
                trimItem();
                out.append("\n".repeat(owed));
            }
            owed = 0;
            space = false;
        } else if (space) {
            if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ' && out.charAt(out.length() - 1) != '\n') {
                out.append(' ');
            }
            space = false;
        }
    }

    /** Takes back the mark of an item that held nothing. */
    private void trimItem() {
        int end = out.length();
        while (end > 0 && out.charAt(end - 1) == ' ') {
            end--;
        }
        out.setLength(end);
    }
}
