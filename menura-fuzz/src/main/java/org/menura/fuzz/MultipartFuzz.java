package org.menura.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.Multipart;

/**
 * Bodies of {@code multipart/form-data}: refused in a sentence, or read. The first byte says how long the boundary is that
 * follows. What comes back of a body that was written as RFC 7578 has it is what was put in.
 */
public final class MultipartFuzz {
    private static final int LONGEST_BOUNDARY = 70;

    private MultipartFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 3) {
            return;
        }
        int length = 1 + (input[0] & 0xFF) % LONGEST_BOUNDARY;
        StringBuilder boundary = new StringBuilder();
        for (int i = 1; i < Math.min(1 + length, input.length); i++) {
            boundary.append((char) ('!' + (input[i] & 0x3F)));
        }
        byte[] body = Arrays.copyOfRange(input, Math.min(1 + length, input.length), input.length);
        try {
            Multipart parts = Multipart.parse(body, boundary.toString());
            parts.texts("a");
            parts.text("model");
            parts.harmless("user");
            parts.file("file");
            parts.finish();
        } catch (HttpError expected) {
            FuzzInputs.check(expected);
        }
        written(body, boundary.toString());
    }

    private static void written(byte[] content, String boundary) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        if (text.contains("--" + boundary)) {
            return;
        }
        String whole =
                "--%1$s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n%2$s\r\n--%1$s--\r\n"
                        .formatted(boundary, text);
        Multipart parts = Multipart.parse(whole.getBytes(StandardCharsets.ISO_8859_1), boundary);
        if (!Arrays.equals(content, parts.file("file").bytes())
                || !List.of("f")
                        .equals(List.of(String.valueOf(parts.file("file").file())))) {
            throw new AssertionError("a file does not come back as it was");
        }
    }
}
