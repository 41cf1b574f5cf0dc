package org.menura.format.audio;

import com.jcraft.jogg.Packet;
import com.jcraft.jorbis.Block;
import com.jcraft.jorbis.Comment;
import com.jcraft.jorbis.DspState;
import com.jcraft.jorbis.Info;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * An Ogg file with a Vorbis stream, decoded by JOrbis: the first stream of the file. A file that breaks off ends with its
 * last whole page.
 */
final class VorbisReader implements AudioStream {
    private static final int MAX_CHANNELS = 16;

    private final AudioInput in;
    private final OggPackets packets;
    private final Info info;
    private final DspState state = new DspState();
    private final Block block = new Block(state);
    private long done; // samples of each channel given
    private long decoded; // samples of each channel ready or given
    private long first = -1; // position of the first sample, once a page has told it
    private long end = Long.MAX_VALUE; // of the samples, once the last page has told it

    private VorbisReader(AudioInput in, OggPackets packets, Info info) {
        this.in = in;
        this.packets = packets;
        this.info = info;
        state.synthesis_init(info);
        block.init(state);
    }

    /** Reads up to the first packet of sound. */
    static VorbisReader open(AudioInput in) {
        OggPackets packets = new OggPackets(in);
        byte[] id = header(in, packets);
        String kind = kind(id);
        if (kind != null) {
            throw new FormatException(
                    "%s is an Ogg file with %s, of which only Vorbis is read; convert it to Vorbis, FLAC or WAV"
                            .formatted(in.source(), kind));
        }
        if (id.length < 30 || (id[28] & 0xf) > 13 || (id[28] >> 4 & 0xf) > 13) {
            throw new FormatException(in.source() + " is no Vorbis file: its first header is damaged");
        }
        int channels = id[11] & 0xff;
        long rate = id[12] & 0xff | (id[13] & 0xff) << 8 | (id[14] & 0xff) << 16 | (id[15] & 0xffL) << 24;
        Limits.check(in.source(), rate, channels);
        if (channels > MAX_CHANNELS) {
            throw new FormatException("%s claims %d channels; at most %d are read from Vorbis files"
                    .formatted(in.source(), channels, MAX_CHANNELS));
        }
        Info info = new Info();
        info.init();
        Comment comment = new Comment();
        comment.init();
        // What a comment claims is read into memory, and nobody needs it here.
        byte[] noComment = "\3vorbis\0\0\0\0\0\0\0\0\1".getBytes(StandardCharsets.ISO_8859_1);
        headerIn(in, info, comment, id, true);
        header(in, packets);
        headerIn(in, info, comment, noComment, false);
        byte[] setup = header(in, packets);
        VorbisSetup.check(setup, in.source(), 1 << (id[28] >> 4 & 0xf), channels);
        headerIn(in, info, comment, setup, false);
        try {
            return new VorbisReader(in, packets, info);
        } catch (RuntimeException e) {
            throw new FormatException(
                    in.source() + " is no Vorbis file that can be decoded: its setup contradicts itself", e);
        }
    }

    private static @Nullable String kind(byte[] id) {
        String head = new String(id, 0, Math.min(8, id.length), StandardCharsets.ISO_8859_1);
        if (head.startsWith("\1vorbis")) {
            return null;
        }
        return head.startsWith("OpusHead")
                ? "Opus"
                : head.startsWith("\177FLAC")
                        ? "FLAC"
                        : head.startsWith("Speex") ? "Speex" : head.startsWith("\200theora") ? "a film" : "no sound";
    }

    private static byte[] header(AudioInput in, OggPackets packets) {
        OggPackets.Packet p = packets.next();
        if (p == null) {
            throw new FormatException(in.source() + " ends within its header; it is cut off or damaged");
        }
        return p.bytes();
    }

    private static void headerIn(AudioInput in, Info info, Comment comment, byte[] header, boolean first) {
        Packet p = packet(header);
        p.b_o_s = first ? 1 : 0;
        int result;
        try {
            result = info.synthesis_headerin(comment, p);
        } catch (RuntimeException e) {
            result = -1;
        }
        if (result < 0) {
            throw new FormatException(in.source() + " is no Vorbis file that can be decoded: a header is damaged");
        }
    }

    private static Packet packet(byte[] bytes) {
        Packet p = new Packet();
        p.packet_base = bytes;
        p.packet = 0;
        p.bytes = bytes.length;
        p.granulepos = -1;
        return p;
    }

    @Override
    public int read(float[] out, int from, int count) {
        float[][][] pcm = new float[1][][];
        int[] starts = new int[info.channels];
        while (true) {
            int ready = state.synthesis_pcmout(pcm, starts);
            int n = (int) Math.min(Math.min(count, ready), end - done);
            if (n > 0) {
                for (int c = 0; c < info.channels; c++) {
                    for (int i = 0; i < n; i++) {
                        float v = pcm[0][c][starts[c] + i];
                        out[from + i * info.channels + c] = Float.isFinite(v) ? v : 0;
                    }
                }
                state.synthesis_read(n);
                done += n;
                return n;
            }
            if (done >= end || !decode(pcm, starts)) {
                return -1;
            }
        }
    }

    /** Decodes the next packet; false at the end. */
    private boolean decode(float[][][] pcm, int[] starts) {
        OggPackets.Packet next = packets.next();
        if (!packets.isWhole()) {
            throw Limits.damaged(in.source(), done, info.rate, "a page is missing or its checksum is wrong");
        }
        if (next == null) {
            return false;
        }
        Packet p = packet(next.bytes());
        try {
            if (next.bytes().length > 0 && block.synthesis(p) == 0) {
                state.synthesis_blockin(block);
            }
        } catch (RuntimeException e) {
            throw Limits.damaged(in.source(), done, info.rate, "a packet contradicts itself");
        }
        decoded = done + state.synthesis_pcmout(pcm, starts);
        if (next.position() >= 0) {
            place(next.position(), next.last());
        }
        return true;
    }

    /**
     * Takes note of a position in the stream: the last one cuts off what only filled the last packet. Streams cut out of
     * longer ones do not start at 0.
     */
    private void place(long position, boolean last) {
        if (first < 0) {
            first = last ? 0 : Math.max(0, position - decoded);
        }
        if (last && position > first) {
            end = position - first;
        }
    }

    @Override
    public String source() {
        return in.source();
    }

    @Override
    public int rate() {
        return info.rate;
    }

    @Override
    public int channels() {
        return info.channels;
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public void close() {
        in.close();
    }
}
