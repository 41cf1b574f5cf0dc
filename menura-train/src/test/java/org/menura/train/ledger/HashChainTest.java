package org.menura.train.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;

class HashChainTest {
    @TempDir
    private Path folder;

    private static ObjectNode entry(int i) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("value", i)
                .put("half", i / 2.0)
                .put("text", "é " + i);
    }

    private void write(int from, int to) throws IOException {
        try (HashChain chain = HashChain.open(folder)) {
            assertEquals(from, chain.entries().size());
            for (int i = from; i < to; i++) {
                chain.append(entry(i));
            }
        }
    }

    @Test
    void aHalfWrittenLineIsCutOff() throws IOException {
        write(0, 5);
        Path file = folder.resolve(HashChain.FILE);
        String whole = Files.readString(file);
        String less = whole.substring(0, whole.length() - 10);
        Files.writeString(file, less);
        write(4, 5);
        assertEquals(whole, Files.readString(file));
        assertEquals(5, HashChain.read(folder).size());
    }

    @Test
    void whatWasChangedIsRefused() throws IOException {
        write(0, 6);
        Path file = folder.resolve(HashChain.FILE);
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(1);
        int last = new String(bytes, 0, bytes.length - 1, StandardCharsets.ISO_8859_1).lastIndexOf('\n');
        for (int i = 0; i < 300; i++) {
            byte[] broken = bytes.clone();
            int at = random.nextInt(last); // the last line has no line after it that vouches for it
            broken[at] ^= (byte) (1 + random.nextInt(255));
            Files.write(file, broken);
            FormatException e = assertThrows(FormatException.class, () -> HashChain.read(folder));
            assertTrue(String.valueOf(e.getMessage()).contains("ledger.jsonl, line"), e.getMessage());
        }
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        Files.write(file, List.of(lines.get(0), lines.get(2), lines.get(3)));
        assertThrows(FormatException.class, () -> HashChain.open(folder));
        Files.write(file, bytes);
        write(6, 7); // the lock was given back
    }

    @Test
    void oneProcessUsesAFolderAtATime() throws IOException {
        try (HashChain _ = HashChain.open(folder)) {
            assertTrue(String.valueOf(assertThrows(FormatException.class, () -> HashChain.open(folder))
                            .getMessage())
                    .contains("in use"));
        }
    }
}
