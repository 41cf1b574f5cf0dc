package org.menura.format.pickle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.menura.format.FormatException;

/**
 * The entries of a zip file (PKWARE APPNOTE 6.3, with Zip64), each a slice of the file's bytes. PyTorch stores entries
 * uncompressed so that they can be mapped; others are refused.
 */
final class ZipDirectory {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final int END_64_BYTES = 56;
    private static final int LOCATOR_64_BYTES = 20;
    private static final int ZIP64_FIELD = 1;
    private static final long IN_ZIP64_FIELD = 0xFFFF_FFFFL;
    private static final int MAX_ENTRIES = 1_000_000;

    private final MemorySegment file;
    private final String source;

    private ZipDirectory(MemorySegment file, String source) {
        this.file = file;
        this.source = source;
    }

    /**
     * The entries by name, in the order of the directory.
     *
     * @throws FormatException if the file is damaged, or an entry is compressed or encrypted
     */
    static SequencedMap<String, MemorySegment> read(MemorySegment file, String source) {
        return new ZipDirectory(file, source).entries();
    }

    /** Whether a file starts as a zip file does. */
    static boolean matches(MemorySegment file) {
        return file.byteSize() >= Integer.BYTES && file.get(INT, 0) == LOCAL;
    }

    private record Directory(long entries, long bytes, long offset) {}

    private SequencedMap<String, MemorySegment> entries() {
        Directory directory = directory();
        if (directory.entries < 0 || directory.entries > MAX_ENTRIES) {
            throw damaged("it claims %s entries".formatted(Long.toUnsignedString(directory.entries)));
        }
        MemorySegment central = slice(file, directory.offset, directory.bytes, "its directory");
        SequencedMap<String, MemorySegment> entries = new LinkedHashMap<>();
        long at = 0;
        for (long i = 0; i < directory.entries; i++) {
            MemorySegment fixed = slice(central, at, CENTRAL_BYTES, "an entry of its directory");
            if (fixed.get(INT, 0) != CENTRAL) {
                throw damaged("entry %d of its directory has no signature".formatted(i));
            }
            int nameBytes = uint16(fixed, 28);
            int extraBytes = uint16(fixed, 30);
            MemorySegment name = slice(central, at + CENTRAL_BYTES, nameBytes, "the name of an entry");
            MemorySegment extra = slice(central, at + CENTRAL_BYTES + nameBytes, extraBytes, "an extra field");
            String text = new String(name.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
            if (entries.put(text, content(text, fixed, extra)) != null) {
                throw damaged("it has two entries " + PickleInput.brief(text));
            }
            at += CENTRAL_BYTES + nameBytes + extraBytes + uint16(fixed, 32);
        }
        return entries;
    }

    private MemorySegment content(String name, MemorySegment fixed, MemorySegment extra) {
        String shown = PickleInput.brief(name);
        if ((uint16(fixed, 8) & 1) != 0) {
            throw new FormatException("%s: entry %s is encrypted".formatted(source, shown));
        }
        if (uint16(fixed, 10) != 0) {
            throw new FormatException(
                    "%s: entry %s is compressed, which PyTorch never does; save the weights again with torch.save"
                            .formatted(source, shown));
        }
        Zip64Field zip64 = new Zip64Field(extra);
        long uncompressed = zip64.orElse(fixed.get(INT, 24) & IN_ZIP64_FIELD);
        long bytes = zip64.orElse(fixed.get(INT, 20) & IN_ZIP64_FIELD);
        long offset = zip64.orElse(fixed.get(INT, 42) & IN_ZIP64_FIELD);
        if (bytes != uncompressed) {
            throw damaged("entry %s has two sizes, %d and %d".formatted(shown, bytes, uncompressed));
        }
        MemorySegment local = slice(file, offset, LOCAL_BYTES, "entry " + shown);
        if (local.get(INT, 0) != LOCAL) {
            throw damaged("entry %s is not at byte %d".formatted(shown, offset));
        }
        long start = offset + LOCAL_BYTES + uint16(local, 26) + uint16(local, 28);
        return slice(file, start, bytes, "entry " + shown);
    }

    private Directory directory() {
        long last = file.byteSize() - END_BYTES;
        for (long at = last; at >= 0 && last - at <= 0xFFFF; at--) {
            if (file.get(INT, at) == END && uint16(file, at + 20) == last - at) {
                return directory(at);
            }
        }
        throw damaged("it has no directory at its end; is it complete?");
    }

    private Directory directory(long end) {
        long locator = end - LOCATOR_64_BYTES;
        if (locator >= 0 && file.get(INT, locator) == LOCATOR_64) {
            MemorySegment end64 = slice(file, file.get(LONG, locator + 8), END_64_BYTES, "its Zip64 directory");
            if (end64.get(INT, 0) != END_64) {
                throw damaged("its Zip64 directory has no signature");
            }
            return new Directory(end64.get(LONG, 32), end64.get(LONG, 40), end64.get(LONG, 48));
        }
        return new Directory(
                uint16(file, end + 10), file.get(INT, end + 12) & 0xFFFF_FFFFL, file.get(INT, end + 16) & 0xFFFF_FFFFL);
    }

    /** Values of 64 bits, in the order of the fields that have no room for them. */
    private final class Zip64Field {
        private MemorySegment values = MemorySegment.ofArray(new byte[0]);

        Zip64Field(MemorySegment extra) {
            long at = 0;
            while (at + 4 <= extra.byteSize()) {
                MemorySegment field = slice(extra, at + 4, uint16(extra, at + 2), "an extra field");
                if (uint16(extra, at) == ZIP64_FIELD) {
                    values = field;
                }
                at += 4 + field.byteSize();
            }
        }

        long orElse(long value) {
            if (value != IN_ZIP64_FIELD) {
                return value;
            }
            long wide = slice(values, 0, Long.BYTES, "a Zip64 field").get(LONG, 0);
            values = values.asSlice(Long.BYTES);
            return wide;
        }
    }

    private MemorySegment slice(MemorySegment of, long offset, long bytes, String what) {
        if (offset < 0 || bytes < 0 || offset > of.byteSize() || bytes > of.byteSize() - offset) {
            throw damaged("%s does not lie within it".formatted(what));
        }
        return of.asSlice(offset, bytes);
    }

    private static int uint16(MemorySegment in, long offset) {
        return in.get(SHORT, offset) & 0xFFFF;
    }

    private FormatException damaged(String what) {
        return new FormatException("%s is damaged: %s".formatted(source, what));
    }
}
