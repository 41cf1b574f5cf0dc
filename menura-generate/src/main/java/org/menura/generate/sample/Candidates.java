package org.menura.generate.sample;

import java.util.Arrays;
import java.util.Set;
import org.menura.generate.constrain.TokenMask;
import org.menura.tensor.annotation.Extension;

/**
 * The candidates for the next token: for each its id, its logit and, after {@link #softmax}, its probability. The
 * stages of a chain bias, drop and order them. A step fills the same arrays again, so that sampling allocates nothing.
 *
 * <p>The total order is: the higher logit first, of equal logits the lower id. Only a prefix need be in order; {@link
 * #order} puts as many in place as are asked for, so that nobody sorts a vocabulary to find its best forty.
 */
@Extension
public final class Candidates {
    private int[] ids = {};
    private float[] logits = {};
    private float[] probs = {};
    private int size;
    private int ordered;
    private int vocabulary;

    /**
     * Resets the candidates to every token of the vocabulary, in the order of ids.
     *
     * @param vocabulary one logit per token; negative infinity rules a token out
     * @throws IllegalArgumentException if there is none, or if one is NaN or positive infinity
     */
    public void reset(float[] vocabulary) {
        int n = vocabulary.length;
        if (n == 0) {
            throw noLogits();
        }
        if (ids.length < n) {
            ids = new int[n];
            logits = new float[n];
            probs = new float[n];
        }
        for (int i = 0; i < n; i++) {
            float logit = vocabulary[i];
            if (!(logit < Float.POSITIVE_INFINITY)) {
                throw broken(i, logit);
            }
            ids[i] = i;
            logits[i] = logit;
        }
        size = n;
        this.vocabulary = n;
        ordered = 0;
    }

    /**
     * Resets the candidates to some tokens of the vocabulary, in the order of ids.
     *
     * @param vocabulary one logit per token
     * @param allowed the tokens; those that the vocabulary lacks don't count
     * @param others more of them, which {@code allowed} may hold too
     * @throws IllegalArgumentException as {@link #reset(float[])} does
     */
    void reset(float[] vocabulary, TokenMask allowed, int[] others) {
        int n = vocabulary.length;
        if (n == 0) {
            throw noLogits();
        }
        if (ids.length < n) {
            ids = new int[n];
            logits = new float[n];
            probs = new float[n];
        }
        size = 0;
        this.vocabulary = n;
        ordered = 0;
        long[] words = allowed.words();
        int count = Math.min(words.length, (n + 63) >>> 6);
        for (int w = 0; w < count; w++) {
            for (long word = words[w]; word != 0; word &= word - 1) {
                put((w << 6) + Long.numberOfTrailingZeros(word), vocabulary);
            }
        }
        for (int id : others) {
            insert(id, vocabulary);
        }
    }

    /** Removes tokens; the candidates are in the order of ids. */
    void removeAll(Set<Integer> tokens) {
        for (int token : tokens) {
            int at = Arrays.binarySearch(ids, 0, size, token);
            if (at >= 0) {
                System.arraycopy(ids, at + 1, ids, at, size - at - 1);
                System.arraycopy(logits, at + 1, logits, at, size - at - 1);
                size--;
            }
        }
    }

    private void put(int id, float[] vocabulary) {
        if (id >= vocabulary.length) {
            return;
        }
        float logit = vocabulary[id];
        if (!(logit < Float.POSITIVE_INFINITY)) {
            throw broken(id, logit);
        }
        ids[size] = id;
        logits[size++] = logit;
    }

    /** Puts an id in its place among those that are there. */
    private void insert(int id, float[] vocabulary) {
        int at = Arrays.binarySearch(ids, 0, size, id);
        if (at >= 0 || id >= vocabulary.length) {
            return;
        }
        put(id, vocabulary);
        for (int i = size - 1; i > -1 - at; i--) {
            ids[i] = ids[i - 1];
            logits[i] = logits[i - 1];
        }
        ids[-1 - at] = id;
        logits[-1 - at] = vocabulary[id];
    }

