package org.menura.x86.asm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Records what GNU as makes of all {@link Samples}: needs {@code as} on the path, and is run by hand when the table of
 * instructions grows: {@code java org.menura.x86.asm.RecordEncodings encodings.txt.gz}.
 */
final class RecordEncodings {
    private static final Pattern LINE = Pattern.compile("^ *(\\d+) [0-9a-f]{4,} ((?:[0-9A-F]{2,8} )+)");

    private RecordEncodings() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> texts = new ArrayList<>(Samples.all().keySet());
        Path source = Files.createTempFile("encodings", ".s");
        Path object = Files.createTempFile("encodings", ".o");
        Files.writeString(source, ".intel_syntax noprefix\n" + String.join("\n", texts) + "\n");
        Process as = new ProcessBuilder(
                        "as", "-al", "--listing-lhs-width=8", "-o", object.toString(), source.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String listing = new String(as.getInputStream().readAllBytes());
        if (as.waitFor() != 0) {
            throw new IOException("as refuses some");
        }
        String[] bytes = new String[texts.size()];
        for (String line : listing.lines().toList()) {
            Matcher m = LINE.matcher(line);
            if (m.find()) {
                bytes[Integer.parseInt(m.group(1)) - 2] =
                        m.group(2).replace(" ", "").toLowerCase(Locale.ROOT);
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < bytes.length; i++) {
            out.append(texts.get(i)).append('\t').append(bytes[i]).append('\n');
        }
        try (GZIPOutputStream to = new GZIPOutputStream(Files.newOutputStream(Path.of(args[0])))) {
            to.write(out.toString().getBytes());
        }
        Files.delete(source);
        Files.delete(object);
    }
}
