package org.menura.mcp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/** An input that says when it has ended. */
final class WatchedInput extends FilterInputStream {
    private final CountDownLatch ended = new CountDownLatch(1);

    WatchedInput(InputStream in) {
        super(in);
    }

    CountDownLatch ended() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        return watched(super.read());
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        return watched(super.read(to, offset, length));
    }

    private int watched(int result) {
        if (result < 0) {
            ended.countDown();
        }
        return result;
    }
}
