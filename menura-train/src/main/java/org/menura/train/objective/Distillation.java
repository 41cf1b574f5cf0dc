package org.menura.train.objective;

import java.util.SequencedMap;
import org.menura.tensor.Tensor;

/**
 * The loss of knowledge distillation, by which a student learns a teacher's distribution (arXiv 1503.02531):
 * {@code (1 - h) T² KL + h CE}, where both softmaxes of the divergence are taken at temperature T, T² keeps its
 * gradients as large as those of the hard loss, and CE is the cross-entropy with the targets at temperature 1. The mean
 * is over rows whose target is not negative.
 */
public final class Distillation {
    private Distillation() {}

    /** The direction of the divergence. */
    public enum Direction {
        /** KL(teacher ‖ student): the student covers all that the teacher may say. */
        FORWARD,

        /**
         * KL(student ‖ teacher): the student keeps to what the teacher finds likely (MiniLLM, arXiv 2306.08543). This is the
         * divergence at each token; the paper's policy gradient also counts what a token does to later ones.
         */
        REVERSE
    }

    /**
     * Options of distillation.
     *
     * @param direction of the divergence
     * @param temperature T
     * @param hardWeight h, from 0 (only the teacher) to 1 (only the targets)
     */
    public record Options(Direction direction, double temperature, double hardWeight) {
        /** Checks the ranges. */
        public Options {
            Require.positive("temperature", temperature);
            Require.within("hardWeight", hardWeight, 0, 1);
        }
    }

    /**
     * The loss and its gradient.
     *
     * @param gradient dL/dlogits of the student, [rows, vocabulary]
     */
    public record Result(double loss, SequencedMap<String, Double> metrics, Tensor gradient) implements Evaluation {}

    /**
     * Computes the loss of a batch.
     *
     * @param student logits, [rows, vocabulary], float32 in an array
     * @param teacher logits, alike
     * @param targets by row, negative where a row does not count
     * @param normaliser what to divide by; see {@link CrossEntropy}
     * @throws IllegalArgumentException if shapes don't fit, a target is no class, or the normaliser is not positive
     */
    public static Result of(Tensor student, Tensor teacher, int[] targets, double normaliser, Options options) {
        Require.matrix("student logits", student);
        Require.matrix("teacher logits", teacher);
        Require.sameShape("student logits", student, "teacher logits", teacher);
        Require.sameCount("targets", targets.length, "rows of logits", student.dim(0));
        Require.positive("the normaliser", normaliser);
        int classes = student.dim(1);
        double t = options.temperature;
        double h = options.hardWeight;
        LogitRow s = new LogitRow(classes);
        LogitRow q = new LogitRow(classes);
        double[] slope = new double[classes];
        float[] gradient = new float[targets.length * classes];
        double divergence = 0;
        double nll = 0;
        double count = 0;
        for (int r = 0; r < targets.length; r++) {
            if (targets[r] < 0) {
                continue;
            }
            CrossEntropy.checkTarget(targets[r], r, classes);
            count++;
            s.read(student, r, t);
            q.read(teacher, r, t);
            divergence += options.direction == Direction.FORWARD ? forward(s, q, slope) : reverse(s, q, slope);
            s.read(student, r, 1);
            nll -= s.logp(targets[r]);
            for (int j = 0; j < classes; j++) {
                double soft = t * slope[j]; // T² / T: the softmax sees x / T
                double hard = s.p(j) - (j == targets[r] ? 1 : 0);
                gradient[r * classes + j] = (float) (((1 - h) * soft + h * hard) / normaliser);
            }
        }
        double n = Math.max(count, 1);
        return new Result(
                ((1 - h) * t * t * divergence + h * nll) / normaliser,
                new Metrics()
                        .put("kl", divergence / n)
                        .put("nll", nll / n)
                        .put("tokens", count)
                        .map(),
                Tensor.of(gradient, targets.length, classes));
    }

    /** {@code Σ q (log q - log p)}; its slope in the student's logits is p - q. */
    private static double forward(LogitRow student, LogitRow teacher, double[] slope) {
        double kl = 0;
        for (int j = 0; j < slope.length; j++) {
            double q = teacher.p(j);
            kl += times(q, teacher.logp(j) - student.logp(j));
            slope[j] = student.p(j) - q;
        }
        return kl;
    }

    /** {@code Σ p (log p - log q)}; its slope in the student's logits is p (log p - log q - KL). */
    private static double reverse(LogitRow student, LogitRow teacher, double[] slope) {
        double kl = 0;
        for (int j = 0; j < slope.length; j++) {
            kl += times(student.p(j), student.logp(j) - teacher.logp(j));
        }
        for (int j = 0; j < slope.length; j++) {
            double p = student.p(j);
            slope[j] = times(p, student.logp(j) - teacher.logp(j) - kl);
        }
        return kl;
    }

    /** Classes that both exclude (logits of -∞) add nothing. */
    private static double times(double p, double difference) {
        return p == 0 ? 0 : p * difference;
    }
}