    /**
     * Returns the token that would be first in the total order; throws as {@link #reset} and {@link #softmax} would.
     *
     * @param vocabulary one logit per token
     */
    static int likeliest(float[] vocabulary) {
        int best = 0;
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < vocabulary.length; i++) {
            float logit = vocabulary[i];
            if (!(logit <= largest)) {
                if (!(logit < Float.POSITIVE_INFINITY)) {
                    throw broken(i, logit);
                }
                best = i;
                largest = logit;
            }
        }
        if (largest == Float.NEGATIVE_INFINITY) {
            throw vocabulary.length == 0 ? noLogits() : nothingLeft();
        }
        return best;
    }

    private static IllegalArgumentException noLogits() {
        return new IllegalArgumentException("there are no logits to sample from");
    }

    private static IllegalArgumentException broken(int token, float logit) {
        return new IllegalArgumentException("the logit of token " + token + " is " + logit
                + "; the model's output is broken, so check its weights with 'menura verify'");
    }

    /** Returns the number of tokens of the vocabulary, candidates or not. */
    public int vocabulary() {
        return vocabulary;
    }

    /** Returns the number of candidates left. */
    public int size() {
        return size;
    }

    /** Returns the token id of the candidate at a position. */
    public int id(int i) {
        return ids[i];
    }

    /** Returns the logit of the candidate at a position. */
    public float logit(int i) {
        return logits[i];
    }

    /** Returns the probability of the candidate at a position, as of the last {@link #softmax}. */
    public float prob(int i) {
        return probs[i];
    }

    /** Returns the position of a token, or -1 if it is no candidate any more. */
    public int find(int id) {
        if (id >= 0 && id < size && ids[id] == id) {
            return id;
        }
        for (int i = 0; i < size; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return -1;
    }

    /** Sets a logit, which puts the candidates out of order. */
    public void setLogit(int i, float logit) {
        logits[i] = logit;
        ordered = 0;
    }

    /** Returns the position of the first candidate in the total order. */
    public int argmax() {
        if (ordered > 0) {
            return 0;
        }
        int best = 0;
        for (int i = 1; i < size; i++) {
            if (logits[i] > logits[best] || (logits[i] == logits[best] && ids[i] < ids[best])) {
                best = i;
            }
        }
        return best;
    }

    /** Divides all logits by a positive temperature. The order stays. */
    public void divide(float temperature) {
        for (int i = 0; i < size; i++) {
            logits[i] /= temperature;
        }
    }

    /**
     * Computes the probabilities of the candidates from their logits; they sum to 1.
     *
     * @throws IllegalStateException if every candidate's logit is negative infinity
     */
    public void softmax() {
        float max = logits[argmax()];
        if (max == Float.NEGATIVE_INFINITY) {
            throw nothingLeft();
        }
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double p = StrictMath.exp((double) logits[i] - max);
            probs[i] = (float) p;
            sum += p;
        }
        for (int i = 0; i < size; i++) {
            probs[i] = (float) (probs[i] / sum);
        }
    }

    static IllegalStateException nothingLeft() {
        return new NoTokenException("every token is ruled out; lift a logit bias or a constraint");
    }

    /** Returns the Shannon entropy of the probabilities, in nats. */
    public double entropy() {
        double entropy = 0;
        for (int i = 0; i < size; i++) {
            if (probs[i] > 0) {
                entropy -= probs[i] * StrictMath.log(probs[i]);
            }
        }
        return entropy;
    }

    /** Orders the first {@code count} candidates of the total order into their places; the rest follow in any order. */
    public void order(int count) {
        int k = Math.min(count, size);
        if (k > ordered) {
            new PartialSort(ids, logits, probs, logits).sort(ordered, size, k);
            ordered = k;
        }
    }

    /** Orders as {@link #order} does, but in growing portions, for callers that go on asking for one more. */
    void orderAhead(int count) {
        if (count > ordered) {
            order(Math.max(count, portion(ordered)));
        }
    }

    /** Returns how far to order when {@code done} candidates in order turned out too few. */
    static int portion(int done) {
        return Math.max(256, 4 * done);
    }

    /**
     * Orders candidates by descending scores of any kind, ties by id, instead of the total order.
     *
     * @param scores one per position; permuted like the candidates
     * @param from number of candidates that are in this order already
     * @param to number of candidates that are to be
     */
    void orderBy(float[] scores, int from, int to) {
        new PartialSort(ids, logits, probs, scores).sort(from, size, Math.min(to, size));
        ordered = 0;
    }

    /** Keeps the candidates at the first {@code count} positions. */
    public void truncate(int count) {
        size = Math.min(count, size);
        ordered = Math.min(ordered, size);
    }

    /** Keeps a token alone, also one that was dropped before. */
    void keepAlone(int id) {
        ids[0] = id;
        logits[0] = 0;
        probs[0] = 1;
        size = 1;
        ordered = 1;
    }

    /** Drops the candidates at the first {@code count} positions. */
    public void dropFirst(int count) {
        size -= count;
        ordered = Math.max(ordered - count, 0);
        System.arraycopy(ids, count, ids, 0, size);
        System.arraycopy(logits, count, logits, 0, size);
        System.arraycopy(probs, count, probs, 0, size);
    }

    /** Counts the candidates that have at least this logit. */
    public int countFrom(float logit) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            count += logits[i] >= logit ? 1 : 0;
        }
        return count;
    }

    /** Keeps the candidates that have at least this logit, in the order in which they are. */
    public void keepFrom(float logit) {
        int kept = 0;
        int keptOrdered = 0;
        for (int i = 0; i < size; i++) {
            if (logits[i] >= logit) {
                keptOrdered += i < ordered ? 1 : 0;
                ids[kept] = ids[i];
                logits[kept] = logits[i];
                probs[kept] = probs[i];
                kept++;
            }
        }
        size = kept;
        ordered = keptOrdered;
    }

    @Override
    public String toString() {
        return "Candidates[ids=" + Arrays.toString(Arrays.copyOf(ids, size)) + ", logits="
                + Arrays.toString(Arrays.copyOf(logits, size)) + "]";
    }
}
