package org.menura.eval.metric;

/** Computes Levenshtein's distance to a reference within a band around the diagonal, and how it comes about. */
final class EditDistance {
    static final char SAME = ' ';
    static final char REPLACE = 's';
    static final char INSERT = 'i';
    static final char DELETE = 'd';

    private static final int BAND = 25;
    private static final int FAR = 1_000_000_000;

    private final String[] reference;

    EditDistance(String[] reference) {
        this.reference = reference;
    }

    /** The least cost, and the operations that make the reference of the words. */
    record Result(int cost, String trace) {}

    Result of(String[] words) {
        int rows = words.length + 1;
        int columns = reference.length + 1;
        int[][] costs = new int[rows][columns];
        char[][] operations = new char[rows][columns];
        for (int j = 0; j < columns; j++) {
            costs[0][j] = j;
            operations[0][j] = INSERT;
        }
        double ratio = words.length > 0 ? (double) reference.length / words.length : 1;
        int band = BAND < ratio / 2 ? (int) Math.ceil(ratio / 2 + BAND) : BAND;
        for (int i = 1; i < rows; i++) {
            java.util.Arrays.fill(costs[i], FAR);
            int diagonal = (int) Math.floor(i * ratio);
            int from = Math.max(0, diagonal - band);
            int to = i == words.length ? columns : Math.min(columns, diagonal + band);
            for (int j = from; j < to; j++) {
                fill(words, costs, operations, i, j);
            }
        }
        return new Result(costs[rows - 1][columns - 1], trace(operations, words.length));
    }

    private void fill(String[] words, int[][] costs, char[][] operations, int i, int j) {
        if (j == 0) {
            costs[i][0] = costs[i - 1][0] + 1;
            operations[i][0] = DELETE;
            return;
        }
        boolean same = words[i - 1].equals(reference[j - 1]);
        take(costs, operations, i, j, costs[i - 1][j - 1] + (same ? 0 : 1), same ? SAME : REPLACE);
        take(costs, operations, i, j, costs[i - 1][j] + 1, DELETE);
        take(costs, operations, i, j, costs[i][j - 1] + 1, INSERT);
    }

    private static void take(int[][] costs, char[][] operations, int i, int j, int cost, char operation) {
        if (costs[i][j] > cost) {
            costs[i][j] = cost;
            operations[i][j] = operation;
        }
    }

    private String trace(char[][] operations, int length) {
        StringBuilder trace = new StringBuilder();
        int i = length;
        int j = reference.length;
        while (i > 0 || j > 0) {
            char operation = operations[i][j];
            trace.append(operation);
            i -= operation == INSERT ? 0 : 1;
            j -= operation == DELETE ? 0 : 1;
        }
        return trace.reverse().toString();
    }
}
