package org.menura.data.source.parquet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.menura.format.FormatException;

/** Counts the definition levels of a page (runs and packed bits), to know how many values it has. */
final class Levels {
    private Levels() {}

    /**
     * Counts the levels that are the greatest: those of values that are there.
     *
     * @param in nothing but the levels
     * @param count how many there are
     * @throws FormatException if they end before, or one is greater
     */
    static int present(ByteBuffer in, int count, int greatest) {
        int width = Integer.SIZE - Integer.numberOfLeadingZeros(greatest);
        int present = 0;
        int done = 0;
        try {
            while (done < count) {
                long header = Varints.unsigned(in);
                long length = header >>> 1;
                if (length == 0 || length > Integer.MAX_VALUE / Byte.SIZE) {
                    throw new FormatException("levels of a page come in a run of %d".formatted(length));
                }
                if ((header & 1) == 0) {
                    int level = level(in, width, greatest);
                    int run = (int) Math.min(length, count - done);
                    present += level == greatest ? run : 0;
                    done += run;
                } else {
                    int run = (int) Math.min(length * Byte.SIZE, count - done);
                    present += packed(in, (int) length * width, run, width, greatest);
                    done += run;
                }
            }
        } catch (BufferUnderflowException e) {
            throw new FormatException("the levels of a page end too early", e);
        }
        return present;
    }

    private static int level(ByteBuffer in, int width, int greatest) {
        int level = 0;
        for (int shift = 0; shift < width; shift += Byte.SIZE) {
            level |= (in.get() & 0xFF) << shift;
        }
        return checked(level, greatest);
    }

    private static int packed(ByteBuffer in, int bytes, int count, int width, int greatest) {
        if (bytes > in.remaining()) {
            throw new BufferUnderflowException();
        }
        int start = in.position();
        int present = 0;
        for (int i = 0; i < count; i++) {
            int level = 0;
            for (int bit = 0; bit < width; bit++) {
                int at = i * width + bit;
                level |= (in.get(start + at / Byte.SIZE) >> at % Byte.SIZE & 1) << bit;
            }
            present += checked(level, greatest) == greatest ? 1 : 0;
        }
        in.position(start + bytes);
        return present;
    }

    private static int checked(int level, int greatest) {
        if (level < 0 || level > greatest) {
            throw new FormatException("a page has a level of %d, its column %d".formatted(level, greatest));
        }
        return level;
    }
}
