package org.menura.data;

import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.audio.AudioFiles;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;

/**
 * A cache of the decoded image and audio files that records name. Those used last are kept in memory, up to a limit, so
 * that small data sets are decoded once. May be used by many threads at once.
 */
public final class MediaFiles {
    /** Maximum bytes of decoded files that are kept unless another limit is given. */
    public static final long MAX_BYTES = 256L << 20;

    private static final int MAX_SECONDS = 600;

    private final long maxBytes;
    private final SequencedMap<Key, Decoded> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** A file, and the sample rate of audio; 0 for images. */
    private record Key(Path file, int rate) {}

    /** The decoded content of a file. */
    private sealed interface Decoded {
        long bytes();

        record Picture(Image image) implements Decoded {
            @Override
            public long bytes() {
                return image.samples().length;
            }
        }

        record Sound(float[] samples) implements Decoded {
            @Override
            public long bytes() {
                return (long) Float.BYTES * samples.length;
            }
        }
    }

    /** Creates a cache of up to {@link #MAX_BYTES}. */
    public MediaFiles() {
        this(MAX_BYTES);
    }

    /**
     * Creates a cache with a limit on its memory.
     *
     * @param maxBytes of decoded files that are kept in memory; 0 for none
     */
    public MediaFiles(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("cannot keep " + maxBytes + " bytes of files");
        }
        this.maxBytes = maxBytes;
    }

    /**
     * Resolves the path of a file that a record names.
     *
     * @param records the file that holds the record
     * @param name an absolute path, or one relative to the folder of {@code records}
     * @throws FormatException if it is no path
     */
    public static Path find(Path records, String name) {
        try {
            if (!name.isBlank()) {
                return records.toAbsolutePath().resolveSibling(name).normalize();
            }
        } catch (InvalidPathException e) {
            throw new FormatException("%s names '%s', which is no path: %s".formatted(records, name, e.getReason()), e);
        }
        throw new FormatException(records + " holds a record whose picture or sound has an empty name");
    }

    /**
     * Returns a decoded image.
     *
     * @throws FormatException if it is not there, or not an image that can be read; see {@link ImageFiles#read(Path)}
     * @throws UncheckedIOException if it can't be read
     */
    public Image picture(Path file) {
        Decoded decoded = get(new Key(file, 0), () -> new Decoded.Picture(ImageFiles.read(file)));
        return ((Decoded.Picture) decoded).image;
    }

    /**
     * Returns decoded audio of at most ten minutes as one channel.
     *
     * @param rate sample rate, in samples per second
     * @return the audio's samples; not to be changed
     * @throws FormatException if it is not audio that can be read, or is longer
     * @throws UncheckedIOException if it can't be read
     */
    public float[] sound(Path file, int rate) {
        Decoded decoded =
                get(new Key(file, rate), () -> new Decoded.Sound(AudioFiles.readMono(file, rate, MAX_SECONDS)));
        return ((Decoded.Sound) decoded).samples;
    }

    private Decoded get(Key key, Supplier<Decoded> read) {
        synchronized (this) {
            Decoded known = kept.get(key);
            if (known != null) {
                return known;
            }
        }
        Decoded decoded = read.get(); // without the lock, so that several threads decode at once
        if (decoded.bytes() <= maxBytes) {
            keep(key, decoded);
        }
        return decoded;
    }

    private synchronized void keep(Key key, Decoded decoded) {
        @Nullable Decoded before = kept.put(key, decoded);
        bytes += decoded.bytes() - (before == null ? 0 : before.bytes());
        while (bytes > maxBytes) {
            Map.Entry<Key, Decoded> oldest = kept.pollFirstEntry();
            bytes -= oldest.getValue().bytes();
        }
    }

    /** Returns the number of bytes of decoded files in memory. */
    public synchronized long keptBytes() {
        return bytes;
    }
}
