package org.menura.verify;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the repository's test data, whatever the working directory. */
public final class TestData {
    private TestData() {}

    /** A file or folder below {@code testdata}. */
    public static Path path(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("testdata"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no folder testdata above " + Path.of("").toAbsolutePath());
        }
        return folder.resolve("testdata").resolve(name);
    }
}
