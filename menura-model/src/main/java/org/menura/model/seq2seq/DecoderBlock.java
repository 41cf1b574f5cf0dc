package org.menura.model.seq2seq;

import java.util.ArrayList;
import java.util.List;
import org.menura.model.ForwardBatch;
import org.menura.model.MemoryDecoder.Memory;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Norm;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * Self-attention, attention to what was encoded, and an MLP, each behind a norm and with a residual (arXiv 1706.03762,
 * norms first).
 *
 * @param self with its norm and residual
 * @param mlp with its norm and residual
 */
record DecoderBlock(Backend ops, Layer self, Norm crossNorm, CrossAttention cross, Layer mlp) {
    Tensor forward(Tensor x, ForwardBatch step, Memory memory, int layer) {
        Tensor y = self.forward(x, step);
        Tensor heard = cross.forward(crossNorm.apply(y), step, memory, layer);
        return mlp.forward(ops.add(y, heard), step);
    }

    /** {@code x + layer(norm(x))}. */
    static Layer residual(Backend ops, Layer norm, Layer layer) {
        return (x, step) -> ops.add(x, layer.forward(norm.forward(x, step), step));
    }

    /** What the blocks' attention needs of what was encoded, [rows, hidden]. */
    static Memory remember(List<DecoderBlock> blocks, Tensor encoded, Segments segments) {
        List<Tensor> keys = new ArrayList<>();
        List<Tensor> values = new ArrayList<>();
        for (DecoderBlock b : blocks) {
            keys.add(b.cross.keys(encoded));
            values.add(b.cross.values(encoded));
        }
        return new Memory(keys, values, segments);
    }
}
