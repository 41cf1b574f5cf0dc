package org.menura.train.lora;

import java.util.function.DoubleSupplier;
import org.menura.format.FormatException;
import org.menura.model.weights.LinearWeight;
import org.menura.model.weights.LowRank;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Internal;

/** What low-rank updates begin with, as PEFT's {@code init_lora_weights} has it. */
@Internal
public enum LoraStart {
    /** A within 1 / sqrt(in), B zero: the usual start. */
    UNIFORM,
    /** A normal with the deviation 1 / rank, B zero. */
    GAUSSIAN,
    /** Both at random: A within 1 / sqrt(in), B within 1 / sqrt(rank), so that the model starts changed. */
    RANDOM,
    /** Both at random, B · A zero, as their parts lie on orthogonal axes. */
    ORTHOGONAL,
    /** The weight's leading singular vectors (PiSSA, arXiv 2404.02948). */
    PISSA,
    /** The first columns of the weight's QR decomposition (OLoRA, arXiv 2406.01775). */
    OLORA;

    /** Returns whether updates begin with a part of the weight, which is then taken off it. */
    public boolean isOfWeight() {
        return this == PISSA || this == OLORA;
    }

    /** Makes the update of a weight, without magnitudes. */
    LowRank of(LinearWeight weight, int rank, float scale, Rng random) {
        int in = weight.in();
        int out = weight.out();
        if (isOfWeight() && rank > Math.min(in, out)) {
            throw new FormatException(
                    "a weight of %d by %d has no %d directions to begin with; lower the rank".formatted(out, in, rank));
        }
        return switch (this) {
            case UNIFORM -> new LowRank(uniform(random, rank, in), Tensor.zeros(out, rank), scale);
            case GAUSSIAN ->
                new LowRank(filled(() -> random.nextGaussian() / rank, rank, in), Tensor.zeros(out, rank), scale);
            case RANDOM -> new LowRank(uniform(random, rank, in), uniform(random, out, rank), scale);
            case ORTHOGONAL -> orthogonal(in, out, rank, scale, random);
            case PISSA -> Decomposed.leading(weight, rank, scale, random);
            case OLORA -> Decomposed.firstColumns(weight, rank, scale);
        };
    }

    private static Tensor uniform(Rng random, int rows, int cols) {
        double bound = 1 / Math.sqrt(cols);
        return filled(() -> bound * (2 * random.nextFloat() - 1), rows, cols);
    }

    private static Tensor filled(DoubleSupplier numbers, int rows, int cols) {
        Tensor t = Tensor.zeros(rows, cols);
        for (int i = 0; i < t.floats().length; i++) {
            t.floats()[i] = (float) numbers.getAsDouble();
        }
        return t;
    }

    /** Every other axis of a random base of the inner width is A's, the others are B's. */
    private static LowRank orthogonal(int in, int out, int rank, float scale, Rng random) {
        if (rank % 2 != 0) {
            throw new FormatException("the orthogonal start needs an even rank, not " + rank);
        }
        Basis base = new Basis(rank, random);
        double[][] axes = new double[rank][];
        for (int i = 0; i < rank; i++) {
            axes[i] = base.add(base.random());
        }
        Tensor a = Tensor.zeros(rank, in);
        Tensor b = Tensor.zeros(out, rank);
        for (int axis = 0; axis < rank; axis++) {
            boolean ofA = axis % 2 == 1;
            for (int i = 0; i < (ofA ? in : out); i++) {
                double factor = random.nextGaussian() / 10;
                for (int r = 0; r < rank; r++) {
                    (ofA ? a : b).floats()[ofA ? r * in + i : i * rank + r] += (float) (factor * axes[axis][r]);
                }
            }
        }
        return new LowRank(a, b, scale);
    }
}
