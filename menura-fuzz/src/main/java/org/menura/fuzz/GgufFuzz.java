package org.menura.fuzz;

import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;

/** {@link GgufFile} over arbitrary bytes. */
public final class GgufFuzz {
    private GgufFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        FuzzInputs.asFile(input, bytes -> {
            try {
                FuzzInputs.touch(GgufFile.of(bytes, "input"));
            } catch (FormatException expected) {
                FuzzInputs.check(expected);
            }
        });
    }
}
