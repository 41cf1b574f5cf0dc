package org.menura.mcp.conformance;

import java.util.Base64;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;

/** A small image and a short sound, in Base64. */
final class Samples {
    static final String PNG =
            Base64.getEncoder().encodeToString(ImageFiles.png(new Image(1, 1, 3, new byte[] {(byte) 255, 0, 0})));

    static final String WAV = Base64.getEncoder().encodeToString(wav());

    private Samples() {}

    /** The header of a WAV file of one channel at 8 kHz, and one sample. */
    private static byte[] wav() {
        java.nio.ByteBuffer out = java.nio.ByteBuffer.allocate(46).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {'R', 'I', 'F', 'F'}).putInt(38).put(new byte[] {'W', 'A', 'V', 'E', 'f', 'm', 't', ' '});
        out.putInt(16).putShort((short) 1).putShort((short) 1).putInt(8000).putInt(16000);
        out.putShort((short) 2)
                .putShort((short) 16)
                .put(new byte[] {'d', 'a', 't', 'a'})
                .putInt(2)
                .putShort((short) 0);
        return out.array();
    }
}
