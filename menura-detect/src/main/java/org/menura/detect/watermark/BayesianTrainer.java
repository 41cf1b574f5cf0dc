package org.menura.detect.watermark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.menura.tensor.Rng;

/**
 * Learns the weights of a {@link BayesianDetector} from texts with and without a watermark, by Adam on the cross-entropy of the
 * posterior, as the trainer of SynthID-Text does. Part of the texts is held out; of several strengths of decay that which
 * does best there is kept. The same texts and seed give the same weights.
 *
 * @param epochs rounds over the texts
 * @param rate learning rate
 * @param batch texts per step
 * @param heldOut share of the texts that is only measured, between 0 and 1
 * @param decays strengths of the penalty on the squares of the weights between layers
 * @param seed seed of the beginning and of the orders
 */
public record BayesianTrainer(int epochs, double rate, int batch, double heldOut, List<Double> decays, long seed) {
    /** The settings of SynthID-Text's trainer, but for fewer rounds. */
    public static final BayesianTrainer DEFAULT =
            new BayesianTrainer(100, 2.1e-2, 64, 0.2, List.of(0.0, 1e-3, 1e-2, 1e-1), 0);

    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double EPSILON = 1e-8;
    private static final double BOUND = 1e-5;

    /**
     * What was learned.
     *
     * @param detector the detector
     * @param decay the strength that was kept
     * @param loss cross-entropy on the texts held out
     * @param held how many these were
     */
    public record Result(BayesianDetector detector, double decay, double loss, int held) {}

    private record Example(SynthIdText text, double label) {}

    /** Checks the settings. */
    public BayesianTrainer {
        decays = List.copyOf(decays);
        if (epochs < 1 || batch < 1 || decays.isEmpty() || !(rate > 0) || !(heldOut > 0 && heldOut < 1)) {
            throw new IllegalArgumentException(
                    "a trainer needs an epoch, a batch, a decay, a rate above 0 and a share held out between 0 and 1");
        }
    }

    /**
     * Learns a detector.
     *
     * @throws IllegalArgumentException if there are fewer than two texts of either kind, or their depths differ
     */
    public Result train(List<SynthIdText> marked, List<SynthIdText> plain) {
        if (marked.size() < 2 || plain.size() < 2) {
            throw new IllegalArgumentException(
                    "a detector is learned from at least 2 texts with the watermark and 2 without,"
                            + " but there are %d and %d".formatted(marked.size(), plain.size()));
        }
        int depth = marked.getFirst().depth();
        List<Example> learned = new ArrayList<>();
        List<Example> held = new ArrayList<>();
        split(marked, 1, learned, held);
        split(plain, 0, learned, held);
        if (learned.stream().anyMatch(e -> e.text.depth() != depth)
                || held.stream().anyMatch(e -> e.text.depth() != depth)) {
            throw new IllegalArgumentException("the texts' watermarks must all have %d layers".formatted(depth));
        }
        Result best = null;
        for (double decay : decays) {
            BayesianDetector detector = new Run(depth, decay).learn(learned);
            double loss = loss(detector, held);
            if (best == null || loss < best.loss) {
                best = new Result(detector, decay, loss, held.size());
            }
        }
        return Objects.requireNonNull(best);
    }

    /** Holds out each so-manieth text. */
    private void split(List<SynthIdText> texts, double label, List<Example> learned, List<Example> held) {
        int count = Math.min(texts.size() - 1, Math.max(1, (int) Math.round(texts.size() * heldOut)));
        for (int i = 0; i < texts.size(); i++) {
            boolean out = (long) (i + 1) * count / texts.size() > (long) i * count / texts.size();
            (out ? held : learned).add(new Example(texts.get(i), label));
        }
    }

    private static double loss(BayesianDetector detector, List<Example> examples) {
        double sum = 0;
        for (Example example : examples) {
            double p = Math.min(Math.max(detector.posterior(example.text), BOUND), 1 - BOUND);
            sum -= StrictMath.log(example.label == 1 ? p : 1 - p);
        }
        return sum / examples.size();
    }

