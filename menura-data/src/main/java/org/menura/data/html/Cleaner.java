package org.menura.data.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

/** Takes out of a page what is never part of its main text. */
final class Cleaner {
    private static final Set<String> NEVER = Set.of(
            "script",
            "style",
            "template",
            "svg",
            "canvas",
            "iframe",
            "frame",
            "frameset",
            "object",
            "embed",
            "applet",
            "audio",
            "video",
            "map",
            "select",
            "button",
            "input",
            "textarea",
            "datalist",
            "output",
            "progress",
            "meter",
            "dialog",
            "menu",
            "nav",
            "head",
            "link",
            "meta",
            "noindex",
            "source",
            "track",
            "param",
            "picture",
            "marquee",
            "fieldset",
            "legend",
            "rp",
            "rt",
            "figcaption");

    private static final Set<String> NEVER_ROLES = Set.of(
            "navigation",
            "banner",
            "contentinfo",
            "search",
            "menu",
            "menubar",
            "dialog",
            "alertdialog",
            "toolbar",
            "tablist",
            "complementary",
            "form");

    private static final Pattern HIDDEN = Pattern.compile("(?:display\\s*:\\s*none|visibility\\s*:\\s*hidden)");

    /** Elements that may be boilerplate by their name; text and its parts have names for their looks. */
    private static final Set<String> NAMED = Set.of(
            "div", "section", "aside", "ul", "ol", "dl", "span", "p", "header", "footer", "figure", "table", "a", "li",
            "details", "center", "form", "time", "small", "h2", "h3", "h4", "h5", "h6");

    /** The length of the longest caption of a picture. */
    private static final int CAPTION = 300;

    private Cleaner() {}

    /** Removes elements that hold no text or none that belongs to the page's subject, and hidden ones. */
    static void clean(Element root) {
        removeComments(root);
        Weights weights = new Weights(root);
        double all = Math.max(1, weights.of(root).score);
        List<Element> out = new ArrayList<>();
        for (Element e : root.getAllElements()) {
            if (e != root && weights.of(e).score < most(e) * all) {
                out.add(e);
            }
        }
        out.forEach(Node::remove);
    }

    /** The part of the page's text that an element may hold and yet be removed; 0 if it is to stay. */
    private static double most(Element e) {
        String name = e.nodeName();
        if (NEVER.contains(name)) {
            return Double.MAX_VALUE;
        }
        if (isHidden(e) || NEVER_ROLES.contains(e.attr("role").toLowerCase(Locale.ROOT))) {
            return 0.5;
        }
        return switch (name) {
            // Some systems lay whole pages into one form, others the text into noscript.
            case "form", "noscript" -> 0.3;
            case "aside", "footer" -> e.closest("blockquote") == null ? 0.55 : 0;
            case "header" -> e.closest("article,main") == null ? 0.2 : 0;
            default -> 0;
        };
    }

    /**
     * Removes elements whose class or id says that they are boilerplate.
     *
     * @param most the part of the page's text that such an element holds at most
     */
    static void removeNamed(Element root, double most) {
        Weights weights = new Weights(root);
        double all = Math.max(1, weights.of(root).score);
        List<Element> out = new ArrayList<>();
        for (Element e : root.getAllElements()) {
            if (e == root || !NAMED.contains(e.nodeName())) {
                continue;
            }
            boolean caption = weights.of(e).length <= CAPTION && Names.isCaption(e);
            if (caption || Names.isBoilerplate(e) && weights.of(e).score < most * all) {
                out.add(e);
            }
        }
        out.forEach(Node::remove);
    }

    private static boolean isHidden(Element e) {
        return e.hasAttr("hidden")
                || e.attr("aria-hidden").equals("true") && !e.nameIs("a")
                || HIDDEN.matcher(e.attr("style").toLowerCase(Locale.ROOT)).find();
    }

    private static void removeComments(Element root) {
        List<Node> comments = new ArrayList<>();
        root.traverse((node, depth) -> {
            if (node instanceof Comment) {
                comments.add(node);
            }
        });
        comments.forEach(Node::remove);
    }
}
