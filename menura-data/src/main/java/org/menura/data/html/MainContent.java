package org.menura.data.html;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;

/**
 * Finds the elements that hold a page's main text: those that say so by their name if they hold enough of it, else the one
 * below which most of the text lies, as Readability weighs it (paragraphs give to their ancestors, less with distance).
 */
final class MainContent {
    /** What authoring systems call the main text, the surest first. */
    private static final List<String> NAMES = List.of(
            "[itemprop=articleBody]",
            ".post-content, .post_content, .postcontent, .post-body, .post_body, .post-entry, .postentry, .post-text,"
                    + " .entry-content, .entry_content, .entrycontent, .article-content, .article_content, .articlecontent,"
                    + " .article-body, .article_body, .articlebody, .article__body, .article__content, .article-text,"
                    + " .article_text, .articletext, .story-body, .story_body, .storybody, .story-content, .story-text,"
                    + " .blog-content, .blog-post-content, .page-content, .single-content, .content-body, .content__body,"
                    + " .td-post-content, .field-name-body, .node__content, .mw-parser-output, .theme-content,"
                    + " #article-body, #articleBody, #article_body, #article-content, #post-content, #entry-content,"
                    + " #story, #story-body, #body-text, .body-text, .bodytext, .text-content",
            "article",
            "[role=main], main, #main-content, #main_content, .main-content, .maincontent, #content, .content",
            "#main, .main");

    private static final double ENOUGH = 0.35;

    private MainContent() {}

    /** Returns the elements that hold the main text, in the order of the page; never none. */
    static List<Element> find(Element body) {
        Weights weights = new Weights(body);
        double all = weights.of(body).score;
        Element heaviest = heaviest(body, weights);
        double reference = weights.of(heaviest).score;
        for (String name : NAMES) {
            Element best = null;
            Elements found = body.select(name);
            List<Element> outer = outermost(found);
            double sum = 0;
            for (Element e : outer) {
                sum += weights.of(e).score;
                if (best == null || weights.of(e).score > weights.of(best).score) {
                    best = e;
                }
            }
            if (best == null) {
                continue;
            }
            double score = weights.of(best).score;
            if (score >= 0.6 * reference && score >= ENOUGH * all && score > 2) {
                return List.of(best);
            }
            // A text in several parts of one name below one element.
            if (outer.size() > 1 && sum >= 0.8 * all && sum > 2 && sameParent(outer)) {
                return outer;
            }
        }
        return withSiblings(heaviest, weights);
    }

    private static boolean sameParent(List<Element> elements) {
        return elements.stream().allMatch(e -> e.parent() == elements.getFirst().parent());
    }

    /** The elements that lie in no other one of them. */
    private static List<Element> outermost(Elements found) {
        Set<Element> all = Collections.newSetFromMap(new IdentityHashMap<>());
        all.addAll(found);
        return found.stream()
                .filter(e -> {
                    Element up = e.parent();
                    while (up != null && !all.contains(up)) {
                        up = up.parent();
                    }
                    return up == null;
                })
                .toList();
    }

    /** The element that paragraphs give most to: all to their parent, half to its parent, less beyond. */
    private static Element heaviest(Element body, Weights weights) {
        Map<Element, Double> scores = new IdentityHashMap<>();
        List<Element> order = new ArrayList<>();
        for (Blocks.Block b : Blocks.of(body)) {
            double score = b.score();
            if (score == 0) {
                continue;
            }
            Element e = b.parent();
            // A block that is a container itself, as where lines are parted by <br>, counts as its paragraphs' parent.
            if (e != body && isParagraph(e)) {
                e = e.parent();
            }
            for (int level = 0; e != null && level < 5; level++) {
                if (!scores.containsKey(e)) {
                    order.add(e);
                }
                scores.merge(e, level == 0 ? score : level == 1 ? score / 2 : score / (level * 3), Double::sum);
                if (e == body) {
                    break;
                }
                e = e.parent();
            }
        }
        Element best = body;
        double most = 0;
        for (Element e : order) {
            double score = scores.getOrDefault(e, 0.0) * (1 - weights.of(e).linkDensity());
            if (score > most) {
                most = score;
                best = e;
            }
        }
        return best;
    }

    private static boolean isParagraph(Element e) {
        return e.nameIs("p")
                || e.nameIs("li")
                || e.nameIs("td")
                || e.nameIs("blockquote")
                || e.nameIs("pre")
                || e.nameIs("dd")
                || e.nameIs("h1")
                || e.nameIs("h2")
                || e.nameIs("h3")
                || e.nameIs("h4");
    }

    /** Goes up from an element as long as its surroundings add much text and few links. */
    private static Element wider(Element from, Weights weights) {
        Element e = from;
        for (Element up = e.parent(); up != null && !e.nameIs("body"); up = up.parent()) {
            Weights.Sum sum = weights.of(up);
            if (sum.score > 1.3 * weights.of(e).score && sum.linkDensity() < 0.25) {
                e = up;
            }
            if (up.nameIs("body")) {
                break;
            }
        }
        return e;
    }

    /** The heaviest element and what stands beside it and holds text of the same kind. */
    private static List<Element> withSiblings(Element around, Weights weights) {
        Element heaviest = wider(around, weights);
        Element parent = heaviest.parent();
        if (parent == null || heaviest.nameIs("body")) {
            return List.of(heaviest);
        }
        double least = Math.max(3, 0.2 * weights.of(heaviest).score);
        List<Element> out = new ArrayList<>();
        for (Element e : parent.children()) {
            Weights.Sum sum = weights.of(e);
            boolean paragraph = e.nameIs("p") && sum.score > 0 && sum.linkDensity() < 0.25;
            if (e == heaviest || paragraph || sum.score >= least && sum.linkDensity() < 0.3) {
                out.add(e);
            }
        }
        return out;
    }
}
