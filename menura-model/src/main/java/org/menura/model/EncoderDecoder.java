package org.menura.model;

import org.menura.tensor.Tensor;

/** An encoder–decoder, which encodes one sequence and writes another. */
public interface EncoderDecoder extends MemoryDecoder {
    /**
     * Encodes whole sequences.
     *
     * @return [rows, hidden]
     */
    Tensor encode(ForwardBatch step);
}
