package org.menura.chat;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the repository's test data from any module's folder. */
public final class Testdata {
    private Testdata() {}

    /** A path below {@code testdata}. */
    public static Path path(String name) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path found = folder.resolve("testdata").resolve(name);
            if (Files.exists(found)) {
                return found;
            }
        }
        throw new IllegalStateException("no testdata/" + name + " in this folder or one above");
    }
}
