package org.menura.generate.watermark;

import java.util.Arrays;
import org.menura.generate.sample.Candidates;

/**
 * Finds out which tokens are green without the whole permutation: a green list is what the first steps of a shuffle put in
 * front, so few candidates are followed through these steps, and for many the steps are carried out. Keeps its arrays; not
 * safe for use by several threads at once.
 */
final class GreenLists {
    /** Up to so many candidates are followed one by one. */
    static final int FEW = 256;

    private record Sizes(int vocabulary, int green) {}

    private static final LastMade<Sizes, double[]> INVERSES =
            new LastMade<>(sizes -> TorchGenerator.inverses(sizes.vocabulary, sizes.green));

    private final TorchGenerator generator = new TorchGenerator(0);
    private int[] places = new int[FEW];
    private int[] order = {};
    private int[] sorted = {};
    private long[] marks = {};

    /** Whether a token is in a green list. */
    boolean contains(int seed, int vocabulary, int green, int token) {
        if (green >= vocabulary) {
            return token < vocabulary;
        }
        double[] inverses = INVERSES.of(new Sizes(vocabulary, green));
        generator.seed(seed);
        int place = token;
        for (int done = 0; done < green; done += TorchGenerator.block()) {
            int some = Math.min(TorchGenerator.block(), green - done);
            int[] targets = generator.targets(vocabulary, done, some, inverses);
            if (place >= done + some) {
                if (holds(targets, some, place)) {
                    return true;
                }
                continue;
            }
            for (int k = 0; k < some; k++) {
                if (targets[k] == place) {
                    return true;
                }
                if (done + k == place) {
                    place = targets[k];
                }
            }
        }
        return false;
    }

    /** Whether a number is among others, in a loop without branches. */
    private static boolean holds(int[] numbers, int count, int number) {
        int found = 0;
        for (int k = 0; k < count; k++) {
            int other = numbers[k] ^ number;
            found |= (other | -other) ^ Integer.MIN_VALUE; // the sign is set where they are equal
        }
        return found < 0;
    }

    /** Adds a bias to the logits of the candidates that are in a green list. */
    void bias(int seed, int vocabulary, int green, Candidates candidates, float bias) {
        if (candidates.size() <= FEW && green < vocabulary) {
            follow(seed, vocabulary, green, candidates, bias);
            return;
        }
        long[] members = members(seed, vocabulary, green);
        for (int i = 0; i < candidates.size(); i++) {
            int id = candidates.id(i);
            if ((members[id >> 6] >>> id & 1) != 0) {
                candidates.setLogit(i, candidates.logit(i) + bias);
            }
        }
    }

    /** The green tokens as a set of bits; overwritten by the next call. */
    long[] members(int seed, int vocabulary, int green) {
        if (sorted.length != vocabulary) {
            sorted = new int[vocabulary];
            Arrays.setAll(sorted, i -> i);
            order = new int[vocabulary];
        }
        System.arraycopy(sorted, 0, order, 0, vocabulary);
        generator.seed(seed);
        generator.shuffleHead(order, vocabulary, green);
        long[] bits = marks(vocabulary);
        Arrays.fill(bits, 0);
        for (int i = 0; i < green; i++) {
            bits[order[i] >> 6] |= 1L << order[i];
        }
        return bits;
    }

    private void follow(int seed, int vocabulary, int green, Candidates candidates, float bias) {
        long[] followed = marks(vocabulary);
        Arrays.fill(followed, 0);
        int left = candidates.size();
        for (int i = 0; i < left; i++) {
            places[i] = candidates.id(i);
            set(followed, places[i]);
        }
        double[] inverses = INVERSES.of(new Sizes(vocabulary, green));
        generator.seed(seed);
        for (int done = 0; done < green && left > 0; done += TorchGenerator.block()) {
            int some = Math.min(TorchGenerator.block(), green - done);
            int[] targets = generator.targets(vocabulary, done, some, inverses);
            for (int k = 0; k < some; k++) {
                int place = done + k;
                int other = targets[k];
                if (isSet(followed, other)) {
                    int i = at(other, candidates.size());
                    candidates.setLogit(i, candidates.logit(i) + bias);
                    places[i] = -1;
                    clear(followed, other);
                    left--;
                }
                if (isSet(followed, place)) {
                    places[at(place, candidates.size())] = other;
                    clear(followed, place);
                    set(followed, other);
                }
            }
        }
    }

    private int at(int place, int count) {
        for (int i = 0; i < count; i++) {
            if (places[i] == place) {
                return i;
            }
        }
        throw new AssertionError(place);
    }

    private long[] marks(int vocabulary) {
        int words = (vocabulary + 63) >>> 6;
        if (marks.length != words) {
            marks = new long[words];
        }
        return marks;
    }

    private static boolean isSet(long[] bits, int i) {
        return (bits[i >> 6] >>> i & 1) != 0;
    }

    private static void set(long[] bits, int i) {
        bits[i >> 6] |= 1L << i;
    }

    private static void clear(long[] bits, int i) {
        bits[i >> 6] &= ~(1L << i);
    }
}
