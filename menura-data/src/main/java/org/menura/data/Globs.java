package org.menura.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Comparator;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.menura.format.FileTree;
import org.menura.format.FormatException;

/** Glob patterns of files, as {@link java.nio.file.FileSystem#getPathMatcher} has it: {@code data/**.jsonl}. */
public final class Globs {
    private static final String WILD = "*?[{";

    private Globs() {}

    /**
     * Finds the regular files that match, sorted by name so that machines agree; a pattern without wildcards is a
     * file's name.
     *
     * @throws FormatException if there is none
     */
    public static List<Path> find(String pattern) {
        Path literal = isWild(pattern) ? null : Path.of(pattern);
        if (literal != null) {
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

    private static boolean isWild(String text) {
        return text.chars().anyMatch(c -> WILD.indexOf(c) >= 0);
    }

    /** Returns the part of a pattern before the first name with a wildcard. */
    private static Path folder(String pattern) {
        int wild = 0;
        while (WILD.indexOf(pattern.charAt(wild)) < 0) {
            wild++;
        }
        int slash = pattern.lastIndexOf('/', wild);
        return slash < 0 ? Path.of("") : Path.of(pattern.substring(0, slash + 1));
    }

    private static List<Path> matching(Path folder, String pattern) {
        PathMatcher matcher;
        try {
            matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw new FormatException(pattern + " is no pattern for file names: " + e.getDescription() + ".", e);
        }
        int depth = pattern.contains("**")
                ? Integer.MAX_VALUE
                : Path.of(pattern.replaceAll("[*?]", "x")).getNameCount();
        try {
            List<Path> found = FileTree.files(folder, depth, matcher::matches);
            found.sort(Comparator.comparing(Path::toString));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
