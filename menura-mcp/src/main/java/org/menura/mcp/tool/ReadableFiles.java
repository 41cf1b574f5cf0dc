package org.menura.mcp.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The files that tools may read: those in some folders, whatever way a path takes.
 *
 * @param folders may be none
 */
public record ReadableFiles(List<Path> folders) {
    /** Copies the list. */
    public ReadableFiles {
        folders = List.copyOf(folders);
    }

    /**
     * Finds a file by its path, relative ones in the first folder that has it.
     *
     * @throws IllegalArgumentException if it lies in none of the folders
     * @throws IOException if it is not there
     */
    Path find(String name) throws IOException {
        if (folders.isEmpty()) {
            throw new IllegalArgumentException(
                    "this server reads no files; give the bytes in Base64, or start it with a folder to read from");
        }
        IOException missing = new IOException("there is no file %s in the folders that may be read".formatted(name));
        for (Path folder : folders) {
            Path root = folder.toRealPath();
            Path file;
            try {
                file = root.resolve(name).toRealPath();
            } catch (IOException _) {
                continue;
            }
            if (file.startsWith(root)) {
                return file;
            }
        }
        throw missing;
    }
}
