package org.menura.train.objective;

/**
 * The loss of a pair of answers in {@link Dpo}, by
 * {@code h = (log π - log π_ref)(chosen) - (log π - log π_ref)(rejected)} and the inverse temperature β.
 */
public sealed interface PreferenceLoss {
    /** Returns the loss of a pair. */
    double of(double h, double beta);

    /** Returns the derivative of the loss in h. */
    double slope(double h, double beta);

    /**
     * {@code -(1 - ε) log σ(βh) - ε log σ(-βh)}: DPO (arXiv 2305.18290, equation 7); with ε > 0 conservative DPO, where a
     * share ε of the preferences is taken to be the wrong way round (Mitchell 2023, "A note on DPO with noisy preferences").
     */
    record Sigmoid(double labelSmoothing) implements PreferenceLoss {
        /** Checks the range. */
        public Sigmoid {
            Require.within("labelSmoothing", labelSmoothing, 0, 0.5);
        }

        @Override
        public double of(double h, double beta) {
            return -(1 - labelSmoothing) * Stable.logSigmoid(beta * h) - labelSmoothing * Stable.logSigmoid(-beta * h);
        }

        @Override
        public double slope(double h, double beta) {
            return beta
                    * (labelSmoothing * Stable.sigmoid(beta * h) - (1 - labelSmoothing) * Stable.sigmoid(-beta * h));
        }
    }

    /** {@code max(0, 1 - βh)}: SLiC's hinge on DPO's rewards (arXiv 2305.10425; RSO, arXiv 2309.06657). */
    record Hinge() implements PreferenceLoss {
        @Override
        public double of(double h, double beta) {
            return Math.max(0, 1 - beta * h);
        }

        @Override
        public double slope(double h, double beta) {
            return beta * h < 1 ? -beta : 0;
        }
    }

    /**
     * {@code (h - 1 / 2β)²}: IPO (arXiv 2310.12036, equation 17; its τ is β here), which does not push h to infinity where
     * preferences are certain.
     */
    record Ipo() implements PreferenceLoss {
        @Override
        public double of(double h, double beta) {
            return Stable.square(h - 1 / (2 * beta));
        }

        @Override
        public double slope(double h, double beta) {
            return 2 * (h - 1 / (2 * beta));
        }
    }

    /**
     * {@code (-(1 - ε) log σ(βh) + ε log σ(-βh)) / (1 - 2ε)}: robust DPO (arXiv 2403.00409), whose expectation
     * is DPO's loss without noise if a share ε of the preferences is the wrong way round. It may be negative.
     */
    record Robust(double labelSmoothing) implements PreferenceLoss {
        /** Checks the range. */
        public Robust {
            if (!(labelSmoothing >= 0 && labelSmoothing < 0.5)) {
                throw new IllegalArgumentException(
                        "labelSmoothing is " + labelSmoothing + "; the robust loss needs it from 0 to below 0.5");
            }
        }

        @Override
        public double of(double h, double beta) {
            return (-(1 - labelSmoothing) * Stable.logSigmoid(beta * h) + labelSmoothing * Stable.logSigmoid(-beta * h))
                    / (1 - 2 * labelSmoothing);
        }

        @Override
        public double slope(double h, double beta) {
            return -beta
                    * ((1 - labelSmoothing) * Stable.sigmoid(-beta * h) + labelSmoothing * Stable.sigmoid(beta * h))
                    / (1 - 2 * labelSmoothing);
        }
    }
}
