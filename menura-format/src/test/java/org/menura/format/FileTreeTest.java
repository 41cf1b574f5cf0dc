package org.menura.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
    private static Set<String> names(Path folder, int depth) throws IOException {
        List<Path> found = FileTree.files(folder, depth, file -> !file.endsWith("unwanted"));
        return found.stream().map(f -> folder.relativize(f).toString()).collect(Collectors.toSet());
    }

    @Test
    void followsLinksButNotInCircles(@TempDir Path dir) throws IOException {
        Path inner = Files.createDirectories(dir.resolve("a/b"));
        Files.writeString(dir.resolve("one"), "");
        Files.writeString(inner.resolve("two"), "");
        Files.writeString(inner.resolve("unwanted"), "");
        Files.createSymbolicLink(inner.resolve("round"), dir);
        Files.createSymbolicLink(dir.resolve("again"), inner);
        Files.createSymbolicLink(dir.resolve("gone"), dir.resolve("nowhere"));

        assertEquals(Set.of("one", "a/b/two", "again/two"), names(dir, Integer.MAX_VALUE));
        assertEquals(Set.of("one"), names(dir, 1));
    }

    @Test
    void aFolderThatIsNotThereIsSaidToBeMissing(@TempDir Path dir) {
        assertThrows(NoSuchFileException.class, () -> names(dir.resolve("nowhere"), 3));
    }
}