    /** One descent: the weights are {@code beta}, the rows of {@code delta}, and the prior. */
    private final class Run {
        private final int depth;
        private final double decay;
        private final double[] weights;
        private final double[] gradient;
        private final double[] first;
        private final double[] second;
        private final Rng rng = new Rng(seed);

        Run(int depth, double decay) {
            this.depth = depth;
            this.decay = decay;
            int size = depth + depth * depth + 1;
            weights = new double[size];
            gradient = new double[size];
            first = new double[size];
            second = new double[size];
            for (int i = 0; i < size - 1; i++) {
                weights[i] = (i < depth ? -2.5 : 0) + 1e-3 * rng.nextGaussian();
            }
            weights[size - 1] = 0.5;
        }

        BayesianDetector learn(List<Example> examples) {
            List<Example> order = new ArrayList<>(examples);
            int step = 0;
            for (int epoch = 0; epoch < epochs; epoch++) {
                rng.shuffle(order);
                for (int from = 0; from < order.size(); from += batch) {
                    List<Example> some = order.subList(from, Math.min(order.size(), from + batch));
                    Arrays.fill(gradient, 0);
                    some.forEach(example -> add(example, 1.0 / some.size()));
                    for (int i = depth; i < depth + depth * depth; i++) {
                        gradient[i] += 2 * decay * weights[i];
                    }
                    descend(++step);
                }
            }
            return detector();
        }

        /** Adds the gradient of an example's cross-entropy, of which the logarithm of the odds is p − label. */
        private void add(Example example, double share) {
            double prior = prior();
            double odds = StrictMath.log(prior / (1 - prior)) + each(example, 0);
            double slope = share * (1 / (1 + StrictMath.exp(-odds)) - example.label);
            each(example, slope);
            gradient[gradient.length - 1] += slope / (prior * (1 - prior));
        }

        private double prior() {
            return Math.min(Math.max(weights[weights.length - 1], BOUND), 1 - BOUND);
        }

        /** Sums the logarithms of the odds of all g-values; with a slope, adds what follows for the gradient instead. */
        private double each(Example example, double slope) {
            double sum = 0;
            SynthIdText text = example.text;
            for (int t = 0; t < text.mask().length; t++) {
                for (int l = 0; text.mask()[t] && l < depth; l++) {
                    long values = text.gValues()[t];
                    int row = depth + l * depth;
                    double latent = weights[l];
                    for (int j = 0; j < l; j++) {
                        latent += (values >>> j & 1) * weights[row + j];
                    }
                    double two = 1 / (1 + StrictMath.exp(-latent));
                    double sign = (values >>> l & 1) - 0.5;
                    double likelihood = 1 + sign * two;
                    if (slope == 0) {
                        sum += StrictMath.log(likelihood);
                        continue;
                    }
                    double g = slope * sign / likelihood * two * (1 - two);
                    gradient[l] += g;
                    for (int j = 0; j < l; j++) {
                        gradient[row + j] += (values >>> j & 1) * g;
                    }
                }
            }
            return sum;
        }

        private void descend(int step) {
            for (int i = 0; i < weights.length; i++) {
                first[i] = BETA_1 * first[i] + (1 - BETA_1) * gradient[i];
                second[i] = BETA_2 * second[i] + (1 - BETA_2) * gradient[i] * gradient[i];
                double mean = first[i] / (1 - StrictMath.pow(BETA_1, step));
                double square = second[i] / (1 - StrictMath.pow(BETA_2, step));
                weights[i] -= rate * mean / (Math.sqrt(square) + EPSILON);
            }
        }

        private BayesianDetector detector() {
            float[] beta = new float[depth];
            float[][] delta = new float[depth][depth];
            for (int l = 0; l < depth; l++) {
                beta[l] = (float) weights[l];
                for (int j = 0; j < depth; j++) {
                    delta[l][j] = j < l ? (float) weights[depth + l * depth + j] : 0;
                }
            }
            return new BayesianDetector(beta, delta, (float) prior());
        }
    }
}
