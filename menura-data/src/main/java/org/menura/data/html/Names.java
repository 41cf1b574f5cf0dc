package org.menura.data.html;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/**
 * What classes and ids say of an element. Names are taken apart at hyphens, underscores and capitals: {@code postMeta} and
 * {@code post-meta} say the same. Words are those that authoring systems use in English, German, French and Spanish.
 */
final class Names {
    /** Words that mark boilerplate wherever they stand within a name. */
    private static final Set<String> ANYWHERE = Set.of(
            "share",
            "shares",
            "sharing",
            "sharedaddy",
            "sharebar",
            "sharethis",
            "addtoany",
            "addthis",
            "social",
            "socials",
            "related",
            "recommended",
            "recommendation",
            "recommendations",
            "recommender",
            "promo",
            "promotion",
            "sidebar",
            "breadcrumb",
            "breadcrumbs",
            "crumbs",
            "pager",
            "pagination",
            "paging",
            "nav",
            "navi",
            "navbar",
            "navigation",
            "navlinks",
            "menu",
            "mainmenu",
            "submenu",
            "toolbar",
            "topbar",
            "footer",
            "footnav",
            "colophon",
            "comment",
            "comments",
            "commentlist",
            "disqus",
            "respond",
            "kommentar",
            "kommentare",
            "comentarios",
            "commentaires",
            "newsletter",
            "subscribe",
            "subscription",
            "signup",
            "login",
            "cookie",
            "cookies",
            "gdpr",
            "consent",
            "banner",
            "advert",
            "adverts",
            "advertisement",
            "advertising",
            "ads",
            "adsense",
            "sponsor",
            "sponsored",
            "sponsors",
            "anzeige",
            "werbung",
            "publicidad",
            "publicite",
            "author",
            "authors",
            "autor",
            "auteur",
            "byline",
            "bylines",
            "postmetadata",
            "copyright",
            "disclaimer",
            "disclosure",
            "imprint",
            "skip",
            "popup",
            "modal",
            "overlay",
            "tooltip",
            "popular",
            "trending",
            "outbrain",
            "taboola",
            "akismet",
            "saboxplugin",
            "buybox",
            "paywall",
            "tagcloud",
            "prevnext",
            "nextstory",
            "donation",
            "donate",
            "spende",
            "spenden",
            "cta",
            "credit",
            "credits",
            "fotocredit",
            "bildunterschrift",
            "bildnachweis",
            "bilduntertitel",
            "teilen",
            "partager",
            "compartir",
            "merkliste",
            "printfriendly",
            "jumplinks",
            "imagesubtitle",
            "metadata",
            "notice",
            "readingtime",
            "anchor",
            "print",
            "loading",
            "likes",
            "voting",
            "rating",
            "ratings",
            "authorbox",
            "authorinfo",
            "authorbio",
            "aboutauthor",
            "autorenbox",
            "interessant",
            "weiterlesen",
            "readmore",
            "dateline",
            "datum",
            "timestamp",
            "pubdate",
            "posted");

    /** Names that mark boilerplate as a whole, also behind {@code post-}, {@code entry-}, {@code article-} or {@code page-}. */
    private static final Pattern WHOLE = Pattern.compile("(?:(?:post|entry|article|page|single|content|news|blog)?-?(?:"
            + "meta|metas|meta-?data|meta-?info|info|infos|tags?|tag-?list|tags-?links|category|categories|cat-?links|date|time|"
            + "published|foot|header-?meta|thumbnail|caption|bottom|actions?|tools?|utility|options|votes|print|source|"
            + "next|previous|prev|more|similar|latest|hits|views|stats)"
            + "|ad|ad-.*|.*-ad|widget|widget-.*|.*_widget|textwidget|widgets|aside|complementary|"
            + "about-the-author|contact-?form|search-?(?:form|box)|wp-caption-text|toc|toc_container|table-of-contents|"
            + "screen-reader-text|sr-only|visually-?hidden|more-(?:stories|news|posts|articles|from)|"
            + "follow-?us|follow|most-?read|read-?also|see-?also|jp-relatedposts|entry-utility|post-?info|post-?date)");

    /** Names that authoring systems give to what holds a text, beside which others say what it is about. */
    private static final Pattern TEXT = Pattern.compile(
            "hentry|type-(?:post|page)|post-\\d+|(?:post|entry|article|story|blog|page)-?_?_?"
                    + "(?:content|body|text)|articlebody|entry|article|story|main|maincontent|main-content|mw-parser-output");

    private static final Pattern LEAD =
            Pattern.compile("(?:^|[\\s_-])(?:lead|lede|intro|introduction|introtext|teaser|excerpt|summary|"
                    + "abstract|subtitle|subhead\\w*|subline|deck|dek|standfirst|chapo|sapo|vorspann|anlauf|perex|entradilla|bajada|zajawka|"
                    + "description|ingress|strap(?:line)?)(?:$|[\\s_-])");

    private static final Pattern CAPTION = Pattern.compile(
            "(?:^|[\\s_-])(?:caption|captions|legende|bildtext|bildunterschrift|imgtext|"
                    + "(?:image|img|photo|foto|bild)[_-]*(?:sub)?(?:title|text|desc(?:ription)?|info|meta|metadata|source|copyright))(?:$|[\\s_-])");

    private Names() {}

    /** Returns whether an element's class or id says that it is boilerplate. */
    static boolean isBoilerplate(Element e) {
        String classes = e.className();
        String id = e.id();
        if (classes.isEmpty() && id.isEmpty()) {
            return false;
        }
        boolean found = false;
        for (String name : (classes + " " + id).trim().split("\\s+")) {
            String lower = apart(name);
            if (TEXT.matcher(lower).matches()) {
                return false;
            }
            // In BEM's names, block__element--modifier, the element says what it is.
            String element = lower.substring(lower.lastIndexOf("__") + 1).replaceFirst("^_", "");
            found |= !found
                    && (WHOLE.matcher(lower).matches() || WHOLE.matcher(element).matches() || hasWord(lower));
        }
        return found;
    }

    /** Returns whether an element's class says that it says what a picture shows. */
    static boolean isCaption(Element e) {
        return CAPTION.matcher(apart(e.className())).find();
    }

    /** Returns whether an element's class or id says that it opens an article, before its body. */
    static boolean isLead(Element e) {
        String names = e.className() + " " + e.id();
        return names.length() > 1 && LEAD.matcher(apart(names)).find();
    }

    private static boolean hasWord(String name) {
        // Classes such as tag-politics, category-ads or author-jane say what a post is about.
        if (name.startsWith("tag-")
                || name.startsWith("category-")
                || name.startsWith("has-")
                || name.startsWith("no-")
                || name.contains("elementor")
                || name.startsWith("with-")) {
            return false;
        }
        for (String word : name.split("[^a-z]+")) {
            if (ANYWHERE.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** A name in lower case, with a hyphen before each capital that follows a small letter. */
    private static String apart(String name) {
        StringBuilder out = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (i > 0 && Character.isUpperCase(c) && Character.isLowerCase(name.charAt(i - 1))) {
                out.append('-');
            }
            out.append(c);
        }
        return out.toString().toLowerCase(Locale.ROOT);
    }
}
