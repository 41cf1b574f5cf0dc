package org.menura.model.layer;

import java.util.function.IntFunction;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * Rotary positions (arXiv 2104.09864): turns pairs of a head's elements by angles that grow with the position. The
 * frequencies may depend on how long the sequence is.
 */
public final class Rope implements Positions {
    /** Config field that says that neighbours are turned against each other, as in GGUF files of some families. */
    public static final String INTERLEAVED = "rope_interleaved";

    private final Backend ops;
    private final IntFunction<RopeFrequencies> byLength;
    private final boolean interleaved;

    /**
     * Creates rotary positions.
     *
     * @param byLength frequencies for a sequence of a given length
     * @param interleaved whether neighbours are turned against each other, rather than the halves of a head
     */
    public Rope(Backend ops, IntFunction<RopeFrequencies> byLength, boolean interleaved) {
        this.ops = ops;
        this.byLength = byLength;
        this.interleaved = interleaved;
    }

    /**
     * Builds the rotary positions that a config asks for.
     *
     * @param dim number of elements of a head that are turned
     * @param defaultBase {@code rope_theta} where the config has none
     */
    public static Rope of(Config config, Backend ops, int dim, double defaultBase) {
        boolean interleaved = config.flag(INTERLEAVED, false);
        return new Rope(ops, RopeScaling.of(config, dim, defaultBase), interleaved);
    }

    /**
     * Builds the rotary positions that a config asks for, where whole heads are turned.
     *
     * @param d sizes with the family's defaults in place of fields that the config lacks
     */
    public static Rope of(Config config, Backend ops, Dimensions d, double defaultBase) {
        int dim = d.heads().dim();
        if (RopeScaling.rotaryDim(config, dim) != dim) {
            throw config.unsupported("partial_rotary_factor", "heads of this family are turned as a whole");
        }
        return of(config.withDefault("max_position_embeddings", d.context()), ops, dim, defaultBase);
    }

    /** Turns x [rows, heads, headDim] by the positions of the step. */
    public Tensor apply(Tensor x, ForwardBatch step) {
        return ops.rope(x, step.shared(this, () -> angles(step)), interleaved);
    }

    @Override
    public Tensor queries(Tensor q, ForwardBatch step) {
        return apply(q, step);
    }

    @Override
    public Tensor keys(Tensor k, ForwardBatch step) {
        return apply(k, step);
    }

    /**
     * Returns whether a sequence that grows from one length to another keeps its frequencies, and so its cached keys.
     */
    public boolean keeps(int length, int newLength) {
        return byLength.apply(length).equals(byLength.apply(newLength));
    }

    private Tensor angles(ForwardBatch step) {
        int rows = step.ids().length;
        int pairs = byLength.apply(1).inverse().length;
        float[] out = new float[rows * 2 * pairs];
        for (int s = 0; s < step.segments().count(); s++) {
            RopeFrequencies f = byLength.apply(step.lengthAfter(s));
            for (int row = step.segments().start(s); row < step.segments().end(s); row++) {
                int position = step.positions()[row];
                int at = row * 2 * pairs;
                for (int i = 0; i < pairs; i++) {
                    float angle = position * f.inverse()[i];
                    out[at + i] = (float) Math.cos(angle) * f.attentionFactor();
                    out[at + pairs + i] = (float) Math.sin(angle) * f.attentionFactor();
                }
            }
        }
        return Tensor.of(out, rows, 2, pairs);
    }
}
