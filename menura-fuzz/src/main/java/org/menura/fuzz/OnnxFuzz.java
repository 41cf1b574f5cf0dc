package org.menura.fuzz;

import org.menura.format.FormatException;
import org.menura.format.onnx.OnnxWeights;

/** {@link OnnxWeights} over arbitrary bytes. */
public final class OnnxFuzz {
    private OnnxFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        FuzzInputs.asFile(input, bytes -> {
            try {
                FuzzInputs.touch(OnnxWeights.of(bytes, "input"));
            } catch (FormatException expected) {
                FuzzInputs.check(expected);
            }
        });
    }
}
