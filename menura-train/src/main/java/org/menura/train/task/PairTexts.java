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
}
