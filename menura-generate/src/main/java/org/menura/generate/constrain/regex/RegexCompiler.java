package org.menura.generate.constrain.regex;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.menura.generate.constrain.grammar.CodePoints;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.grammar.GrammarTooLargeException;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;

/**
 * Compiles a regular expression from its end to its start, each part with the language of all that may follow it: so
 * what looks ahead is an intersection with what follows. What looks behind is asked of the character before, which the
 * compilation keeps apart as far as the expression asks; a repetition of parts that look around is a recursive language.
 */
final class RegexCompiler {
    private static final int MOST_TEXTS = 512;
    private static final int MOST_COPIES = 20_000;

    private final RxContext context;
    private final String pattern;
    private final TextEncoding encoding;
    private final Rx anyText;
    private final Map<CodePoints, Rx> encoded = new HashMap<>();
    private final Map<RegexNode, Rx> plain = new HashMap<>();

    private Set<Integer> referred = Set.of();

    /** The characters before a place, kept apart; empty if nothing asks about them. */
    private List<CodePoints> cells = List.of();

    private int copies;

    /**
     * What is known at a place.
     *
     * @param before the cell of the character before, −1 at the start of the text
     * @param groups what groups that are referred to have captured
     */
    private record Place(int before, Map<Integer, String> groups) {
        Place after(int cell) {
            return new Place(cell, groups);
        }
    }

    RegexCompiler(RxContext context, String pattern, TextEncoding encoding) {
        this.context = context;
        this.pattern = pattern;
        this.encoding = encoding;
        this.anyText = context.star(encode(CodePoints.ALL));
    }

    Rx whole(RegexNode node) {
        return compile(node, context.epsilon());
    }

    Rx search(RegexNode node) {
        RegexNode any = new RegexNode.Repeat(new RegexNode.Set(CodePoints.ALL), 0, Rx.UNBOUNDED, RegexNode.Greed.GREEDY, 0);
        return compile(new RegexNode.Cat(List.of(any, node)), anyText);
    }

    private Rx compile(RegexNode node, Rx rest) {
        referred = RegexNodes.referred(node);
        if (RegexNodes.looksAtStart(node)) {
            cells = cells(RegexNodes.asked(node));
        }
        return compile(node, new Place(-1, Map.of()), p -> rest);
    }

    private static List<CodePoints> cells(Set<CodePoints> asked) {
        List<CodePoints> out = List.of(CodePoints.ALL);
        for (CodePoints set : asked) {
            List<CodePoints> finer = new ArrayList<>();
            for (CodePoints cell : out) {
                for (CodePoints part : List.of(cell.and(set), cell.minus(set))) {
                    if (!part.isEmpty()) {
                        finer.add(part);
                    }
                }
            }
            out = finer;
        }
        return out;
    }

    /** The texts of a part at a place, each with what follows it from where it leads to. */
    private Rx compile(RegexNode node, Place place, Function<Place, Rx> rest) {
        if (++copies > MOST_COPIES) {
            throw new GrammarTooLargeException(
                    "the regular expression \"%s\" repeats what looks around too often".formatted(shown()));
        }
        if (RegexNodes.plain(node, referred)) {
            return plain(node, place, rest);
        }
        return switch (node) {
            case RegexNode.Set s -> plain(s, place, rest);
            case RegexNode.Cat c -> sequence(c.parts(), place, rest);
            case RegexNode.Alt a -> {
                List<Rx> all = new ArrayList<>();
                for (RegexNode o : a.options()) {
                    all.add(compile(o, place, rest));
                }
                yield context.or(all);
            }
            case RegexNode.Group g ->
                referred.contains(g.number()) ? group(g, place, rest) : compile(g.part(), place, rest);
            case RegexNode.Repeat r -> r.possessive() ? possessive(r, place, rest) : repeat(r, place, rest);
            case RegexNode.Atomic a -> atomic(a, place, rest);
            case RegexNode.Look l -> l.ahead() ? ahead(l, place, rest) : behind(l, place, rest);
            case RegexNode.Place p -> at(p, place, rest);
            case RegexNode.Back b -> back(b, place, rest);
        };
    }

