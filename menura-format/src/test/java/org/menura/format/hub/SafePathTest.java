package org.menura.format.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;

class SafePathTest {
    private final Path folder = Path.of("models");

    @Test
    void aPathBelowTheFolderStays() {
        assertEquals(folder.resolve("a").resolve("b c-1.json"), SafePath.resolve(folder, "a/b c-1.json"));
        assertEquals(folder.resolve("größe.json"), SafePath.resolve(folder, "größe.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "a/../../x",
                "/etc/passwd",
                "",
                "a//b",
                "./a",
                "a/",
                "..",
                "C:\\x",
                "C:x",
                "a\\..\\..\\x",
                "a\0b",
                "a\nb",
                "a\u001b[2Jb",
                "a\u202eb",
                "nul.txt",
                "COM1",
                "a.",
                "a ",
                "model.gguf.part",
                "model.gguf.part.tag",
                ".menura-pull.json",
                "a*b",
                "a\ud800b"
            })
    void anotherIsRefused(String path) {
        FormatException e = assertThrows(FormatException.class, () -> SafePath.resolve(folder, path));
        assertEquals(0, e.getMessage().chars().filter(Character::isISOControl).count());
    }

    @Test
    void longNamesAreRefused() {
        assertThrows(FormatException.class, () -> SafePath.resolve(folder, "a".repeat(256)));
        assertThrows(FormatException.class, () -> SafePath.resolve(folder, "a/".repeat(1000) + "a"));
    }
}
