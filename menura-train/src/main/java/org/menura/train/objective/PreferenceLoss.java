package org.menura.train.objective;

import java.util.List;

/** The loss of pairs of answers in {@link Dpo}, with the inverse temperature β. */
public sealed interface PreferenceLoss
        permits PreferenceLoss.OfMargin, DivergenceLoss, AnswerLoss, SortedLoss, OddsRatio, SumOfLosses, WeightedLoss {
    /**
     * Losses and their derivatives, each by pair.
     *
     * @param chosen derivative in log π of the chosen answer
     * @param rejected derivative in log π of the rejected answer
     */
    record Pairs(double[] losses, double[] chosen, double[] rejected) {
        Pairs(int count) {
            this(new double[count], new double[count], new double[count]);
        }
    }

    /**
     * Returns the loss that TRL calls {@code loss_type}.
     *
     * @param labelSmoothing ε, of those that know one
     * @param tau τ of {@code discopop}
     * @throws IllegalArgumentException if there is none of that name
     */
    static PreferenceLoss named(String name, double labelSmoothing, double tau) {
        return switch (name) {
            case "sigmoid" -> new Sigmoid(labelSmoothing);
            case "robust" -> new Robust(labelSmoothing);
            case "hinge" -> new Hinge();
            case "ipo" -> new Ipo();
            case "exo_pair" -> new Exo(labelSmoothing == 0 ? 1e-3 : labelSmoothing);
            case "discopop" -> new DiscoPop(tau);
            case "nca_pair" -> AnswerLoss.NCA;
            case "bco_pair" -> AnswerLoss.BCO;
            case "sppo_hard" -> AnswerLoss.SPPO;
            case "apo_zero" -> AnswerLoss.APO_ZERO;
            case "apo_down" -> AnswerLoss.APO_DOWN;
            case "aot" -> new SortedLoss(false, labelSmoothing);
            case "aot_pair", "aot_unpaired" -> new SortedLoss(true, labelSmoothing);
            default ->
                throw new IllegalArgumentException("there is no loss of preferences \"%s\"; Menura has %s"
                        .formatted(
                                name,
                                "sigmoid, robust, hinge, ipo, exo_pair, nca_pair, bco_pair, sppo_hard, aot, aot_pair,"
                                        + " apo_zero, apo_down, discopop"));
        };
    }

    /** Returns the sum of some losses, each times its weight. */
    static PreferenceLoss sum(List<PreferenceLoss> losses, List<Double> weights) {
        return losses.size() == 1 && weights.getFirst() == 1 ? losses.getFirst() : new SumOfLosses(losses, weights);
    }

    /** Returns this loss, each pair's times a weight of its own that has no gradient. */
    default PreferenceLoss weighed(double[] weights) {
        return new WeightedLoss(this, weights);
    }

    /** Computes the losses of all pairs of a batch. */
    Pairs pairs(Dpo.Logps policy, Dpo.Logps reference, double beta);

    /** A loss of {@code h = (log π - log π_ref)(chosen) - (log π - log π_ref)(rejected)}. */
    sealed interface OfMargin extends PreferenceLoss {
        /** Returns the loss of a pair. */
        double of(double h, double beta);

        /** Returns the derivative of the loss in h. */
        double slope(double h, double beta);

        @Override
        default Pairs pairs(Dpo.Logps policy, Dpo.Logps reference, double beta) {
            Pairs out = new Pairs(policy.chosen().length);
            for (int i = 0; i < out.losses.length; i++) {
                double h = policy.logratio(i) - reference.logratio(i);
                out.losses[i] = of(h, beta);
                out.chosen[i] = slope(h, beta);
                out.rejected[i] = -out.chosen[i];
            }
            return out;
        }
    }

    /**
     * {@code -(1 - ε) log σ(βh) - ε log σ(-βh)}: DPO (arXiv 2305.18290, equation 7); with ε > 0 conservative DPO, where a
     * share ε of the preferences is taken to be the wrong way round (Mitchell 2023, "A note on DPO with noisy preferences").
     */
    record Sigmoid(double labelSmoothing) implements OfMargin {
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

    /**
     * {@link Sigmoid} of {@code h - γ / β}: SimPO (arXiv 2405.14734, equation 6), whose log-probabilities are means over tokens,
     * without a reference.
     *
     * @param gamma γ, by which the rewards of two answers are to lie apart
     */
    record SimPo(double gamma, double labelSmoothing) implements OfMargin {
        /** Checks the ranges. */
        public SimPo {
            Require.within("gamma", gamma, 0, Double.MAX_VALUE);
            Require.within("labelSmoothing", labelSmoothing, 0, 0.5);
        }

        @Override
        public double of(double h, double beta) {
            return new Sigmoid(labelSmoothing).of(h - gamma / beta, beta);
        }

        @Override
        public double slope(double h, double beta) {
            return new Sigmoid(labelSmoothing).slope(h - gamma / beta, beta);
        }
    }

    /** {@code max(0, 1 - βh)}: SLiC's hinge on DPO's rewards (arXiv 2305.10425; RSO, arXiv 2309.06657). */
    record Hinge() implements OfMargin {
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
    record Ipo() implements OfMargin {
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
    record Robust(double labelSmoothing) implements OfMargin {
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

    /**
     * {@code σ(x) (log σ(x) - log(1 - ε)) + σ(-x) (log σ(-x) - log ε)} with {@code x = βh}: EXO's reverse divergence of a
     * pair (arXiv 2402.00856, equation 16).
     *
     * @param labelSmoothing ε; above 0, such as 1e-3
     */
    record Exo(double labelSmoothing) implements OfMargin {
        /** Checks the range. */
        public Exo {
            if (!(labelSmoothing > 0 && labelSmoothing < 1)) {
                throw new IllegalArgumentException(
                        "labelSmoothing is " + labelSmoothing + "; EXO's loss needs it between 0 and 1, such as 0.001");
            }
        }

        @Override
        public double of(double h, double beta) {
            double x = beta * h;
            return Stable.sigmoid(x) * (Stable.logSigmoid(x) - StrictMath.log(1 - labelSmoothing))
                    + Stable.sigmoid(-x) * (Stable.logSigmoid(-x) - StrictMath.log(labelSmoothing));
        }

        @Override
        public double slope(double h, double beta) {
            double x = beta * h;
            double goal = StrictMath.log((1 - labelSmoothing) / labelSmoothing);
            return beta * Stable.sigmoid(x) * Stable.sigmoid(-x) * (x - goal);
        }
    }

    /**
     * {@code -(1 - m) log σ(x) + m exp(-x)} with {@code x = βh} and {@code m = σ(x / τ)}: the loss that a language model
     * found (DiscoPOP, arXiv 2406.08414, equation 5).
     *
     * @param tau τ; 0.05 in the paper
     */
    record DiscoPop(double tau) implements OfMargin {
        /** Checks the range. */
        public DiscoPop {
            Require.within("tau", tau, Double.MIN_NORMAL, 1);
        }

        @Override
        public double of(double h, double beta) {
            double x = beta * h;
            return -Stable.sigmoid(-x / tau) * Stable.logSigmoid(x) + weighed(x);
        }

        @Override
        public double slope(double h, double beta) {
            double x = beta * h;
            double off = Stable.sigmoid(-x / tau);
            double turn = Stable.sigmoid(x / tau) * off / tau;
            return beta * (-off * Stable.sigmoid(-x) + Stable.logSigmoid(x) * turn + weighed(x) * (off / tau - 1));
        }

        /** {@code m exp(-x)}, without an infinity between. */
        private double weighed(double x) {
            return StrictMath.exp(Stable.logSigmoid(x / tau) - x);
        }
    }
}
