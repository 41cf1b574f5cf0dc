package org.menura.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The Ogg Vorbis reader over files whose page checksums are right whatever the pages hold: bytes that are changed at random
 * hardly come past them.
 */
public final class VorbisFuzz {
    private static final int HEADER = 27;

    private VorbisFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        byte[] file = input.clone();
        int at = 0;
        while (at + HEADER <= file.length) {
            int size = HEADER + (file[at + 26] & 0xff);
            for (int i = at + HEADER; i < Math.min(file.length, at + HEADER + (file[at + 26] & 0xff)); i++) {
                size += file[i] & 0xff;
            }
            if (at + size > file.length) {
                break;
            }
            System.arraycopy("OggS\0".getBytes(StandardCharsets.ISO_8859_1), 0, file, at, 5);
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(at + 22, checksum(file, at, size));
            at += size;
        }
        AudioFuzz.fuzzerTestOneInput(file);
    }

    private static int checksum(byte[] file, int at, int size) {
        Arrays.fill(file, at + 22, at + 26, (byte) 0);
        int crc = 0;
        for (int i = at; i < at + size; i++) {
            crc ^= file[i] << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc << 1 ^ (crc < 0 ? 0x04c11db7 : 0);
            }
        }
        return crc;
    }
}
