package org.menura.format.audio;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.InputFile;

/** Decoders of audio files: WAV, FLAC, Ogg Vorbis and MP3, recognised by their content, not their name. */
public final class AudioFiles {
    private static final int HEAD = 16;

    private AudioFiles() {}

    /**
     * Opens an audio file.
     *
     * @throws FormatException if it is no audio file that can be read
     * @throws UncheckedIOException if it can't be read
     */
    public static AudioStream open(Path file) {
        InputStream in = null;
        try {
            long size = Files.size(InputFile.of(file));
            in = Files.newInputStream(file);
            return open(new AudioInput(in, file.toString(), size));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        } catch (RuntimeException e) {
            closeQuietly(in, e);
            throw e;
        }
    }

    /**
     * Opens the bytes of an audio file, which are read from the start as they are needed.
     *
     * @param source name of their origin, for messages
     * @throws FormatException if they are no audio file that can be read
     */
    public static AudioStream open(InputStream in, String source) {
        return open(new AudioInput(in, source, -1));
    }

    private static void closeQuietly(@Nullable InputStream in, RuntimeException cause) {
        if (in != null) {
            try {
                in.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    /**
     * Opens an audio file as one channel, mixed down and resampled to a given sample rate.
     *
     * @throws FormatException if it is no audio file that can be read
     * @throws UncheckedIOException if it can't be read
     */
    public static AudioStream mono(Path file, int rate) {
        return new MonoStream(open(file), rate);
    }

    /**
     * Decodes a whole audio file to one channel at a given sample rate.
     *
     * @param maxSeconds maximum duration, since memory grows with it
     * @throws FormatException if it is no audio file that can be read, or is longer
     * @throws UncheckedIOException if it can't be read
     */
    public static float[] readMono(Path file, int rate, int maxSeconds) {
        return readMono(open(file), rate, maxSeconds);
    }

    /**
     * Decodes a whole stream to one channel at a given sample rate and closes it; see {@link #readMono(Path, int,
     * int)}.
     */
    public static float[] readMono(AudioStream stream, int rate, int maxSeconds) {
        int limit = Math.multiplyExact(rate, maxSeconds);
        try (AudioStream in = new MonoStream(stream, rate)) {
            float[] out = new float[Math.min(limit, 1 << 16)];
            int length = 0;
            while (true) {
                if (length == out.length) {
                    out = Arrays.copyOf(out, (int) Math.min(limit + 1L, 2L * out.length));
                }
                int n = in.read(out, length, out.length - length);
                if (n < 0) {
                    return Arrays.copyOf(out, length);
                }
                length += n;
                if (length > limit) {
                    throw new FormatException(
                            "%s is longer than %d seconds; cut it to that".formatted(stream.source(), maxSeconds));
                }
            }
        }
    }

    private static AudioStream open(AudioInput in) {
        byte[] head = skipTags(in);
        if (head.length == 0) {
            throw new FormatException(in.source() + " is empty");
        }
        if (WavReader.matches(head)) {
            return WavReader.open(in);
        }
        if (FlacReader.matches(head)) {
            return FlacReader.open(in);
        }
        if (OggPackets.matches(head)) {
            return VorbisReader.open(in);
        }
        String other = other(head);
        if (other.isEmpty()) {
            byte[] more = in.peek(MpegFrames.MAX_JUNK);
            if (MpegFrames.find(more, more.length < MpegFrames.MAX_JUNK) >= 0) {
                return Mp3Reader.open(in);
            }
        }
        throw new FormatException("%s is %s; WAV, FLAC, Ogg Vorbis and MP3 are read, so convert it to one of them"
                .formatted(in.source(), other.isEmpty() ? "no sound file that is known" : other));
    }

    /** Skips the ID3v2 tags that may stand before any of these files. */
    private static byte[] skipTags(AudioInput in) {
        byte[] head = in.peek(HEAD);
        while (head.length >= 10 && text(head, 0, 3).equals("ID3")) {
            long size = 10;
            size += (head[6] & 0x7fL) << 21 | (head[7] & 0x7f) << 14 | (head[8] & 0x7f) << 7 | head[9] & 0x7f;
            size += (head[5] & 0x10) != 0 ? 10 : 0;
            in.leave(size);
            head = in.peek(HEAD);
        }
        return head;
    }

    /** Returns the name of a file format that is known but not supported; empty if it is not known. */
    private static String other(byte[] head) {
        if (head.length < 12) {
            return "";
        }
        String four = text(head, 0, 4);
        return switch (four) {
            case "FORM" -> "an AIFF file";
            case "RIFX" -> "a big-endian WAV file";
            case "RIFF" -> "a RIFF file without sound";
            case ".snd" -> "a Sun audio file";
            case "MThd" -> "a MIDI file, which holds notes and no sound";
            case "wvpk" -> "a WavPack file";
            case "MAC " -> "a Monkey's Audio file";
            default ->
                text(head, 4, 4).equals("ftyp")
                        ? "an MP4 file"
                        : Arrays.equals(head, 0, 4, new byte[] {0x1a, 0x45, (byte) 0xdf, (byte) 0xa3}, 0, 4)
                                ? "a Matroska or WebM file"
                                : four.startsWith("#!AM") ? "an AMR file" : "";
        };
    }

    private static String text(byte[] bytes, int from, int count) {
        return new String(bytes, from, Math.min(count, bytes.length - from), StandardCharsets.ISO_8859_1);
    }
}