    private Rx sequence(List<RegexNode> all, Place place, Function<Place, Rx> rest) {
        List<RegexNode> parts = joined(all);
        List<Map<Place, Rx>> known = new ArrayList<>();
        parts.forEach(p -> known.add(new HashMap<>()));
        return sequence(parts, 0, place, rest, known);
    }

    /** Neighbours that are regular as one part each. */
    private List<RegexNode> joined(List<RegexNode> parts) {
        List<RegexNode> out = new ArrayList<>();
        List<RegexNode> open = new ArrayList<>();
        for (RegexNode p : parts) {
            if (RegexNodes.plain(p, referred)) {
                open.add(p);
                continue;
            }
            if (!open.isEmpty()) {
                out.add(new RegexNode.Cat(List.copyOf(open)));
                open.clear();
            }
            out.add(p);
        }
        if (!open.isEmpty()) {
            out.add(new RegexNode.Cat(open));
        }
        return out;
    }

    private Rx sequence(
            List<RegexNode> parts, int from, Place place, Function<Place, Rx> rest, List<Map<Place, Rx>> known) {
        if (from == parts.size()) {
            return rest.apply(place);
        }
        Rx made = known.get(from).get(place);
        if (made == null) {
            made = compile(parts.get(from), place, p -> sequence(parts, from + 1, p, rest, known));
            known.get(from).put(place, made);
        }
        return made;
    }

    // ------------------------------------------------------------------------------------------------ what is regular

    private Rx plain(RegexNode node, Place place, Function<Place, Rx> rest) {
        Rx language = language(node);
        if (cells.isEmpty()) {
            return context.concat(language, rest.apply(place));
        }
        List<Rx> all = new ArrayList<>();
        if (language.nullable()) {
            all.add(rest.apply(place));
        }
        for (int i = 0; i < cells.size(); i++) {
            Rx ending;
            if (single(node) instanceof RegexNode.Set s) {
                ending = encode(s.set().and(cells.get(i)));
            } else if (cells.size() == 1) {
                ending = language.nullable() ? context.minus(language, context.epsilon()) : language;
            } else {
                ending = context.and(language, context.concat(anyText, encode(cells.get(i))));
            }
            if (!ending.isEmpty()) {
                all.add(context.concat(ending, rest.apply(place.after(i))));
            }
        }
        return context.or(all);
    }

    private static RegexNode single(RegexNode node) {
        return node instanceof RegexNode.Cat c && c.parts().size() == 1 ? c.parts().getFirst() : node;
    }

    private Rx language(RegexNode node) {
        Rx known = plain.get(node);
        if (known != null) {
            return known;
        }
        Rx made = switch (node) {
            case RegexNode.Set s -> encode(s.set());
            case RegexNode.Cat c ->
                context.concat(c.parts().stream().map(this::language).toList());
            case RegexNode.Alt a ->
                context.or(a.options().stream().map(this::language).toList());
            case RegexNode.Repeat r -> context.repeat(language(r.part()), r.min(), r.max());
            case RegexNode.Group g -> language(g.part());
            default -> throw new IllegalStateException("not regular as it stands: " + node);
        };
        plain.put(node, made);
        return made;
    }

    private Rx encode(CodePoints set) {
        return encoded.computeIfAbsent(set, s -> encoding.encode(context, s));
    }

    private Rx encode(String text, boolean anyCase) {
        return context.concat(text.codePoints()
                .mapToObj(CodePoints::of)
                .map(c -> encode(anyCase ? CaseFolding.close(c) : c))
                .toList());
    }

    // ------------------------------------------------------------------------------------------------ repetitions

