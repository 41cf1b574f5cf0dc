package org.menura.train.task;

import java.util.Arrays;

/** Numbers of texts that come in pairs: the chosen one, then the rejected one, and so on. */
final class PairTexts {
    private PairTexts() {}

    static double[] chosen(double[] all) {
        return every(all, 0);
    }

    static double[] rejected(double[] all) {
        return every(all, 1);
    }

    private static double[] every(double[] all, int from) {
        double[] out = new double[all.length / 2];
        for (int i = 0; i < out.length; i++) {
            out[i] = all[2 * i + from];
        }
        return out;
    }

    static double[] both(double[] chosen, double[] rejected) {
        double[] all = new double[2 * chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            all[2 * i] = chosen[i];
            all[2 * i + 1] = rejected[i];
        }
        return all;
    }

    /**
     * Returns the factor of each token: 1 as far as the shorter answer of its pair reaches, and another beyond.
     *
     * @param byToken whose layout is wanted
     */
    static double[][] tails(double[][] byToken, double beyond) {
        double[][] factors = new double[byToken.length][];
        for (int i = 0; i < factors.length; i++) {
            int other = i ^ 1;
            int shared = Math.min(byToken[i].length, byToken[other].length);
            factors[i] = new double[byToken[i].length];
            Arrays.fill(factors[i], 0, shared, 1);
            Arrays.fill(factors[i], shared, factors[i].length, beyond);
        }
        return factors;
    }

    /** Returns products, token by token. */
    static double[][] times(double[][] a, double[][] b) {
        double[][] product = new double[a.length][];
        for (int i = 0; i < a.length; i++) {
            product[i] = a[i].clone();
            for (int t = 0; t < a[i].length; t++) {
                product[i][t] *= b[i][t];
            }
        }
        return product;
    }
}
