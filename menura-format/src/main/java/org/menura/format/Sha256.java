package org.menura.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.menura.tensor.annotation.Internal;

/** SHA-256 hashes in lower-case hexadecimal digits. */
@Internal
public final class Sha256 {
    private static final int BUFFER = 1 << 20;

    private Sha256() {}

    /** Computes the hash of bytes. */
    public static String of(byte[] content) {
        return HexFormat.of().formatHex(digest().digest(content));
    }

    /** Computes the hash of a file's content. */
    public static String of(Path file) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Computes the hash of a file's content, where no checked exception can pass.
     *
     * @throws UncheckedIOException if it can't be read
     */
    public static String unchecked(Path file) {
        try {
            return of(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Computes one hash over several files: that of the lines {@code hash, two spaces, name}, as sha256sum prints them.
     */
    public static String of(SortedMap<String, String> hashOfName) {
        StringBuilder lines = new StringBuilder();
        hashOfName.forEach(
                (name, hash) -> lines.append(hash).append("  ").append(name).append('\n'));
        return of(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Lists the files by whose content a folder is told from others, in the order of their paths; a file stands for itself.
     *
     * @param endings what the names of those that count end with
     * @throws UncheckedIOException if the folder can't be read
     */
    public static List<Path> counted(Path folder, List<String> endings) {
        if (!Files.isDirectory(folder)) {
            return List.of(folder);
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(Files::isRegularFile)
                    .filter(f -> endings.stream().anyMatch(f.toString()::endsWith))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Computes the hashes of files, by their names.
     *
     * @throws UncheckedIOException if one can't be read
     */
    public static SortedMap<String, String> byName(List<Path> files) {
        SortedMap<String, String> hashes = new TreeMap<>();
        files.forEach(file -> hashes.put(String.valueOf(file.getFileName()), unchecked(file)));
        return hashes;
    }

    /** Creates a digest to be fed by the caller. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
