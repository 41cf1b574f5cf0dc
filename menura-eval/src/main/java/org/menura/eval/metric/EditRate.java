package org.menura.eval.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the edits that make one sequence of words of another: insertions, deletions, replacements, and moves of up to ten
 * words, found greedily as Tercom does, within the limits that sacreBLEU sets.
 */
final class EditRate {
    private static final int MOST_MOVED = 10;
    private static final int MOST_DISTANT = 50;
    private static final int MOST_CANDIDATES = 1000;

    private final String[] reference;
    private final EditDistance distance;
    private int candidates;

    private EditRate(String[] reference) {
        this.reference = reference;
        this.distance = new EditDistance(reference);
    }

    static long edits(String[] words, String[] reference) {
        return reference.length == 0 ? words.length : new EditRate(reference).edits(words);
    }

    private long edits(String[] words) {
        String[] now = words;
        long moves = 0;
        while (true) {
            Move move = bestMove(now);
            if (candidates >= MOST_CANDIDATES || move == null || move.gain <= 0) {
                return moves + distance.of(now).cost();
            }
            moves++;
            now = move.words;
        }
    }

    /** A move, ordered by gain, length, then the earliest place and target. */
    private record Move(int gain, int length, int start, int target, String[] words) {
        boolean isBetterThan(Move other) {
            if (gain != other.gain) {
                return gain > other.gain;
            }
            if (length != other.length) {
                return length > other.length;
            }
            if (start != other.start) {
                return start < other.start;
            }
            if (target != other.target) {
                return target < other.target;
            }
            for (int i = 0; i < words.length; i++) {
                int order = org.menura.format.python.PythonText.compare(words[i], other.words[i]);
                if (order != 0) {
                    return order > 0;
                }
            }
            return false;
        }
    }

    private @Nullable Move bestMove(String[] words) {
        EditDistance.Result before = distance.of(words);
        Alignment alignment = Alignment.of(before.trace());
        Move best = null;
        for (int start = 0; start < words.length; start++) {
            for (int there = 0; there < reference.length; there++) {
                if (Math.abs(there - start) > MOST_DISTANT) {
                    continue;
                }
                int longest = Math.min(MOST_MOVED, Math.min(words.length - start, reference.length - there));
                for (int length = 1; length <= longest; length++) {
                    if (!words[start + length - 1].equals(reference[there + length - 1])) {
                        break;
                    }
                    boolean tried = alignment.isWorthMoving(start, there, length);
                    if (tried) {
                        best = better(best, words, before.cost(), alignment, start, there, length);
                    }
                    if (tried && candidates >= MOST_CANDIDATES) {
                        return best;
                    }
                }
            }
        }
        return best;
    }

    private @Nullable Move better(
            @Nullable Move best, String[] words, int before, Alignment alignment, int start, int there, int length) {
        Move found = best;
        int previous = -1;
        for (int offset = -1; offset < length; offset++) {
            int target;
            if (there + offset == -1) {
                target = 0;
            } else {
                Integer place = alignment.places.get(there + offset);
                if (place == null) {
                    break;
                }
                target = place + 1;
            }
            if (target == previous) {
                continue;
            }
            previous = target;
            String[] moved = moved(words, start, length, target);
            Move move = new Move(before - distance.of(moved).cost(), length, start, target, moved);
            candidates++;
            if (found == null || move.isBetterThan(found)) {
                found = move;
            }
        }
        return found;
    }

    private static String[] moved(String[] words, int start, int length, int target) {
        List<String> rest = new ArrayList<>(Arrays.asList(words));
        List<String> part = rest.subList(start, start + length);
        List<String> taken = new ArrayList<>(part);
        part.clear();
        // A target inside of what is moved, or right behind it, is counted from where it begins.
        int at = target < start ? target : target > start + length ? target - length : target;
        rest.addAll(Math.min(at, rest.size()), taken);
        return rest.toArray(String[]::new);
    }

    /**
     * Which words of the reference stand where in the answer, and which of both are wrong.
     *
     * @param places per word of the reference
     */
    private record Alignment(Map<Integer, Integer> places, List<Boolean> wrongThere, List<Boolean> wrongHere) {
        static Alignment of(String trace) {
            Map<Integer, Integer> places = new HashMap<>();
            List<Boolean> wrongThere = new ArrayList<>();
            List<Boolean> wrongHere = new ArrayList<>();
            int here = -1;
            int there = -1;
            for (int i = 0; i < trace.length(); i++) {
                char operation = trace.charAt(i);
                boolean wrong = operation != EditDistance.SAME;
                // Rewriting the reference into the answer: what was inserted is deleted.
                if (operation != EditDistance.INSERT) {
                    here++;
                    wrongHere.add(wrong);
                }
                if (operation != EditDistance.DELETE) {
                    there++;
                    places.put(there, here);
                    wrongThere.add(wrong);
                }
            }
            return new Alignment(places, wrongThere, wrongHere);
        }

        boolean isWorthMoving(int start, int there, int length) {
            int place = places.getOrDefault(there, -1);
            return wrongHere.subList(start, start + length).contains(true)
                    && wrongThere.subList(there, there + length).contains(true)
                    && !(place >= start && place < start + length);
        }
    }
}
