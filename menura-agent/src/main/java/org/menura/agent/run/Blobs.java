package org.menura.agent.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.menura.format.FormatException;
import org.menura.format.Sha256;

/** Contents by their SHA-256: {@code blobs/ab/abcd…}. Each is written beside its place and moved there, once. */
public final class Blobs {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;
    private final List<Path> unforced = new ArrayList<>();

    Blobs(Path folder) {
        this.folder = folder;
    }

    /** Keeps a text; returns its hash. */
    public String put(String text) {
        return put(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Keeps bytes; returns their hash. */
    public synchronized String put(byte[] content) {
        String hash = Sha256.of(content);
        Path file = file(hash);
        if (Files.exists(file)) {
            return hash;
        }
        try {
            Files.createDirectories(file.getParent());
            Path beside = Files.createTempFile(file.getParent(), ".", ".part");
            Files.write(beside, content);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        unforced.add(file);
        return hash;
    }

    /** Makes sure that all that was kept is on the disk. */
    synchronized void force() throws IOException {
        for (Path file : unforced) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        unforced.clear();
    }

    /**
     * Returns the text of a hash.
     *
     * @throws FormatException if it is missing or has been changed
     */
    public String text(String hash) {
        return new String(bytes(hash), StandardCharsets.UTF_8);
    }

    /**
     * Returns the bytes of a hash.
     *
     * @throws FormatException if they are missing or have been changed
     */
    public byte[] bytes(String hash) {
        if (!HASH.matcher(hash).matches()) {
            throw new FormatException("'%s' is no hash of a blob in %s".formatted(hash, folder));
        }
        try {
            byte[] content = Files.readAllBytes(file(hash));
            if (!Sha256.of(content).equals(hash)) {
                throw new FormatException(
                        "the blob %s was changed: its content has another hash".formatted(file(hash)));
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new FormatException("the blob %s is missing".formatted(file(hash)), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String hash) {
        return folder.resolve(hash.substring(0, 2)).resolve(hash);
    }
}
