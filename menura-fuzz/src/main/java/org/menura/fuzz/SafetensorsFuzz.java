package org.menura.fuzz;

import org.menura.format.FormatException;
import org.menura.format.safetensors.SafetensorsFile;

/** {@link SafetensorsFile} over arbitrary bytes. */
public final class SafetensorsFuzz {
    private SafetensorsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        FuzzInputs.asFile(input, bytes -> {
            try {
                FuzzInputs.touch(SafetensorsFile.of(bytes, "input"));
            } catch (FormatException expected) {
                FuzzInputs.check(expected);
            }
        });
    }
}