    private Rx repeat(RegexNode.Repeat r, Place place, Function<Place, Rx> rest) {
        if (r.min() > 0) {
            int max = r.max() == Rx.UNBOUNDED ? r.max() : r.max() - 1;
            return r.max() == 1
                    ? compile(r.part(), place, rest)
                    : compile(r.part(), place, p -> repeat(fewer(r, r.min() - 1, max), p, rest));
        }
        if (r.max() == 0) {
            return rest.apply(place);
        }
        if (r.max() != Rx.UNBOUNDED) {
            RegexNode.Repeat less = fewer(r, 0, r.max() - 1);
            return context.or(rest.apply(place), compile(r.part(), place, p -> repeat(less, p, rest)));
        }
        if (RegexNodes.mayBeEmpty(r.part())) {
            throw error("a repetition of something that looks around and may be empty", r.at());
        }
        return star(r.part(), place, rest, new HashMap<>());
    }

    private static RegexNode.Repeat fewer(RegexNode.Repeat r, int min, int max) {
        return new RegexNode.Repeat(r.part(), min, max, RegexNode.Greed.GREEDY, r.at());
    }

    /** One recursive language for each place that the repetition comes by. */
    private Rx star(RegexNode part, Place place, Function<Place, Rx> rest, Map<Place, Rx> open) {
        Rx known = open.get(place);
        if (known != null) {
            return known;
        }
        Rx after = rest.apply(place);
        Rx made = context.recursive(after.nullable(), self -> {
            open.put(place, self);
            return context.or(after, compile(part, place, p -> star(part, p, rest, open)));
        });
        open.put(place, made);
        return made;
    }

    private Rx atomic(RegexNode.Atomic a, Place place, Function<Place, Rx> rest) {
        RegexNode part = a.part();
        while (part instanceof RegexNode.Group g && !referred.contains(g.number())) {
            part = g.part();
        }
        if (part instanceof RegexNode.Repeat r && RegexNodes.plain(r, referred)) {
            return r.greed() == RegexNode.Greed.LAZY ? least(r, place, rest) : possessive(r, place, rest);
        }
        List<RegexNode> options = part instanceof RegexNode.Alt alt ? alt.options() : List.of(part);
        List<Rx> before = new ArrayList<>();
        List<Rx> all = new ArrayList<>();
        for (RegexNode o : options) {
            Rx language = prefixFree(o, a.at());
            all.add(context.minus(compile(o, place, rest), context.or(before)));
            before.add(context.concat(language, anyText));
        }
        return context.or(all);
    }

    /** A lazy repetition that never takes more than it must. */
    private Rx least(RegexNode.Repeat r, Place place, Function<Place, Rx> rest) {
        if (r.min() > 0) {
            prefixFree(r.part(), r.at());
        }
        return compile(fewer(r, r.min(), r.min()), place, rest);
    }

    private Rx possessive(RegexNode.Repeat r, Place place, Function<Place, Rx> rest) {
        Rx once = prefixFree(r.part(), r.at());
        if (once.nullable()) {
            throw error("a repetition that never gives back, of something that may be empty", r.at());
        }
        Rx another = context.concat(once, anyText);
        RegexNode.Repeat loose = fewer(r, r.min(), r.max());
        if (r.max() == Rx.UNBOUNDED) {
            return compile(loose, place, p -> context.minus(rest.apply(p), another));
        }
        Rx full = compile(fewer(r, r.max(), r.max()), place, rest);
        return r.min() == r.max()
                ? full
                : context.or(
                        full,
                        compile(fewer(r, r.min(), r.max() - 1), place, p -> context.minus(rest.apply(p), another)));
    }

    /** The language of a part none of whose texts begins another: then what it takes is known without trying. */
    private Rx prefixFree(RegexNode node, int at) {
        if (RegexNodes.plain(node, referred)) {
            Rx language = language(node);
            if (context.disjoint(language, context.concat(language, encode(CodePoints.ALL), anyText))) {
                return language;
            }
        }
        throw error("a group or repetition that never gives back what it took, one of whose texts begins another", at);
    }

