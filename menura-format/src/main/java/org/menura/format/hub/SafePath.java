package org.menura.format.hub;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.menura.format.FormatException;

/** Turns a path that a hub names into a place below a folder, never one outside it, on any system. */
final class SafePath {
    private static final int MAX_PATH = 1024;
    private static final int MAX_NAME = 255;
    /** Separators, drive letters, streams and wildcards of Windows; control and invisible formatting characters. */
    private static final Pattern FORBIDDEN = Pattern.compile("[\\\\:*?\"<>|\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private static final Pattern DEVICE =
            Pattern.compile("(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?", Pattern.CASE_INSENSITIVE);

    private SafePath() {}

    /**
     * The place of a repository's file.
     *
     * @throws FormatException if the path leads out of the folder, through a symbolic link too, is no name on some
     *     system, or one that is kept for what {@link PartFile} and {@link PullRecord} write
     */
    static Path resolve(Path folder, String path) {
        if (path.length() > MAX_PATH) {
            throw refused(path, "it is too long");
        }
        Path at = folder;
        for (String name : path.split("/", -1)) {
            checkName(path, name);
            if (!at.equals(folder) && Files.isSymbolicLink(at)) {
                throw refused(path, at + " is a symbolic link");
            }
            try {
                at = at.resolve(name);
            } catch (InvalidPathException e) {
                throw refused(path, "this system has no such names");
            }
        }
        if (path.endsWith(PartFile.ENDING) || path.endsWith(PartFile.TAG_ENDING) || path.equals(PullRecord.NAME)) {
            throw refused(path, "the name is kept for downloads in progress");
        }
        return at;
    }

    private static void checkName(String path, String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw refused(path, "it leads out of its folder");
        }
        if (FORBIDDEN.matcher(name).find() || DEVICE.matcher(name).matches()) {
            throw refused(path, "it holds characters or names that not every system allows");
        }
        if (name.length() > MAX_NAME || name.endsWith(".") || name.endsWith(" ")) {
            throw refused(path, "a name in it is too long, or ends in a dot or a space");
        }
    }

    private static FormatException refused(String path, String why) {
        return new FormatException("the hub's file '%s' is refused: %s".formatted(path, why));
    }
}
