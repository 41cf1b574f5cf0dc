package org.menura.model.layer;

import java.util.List;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * Falcon's linear biases: {@code scale · (q·k + slope · position of k)}, with slope, position and their product rounded
 * to bfloat16, as the models were trained. Rounded biases are no function of the distance, so they travel with the
 * keys: each key head gets an element more for every query head that shares it, which that query head picks with a 1.
 */
public final class RoundedAlibi implements Positions {
    private final Backend ops;
    private final Heads heads;
    private final int group;
    private final float[] slopes;
    private final Object biases = new Object();
    private final Object choices = new Object();

    /** Biases for the slopes of {@link Alibi}. */
    public RoundedAlibi(Backend ops, Heads heads) {
        this.ops = ops;
        this.heads = heads;
        this.group = heads.queries() / heads.keys();
        this.slopes = Alibi.slopes(heads.queries());
        for (int h = 0; h < slopes.length; h++) {
            slopes[h] = bfloat16(slopes[h]);
        }
    }

    @Override
    public Tensor queries(Tensor q, ForwardBatch step) {
        return extended(q, step.shared(choices, () -> choices(q.dim(0))));
    }

    @Override
    public Tensor keys(Tensor k, ForwardBatch step) {
        return extended(k, step.shared(biases, () -> biases(step.positions())));
    }

    @Override
    public int keyDim(int headDim) {
        return headDim + group;
    }

    /** [rows, h, headDim], [rows · h, group] → [rows, h, headDim + group]. */
    private Tensor extended(Tensor x, Tensor more) {
        Tensor perHead = x.reshape(more.dim(0), x.dim(2));
        return ops.concat(List.of(perHead, more)).reshape(x.dim(0), x.dim(1), x.dim(2) + group);
    }

    /** [rows · heads, group]: a 1 for each query head's place in its group. */
    private Tensor choices(int rows) {
        float[] out = new float[rows * heads.queries() * group];
        for (int i = 0; i < rows * heads.queries(); i++) {
            out[i * group + i % group] = 1;
        }
        return Tensor.of(out, (long) rows * heads.queries(), group);
    }

    /** [rows · keyHeads, group]: the biases of a key for each query head that shares it. */
    private Tensor biases(int[] positions) {
        float[] out = new float[positions.length * heads.queries()];
        for (int row = 0; row < positions.length; row++) {
            float position = bfloat16(positions[row]);
            for (int h = 0; h < heads.queries(); h++) {
                out[row * heads.queries() + h] = bfloat16(slopes[h] * position);
            }
        }
        return Tensor.of(out, (long) positions.length * heads.keys(), group);
    }

    /** The nearest number with 8 significant bits, ties to even. */
    private static float bfloat16(float x) {
        int bits = Float.floatToRawIntBits(x);
        int rounded = bits + 0x7fff + (bits >>> 16 & 1);
        return Float.intBitsToFloat(rounded & 0xffff0000);
    }
}
