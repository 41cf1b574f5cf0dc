package org.menura.world.textworld.story;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.world.textworld.story.Grammar.Kind;
import org.menura.world.textworld.story.Grammar.Token;

/** Finds the thing that words of a command mean, as Inform's parser does: best match, scores, question. */
final class Nouns {
    static final int ALL = 100;
    private static final Set<String> AND_WORDS = Set.of("and", ",", "then", ".", "but", "except");
    private static final int IF_LIKELY = 1000;
    private static final int UNCONCEALED = 100;
    private static final int BEST_PLACE = 60;
    private static final int NEXT_PLACE = 40;
    private static final int NOT_DIRECTION = 20;
    private static final int NOT_SCENERY = 10;
    private static final int NOT_PLAYER = 5;

    private final Story story;
    private final Parsing p;
    private final Search search;
    private List<Thing> matches = new ArrayList<>();
    private int[] scores = new int[0];
    private int matchLength;
    private @Nullable Kind filter;
    private @Nullable Thing best;

    Nouns(Story story, Parsing parsing) {
        this.story = story;
        p = parsing;
        search = new Search(story.world);
    }

    boolean foundNone() {
        return matches.isEmpty();
    }

    int length() {
        return matchLength;
    }

    private void collect(Kind kind) {
        matchLength = 0;
        matches = new ArrayList<>();
        filter = kind;
        boolean inside = kind == Kind.MULTIINSIDE && p.warning != null;
        search.visit(
                kind == Kind.HELD, inside ? p.warning : null, kind != Kind.CREATURE && !p.indefinite, this::tryThing);
    }

    private void tryThing(Thing thing) {
        if (filter == Kind.DIRECTION && !thing.isA("direction")) {
            return;
        }
        if (p.from > p.words.size()) {
            match(thing, 0);
            return;
        }
        String word = p.words.get(p.from - 1);
        if (thing == story.world.player && (word.equals("me") || word.equals("myself") || word.equals("self"))
                || thing == story.pronoun(word)) {
            match(thing, 1);
        }
        int found = Search.matched(thing, p.words, p.from - 1);
        if (found > 0) {
            match(thing, found);
        } else if (p.indefinite) {
            match(thing, 0);
        }
    }

    private void match(Thing thing, int length) {
        if (length > matchLength) {
            matchLength = length;
            matches.clear();
        }
        if (length == matchLength && !matches.contains(thing)) {
            matches.add(thing);
        }
    }

    /**
     * Finds the thing that the words from {@code wn} on mean.
     *
     * @param ask whether the player is asked if it is not clear
     * @return the thing; null if none, or if many were found and added to the list of many
     */
    @Nullable
    Thing find(Kind kind, boolean ask) {
        p.from = p.wn;
        collect(kind);
        p.wn = p.from + matchLength;
        p.foundMany = false;
        if (matches.isEmpty()) {
            p.wn++;
            return null;
        }
        if (p.from <= p.words.size()) {
            if (matches.size() == 1) {
                return matches.getFirst();
            }
            if (p.wn <= p.words.size() && !AND_WORDS.contains(p.words.get(p.wn - 1)) && p.atLastToken()) {
                return null;
            }
        }
        Thing chosen = matches.size() == 1 ? matches.getFirst() : null;
        if (chosen != null && p.indefinite && p.plural && isLeftOut(chosen)) {
            return null;
        }
        if (matches.size() > 1) {
            Choice choice = adjudicate(kind);
            if (choice == Choice.NONE) {
                return null;
            }
            if (choice == Choice.MANY) {
                p.foundMany = true;
                return null;
            }
            chosen = best;
        }
        if (chosen != null) {
            if (!p.dontInfer) {
                if (p.inferFrom == 0) {
                    p.inferFrom = p.token;
                }
                p.pattern[p.token] = chosen;
            }
            return chosen;
        }
        if (!ask) {
            return matches.getFirst();
        }
        throw p.from > p.words.size() ? askWhat(kind) : askWhich();
    }

