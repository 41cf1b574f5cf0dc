package org.menura.model.seq2seq;

import org.menura.model.EncoderDecoder.Memory;
import org.menura.model.Step;
import org.menura.model.layer.Layer;
import org.menura.model.layer.RmsNorm;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Self-attention, attention to what was read, and an MLP, each behind a norm and with a residual. */
record T5DecoderBlock(Backend ops, Layer self, RmsNorm crossNorm, T5CrossAttention cross, Layer mlp) {
    Tensor forward(Tensor x, Step step, Memory memory, int layer) {
        Tensor y = self.forward(x, step);
        Tensor read = cross.forward(
                crossNorm.apply(y),
                step,
                memory.keys().get(layer),
                memory.values().get(layer),
                memory.segments());
        return mlp.forward(ops.add(y, read), step);
    }
}
