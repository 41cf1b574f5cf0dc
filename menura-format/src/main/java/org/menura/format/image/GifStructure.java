package org.menura.format.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;

/**
 * The blocks of a GIF file (GIF89a): the size of the canvas, and where on it and in the file the pictures lie.
 *
 * @param header bytes of the file before its first block, with the colours that all pictures share
 */
record GifStructure(int width, int height, int header, List<Part> parts) {
    /** What becomes of a picture's place before the next one is drawn. */
    enum Disposal {
        KEPT,
        CLEARED,
        RESTORED
    }

    /**
     * A picture.
     *
     * @param control where its graphic control extension begins; the same as {@code from} if it has none
     * @param from where its descriptor begins
     * @param end where its data ends
     */
    record Part(int left, int top, int width, int height, Disposal disposal, int control, int from, int end) {
        long area() {
            return (long) width * height;
        }
    }

    private static final int MOST_PARTS = 1 << 16;
    private static final int HEADER = 13;
    private static final int TRAILER = 0x3b;
    private static final int DESCRIPTOR = 0x2c;
    private static final int EXTENSION = 0x21;
    private static final int CONTROL = 0xf9;
    private static final int CONTROL_BYTES = 8;
    private static final int DESCRIPTOR_BYTES = 10;

    /**
     * Walks over a file up to the block of its end.
     *
     * @throws FormatException if it ends before
     */
    static GifStructure of(byte[] file, String source) {
        return new Walk(file, source).walk();
    }

    /** A file of one of the pictures alone. */
    byte[] alone(byte[] file, Part part) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(header + part.end - part.control + 1);
        out.write(file, 0, header);
        out.write(file, part.control, Math.min(CONTROL_BYTES, part.from - part.control));
        out.write(file, part.from, part.end - part.from);
        out.write(TRAILER);
        return out.toByteArray();
    }

    private static final class Walk {
        private final byte[] file;
        private final String source;
        private final ByteBuffer b;
        private final List<Part> parts = new ArrayList<>();

        Walk(byte[] file, String source) {
            this.file = file;
            this.source = source;
            this.b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        }

        GifStructure walk() {
            check(HEADER);
            int header = HEADER + colours(file[10]);
            int at = header;
            int control = -1;
            while (true) {
                check(at + 1L);
                switch (file[at] & 0xff) {
                    case TRAILER -> {
                        return new GifStructure(side(6), side(8), header, parts);
                    }
                    case EXTENSION -> {
                        check(at + 3L);
                        boolean controls = (file[at + 1] & 0xff) == CONTROL && file[at + 2] == 4;
                        int end = behindBlocks(at + 2);
                        if (controls && end == at + CONTROL_BYTES) {
                            control = at;
                        }
                        at = end;
                    }
                    case DESCRIPTOR -> {
                        at = picture(at, control);
                        control = -1;
                    }
                    default ->
                        throw new FormatException("%s is damaged: there is no GIF block of the kind 0x%02x at byte %d"
                                .formatted(source, file[at] & 0xff, at));
                }
            }
        }

        private int picture(int at, int control) {
            check(at + (long) DESCRIPTOR_BYTES);
            int data = at + DESCRIPTOR_BYTES + colours(file[at + 9]) + 1;
            int end = behindBlocks(data);
            Disposal disposal = control < 0
                    ? Disposal.KEPT
                    : switch (file[control + 3] >> 2 & 7) {
                        case 2 -> Disposal.CLEARED;
                        case 3 -> Disposal.RESTORED;
                        default -> Disposal.KEPT;
                    };
            if (parts.size() == MOST_PARTS) {
                throw new FormatException("%s has more than %d pictures, the most that are read of a GIF file"
                        .formatted(source, MOST_PARTS));
            }
            parts.add(new Part(
                    side(at + 1),
                    side(at + 3),
                    side(at + 5),
                    side(at + 7),
                    disposal,
                    control < 0 ? at : control,
                    at,
                    end));
            return end;
        }

        /** Bytes of a table of colours, if the flags say that there is one. */
        private static int colours(byte flags) {
            return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
        }

        private int side(int at) {
            return b.getShort(at) & 0xffff;
        }

        /** Blocks of a length and as many bytes, up to one of no bytes. */
        private int behindBlocks(int from) {
            int at = from;
            while (true) {
                check(at + 1L);
                int length = file[at] & 0xff;
                at += 1 + length;
                if (length == 0) {
                    return at;
                }
            }
        }

        private void check(long end) {
            if (end > file.length) {
                throw new FormatException(
                        "%s is cut off: the end of its GIF data is missing; get the file once more".formatted(source));
            }
        }
    }
}
