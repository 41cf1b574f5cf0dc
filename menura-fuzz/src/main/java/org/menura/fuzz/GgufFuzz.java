package org.menura.fuzz;

import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;

/** {@link GgufFile} over arbitrary bytes. */
public final class GgufFuzz {
    private GgufFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Inputs.asFile(input, bytes -> {
            try {
                Inputs.touch(GgufFile.of(bytes, "input"));
            } catch (FormatException expected) {
                Inputs.check(expected);
            }
        });
    }
}
