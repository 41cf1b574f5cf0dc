package org.menura.data.source.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hardwood.row.StructAccessor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.FormatException;

/** Files of some rows by pyarrow 26.0.1, whole and damaged. */
final class ParquetReaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "plain        | a; bc; null; a",
                "dictionary   | a; bc; null; a",
                "lz4          | a; bc; null",
                "deltas       | one, 1; oneself, 2; null, 400",
                "v2-delta     | one, 1; oneself, 2; null, 400",
                "lengths      | one, 1.5; two, -2.5",
                "bare-lengths | one, 1.5; two, -2.5",
                "groups       | true; false; null; true",
            })
    void rowsOfEachEncodingAreRead(String file, String rows) throws IOException {
        assertEquals(rows, String.join("; ", read(resource(file))));
    }

    @Test
    void filesWithoutRowsHaveNone() throws IOException {
        assertEquals(List.of(), read(resource("none")));
        assertEquals(List.of("1", "2"), read(resource("gaps")));
    }

    @Test
    void nestedColumnsAreWalkedThrough() throws IOException {
        assertEquals(3, read(resource("nested")).size());
        assertEquals(3, read(resource("map")).size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain  | 2820706172 | 287f706172 | its metadata ends too early",
                "plain  | 192c350018 | 1925350018 | metadata",
                "deltas | 8001040200 | 80017f0200 | a page of 2 values has differences of 2 in 127 blocks of 128",
                "deltas | 0104020006 | 010402007e | text 1 of a page would share 63 bytes of 3",
                "groups | 191c1608153c | 191c1608153a | its index names a page at 4 that is not there",
                "v2-delta | 150615021506 | 150615021706 | field 3 of its metadata has the type 'd' where 'i' is expected",
                "dictionary | 263e2608 | 26402608 | a column would begin with the page at 32, which is not there",
                "times | 7c121c2c00 | 7c121c2500 | a union in its metadata",
                "struct | 00 | 00 | its columns are packed by BROTLI, which is not read",
            })
    void whatCanNotBeIsRefusedBeforeItIsAllocated(String file, String bytes, String instead, String reason)
            throws IOException {
        byte[] damaged =
                HexFormat.of().parseHex(HexFormat.of().formatHex(resource(file)).replaceFirst(bytes, instead));
        FormatException e = assertThrows(FormatException.class, () -> read(damaged));
        assertTrue(Objects.requireNonNull(e.getMessage()).contains(reason), e.getMessage());
    }

    @Test
    void filesCutAnywhereAreRefused() throws IOException {
        byte[] whole = resource("dictionary");
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(FormatException.class, () -> read(part), () -> "at " + part.length);
        }
    }

    private static List<String> read(byte[] bytes) {
        List<String> out = new ArrayList<>();
        try (ParquetReader file = ParquetReader.open(ByteBuffer.wrap(bytes), "file")) {
            String row = file.next(ParquetReaderTest::text);
            while (row != null) {
                out.add(row);
                row = file.next(ParquetReaderTest::text);
            }
        }
        return out;
    }

    private static String text(StructAccessor row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.getFieldCount(); i++) {
            values.add(String.valueOf(row.isNull(i) ? null : row.getValue(i)));
        }
        return String.join(", ", values);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ParquetReaderTest.class.getResourceAsStream("/parquet/" + name + ".parquet"))) {
            return in.readAllBytes();
        }
    }
}
