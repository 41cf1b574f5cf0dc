package org.menura.format.audio;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * The frames of an MPEG audio stream and nothing else: tags and damage between them are left out, so that a decoder only
 * gets what it can understand.
 */
final class MpegFrames extends InputStream {
    /** How far the first frame may lie behind the start or behind tags. */
    static final int MAX_JUNK = 1 << 16;

    private static final int MAX_FRAME = 1 << 13;

    private final AudioInput in;
    private final MpegHeader first;
    private final Gaps gaps;
    private byte[] frame = new byte[0];
    private int at;

    /**
     * Samples that an encoder added, as the first frame tells (LAME's extension of Xing's header).
     *
     * @param start of each channel before the sound
     * @param end of each channel behind it
     * @param frames of the whole stream, or -1
     */
    record Gaps(int start, int end, long frames) {
        static final Gaps NONE = new Gaps(0, 0, -1);
    }

    private MpegFrames(AudioInput in, MpegHeader first, Gaps gaps) {
        this.in = in;
        this.first = first;
        this.gaps = gaps;
    }

    /** Where a stream begins in these bytes: at a header that another one follows; -1 if nowhere. */
    static int find(byte[] bytes, boolean isWholeFile) {
        for (int i = 0; i + MpegHeader.SIZE <= bytes.length; i++) {
            MpegHeader h = MpegHeader.at(bytes, i);
            if (h != null && isFollowed(bytes, i, h, isWholeFile)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isFollowed(byte[] bytes, int at, MpegHeader h, boolean isWholeFile) {
        int next = at + h.bytes();
        if (next == bytes.length) {
            return isWholeFile && at == 0;
        }
        MpegHeader n = MpegHeader.at(bytes, next);
        return n != null && h.continues(n);
    }

    /** The frames from the first one on. */
    static MpegFrames open(AudioInput in) {
        byte[] head = in.peek(MAX_JUNK + 2 * MAX_FRAME);
        int start = find(head, head.length < MAX_JUNK);
        if (start < 0) {
            throw new FormatException(in.source() + " holds no frame of MPEG audio that can be decoded");
        }
        in.leave(start);
        MpegHeader first = MpegHeader.at(head, start);
        if (first == null) {
            throw new IllegalStateException("the frame is gone");
        }
        Gaps gaps = gaps(in.peek(first.bytes()), first);
        if (gaps != Gaps.NONE) {
            in.leave(first.bytes());
        }
        return new MpegFrames(in, first, gaps);
    }

    /** What a first frame that holds no sound tells of the others. */
    private static Gaps gaps(byte[] frame, MpegHeader h) {
        int side = h.version() == 1 ? h.channels() == 1 ? 17 : 32 : h.channels() == 1 ? 9 : 17;
        int tag = MpegHeader.SIZE + (h.hasCrc() ? 2 : 0) + side;
        if (h.layer() != 3 || frame.length < tag + 8) {
            return Gaps.NONE;
        }
        String name = new String(frame, tag, 4, StandardCharsets.ISO_8859_1);
        if (!name.equals("Xing") && !name.equals("Info")) {
            return Gaps.NONE;
        }
        ByteBuffer b = ByteBuffer.wrap(frame);
        int flags = b.getInt(tag + 4);
        int p = tag + 8;
        long frames = -1;
        if ((flags & 1) != 0 && p + 4 <= frame.length) {
            frames = b.getInt(p) & 0xffffffffL;
        }
        p += ((flags & 1) + (flags >> 1 & 1) + (flags >> 3 & 1)) * 4 + (flags >> 2 & 1) * 100;
        int delays = p + 21; // behind the encoder's name and its settings
        if (delays + 3 > frame.length || frame[p] == 0) {
            return new Gaps(0, 0, frames);
        }
        int start = (frame[delays] & 0xff) << 4 | (frame[delays + 1] & 0xf0) >> 4;
        int end = (frame[delays + 1] & 0x0f) << 8 | frame[delays + 2] & 0xff;
        return new Gaps(start, end, frames);
    }

    MpegHeader first() {
        return first;
    }

    Gaps gaps() {
        return gaps;
    }

    /** Takes the next whole frame of the same kind; false at the end. */
    private boolean next() {
        boolean inStep = true; // where a frame ended, no more than a header is asked for
        while (true) {
            MpegHeader h = MpegHeader.at(in.peek(MpegHeader.SIZE), 0);
            if (h != null && first.continues(h) && (inStep || isFollowed(h))) {
                frame = in.take(h.bytes());
                at = 0;
                return frame.length == h.bytes();
            }
            inStep = false;
            if (in.leave(1) == 0) {
                return false;
            }
        }
    }

    /** Whether a frame ends where another one begins, or the file. */
    private boolean isFollowed(MpegHeader h) {
        byte[] next = in.peek(h.bytes() + MpegHeader.SIZE);
        MpegHeader n = MpegHeader.at(next, h.bytes());
        return next.length == h.bytes() || n != null && first.continues(n);
    }

    private @Nullable MpegFrames more() {
        return at < frame.length || next() ? this : null;
    }

    @Override
    public int read() {
        return more() == null ? -1 : frame[at++] & 0xff;
    }

    @Override
    public int read(byte[] out, int from, int count) {
        if (count == 0) {
            return 0;
        }
        if (more() == null) {
            return -1;
        }
        int n = Math.min(count, frame.length - at);
        System.arraycopy(frame, at, out, from, n);
        at += n;
        return n;
    }
}
