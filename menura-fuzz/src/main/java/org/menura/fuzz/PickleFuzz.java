package org.menura.fuzz;

import org.menura.format.FormatException;
import org.menura.format.pickle.PickleFile;

/** {@link PickleFile} over arbitrary bytes: zip files, and PyTorch's older format. */
public final class PickleFuzz {
    private PickleFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        FuzzInputs.asFile(input, bytes -> {
            try {
                FuzzInputs.touch(PickleFile.of(bytes, "input"));
            } catch (FormatException expected) {
                FuzzInputs.check(expected);
            }
        });
    }
}
