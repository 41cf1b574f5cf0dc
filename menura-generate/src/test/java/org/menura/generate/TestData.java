package org.menura.generate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.menura.generate.session.Prompt;

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

    /** The rows of a prompt that are no tokens, in order. */
    static int[] at(Prompt prompt) {
        return prompt.embeds().stream()
                .flatMapToInt(e -> Arrays.stream(e.at()))
                .sorted()
                .toArray();
    }
}
