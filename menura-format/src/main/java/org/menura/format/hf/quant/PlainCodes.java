package org.menura.format.hf.quant;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.Codec;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** Codes that are elements of a tensor: integers or floats of 8 bits. */
record PlainCodes(MemorySegment data, DType dtype, int width) implements Rows {
    static PlainCodes of(Tensor tensor) {
        return new PlainCodes(tensor.segment(), tensor.dtype(), tensor.shape().cols());
    }

    @Override
    public void row(long row, float[] out) {
        Codec codec = Codecs.of(dtype);
        codec.decode(data, dtype.bytes(row * width), out, 0, width);
    }
}
