package org.menura.fuzz;

import org.menura.format.FormatException;
import org.menura.format.safetensors.SafetensorsFile;

/** {@link SafetensorsFile} over arbitrary bytes. */
public final class SafetensorsFuzz {
    private SafetensorsFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Inputs.asFile(input, bytes -> {
            try {
                Inputs.touch(SafetensorsFile.of(bytes, "input"));
            } catch (FormatException expected) {
                Inputs.check(expected);
            }
        });
    }
}
