package org.menura.data.engine;

import java.io.IOException;
import java.nio.file.Path;
import org.menura.data.Cursor;

/** A sorted file whose records begin with the number of the part that they belong to. */
final class PartitionedFile {
    private PartitionedFile() {}

    /**
     * Writes sorted records.
     *
     * @param octets how many bytes of the front are the number of the part
     * @return where each part begins, and where the last ends
     */
    static long[] write(Path file, Cursor<byte[]> sorted, int octets, int parts) throws IOException {
        long[] offsets = new long[parts + 1];
        int part = 0;
        try (RecordWriter out = new RecordWriter(file)) {
            for (byte[] record = sorted.next(); record != null; record = sorted.next()) {
                int number = 0;
                for (int i = 0; i < octets; i++) {
                    number = number << 8 | record[i] & 0xff;
                }
                while (part < number) {
                    offsets[++part] = out.position();
                }
                out.write(record);
            }
            while (part < parts) {
                offsets[++part] = out.position();
            }
        }
        return offsets;
    }
}
