package org.menura.generate.sample;

/**
 * Puts candidates in descending order of their keys, of equal keys the lower id first, but only as many as are wanted:
 * partial quicksort (Martínez, "Partial quicksort", ALENEX 2004) in place.
 *
 * @param keys the logits themselves, or other scores that move along with the candidates
 */
record PartialSort(int[] ids, float[] logits, float[] probs, float[] keys) {
    /** Sorts positions {@code from} to {@code to}, as far as the first {@code count} positions need it. */
    void sort(int from, int to, int count) {
        int low = from;
        int high = to;
        while (high - low > 16 && low < count) {
            int pivot = partition(low, high, pivot(low, high, count));
            if (pivot - low < high - pivot) {
                sort(low, pivot, count);
                low = pivot + 1;
            } else {
                sort(pivot + 1, high, count);
                high = pivot;
            }
        }
        if (low < count) {
            insertionSort(low, high);
        }
    }

    private void insertionSort(int low, int high) {
        for (int i = low + 1; i < high; i++) {
            for (int j = i; j > low && isBefore(j, keys[j - 1], ids[j - 1]); j--) {
                swap(j, j - 1);
            }
        }
    }

    /** Splits {@code low .. high - 1} around one of its candidates and returns where that one now stands. */
    private int partition(int low, int high, int pivot) {
        swap(low, pivot);
        float pivotKey = keys[low];
        int pivotId = ids[low];
        int i = low;
        int j = high;
        while (true) {
            do {
                i++;
            } while (i < high && isBefore(i, pivotKey, pivotId));
            do {
                j--;
            } while (isAfter(j, pivotKey, pivotId)); // ends at the pivot itself
            if (i >= j) {
                swap(low, j);
                return j;
            }
            swap(i, j);
        }
    }

    /**
     * Where to split: in the middle if most of the range is to be sorted. If little is, some way behind that little, so
     * that one pass with hardly a swap leaves the rest behind: the first of {@code n} spread samples has about a share
     * of {@code 1 / n} before it.
     */
    private int pivot(int low, int high, int count) {
        int samples = (int) ((high - low) / (8L * (count - low)));
        if (count >= high || samples < 16) {
            return ninther(low, high - 1);
        }
        int best = low;
        for (int i = 1; i < samples; i++) {
            int sample = low + (int) ((long) i * (high - low) / samples);
            if (isBefore(sample, keys[best], ids[best])) {
                best = sample;
            }
        }
        return best;
    }

    /** The median of the medians of three triples spread over the range. */
    private int ninther(int first, int last) {
        int middle = (first + last) >>> 1;
        int step = (last - first) / 8;
        return median(
                median(first, first + step, first + 2 * step),
                median(middle - step, middle, middle + step),
                median(last - 2 * step, last - step, last));
    }

    private int median(int a, int b, int c) {
        if (isBefore(b, keys[a], ids[a])) {
            return median(b, a, c);
        }
        if (isBefore(c, keys[b], ids[b])) {
            return isBefore(c, keys[a], ids[a]) ? a : c;
        }
        return b;
    }

    private boolean isBefore(int i, float key, int id) {
        return keys[i] > key || (keys[i] == key && ids[i] < id);
    }

    private boolean isAfter(int i, float key, int id) {
        return keys[i] < key || (keys[i] == key && ids[i] > id);
    }

    @SuppressWarnings("ReferenceEquality") // asks whether the keys are a fourth array
    private void swap(int i, int j) {
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
}
