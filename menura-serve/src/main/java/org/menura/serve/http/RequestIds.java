package org.menura.serve.http;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ids of requests: what the client sends as X-Request-Id, or a UUID of version 7 (RFC 9562), which sorts by time. */
public final class RequestIds {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._:/-]{1,128}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private RequestIds() {}

    /** Returns the client's id if it is one that can be written to logs as it is, else a new one. */
    static String of(@Nullable String sent) {
        return sent != null && SAFE.matcher(sent).matches() ? sent : next();
    }

    /** Creates an id. */
    public static String next() {
        long high = System.currentTimeMillis() << 16 | 0x7000 | RANDOM.nextInt(0x1000);
        long low = RANDOM.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** Creates an id with a prefix, as the APIs have them: {@code chatcmpl-…}. */
    public static String next(String prefix) {
        return prefix + next().replace("-", "");
    }
}
