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
            "script", "style", "noscript", "template", "svg", "canvas", "iframe", "frame", "frameset", "object", "embed",
            "applet", "audio", "video", "map", "select", "button", "input", "textarea", "datalist", "output", "progress",
            "meter", "dialog", "menu", "nav", "head", "link", "meta", "noindex", "source", "track", "param", "picture",
            "marquee", "fieldset", "legend", "rp", "rt");

    private static final Set<String> NEVER_ROLES = Set.of(
            "navigation", "banner", "contentinfo", "search", "menu", "menubar", "dialog", "alertdialog", "toolbar", "tablist",
            "complementary", "form");

    private static final Pattern HIDDEN = Pattern.compile("(?:display\\s*:\\s*none|visibility\\s*:\\s*hidden)");

    /** Names of parts that are about the page, not of it: as classes and ids in English, German, French and Spanish. */
    private static final Pattern BOILERPLATE = Pattern.compile("(?:^|[\\s_-])(?:"
            + "share|sharing|sharedaddy|shares|addtoany|addthis|social\\w*|follow(?:us)?|"
            + "related\\w*|recommend\\w*|promo\\w*|teaser\\w*|more-?(?:stories|news|posts|articles)|similar\\w*|"
            + "side-?bar\\w*|breadcrumbs?|crumbs?|pager|pagination|paging|prev(?:ious)?-?next|"
            + "nav|navi|navbar|navigation|menu|mainmenu|topmenu|submenu|toolbar|topbar|"
            + "footer|foot|site-?footer|page-?footer|colophon|footnav|"
            + "comments?|commentlist|comment-?(?:list|form|section|area|wrap\\w*|respond)|respond|reply|disqus\\w*|replies|"
            + "newsletter\\w*|subscri\\w*|signup|sign-?up|login|log-?in|register|"
            + "cookie\\w*|gdpr|consent\\w*|banner\\w*|advert\\w*|ads?|adsense|adbox|sponsor\\w*|anzeige|werbung|"
            + "widget\\w*|tags?|tag-?(?:list|cloud|links)|post-?tags|entry-?tags|categories|cat-?links|"
            + "author-?(?:box|bio|info)|about-?(?:the-)?author|byline|post-?meta|entry-?meta|meta|metadata|postinfo|post-?info|"
            + "copyright|disclaimer|imprint|skip\\w*|print|printfriendly|rating\\w*|votes?|poll|"
            + "popup|modal|overlay|lightbox|tooltip|hidden|sr-only|screen-reader-text|visually-?hidden|"
            + "popular\\w*|trending|latest|most-?read|outbrain|taboola|jp-post-flow|toc|slideshow|carousel|gallery|caption"
            + ")(?:$|[\\s_-])");

    private static final Set<String> KEPT_WHATEVER_NAME =
            Set.of("html", "body", "article", "main", "p", "h1", "pre", "code", "td", "tr", "tbody", "table");

    private Cleaner() {}

    /** Removes elements that hold no text or none that belongs to the page's subject, and hidden ones. */
    static void clean(Element root) {
        removeComments(root);
        Weights weights = new Weights(root);
        double all = Math.max(1, weights.of(root).score);
        List<Element> out = new ArrayList<>();
        for (Element e : root.getAllElements()) {
            if (e == root) {
                continue;
            }
            String name = e.nodeName();
            if (NEVER.contains(name)) {
                out.add(e);
            } else if (isHidden(e) || NEVER_ROLES.contains(e.attr("role").toLowerCase(Locale.ROOT))) {
                if (weights.of(e).score < 0.5 * all) {
                    out.add(e);
                }
            } else if (name.equals("form")) {
                // Some systems lay whole pages into one form.
                if (weights.of(e).score < 0.3 * all) {
                    out.add(e);
                }
            } else if (name.equals("aside") || name.equals("footer")) {
                if (weights.of(e).score < 0.4 * all && e.closest("blockquote") == null) {
                    out.add(e);
                }
            } else if (name.equals("header") && e.closest("article,main") == null) {
                if (weights.of(e).score < 0.2 * all) {
                    out.add(e);
                }
            }
        }
        out.forEach(Node::remove);
    }

    /** Removes elements whose class or id says that they are boilerplate, unless they hold much of the text. */
    static void removeNamed(Element root, double most) {
        Weights weights = new Weights(root);
        double all = Math.max(1, weights.of(root).score);
        List<Element> out = new ArrayList<>();
        for (Element e : root.getAllElements()) {
            if (e != root && !KEPT_WHATEVER_NAME.contains(e.nodeName()) && isNamedBoilerplate(e)) {
                if (weights.of(e).score < most * all) {
                    out.add(e);
                }
            }
        }
        out.forEach(Node::remove);
    }

    static boolean isNamedBoilerplate(Element e) {
        String names = e.className() + " " + e.id();
        return names.length() > 1 && BOILERPLATE.matcher(names.toLowerCase(Locale.ROOT)).find();
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
