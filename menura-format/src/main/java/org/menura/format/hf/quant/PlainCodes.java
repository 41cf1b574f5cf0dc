package org.menura.format.hf.quant;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** Codes that are elements of a tensor: integers or floats of 8 bits. */
record PlainCodes(MemorySegment data, DType dtype, int width) implements Rows {
    static PlainCodes of(Tensor tensor) {
        return new PlainCodes(tensor.segment(), tensor.dtype(), tensor.shape().cols());
    }

    @Override
    public void rows(long first, int count, float[] out) {
        Codecs.of(dtype).decode(data, dtype.bytes(first * width), out, 0, count * width);
    }
}
