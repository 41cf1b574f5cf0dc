package org.menura.data.warc;

import java.io.IOException;

/** Bytes of an archive, unpacked, that can be taken up again at the next record after a fault. */
interface RecordInput extends AutoCloseable {
    /**
     * Reads one byte.
     *
     * @return the byte, or -1 at the end
     * @throws IOException if the bytes here are no bytes of an archive; {@link #recover} goes on
     */
    int read() throws IOException;

    /** Returns what {@link #read()} will return, without taking it. */
    int peek() throws IOException;

    /** Reads at least one byte and at most {@code most} into an array; -1 at the end. */
    int read(byte[] into, int at, int most) throws IOException;

    /** Returns where in the file the bytes that are read now began: of the member if it is compressed. */
    long position();

    /** Returns whether the next byte begins a compressed member that itself begins as a record does. */
    boolean beginsRecord() throws IOException;

    /** Passes over the line ends behind a record; a member that ends there is held against its checksum. */
    void finish() throws IOException;

    /** Moves to the next place behind the present one where a record may begin; false if there is none. */
    boolean recover() throws IOException;

    @Override
    void close() throws IOException;
}
