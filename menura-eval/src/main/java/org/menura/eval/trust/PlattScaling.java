package org.menura.eval.trust;

/**
 * Maps confidences to calibrated ones by a logistic curve over their log-odds (Platt 1999), fitted by maximum likelihood, as
 * uncertainty-calibration 0.1.4 does with scikit-learn ({@code C=1e10}).
 *
 * @param slope of the log-odds
 */
public record PlattScaling(double slope, double intercept) {
    private static final double EPSILON = 1e-12;
    private static final double PENALTY = 1e-10;

    /** Fits the curve; correct values are 0 or 1, and both must occur. */
    public static PlattScaling fit(double[] confidences, double[] correct) {
        double a = 0;
        double b = 0;
        for (int step = 0; step < 200; step++) {
            double ga = PENALTY * a;
            double gb = 0;
            double haa = PENALTY;
            double hab = 0;
            double hbb = 1e-12;
            for (int i = 0; i < confidences.length; i++) {
                double x = logOdds(confidences[i]);
                double p = 1 / (1 + Math.exp(-(a * x + b)));
                double w = Math.max(p * (1 - p), 1e-12);
                ga += (p - correct[i]) * x;
                gb += p - correct[i];
                haa += w * x * x;
                hab += w * x;
                hbb += w;
            }
            double determinant = haa * hbb - hab * hab;
            double da = (hbb * ga - hab * gb) / determinant;
            double db = (haa * gb - hab * ga) / determinant;
            // A step is halved until the likelihood grows: Newton's method alone may leave the valley.
            double before = loss(a, b, confidences, correct);
            double length = 1;
            while (length > 1e-6 && !(loss(a - length * da, b - length * db, confidences, correct) <= before)) {
                length /= 2;
            }
            if (length <= 1e-6 || Math.abs(length * da) + Math.abs(length * db) < 1e-12) {
                break;
            }
            a -= length * da;
            b -= length * db;
        }
        return new PlattScaling(a, b);
    }

    private static double loss(double a, double b, double[] confidences, double[] correct) {
        double sum = PENALTY * a * a / 2;
        for (int i = 0; i < confidences.length; i++) {
            double z = a * logOdds(confidences[i]) + b;
            sum += Math.max(z, 0) - correct[i] * z + Math.log1p(Math.exp(-Math.abs(z)));
        }
        return sum;
    }

    private static double logOdds(double confidence) {
        double p = Math.clamp(confidence, EPSILON, 1 - EPSILON);
        return Math.log(p / (1 - p));
    }

    /** Returns the calibrated confidence. */
    public double apply(double confidence) {
        return 1 / (1 + Math.exp(-(slope * logOdds(confidence) + intercept)));
    }

    /** Returns the calibrated confidences. */
    public double[] apply(double[] confidences) {
        double[] out = new double[confidences.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = apply(confidences[i]);
        }
        return out;
    }
}
