package org.menura.format.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.menura.format.FormatException;

/**
 * The hash by which a hub names a file's content: a small file is a Git blob (SHA-1 over a header and the content), a
 * large one lies in Git LFS (SHA-256 over the content).
 *
 * @param kind which of the two
 * @param hex the hash in lower-case hexadecimal digits
 */
record ContentHash(Kind kind, String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]*");
    private static final int BUFFER = 1 << 20;

    enum Kind {
        GIT_BLOB("SHA-1", 40),
        LFS("SHA-256", 64);

        private final String algorithm;
        private final int digits;

        Kind(String algorithm, int digits) {
            this.algorithm = algorithm;
            this.digits = digits;
        }

        MessageDigest digest() {
            try {
                return MessageDigest.getInstance(algorithm);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java has no " + algorithm, e);
            }
        }
    }

    ContentHash {
        hex = hex.toLowerCase(Locale.ROOT);
        if (hex.length() != kind.digits || !HEX.matcher(hex).matches()) {
            throw new FormatException("the hub lists '%s' where a %s hash of %d hexadecimal digits is needed"
                    .formatted(hex, kind.algorithm, kind.digits));
        }
    }

    /** A digest to feed with the content of a file of {@code size} bytes. */
    MessageDigest start(long size) {
        MessageDigest digest = kind.digest();
        if (kind == Kind.GIT_BLOB) {
            digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        return digest;
    }

    /** Whether a digest from {@link #start}, fed with all content, gives this hash; the digest is used up. */
    boolean matches(MessageDigest fed) {
        return HexFormat.of().formatHex(fed.digest()).equals(hex);
    }

    /** Whether a file has this content. */
    boolean matches(Path file) throws IOException {
        MessageDigest digest = start(Files.size(file));
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return matches(digest);
    }
}
