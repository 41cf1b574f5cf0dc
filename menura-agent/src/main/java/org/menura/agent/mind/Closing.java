package org.menura.agent.mind;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.constrain.GrammarConstraint;
import org.menura.generate.constrain.TokenMask;

/**
 * A short way to the end of a text that has become as long as it may: what closes strings, objects and calls comes first. So an answer
 * that was cut off keeps its form.
 */
final class Closing {
    private static final String CLOSERS = "\"'}])>";
    private static final int MOST_STEPS = 400_000;
    private static final int MOST_TOKENS = 4_000;

    private final Tokenizer tokenizer;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Tokens that led on, which are tried early again: a text's end may be many characters long, such as a tag. */
    private final Set<Integer> served = new LinkedHashSet<>();

    private int steps;

    private record Place(Constraint at, Deque<Integer> untried) {}

    private Closing(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** Finds tokens that end a text; empty if none were found soon. */
    static Optional<int[]> of(Constraint at, Tokenizer tokenizer) {
        return new Closing(tokenizer).search(at);
    }

    private Optional<int[]> search(Constraint start) {
        List<Integer> path = new ArrayList<>();
        Deque<Place> places = new ArrayDeque<>();
        if (start.mayEnd()) {
            return Optional.of(new int[0]);
        }
        places.push(new Place(start.copy(), order(start)));
        while (!places.isEmpty() && steps++ < MOST_STEPS) {
            Place place = places.peek();
            Integer token = path.size() >= MOST_TOKENS ? null : place.untried().poll();
            if (token == null) {
                places.pop();
                if (!path.isEmpty()) {
                    path.removeLast();
                }
                continue;
            }
            Constraint next = place.at().copy();
            next.accept(token);
            if (next instanceof GrammarConstraint g && !seen.add(g.state())) {
                continue;
            }
            path.add(token);
            served.add(token);
            if (next.mayEnd()) {
                return Optional.of(path.stream().mapToInt(Integer::intValue).toArray());
            }
            places.push(new Place(next, order(next)));
        }
        return Optional.empty();
    }

    /**
     * The tokens that may come next: those that close something first, then control tokens, then those that served before, then
     * short ones.
     */
    private Deque<Integer> order(Constraint at) {
        TokenMask allowed = at.allowed();
        List<List<Integer>> ranks = new ArrayList<>();
        for (int i = 0; i < CLOSERS.length() + 3; i++) {
            ranks.add(new ArrayList<>());
        }
        Set<Integer> lengths = new HashSet<>();
        allowed.forEach(id -> {
            byte[] bytes = tokenizer.bytes(id);
            int closer = bytes.length == 1 ? CLOSERS.indexOf(bytes[0]) : -1;
            int rank = closer >= 0
                    ? closer
                    : bytes.length == 0
                            ? CLOSERS.length()
                            : bytes.length == 1 ? CLOSERS.length() + 1 : CLOSERS.length() + 2;
            // Of the longer ones a few do: they only serve where no single byte is a token.
            if (rank < CLOSERS.length() + 2 || lengths.add(Arrays.hashCode(Arrays.copyOf(bytes, 2)))) {
                ranks.get(rank).add(id);
            }
        });
        Set<Integer> order = new LinkedHashSet<>();
        ranks.subList(0, CLOSERS.length() + 1).forEach(order::addAll);
        served.stream().filter(allowed::contains).forEach(order::add);
        ranks.forEach(order::addAll);
        return new ArrayDeque<>(order);
    }
}
