package org.menura.verify.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.verify.Check;
import org.menura.verify.folder.FolderCases;

class DbBenchCaseTest {
    private static final String TABLE =
            "\"table\": {\"table_name\": \"t\", \"table_info\": {\"columns\": [{\"name\": \"n\"}], \"rows\": [[\"a\"], [\"b\"]]}}";
    // The first five digits of the MD5s of "a", "b" and "c" are 0cc17, 92eb5 and 4a8a0.
    private static final String HASH = "[('%s',)]";

    private static String write(String hash) {
        return "{\"description\": \"Add c.\", \"type\": [\"INSERT\"], \"label\": [\"INSERT INTO t VALUES ('c')\"], \"answer_md5\": \""
                + HASH.formatted(hash) + "\", " + TABLE + "}\n";
    }

    private static String read(String label) {
        return "{\"description\": \"Count.\", \"type\": [\"counting\"], \"label\": [\"" + label
                + "\"], \"sql\": {\"query\": \"SELECT COUNT(*) FROM t\"}, " + TABLE + "}\n";
    }

    @Test
    void labelsAreReached(@TempDir Path folder) throws IOException {
        String right = md5("0cc17,4a8a0,92eb5");
        Files.writeString(folder.resolve("dbbench.jsonl"), write(right) + read("2") + read("5"));
        Files.writeString(
                folder.resolve("dbbench_keep.json"),
                "{\"keep\": [{\"line\": 0}, {\"line\": 1}], \"dropped\": [{\"line\": 2}]}");
        assertTrue(FolderCases.isIn(folder));
        List<Check> checks = FolderCases.verify(folder);
        assertEquals(3, checks.size());
        checks.forEach(check -> assertTrue(check.ok(), check::toString));
        assertTrue(
                checks.getLast().note().contains("1 of 1 tasks left out"),
                checks.getLast().note());
        Files.writeString(folder.resolve("dbbench.jsonl"), write(md5("x")) + read("3") + read("5"));
        FolderCases.verify(folder).subList(0, 2).forEach(check -> assertFalse(check.ok(), check::toString));
    }

    @Test
    void queriesNeedNotGiveTheLabelUnlessTheFolderSaysSo(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("dbbench.jsonl"), write(md5("0cc17,4a8a0,92eb5")) + read("3"));
        List<Check> checks = FolderCases.verify(folder);
        assertEquals(2, checks.size());
        checks.forEach(check -> assertTrue(check.ok(), check::toString));
    }

    @Test
    void aFileThatIsNoTextIsNamed(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("dbbench.jsonl"), new byte[] {(byte) 0xc3, (byte) 0x28});
        assertEquals(
                folder.resolve("dbbench.jsonl") + " is not encoded in UTF-8",
                assertThrows(FormatException.class, () -> FolderCases.verify(folder))
                        .getMessage());
    }

    private static String md5(String text) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("MD5")
                            .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