    /** Finds whom the first words mean: the player before others, what is held before what lies around. */
    @Nullable
    Thing addressed() {
        p.from = 1;
        matchLength = 0;
        matches = new ArrayList<>();
        filter = Kind.CREATURE;
        search.visit(true, null, false, this::tryThing);
        p.wn = p.from + matchLength;
        return matches.stream()
                .filter(thing -> thing.isA("person"))
                .findFirst()
                .orElse(matches.isEmpty() ? null : matches.getFirst());
    }

    private enum Choice {
        ONE,
        MANY,
        NONE,
        UNCLEAR
    }

    private Choice adjudicate(Kind kind) {
        best = null;
        scores = new int[matches.size()];
        int good = 0;
        Thing last = matches.getFirst();
        for (int i = 0; i < matches.size(); i++) {
            Thing thing = matches.get(i);
            if (isGood(thing, kind)) {
                good++;
                last = thing;
                scores[i] = 1000;
            }
        }
        if (good == 1 && !(p.plural && kind.allowsMany() && isLeftOut(last))) {
            best = last;
            return Choice.ONE;
        }
        if (kind == Kind.CREATURE && good == 0) {
            best = matches.getFirst();
            return Choice.ONE;
        }
        if (p.mine || p.there) {
            keepDescribed();
            if (matches.isEmpty()) {
                return Choice.NONE;
            }
        }
        for (int i = 0; i < matches.size(); i++) {
            scores[i] += score(matches.get(i));
        }
        if (!p.indefinite) {
            int top = Arrays.stream(scores).max().orElseThrow();
            if (Arrays.stream(scores).filter(s -> s == top).count() == 1) {
                best = matches.get(indexOf(top));
                return Choice.ONE;
            }
        }
        if (p.indefinite && p.plural) {
            return many(kind);
        }
        if (!p.indefinite) {
            return Choice.UNCLEAR;
        }
        p.dontInfer |= matches.size() == 1;
        best = matches.get(indexOf(Arrays.stream(scores).max().orElseThrow()));
        return Choice.ONE;
    }

