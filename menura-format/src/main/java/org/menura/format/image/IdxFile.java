package org.menura.format.image;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.menura.format.FormatException;
import org.menura.tensor.annotation.Internal;

/** A reader of the IDX files of MNIST, plain or compressed by gzip: grey images, or a label for each. */
@Internal
public final class IdxFile {
    private static final int PICTURES = 0x0803; // bytes in three dimensions
    private static final int LABELS = 0x0801;
    private static final int GZIP = 0x1f8b;
    private static final int LARGEST_SIDE = 1 << 12;
    private static final int MOST = 1 << 20;

    private IdxFile() {}

    /**
     * Reads the first images of a file.
     *
     * @param most maximum number of images or labels read
     * @throws FormatException if it is no such file, or ends early
     */
    public static List<Image> pictures(Path file, int most) {
        return read(file, in -> pictures(in, file.toString(), most));
    }

    /** Reads the first images of a file's bytes; see {@link #pictures(Path, int)}. */
    public static List<Image> pictures(InputStream in, String source, int most) {
        return read(in, source, unpacked -> pictures(unpacked, source, most));
    }

    private static List<Image> pictures(DataInputStream in, String source, int most) throws IOException {
        int count = header(in, PICTURES, "pictures", source);
        int height = in.readInt();
        int width = in.readInt();
        if (Math.min(height, width) < 1 || Math.max(height, width) > LARGEST_SIDE) {
            throw new FormatException("%s says that its pictures have %d x %d pixels; each side must be 1 to %d"
                    .formatted(source, width, height, LARGEST_SIDE));
        }
        List<Image> out = new ArrayList<>();
        for (int i = 0; i < Math.min(count, most); i++) {
            // Grows with what is there: a header may claim what the file does not hold.
            byte[] samples = in.readNBytes(width * height);
            if (samples.length < width * height) {
                throw new EOFException();
            }
            out.add(new Image(width, height, 1, samples));
        }
        return out;
    }

    /**
     * Reads the first labels of a file, each 0 to 255.
     *
     * @param most maximum number of images or labels read
     * @throws FormatException if it is no such file, or ends early
     */
    public static int[] labels(Path file, int most) {
        return read(file, in -> {
            int[] out = new int[Math.min(header(in, LABELS, "labels", file.toString()), most)];
            for (int i = 0; i < out.length; i++) {
                out[i] = in.readUnsignedByte();
            }
            return out;
        });
    }

    private static int header(DataInputStream in, int magic, String what, String source) throws IOException {
        if (in.readInt() != magic) {
            throw new FormatException("%s is no IDX file of %s in bytes".formatted(source, what));
        }
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new FormatException("%s says that it holds %d %s; at most %d are read"
                    .formatted(source, Integer.toUnsignedLong(count), what, MOST));
        }
        return count;
    }

    private interface Content<T> {
        T read(DataInputStream in) throws IOException;
    }

    private static <T> T read(Path file, Content<T> content) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString(), content);
        } catch (NoSuchFileException e) {
            throw new FormatException("there is no file " + file, e);
        } catch (IOException e) {
            throw new FormatException(file + " cannot be read", e);
        }
    }

    private static <T> T read(InputStream in, String source, Content<T> content) {
        try {
            InputStream plain = new BufferedInputStream(in);
            plain.mark(2);
            boolean packed = (plain.read() << 8 | plain.read()) == GZIP;
            plain.reset();
            return content.read(new DataInputStream(packed ? new GZIPInputStream(plain) : plain));
        } catch (EOFException e) {
            throw new FormatException(source + " is cut off", e);
        } catch (ZipException e) {
            throw new FormatException(source + " is damaged: it cannot be unpacked", e);
        } catch (IOException e) {
            throw new FormatException(source + " cannot be read", e);
        }
    }
}
