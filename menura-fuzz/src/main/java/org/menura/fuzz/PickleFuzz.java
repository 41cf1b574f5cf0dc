package org.menura.fuzz;

import org.menura.format.FormatException;
import org.menura.format.pickle.PickleFile;

/** {@link PickleFile} over arbitrary bytes: zip files, and PyTorch's older format. */
public final class PickleFuzz {
    private PickleFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Inputs.asFile(input, bytes -> {
            try {
                Inputs.touch(PickleFile.of(bytes, "input"));
            } catch (FormatException expected) {
                Inputs.check(expected);
            }
        });
    }
}
