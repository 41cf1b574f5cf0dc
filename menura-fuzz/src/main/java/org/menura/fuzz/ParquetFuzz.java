package org.menura.fuzz;

import java.nio.ByteBuffer;
import org.menura.data.Cursor;
import org.menura.data.dolma.Document;
import org.menura.data.source.ParquetSource;
import org.menura.format.FormatException;

/** {@link ParquetSource} over arbitrary bytes. */
public final class ParquetFuzz {
    private static final int MOST = 1000;

    private ParquetFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try (Cursor<Document> rows = ParquetSource.open(ByteBuffer.wrap(input), "input")) {
            for (int i = 0; i < MOST && rows.next() != null; i++) {}
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }
}
