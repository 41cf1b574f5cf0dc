package org.menura.data.fasttext;

import java.util.Arrays;

/**
 * The k best labels so far. A binary heap with the steps of the C++ standard library's, so that labels of equal
 * probability come in the order in which fastText has them.
 */
final class BestK {
    private final int k;
    private float[] scores = new float[16];
    private int[] labels = new int[16];
    private int size;

    BestK(int k) {
        this.k = k;
    }

    int size() {
        return size;
    }

    boolean full() {
        return size == k;
    }

    float least() {
        return scores[0];
    }

    float score(int i) {
        return scores[i];
    }

    int label(int i) {
        return labels[i];
    }

    void add(float score, int label) {
        if (size == scores.length) {
            scores = Arrays.copyOf(scores, size * 2);
            labels = Arrays.copyOf(labels, size * 2);
        }
        size++;
        rise(size - 1, 0, score, label);
        if (size > k) {
            pop();
            size--;
        }
    }

    /** Sorts them, the best first. Nothing may be added afterwards. */
    void sort() {
        int all = size;
        for (; size > 1; size--) {
            pop();
        }
        size = all;
    }

    /** Moves the least to the end. */
    private void pop() {
        float score = scores[size - 1];
        int label = labels[size - 1];
        set(size - 1, 0);
        sink(size - 1, score, label);
    }

    private void set(int to, int from) {
        scores[to] = scores[from];
        labels[to] = labels[from];
    }

    private void rise(int from, int top, float score, int label) {
        int hole = from;
        for (int parent = (hole - 1) / 2; hole > top && scores[parent] > score; parent = (hole - 1) / 2) {
            set(hole, parent);
            hole = parent;
        }
        scores[hole] = score;
        labels[hole] = label;
    }

    private void sink(int length, float score, int label) {
        int hole = 0;
        int child = 0;
        while (child < (length - 1) / 2) {
            child = 2 * (child + 1);
            if (scores[child] > scores[child - 1]) {
                child--;
            }
            set(hole, child);
            hole = child;
        }
        if ((length & 1) == 0 && child == (length - 2) / 2) {
            child = 2 * (child + 1);
            set(hole, child - 1);
            hole = child - 1;
        }
        rise(hole, 0, score, label);
    }
}
