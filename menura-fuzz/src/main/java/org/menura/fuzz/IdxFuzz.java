package org.menura.fuzz;

import java.io.ByteArrayInputStream;
import org.menura.format.FormatException;
import org.menura.format.image.IdxFile;

/** {@link IdxFile} over arbitrary bytes, as they are or packed by gzip. */
public final class IdxFuzz {
    private static final int MOST = 64;

    private IdxFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            IdxFile.pictures(new ByteArrayInputStream(input), "input", MOST);
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }
}
