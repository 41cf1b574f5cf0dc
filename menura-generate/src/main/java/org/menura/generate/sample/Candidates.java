package org.menura.generate.sample;

import java.util.Arrays;

/**
 * The tokens that may come next: for each its id, its logit and, after {@link #softmax}, its probability. The stages of
 * a chain bias, drop and order them. A step fills the same arrays again, so that sampling allocates nothing.
 *
 * <p>The total order is: the higher logit first, of equal logits the lower id. Only a prefix need be in order; {@link
 * #order} puts as many in place as are asked for, so that nobody sorts a vocabulary to find its best forty.
 */
public final class Candidates {
    private int[] ids = {};
    private float[] logits = {};
    private float[] probs = {};
    private int size;
    private int ordered;

    /**
     * Starts a step: every token of the vocabulary, in the order of ids.
     *
     * @param vocabulary one logit per token; negative infinity rules a token out
     * @throws IllegalArgumentException if there is none, or if one is NaN or positive infinity
     */
    public void reset(float[] vocabulary) {
        int n = vocabulary.length;
        if (n == 0) {
            throw new IllegalArgumentException("there are no logits to sample from");
        }
        if (ids.length < n) {
            ids = new int[n];
            logits = new float[n];
            probs = new float[n];
        }
        for (int i = 0; i < n; i++) {
            float logit = vocabulary[i];
            if (!(logit < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("the logit of token " + i + " is " + logit
                        + "; the model's output is broken, so check its weights with 'menura verify'");
            }
            ids[i] = i;
            logits[i] = logit;
        }
        size = n;
        ordered = 0;
    }

    /** How many candidates are left. */
    public int size() {
        return size;
    }

    /** Token id of the candidate at a position. */
    public int id(int i) {
        return ids[i];
    }

    /** Logit of the candidate at a position. */
    public float logit(int i) {
        return logits[i];
    }

    /** Probability of the candidate at a position, as of the last {@link #softmax}. */
    public float prob(int i) {
        return probs[i];
    }

    /** Position of a token, or -1 if it is no candidate any more. */
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

    /** Changes a logit, which puts the candidates out of order. */
    public void setLogit(int i, float logit) {
        logits[i] = logit;
        ordered = 0;
    }

    /** Position of the first candidate in the total order. */
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
     * Sets the probabilities of the candidates, which sum to 1.
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
        return new IllegalStateException("every token is ruled out; lift a logit bias or a constraint");
    }

    /** Shannon entropy of the probabilities, in nats. */
    public double entropy() {
        double entropy = 0;
        for (int i = 0; i < size; i++) {
            if (probs[i] > 0) {
                entropy -= probs[i] * StrictMath.log(probs[i]);
            }
        }
        return entropy;
    }

    /** Puts the first {@code count} candidates of the total order in their places; the rest follow in any order. */
    public void order(int count) {
        int k = Math.min(count, size);
        if (k > ordered) {
            quicksort(logits, ordered, size, k);
            ordered = k;
        }
    }

    /**
     * Puts the candidates in descending order of scores of any kind, ties by id, instead of the total order.
     *
     * @param scores one per position; permuted like the candidates
     */
    void orderBy(float[] scores) {
        quicksort(scores, 0, size, size);
        ordered = 0;
    }

    /** Keeps the candidates at the first {@code count} positions. */
    public void truncate(int count) {
        size = Math.min(count, size);
        ordered = Math.min(ordered, size);
    }

    /** Drops the candidates at the first {@code count} positions. */
    public void dropFirst(int count) {
        size -= count;
        ordered = Math.max(ordered - count, 0);
        System.arraycopy(ids, count, ids, 0, size);
        System.arraycopy(logits, count, logits, 0, size);
        System.arraycopy(probs, count, probs, 0, size);
    }

    /** How many candidates have at least this logit. */
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

    /**
     * Partial quicksort (Martínez, "Partial quicksort", ALENEX 2004): sorts positions {@code from} to {@code to} by
     * descending key, but only as far as the first {@code count} positions need it.
     */
    private void quicksort(float[] keys, int from, int to, int count) {
        int low = from;
        int high = to;
        while (high - low > 16 && low < count) {
            int pivot = partition(keys, low, high);
            if (pivot - low < high - pivot) {
                quicksort(keys, low, pivot, count);
                low = pivot + 1;
            } else {
                quicksort(keys, pivot + 1, high, count);
                high = pivot;
            }
        }
        if (low < count) {
            insertionSort(keys, low, high);
        }
    }

    private void insertionSort(float[] keys, int low, int high) {
        for (int i = low + 1; i < high; i++) {
            for (int j = i; j > low && isBefore(keys, j, keys[j - 1], ids[j - 1]); j--) {
                swap(keys, j, j - 1);
            }
        }
    }

    /** Splits {@code low .. high - 1} around one of its candidates and returns where that one now stands. */
    private int partition(float[] keys, int low, int high) {
        swap(keys, low, ninther(keys, low, high - 1));
        float pivotKey = keys[low];
        int pivotId = ids[low];
        int i = low;
        int j = high;
        while (true) {
            do {
                i++;
            } while (i < high && isBefore(keys, i, pivotKey, pivotId));
            do {
                j--;
            } while (isAfter(keys, j, pivotKey, pivotId)); // ends at the pivot itself
            if (i >= j) {
                swap(keys, low, j);
                return j;
            }
            swap(keys, i, j);
        }
    }

    /** The median of the medians of three triples spread over the range. */
    private int ninther(float[] keys, int first, int last) {
        int middle = (first + last) >>> 1;
        int step = (last - first) / 8;
        return median(
                keys,
                median(keys, first, first + step, first + 2 * step),
                median(keys, middle - step, middle, middle + step),
                median(keys, last - 2 * step, last - step, last));
    }

    private int median(float[] keys, int a, int b, int c) {
        if (isBefore(keys, b, keys[a], ids[a])) {
            return median(keys, b, a, c);
        }
        if (isBefore(keys, c, keys[b], ids[b])) {
            return isBefore(keys, c, keys[a], ids[a]) ? a : c;
        }
        return b;
    }

    private boolean isBefore(float[] keys, int i, float key, int id) {
        return keys[i] > key || (keys[i] == key && ids[i] < id);
    }

    private boolean isAfter(float[] keys, int i, float key, int id) {
        return keys[i] < key || (keys[i] == key && ids[i] > id);
    }

    private void swap(float[] keys, int i, int j) {
        int id = ids[i];
        ids[i] = ids[j];
        ids[j] = id;
        swapFloats(logits, i, j);
        swapFloats(probs, i, j);
        if (keys != logits) {
            swapFloats(keys, i, j);
        }
    }

    private static void swapFloats(float[] values, int i, int j) {
        float value = values[i];
        values[i] = values[j];
        values[j] = value;
    }

    @Override
    public String toString() {
        return "Candidates[ids=" + Arrays.toString(Arrays.copyOf(ids, size)) + ", logits="
                + Arrays.toString(Arrays.copyOf(logits, size)) + "]";
    }
}
