package org.menura.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
    @TempDir
    private Path folder;

    @Test
    void appearsWhenItIsComplete() throws IOException {
        Path out = Files.createDirectory(folder.resolve("out"));
        OutputFolder.write(out, part -> {
            Files.createDirectories(part.resolve("inner"));
            Files.writeString(part.resolve("inner/a"), "1");
            assertTrue(OutputFolder.isEmpty(out));
        });
        OutputFolder.copy(out, folder.resolve("copy"));
        assertEquals("1", Files.readString(folder.resolve("copy/inner/a")));
        IOException e = assertThrows(FileAlreadyExistsException.class, () -> OutputFolder.write(out, _ -> {}));
        assertTrue(e.getMessage().endsWith("out"), e.getMessage());
        OutputFolder.delete(out);
        assertFalse(Files.exists(out));
    }

    @Test
    void leavesNothingOfWhatFails() throws IOException {
        assertThrows(
                FormatException.class,
                () -> OutputFolder.write(folder.resolve("out"), part -> {
                    Files.createDirectories(part);
                    Files.writeString(part.resolve("a"), "1");
                    throw new FormatException("damaged");
                }));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }
}
