package org.menura.agent.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.menura.format.Sha256;

/** Keys and numbers that follow from where in a run something happens. */
final class Keys {
    private static final int SHORT = 16;

    private Keys() {}

    /** A hash of some texts, each told from the next. */
    static String of(String... parts) {
        StringBuilder all = new StringBuilder();
        for (String part : parts) {
            all.append(part.length()).append(':').append(part);
        }
        return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** 64 bits of such a hash. */
    static long number(String... parts) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(of(parts), 0, SHORT)).getLong();
    }

    static String approval(String run, String agent, long event) {
        return of("approval", run, agent, Long.toString(event)).substring(0, SHORT);
    }
}
