package org.menura.format.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.menura.format.FormatException;

/** Finds files that were cut off or damaged where decoders would fill in grey and say nothing. */
final class Completeness {
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int OS2_HEADER = 12; // bytes, without a field for the compression
    private static final int EMBEDDED_JPEG = 4;
    private static final int EMBEDDED_PNG = 5;

    private Completeness() {}

    static void check(byte[] file, ImageFormat format, String source) {
        boolean complete = switch (format) {
            case PNG -> png(file, source);
            case JPEG -> jpeg(file);
            case WEBP -> webp(file);
            case GIF -> file.length > 13 && contains(file, 13, 0x3b);
            case BMP -> bmp(file, source);
            case TIFF -> true;
        };
        if (!complete) {
            throw new FormatException("%s is cut off: the end of its %s data is missing; get the file once more"
                    .formatted(source, format));
        }
    }

    /** Chunks of a length, a name, content and a checksum, up to the one called IEND (ISO 15948, section 5). */
    private static boolean png(byte[] file, String source) {
        ByteBuffer b = ByteBuffer.wrap(file);
        int at = 8;
        while (at + 12L <= file.length) {
            int length = b.getInt(at);
            int name = b.getInt(at + 4);
            if (length < 0 || at + 12L + length > file.length) {
                return false;
            }
            CRC32 crc = new CRC32();
            crc.update(file, at + 4, length + 4);
            boolean critical = (file[at + 4] & 0x20) == 0;
            if (critical && (int) crc.getValue() != b.getInt(at + 8 + length)) {
                throw new FormatException(
                        "%s is damaged: the checksum of the PNG chunk at byte %d is wrong".formatted(source, at));
            }
            if (name == 0x49454e44) {
                return true;
            }
            at += 12 + length;
        }
        return false;
    }

    /** After the data of the last scan comes the marker of the end. */
    private static boolean jpeg(byte[] file) {
        boolean scanned = false;
        for (int i = 2; i + 1 < file.length; i++) {
            if (file[i] == (byte) 0xff) {
                int kind = file[i + 1] & 0xff;
                scanned |= kind == START_OF_SCAN;
                if (scanned && kind == END_OF_IMAGE) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean webp(byte[] file) {
        if (file.length < 20) {
            return false;
        }
        ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        return (b.getInt(4) & 0xffffffffL) + 8 <= file.length + 1L;
    }

    /** Printers are sent BMP headers around JPEG or PNG files, whose own sizes decoders do not look at. */
    private static boolean bmp(byte[] file, String source) {
        ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < 18 || b.getInt(14) == OS2_HEADER) {
            return file.length >= 14 + OS2_HEADER;
        }
        if (file.length < 34) {
            return false;
        }
        int compression = b.getInt(30);
        if (compression == EMBEDDED_JPEG || compression == EMBEDDED_PNG) {
            throw new FormatException("%s is a BMP file around a %s file; save the picture as that"
                    .formatted(source, compression == EMBEDDED_JPEG ? "JPEG" : "PNG"));
        }
        return true;
    }

    private static boolean contains(byte[] file, int from, int value) {
        for (int i = from; i < file.length; i++) {
            if ((file[i] & 0xff) == value) {
                return true;
            }
        }
        return false;
    }
}
