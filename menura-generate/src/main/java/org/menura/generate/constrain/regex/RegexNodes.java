package org.menura.generate.constrain.regex;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.CodePoints;
import org.menura.generate.constrain.grammar.Rx;

/** Questions about parts of a regular expression. */
final class RegexNodes {
    private RegexNodes() {}

    /** Returns whether a part is regular as it stands: neither looks around nor refers to, nor sets, what is referred to. */
    static boolean plain(RegexNode node, Set<Integer> referred) {
        return switch (node) {
            case RegexNode.Set s -> true;
            case RegexNode.Cat c -> c.parts().stream().allMatch(p -> plain(p, referred));
            case RegexNode.Alt a -> a.options().stream().allMatch(p -> plain(p, referred));
            case RegexNode.Repeat r -> !r.possessive() && plain(r.part(), referred);
            case RegexNode.Group g -> !referred.contains(g.number()) && plain(g.part(), referred);
            case RegexNode.Atomic a -> false;
            case RegexNode.Look l -> false;
            case RegexNode.Place p -> false;
            case RegexNode.Back b -> false;
        };
    }

    /** Returns whether a part may take no character. */
    static boolean mayBeEmpty(RegexNode node) {
        return switch (node) {
            case RegexNode.Set s -> false;
            case RegexNode.Cat c -> c.parts().stream().allMatch(RegexNodes::mayBeEmpty);
            case RegexNode.Alt a -> a.options().stream().anyMatch(RegexNodes::mayBeEmpty);
            case RegexNode.Repeat r -> r.min() == 0 || mayBeEmpty(r.part());
            case RegexNode.Group g -> mayBeEmpty(g.part());
            case RegexNode.Atomic a -> mayBeEmpty(a.part());
            case RegexNode.Look l -> true;
            case RegexNode.Place p -> true;
            case RegexNode.Back b -> true;
        };
    }

    /** Collects the groups that are referred to. */
    static Set<Integer> referred(RegexNode node) {
        Set<Integer> out = new HashSet<>();
        visit(node, n -> {
            if (n instanceof RegexNode.Back b) {
                out.add(b.number());
            }
        });
        return out;
    }

    /** Returns whether the place before the first character matters somewhere. */
    static boolean looksAtStart(RegexNode node) {
        boolean[] found = {false};
        visit(
                node,
                n -> found[0] |= n instanceof RegexNode.Place p
                                && p.kind() != RegexNode.Place.Kind.END
                                && p.kind() != RegexNode.Place.Kind.END_OR_LAST_LINE_FEED
                                && p.kind() != RegexNode.Place.Kind.LINE_END
                        || n instanceof RegexNode.Look l && !l.ahead());
        return found[0];
    }

    /** Collects the sets that the character before a place is asked about; those that can't be told are left out. */
    static Set<CodePoints> asked(RegexNode node) {
        Set<CodePoints> out = new LinkedHashSet<>();
        visit(node, n -> {
            if (n instanceof RegexNode.Place p) {
                switch (p.kind()) {
                    case LINE_START -> out.add(CharacterClasses.LINE_FEED);
                    case BOUNDARY, NO_BOUNDARY -> out.add(p.words());
                    default -> {}
                }
            } else if (n instanceof RegexNode.Look l && !l.ahead()) {
                CodePoints single = single(l.part());
                if (single != null) {
                    out.add(single);
                }
            }
        });
        return out;
    }

    /** The set of a part that is always one character; null if it is not. */
    static @Nullable CodePoints single(RegexNode node) {
        return switch (node) {
            case RegexNode.Set s -> s.set();
            case RegexNode.Group g -> single(g.part());
            case RegexNode.Alt a -> {
                CodePoints all = CodePoints.NONE;
                for (RegexNode o : a.options()) {
                    CodePoints s = single(o);
                    if (s == null) {
                        yield null;
                    }
                    all = all.or(s);
                }
                yield all;
            }
            default -> null;
        };
    }

    /** Collects the texts of a part; null if they are more than {@code most} or can't be told. */
    static @Nullable Set<String> texts(RegexNode node, int most) {
        return switch (node) {
            case RegexNode.Set s -> {
                if (s.set().size() > most) {
                    yield null;
                }
                Set<String> out = new LinkedHashSet<>();
                int[] ranges = s.set().ranges();
                for (int i = 0; i < ranges.length; i += 2) {
                    for (int c = ranges[i]; c <= ranges[i + 1]; c++) {
                        out.add(Character.toString(c));
                    }
                }
                yield out;
            }
            case RegexNode.Cat c -> {
                Set<String> out = Set.of("");
                for (RegexNode p : c.parts()) {
                    out = joined(out, texts(p, most), most);
                    if (out == null) {
                        yield null;
                    }
                }
                yield out;
            }
            case RegexNode.Alt a -> {
                Set<String> out = new LinkedHashSet<>();
                for (RegexNode o : a.options()) {
                    Set<String> t = texts(o, most);
                    if (t == null || out.size() + t.size() > most) {
                        yield null;
                    }
                    out.addAll(t);
                }
                yield out;
            }
            case RegexNode.Repeat r -> {
                if (r.max() == Rx.UNBOUNDED || r.max() > most || r.possessive()) {
                    yield null;
                }
                Set<String> once = texts(r.part(), most);
                Set<String> now = Set.of("");
                Set<String> out = new LinkedHashSet<>();
                for (int i = 0; i <= r.max() && now != null; i++) {
                    if (i >= r.min()) {
                        out.addAll(now);
                    }
                    now = i == r.max() ? now : joined(now, once, most);
                }
                yield now == null || out.size() > most ? null : out;
            }
            case RegexNode.Group g -> texts(g.part(), most);
            default -> null;
        };
    }

    private static @Nullable Set<String> joined(Set<String> heads, @Nullable Set<String> tails, int most) {
        if (tails == null || (long) heads.size() * tails.size() > most) {
            return null;
        }
        Set<String> out = new LinkedHashSet<>();
        for (String h : heads) {
            for (String t : tails) {
                if (h.length() + t.length() > most) {
                    return null;
                }
                out.add(h + t);
            }
        }
        return out;
    }

    static void visit(RegexNode node, Consumer<RegexNode> action) {
        action.accept(node);
        switch (node) {
            case RegexNode.Cat c -> c.parts().forEach(p -> visit(p, action));
            case RegexNode.Alt a -> a.options().forEach(p -> visit(p, action));
            case RegexNode.Repeat r -> visit(r.part(), action);
            case RegexNode.Group g -> visit(g.part(), action);
            case RegexNode.Atomic a -> visit(a.part(), action);
            case RegexNode.Look l -> visit(l.part(), action);
            case RegexNode.Set s -> {}
            case RegexNode.Place p -> {}
            case RegexNode.Back b -> {}
        }
    }
}
