package org.menura.format.audio;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import org.menura.format.Testdata;

/** Sound files to read. */
final class Sounds {
    private Sounds() {}

    /** What a whole file decodes to, channels interleaved. */
    static float[] read(byte[] file) {
        try (AudioStream in = AudioFiles.open(new ByteArrayInputStream(file), "file")) {
            return read(in, 777);
        }
    }

    static float[] read(AudioStream in, int block) {
        float[] out = new float[1 << 12];
        int n = 0;
        while (true) {
            if (out.length - n < block * in.channels()) {
                out = Arrays.copyOf(out, 2 * out.length + block * in.channels());
            }
            int got = in.read(out, n, block);
            if (got < 0) {
                return Arrays.copyOf(out, n);
            }
            n += got * in.channels();
        }
    }

    static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(Testdata.path("audio/" + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of numbers in little-endian order: strings of four letters, ints as 32 bits, shorts as 16. */
    static byte[] bytes(Object... parts) {
        ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        for (Object p : parts) {
            switch (p) {
                case String s -> out.put(s.getBytes(StandardCharsets.ISO_8859_1));
                case Integer i -> out.putInt(i);
                case Short s -> out.putShort(s);
                case Long l -> out.putLong(l);
                case byte[] b -> out.put(b);
                default -> throw new IllegalArgumentException(p.toString());
            }
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** A WAV file. */
    static byte[] wav(int tag, int channels, int rate, int bits, byte[] data) {
        return wav(tag, channels, rate, bits, data.length, data);
    }

    /** A WAV file that claims a length. */
    static byte[] wav(int tag, int channels, int rate, int bits, int claimed, byte[] data) {
        int frame = channels * ((bits + 7) / 8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes("RIFF", 36 + claimed, "WAVE"));
        out.writeBytes(
                bytes("fmt ", 16, (short) tag, (short) channels, rate, rate * frame, (short) frame, (short) bits));
        out.writeBytes(bytes("data", claimed));
        out.writeBytes(data);
        return out.toByteArray();
    }
}
