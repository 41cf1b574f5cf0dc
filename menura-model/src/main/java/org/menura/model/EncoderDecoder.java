package org.menura.model;

import org.menura.tensor.Tensor;

/** A model that reads one sequence and writes another. */
public interface EncoderDecoder extends MemoryDecoder {
    /**
     * Reads whole sequences.
     *
     * @return [rows, hidden]
     */
    Tensor encode(ForwardBatch step);
}
