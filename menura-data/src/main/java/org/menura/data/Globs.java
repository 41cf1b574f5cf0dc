package org.menura.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.menura.format.FileTree;
import org.menura.format.FormatException;
import org.menura.format.Glob;

/**
 * Glob patterns of files, as {@link Glob} has it: {@code data/**.jsonl}; a name {@code **} between slashes also stands
 * for no folder, as in shells and Python.
 */
public final class Globs {
    private Globs() {}

    /**
     * Finds the regular files that match, sorted by name so that machines agree; a pattern without wildcards is a
     * file's name.
     *
     * @throws FormatException if there is none
     */
    public static List<Path> find(String pattern) {
        if (!Glob.isWild(pattern)) {
            Path literal = Path.of(pattern);
            if (!Files.isRegularFile(literal)) {
                throw new FormatException("There is no file " + pattern + ".");
            }
            return List.of(literal);
        }
        Path folder = folder(pattern);
        List<Path> found = Files.isDirectory(folder) ? matching(folder, pattern) : List.of();
        if (found.isEmpty()) {
            throw new FormatException("No file matches " + pattern + "; a folder and all below it is folder/**.jsonl.");
        }
        return found;
    }

    /** Returns the part of a pattern before the first name with a wildcard. */
    private static Path folder(String pattern) {
        int slash = pattern.lastIndexOf('/', Glob.firstWild(pattern));
        return slash < 0 ? Path.of("") : Path.of(pattern.substring(0, slash + 1));
    }

    private static List<Path> matching(Path folder, String pattern) {
        Glob glob = Glob.of(pattern);
        Glob none = Glob.of(("/" + pattern)
                .replace("/**/", pattern.contains("{") ? "/" : "/{,**/}")
                .substring(1));
        int depth = pattern.contains("**")
                ? Integer.MAX_VALUE
                : Path.of(pattern.replaceAll("[*?]", "x")).getNameCount();
        try {
            List<Path> found = FileTree.files(folder, depth, file -> glob.matches(file) || none.matches(file));
            found.sort(Comparator.comparing(Path::toString));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
