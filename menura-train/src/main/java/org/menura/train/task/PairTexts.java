package org.menura.train.task;

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
     * Returns numbers of tokens, those beyond the length of the other text of a pair times a factor.
     *
     * @param byToken [text][token]
     */
    static double[][] scaledTails(double[][] byToken, double factor) {
        double[][] scaled = new double[byToken.length][];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = byToken[i].clone();
            int other = i ^ 1;
            for (int t = byToken[other].length; t < scaled[i].length; t++) {
                scaled[i][t] *= factor;
            }
        }
        return scaled;
    }
}
