package org.menura.data.dolma;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawTokenWriterTest {
    @TempDir
    private Path folder;

    private String metadata(int vocabulary, int tokens) throws IOException {
        Path out = folder.resolve(vocabulary + "-" + tokens);
        try (RawTokenWriter writer =
                new RawTokenWriter(out, RawTokenWriter.Layout.DATATROVE, "nano", vocabulary, Long.MAX_VALUE)) {
            writer.add(new int[tokens], "a", Path.of("a.jsonl"), 1);
            writer.complete();
        }
        return Files.readString(out.resolve("00000_tokens.ds.metadata"));
    }

    @Test
    void datatrovesMetadataSayTheWidthOfAnIdAndAreRoundedAsPythonRounds() throws IOException {
        assertEquals("nano|2\n5\n5.00 T", metadata(65_536, 5));
        assertEquals("nano|4\n287\n287 T", metadata(65_537, 287));
        assertEquals("nano|2\n1005\n1.00 kT", metadata(512, 1005));
        assertEquals("nano|2\n9996\n10.0 kT", metadata(512, 9996));
        assertEquals("nano|2\n15250\n15.2 kT", metadata(512, 15_250));
        assertEquals("nano|2\n999500\n1.00 MT", metadata(512, 999_500));
        assertEquals("nano|2\n0\n0.00 T", metadata(512, 0));
    }
}
