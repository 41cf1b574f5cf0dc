package org.menura.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.menura.generate.embed.EmbeddedKind;

/**
 * A file that could be embedded.
 *
 * @param name its path below the folder, with slashes
 * @param kind what its name says that it holds
 * @param stamp changes when the file does
 */
record MediaFile(String name, Path path, EmbeddedKind kind, Stamp stamp) {
    private static final Map<EmbeddedKind, Set<String>> ENDINGS = Map.of(
            EmbeddedKind.IMAGE, Set.of("png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff"),
            EmbeddedKind.SOUND, Set.of("wav", "flac", "ogg", "oga", "mp3"),
            EmbeddedKind.TEXT, Set.of("txt", "md"));

    /**
     * When a file was as it is.
     *
     * @param size in bytes
     * @param modified in milliseconds of the epoch
     */
    record Stamp(long size, long modified) {}

    /**
     * All files of some kinds below a folder by name; hidden ones and links are left out.
     *
     * @throws UncheckedIOException if the folder cannot be read
     */
    static SortedMap<String, MediaFile> in(Path folder, Set<EmbeddedKind> kinds) {
        SortedMap<String, MediaFile> found = new TreeMap<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                    return !dir.equals(folder) && isHidden(dir)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                    EmbeddedKind kind = kind(file);
                    if (a.isRegularFile() && !isHidden(file) && kind != null && kinds.contains(kind)) {
                        String name = folder.relativize(file).toString().replace('\\', '/');
                        Stamp stamp = new Stamp(a.size(), a.lastModifiedTime().toMillis());
                        found.put(name, new MediaFile(name, file, kind, stamp));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (file.equals(folder)) {
                        throw e;
                    }
                    return FileVisitResult.CONTINUE; // gone meanwhile, or not ours to read
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static boolean isHidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }

    private static @Nullable EmbeddedKind kind(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        for (EmbeddedKind kind : EmbeddedKind.values()) {
            if (ENDINGS.getOrDefault(kind, Set.of()).contains(ending)) {
                return kind;
            }
        }
        return null;
    }
}
