package org.menura.cli;

import org.menura.tensor.dtype.DType;

/** Types of the weights in a Hugging Face folder. */
enum FloatType {
    F32(DType.F32),
    F16(DType.F16),
    BF16(DType.BF16);

    private final DType dtype;

    FloatType(DType dtype) {
        this.dtype = dtype;
    }

    DType dtype() {
        return dtype;
    }
}
