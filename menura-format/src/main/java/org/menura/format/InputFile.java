package org.menura.format;

import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.tensor.annotation.Internal;

/** A file that is read. */
@Internal
public final class InputFile {
    private InputFile() {}

    /**
     * Refuses a folder where a file is needed, by its name: what Java says of it ("Is a directory") has none.
     *
     * @return the file
     * @throws FormatException if it is a folder
     */
    public static Path of(Path file) {
        if (Files.isDirectory(file)) {
            throw new FormatException((file.toString().isEmpty() ? "." : file) + " is a folder; a file is needed");
        }
        return file;
    }
}
