package org.menura.format.image;

import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * The bytes of a file for a decoder. Some decoders take what is missing for zeros and go on for as long as a damaged file
 * makes them; they may look past the end a few times, as they read ahead, and no more.
 */
final class BytesInput extends ImageInputStreamImpl {
    private static final int MOST_LOOKS = 1000;

    private final byte[] bytes;
    private int looksPastEnd;

    BytesInput(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() throws IIOException {
        bitOffset = 0;
        if (streamPos >= bytes.length) {
            return end();
        }
        return bytes[(int) streamPos++] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IIOException {
        bitOffset = 0;
        if (length == 0) {
            return 0;
        }
        if (streamPos >= bytes.length) {
            return end();
        }
        int count = (int) Math.min(length, bytes.length - streamPos);
        System.arraycopy(bytes, (int) streamPos, to, offset, count);
        streamPos += count;
        return count;
    }

    private int end() throws IIOException {
        if (++looksPastEnd > MOST_LOOKS) {
            throw new IIOException("it ends too early");
        }
        return -1;
    }

    @Override
    public long length() {
        return bytes.length;
    }
}
