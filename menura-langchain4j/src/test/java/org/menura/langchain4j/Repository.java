package org.menura.langchain4j;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds files of the repository, whatever the working directory. */
final class Repository {
    private Repository() {}

    static Path path(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("testdata"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no folder testdata above " + Path.of("").toAbsolutePath());
        }
        return folder.resolve(name);
    }
}