    // ------------------------------------------------------------------------------------------------ looking around

    private Rx ahead(RegexNode.Look l, Place place, Function<Place, Rx> rest) {
        Rx seen = compile(l.part(), place, p -> anyText);
        return l.negative() ? context.minus(rest.apply(place), seen) : context.and(seen, rest.apply(place));
    }

    private Rx behind(RegexNode.Look l, Place place, Function<Place, Rx> rest) {
        CodePoints single = RegexNodes.single(l.part());
        if (single == null) {
            throw error("looking behind at more than one character", l.at());
        }
        boolean seen = isBefore(place, single);
        return seen != l.negative() ? rest.apply(place) : context.nothing();
    }

    private boolean isBefore(Place place, CodePoints set) {
        return place.before() >= 0 && !cells.get(place.before()).and(set).isEmpty();
    }

    private Rx at(RegexNode.Place p, Place place, Function<Place, Rx> rest) {
        Rx after = rest.apply(place);
        return switch (p.kind()) {
            case START -> place.before() < 0 ? after : context.nothing();
            case LINE_START ->
                place.before() < 0 || isBefore(place, CharacterClasses.LINE_FEED) ? after : context.nothing();
            case END -> after.nullable() ? context.epsilon() : context.nothing();
            case END_OR_LAST_LINE_FEED -> context.and(after, context.optional(encode(CharacterClasses.LINE_FEED)));
            case LINE_END ->
                context.and(after, context.optional(context.concat(encode(CharacterClasses.LINE_FEED), anyText)));
            case BOUNDARY, NO_BOUNDARY -> {
                Rx word = context.concat(encode(p.words()), anyText);
                boolean wantsWord = isBefore(place, p.words()) != (p.kind() == RegexNode.Place.Kind.BOUNDARY);
                yield wantsWord ? context.and(after, word) : context.minus(after, word);
            }
        };
    }

    // ------------------------------------------------------------------------------------------------ groups

    private Rx group(RegexNode.Group g, Place place, Function<Place, Rx> rest) {
        Set<String> texts = RegexNodes.plain(g.part(), referred) ? RegexNodes.texts(g.part(), MOST_TEXTS) : null;
        if (texts == null) {
            throw error("a reference to group %d, whose texts are too many to tell apart".formatted(g.number()), -1);
        }
        List<Rx> all = new ArrayList<>();
        for (String text : texts) {
            Map<Integer, String> groups = new TreeMap<>(place.groups());
            groups.put(g.number(), text);
            Place after = new Place(cellAfter(text, place), groups);
            all.add(context.concat(encode(text, false), rest.apply(after)));
        }
        return context.or(all);
    }

    private Rx back(RegexNode.Back b, Place place, Function<Place, Rx> rest) {
        String text = place.groups().get(b.number());
        if (text == null) {
            return context.nothing(); // as in Python: a group that has matched nothing can't be referred to
        }
        if (b.anyCase() && !cells.isEmpty()) {
            throw error("a reference to a group in any case beside something that looks behind", b.at());
        }
        return context.concat(encode(text, b.anyCase()), rest.apply(new Place(cellAfter(text, place), place.groups())));
    }

    private int cellAfter(String text, Place place) {
        if (text.isEmpty() || cells.isEmpty()) {
            return place.before();
        }
        int last = text.codePointBefore(text.length());
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).contains(last)) {
                return i;
            }
        }
        return place.before();
    }

    private GrammarException error(String what, int at) {
        String where = at < 0 ? "" : " (at character %d)".formatted(pattern.codePointCount(0, at) + 1);
        return new GrammarException(
                "the regular expression \"%s\" has %s, which is not supported%s".formatted(shown(), what, where));
    }

    private String shown() {
        return pattern.length() > 200 ? pattern.substring(0, 200) + "…" : pattern;
    }
}