    /** Keeps the matches that are where {@code my} or {@code that} says. */
    private void keepDescribed() {
        List<Thing> kept = new ArrayList<>();
        List<Integer> keptScores = new ArrayList<>();
        for (int i = 0; i < matches.size(); i++) {
            Thing thing = matches.get(i);
            if ((!p.mine || thing.isIn(story.world.player)) && (!p.there || thing.isIn(story.world.location()))) {
                kept.add(thing);
                keptScores.add(scores[i]);
            }
        }
        matches = kept;
        scores = keptScores.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns whether {@code all} leaves a thing out. */
    private boolean isLeftOut(Thing thing) {
        Thing player = story.world.player;
        return switch (p.line.action()) {
            case DROP, THROW_AT, INSERT, PUT -> thing == player;
            case TAKE, TAKE_OFF, REMOVE -> thing == player || player.encloses(thing) || thing.isFixed();
            default -> false;
        };
    }

    private int indexOf(int score) {
        int i = 0;
        while (scores[i] != score) {
            i++;
        }
        return i;
    }

    private boolean isGood(Thing thing, Kind kind) {
        Thing player = story.world.player;
        return switch (kind) {
            case HELD, MULTIHELD -> thing.isIn(player);
            case MULTI -> thing != player && !thing.isA("direction");
            case MULTIEXCEPT -> thing != p.warning;
            case MULTIINSIDE -> p.warning == null ? !thing.isIn(player) : thing.isIn(p.warning);
            case CREATURE -> thing.isA("person");
            default -> false;
        };
    }

    private int score(Thing thing) {
        Thing player = story.world.player;
        Action action = p.line.action();
        boolean preferHeld = action != Action.TAKE && action != Action.REMOVE;
        int score = thing == player ? 0 : UNCONCEALED;
        if (thing.isIn(player)) {
            score += preferHeld ? BEST_PLACE : NEXT_PLACE;
        } else if (thing.isIn(story.world.location())) {
            score += preferHeld ? NEXT_PLACE : BEST_PLACE;
        } else if (!thing.isA("direction")) {
            score += NOT_DIRECTION;
        }
        score += IF_LIKELY * likelihood(thing);
        return score + NOT_SCENERY + (thing == player ? 0 : NOT_PLAYER) + (p.pluralArticle ? 0 : 1);
    }

    /** Scores a thing by what the player may mean together with the other noun. */
    private int likelihood(Thing thing) {
        if (p.strategy == 0) {
            p.strategy = 2;
            Token next = p.nextNoun();
            if (next != null && next.kind() != Kind.TOPIC) {
                int at = p.secondNounAt();
                if (at <= p.words.size()) {
                    p.alternatives = secondNouns(next.kind(), at);
                    p.strategy = 1;
                }
            }
        }
        if (p.parameters > 0) {
            return story.likelihood(p.line.action(), ordered(p.noun[0], thing, true), ordered(p.noun[0], thing, false));
        }
        if (p.strategy == 1) {
            int top = 0;
            for (Thing second : p.alternatives) {
                top = Math.max(
                        top,
                        story.likelihood(p.line.action(), ordered(thing, second, true), ordered(thing, second, false)));
            }
            return top;
        }
        return story.likelihood(p.line.action(), ordered(thing, p.warning, true), ordered(thing, p.warning, false));
    }

    private @Nullable Thing ordered(@Nullable Thing first, @Nullable Thing second, boolean wantNoun) {
        return wantNoun != p.line.reversed() ? first : second;
    }

    /** Finds what the second noun may be. */
    private List<Thing> secondNouns(Kind kind, int at) {
        List<Thing> savedMatches = matches;
        int savedLength = matchLength;
        int savedFrom = p.from;
        Kind savedFilter = filter;
        matches = new ArrayList<>();
        matchLength = 0;
        filter = null;
        p.from = at;
        boolean inside = kind == Kind.MULTIINSIDE && p.warning != null;
        search.visit(true, inside ? p.warning : null, false, this::tryThing);
        List<Thing> found = matches;
        matches = savedMatches;
        matchLength = savedLength;
        p.from = savedFrom;
        filter = savedFilter;
        return found;
    }

    private Choice many(Kind kind) {
        if (!kind.allowsMany()) {
            p.refusal = Refusal.MANY;
            return Choice.NONE;
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < matches.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparing((Integer i) -> -scores[i]));
        Thing player = story.world.player;
        int found = 0;
        for (int i : order) {
            Thing thing = matches.get(i);
            boolean held = kind == Kind.MULTIHELD || kind == Kind.MULTIEXCEPT;
            boolean included =
                    !isLeftOut(thing) && thing != player && !thing.isA("direction") && (!held || thing.isIn(player));
            if (included && found < p.wanted) {
                p.many.add(thing);
                found++;
            }
        }
        if (found < p.wanted && p.wanted < ALL) {
            p.refusal = Refusal.TOO_FEW;
            p.had = found;
            return Choice.NONE;
        }
        p.manyKind = kind;
        return Choice.MANY;
    }

    private Question askWhich() {
        StringBuilder question = new StringBuilder("Which do you mean, ");
        boolean people = matches.stream().allMatch(t -> t.isA("person"));
        if (people) {
            question = new StringBuilder("Who do you mean, ");
        }
        for (int i = 0; i < matches.size(); i++) {
            question.append(story.speech.the(matches.get(i)));
            question.append(i < matches.size() - 2 ? ", " : i == matches.size() - 2 ? " or " : "?\n");
        }
        story.printer.say(question.toString());
        return new Question(p.words.subList(0, p.from - 1), p.words.subList(p.from - 1, p.words.size()));
    }

    private Question askWhat(Kind kind) {
        story.printer.say((kind == Kind.CREATURE ? "Whom" : "What") + " do you want to " + p.commandSoFar() + "?\n");
        List<String> words = new ArrayList<>(p.words);
        if (p.inferFrom != 0) {
            for (int i = p.inferFrom; i < p.token; i++) {
                if (p.pattern[i] instanceof String word) {
                    words.add(word);
                } else if (p.pattern[i] instanceof Thing thing) {
                    story.notice(thing);
                    if (thing == story.pronoun("it")) {
                        words.add("it");
                    }
                }
            }
        }
        return new Question(words, List.of());
    }
}
