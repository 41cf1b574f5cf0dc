package org.menura.data.source.parquet;

import dev.hardwood.InputFile;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;
import org.menura.format.FormatException;

/** Parts of a file that lie in it. */
record FileParts(InputFile file, long length) {
    /**
     * A part of a file, whose bytes may be mapped.
     *
     * @throws FormatException if it does not lie in the file
     */
    ByteBuffer part(long at, long bytes) throws IOException {
        if (at < 0 || bytes < 0 || bytes > length - at || bytes > Integer.MAX_VALUE) {
            throw new FormatException("a part of %d bytes at %d is not in the file".formatted(bytes, at));
        }
        return bytes == 0
                ? ByteBuffer.allocate(0)
                : file.readRange(at, (int) bytes).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads a structure.
     *
     * @param what it is, for the message
     * @throws FormatException if it ends behind the buffer or is none
     */
    static ThriftStruct struct(ByteBuffer in, String what, Function<ByteBuffer, ThriftStruct> reader) {
        try {
            return reader.apply(in);
        } catch (BufferUnderflowException e) {
            throw new FormatException("%s ends too early".formatted(what), e);
        }
    }
}
