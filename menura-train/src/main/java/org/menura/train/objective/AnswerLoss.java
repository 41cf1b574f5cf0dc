package org.menura.train.objective;

/**
 * Losses of the two answers of a pair for themselves, by their log-ratios {@code a = (log π - log π_ref)(chosen)} and
 * {@code b} of the rejected one.
 */
public enum AnswerLoss implements PreferenceLoss {
    /** {@code -log σ(βa) - (log σ(-βa) + log σ(-βb)) / 2}: noise-contrastive alignment (arXiv 2402.05369). */
    NCA {
        @Override
        double of(double a, double b, double beta) {
            return -Stable.logSigmoid(beta * a) - (Stable.logSigmoid(-beta * a) + Stable.logSigmoid(-beta * b)) / 2;
        }

        @Override
        double slopeOfChosen(double a, double b, double beta) {
            return beta * (Stable.sigmoid(beta * a) / 2 - Stable.sigmoid(-beta * a));
        }

        @Override
        double slopeOfRejected(double a, double b, double beta) {
            return beta * Stable.sigmoid(beta * b) / 2;
        }
    },

    /** {@code (a - 1 / 2β)² + (b + 1 / 2β)²}: self-play preference optimisation, hard labels (arXiv 2405.00675). */
    SPPO {
        @Override
        double of(double a, double b, double beta) {
            return Stable.square(a - 0.5 / beta) + Stable.square(b + 0.5 / beta);
        }

        @Override
        double slopeOfChosen(double a, double b, double beta) {
            return 2 * (a - 0.5 / beta);
        }

        @Override
        double slopeOfRejected(double a, double b, double beta) {
            return 2 * (b + 0.5 / beta);
        }
    },

    /** {@code 1 - σ(βa) + σ(βb)}: APO-zero, where chosen answers are better than the model's (arXiv 2408.06266, 7). */
    APO_ZERO {
        @Override
        double of(double a, double b, double beta) {
            return Stable.sigmoid(-beta * a) + Stable.sigmoid(beta * b);
        }

        @Override
        double slopeOfChosen(double a, double b, double beta) {
            return -beta * steepness(beta * a);
        }

        @Override
        double slopeOfRejected(double a, double b, double beta) {
            return beta * steepness(beta * b);
        }
    },

    /** {@code σ(βa) + 1 - σ(β(a - b))}: APO-down, where they are worse than the model's (arXiv 2408.06266, 8). */
    APO_DOWN {
        @Override
        double of(double a, double b, double beta) {
            return Stable.sigmoid(beta * a) + Stable.sigmoid(-beta * (a - b));
        }

        @Override
        double slopeOfChosen(double a, double b, double beta) {
            return beta * (steepness(beta * a) - steepness(beta * (a - b)));
        }

        @Override
        double slopeOfRejected(double a, double b, double beta) {
            return beta * steepness(beta * (a - b));
        }
    },

    /**
     * {@code -log σ(βa - δ) - log σ(δ - βb)}, where δ is the mean reward of the batch and taken as given: binary classifier
     * optimisation (arXiv 2404.04656), whose δ is a mean over steps.
     */
    BCO {
        @Override
        double of(double a, double b, double beta) {
            return -Stable.logSigmoid(beta * a) - Stable.logSigmoid(-beta * b);
        }

        @Override
        double slopeOfChosen(double a, double b, double beta) {
            return -beta * Stable.sigmoid(-beta * a);
        }

        @Override
        double slopeOfRejected(double a, double b, double beta) {
            return beta * Stable.sigmoid(beta * b);
        }

        @Override
        double shift(double[] a, double[] b) {
            return (Stable.mean(a) + Stable.mean(b)) / 2;
        }
    };

    abstract double of(double a, double b, double beta);

    abstract double slopeOfChosen(double a, double b, double beta);

    abstract double slopeOfRejected(double a, double b, double beta);

    /** What is taken off all log-ratios of a batch. */
    double shift(double[] a, double[] b) {
        return 0;
    }

    /** The derivative of the logistic function. */
    private static double steepness(double x) {
        return Stable.sigmoid(x) * Stable.sigmoid(-x);
    }

    @Override
    public Pairs pairs(Dpo.Logps policy, Dpo.Logps reference, double beta) {
        double[] a = logratios(policy.chosen(), reference.chosen());
        double[] b = logratios(policy.rejected(), reference.rejected());
        double shift = shift(a, b);
        Pairs out = new Pairs(a.length);
        for (int i = 0; i < a.length; i++) {
            out.losses()[i] = of(a[i] - shift, b[i] - shift, beta);
            out.chosen()[i] = slopeOfChosen(a[i] - shift, b[i] - shift, beta);
            out.rejected()[i] = slopeOfRejected(a[i] - shift, b[i] - shift, beta);
        }
        return out;
    }

    static double[] logratios(double[] policy, double[] reference) {
        double[] out = new double[policy.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = policy[i] - reference[i];
        }
        return out;
    }
}
