package org.menura.format.hub;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;

/**
 * A download in progress: the first bytes of a file in {@code NAME.part}, and in {@code NAME.part.tag} what they are the
 * first bytes of. It outlives the process, so that the next one goes on where this one stopped.
 */
final class PartFile implements Closeable {
    static final String ENDING = ".part";
    static final String TAG_ENDING = ".part.tag";
    private static final int BUFFER = 1 << 20;
    private static final int MAX_TAG = 4096;

    private final Path target;
    private final Path path;
    private final Path tag;
    private final HubFile file;
    private final FileChannel channel;
    private MessageDigest digest;
    private long length;
    private String etag = "";

    private PartFile(Path target, HubFile file, FileChannel channel) {
        this.target = target;
        this.file = file;
        this.channel = channel;
        path = path(target, ENDING);
        tag = path(target, TAG_ENDING);
        digest = file.hash().start(file.size());
    }

    /**
     * Opens what is there of {@code target} or starts it. Bytes of another content than {@code file}'s are dropped.
     *
     * @throws HubException if another process is writing it
     */
    static PartFile open(Path target, HubFile file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        FileChannel channel = FileChannel.open(
                path(target, ENDING),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        try {
            if (!isLocked(channel)) {
                throw new HubException(target + " is being downloaded by another command; wait for its end");
            }
            PartFile part = new PartFile(target, file, channel);
            part.resume();
            return part;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** How many bytes of {@code target} an earlier download left, whether they are still of use or not. */
    static long leftOver(Path target) throws IOException {
        Path part = path(target, ENDING);
        return Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS) ? Files.size(part) : 0;
    }

    /** How many bytes are there. */
    long length() {
        return length;
    }

    /** The entity tag of the response that they are from, to ask for the rest of the same, if it had one. */
    Optional<String> etag() {
        return etag.isEmpty() ? Optional.empty() : Optional.of(etag);
    }

    /** Drops what is there; what follows is from a response with this entity tag, which may be empty. */
    void restart(String newEtag) {
        disk(() -> {
            channel.truncate(0);
            channel.position(0);
            Files.writeString(
                    tag,
                    file.hash().hex() + "\n" + newEtag + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
        });
        length = 0;
        etag = newEtag;
        digest = file.hash().start(file.size());
    }

    /** Adds the next bytes. */
    void append(byte[] bytes, int count) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
        disk(() -> {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        });
        digest.update(bytes, 0, count);
        length += count;
    }

    /**
     * Checks that the file is what the hub lists and moves it into its place.
     *
     * @throws FormatException if it is not; then the part is deleted
     */
    void complete() {
        boolean right = length == file.size() && file.hash().matches(digest);
        disk(() -> {
            if (right) {
                channel.force(true);
            }
            channel.close();
            if (right) {
                OutputFile.move(path, target);
            } else {
                Files.deleteIfExists(path);
            }
            Files.deleteIfExists(tag);
        });
        if (!right) {
            throw new FormatException(
                    "%s arrived damaged: its hash is not the one that the hub lists, so it was deleted; try again"
                            .formatted(file.path()));
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void resume() throws IOException {
        List<String> lines = Files.isRegularFile(tag) && Files.size(tag) <= MAX_TAG
                ? Files.readString(tag).lines().toList()
                : List.of();
        boolean same = lines.size() == 2 && lines.getFirst().equals(file.hash().hex());
        if (!same || channel.size() > file.size()) {
            restart("");
            return;
        }
        etag = lines.getLast();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        for (int n = channel.read(buffer); n >= 0; n = channel.read(buffer)) {
            digest.update(buffer.flip());
            buffer.clear();
            length += n;
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static Path path(Path target, String ending) {
        return target.resolveSibling(target.getFileName() + ending);
    }

    private interface DiskWork {
        void run() throws IOException;
    }

    /** A failing disk is no failing connection: it must not be tried again. */
    private void disk(DiskWork work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(
                    "can't write %s: %s; mend that and run the command again to go on where it stopped"
                            .formatted(path, e.getMessage()),
                    e));
        }
    }
}
