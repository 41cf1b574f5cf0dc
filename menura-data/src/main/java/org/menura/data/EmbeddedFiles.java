package org.menura.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.OutputFile;
import org.menura.format.Sha256;
import org.menura.format.hub.HubCache;

/** Keeps the pictures and sounds that lie within data sets as files, by their content: below {@link HubCache#root}, {@code embedded}. */
final class EmbeddedFiles {
    private static final Pattern ENDING = Pattern.compile("\\.([A-Za-z0-9]{1,5})$");

    private EmbeddedFiles() {}

    /**
     * Keeps a file, if it is not there already.
     *
     * @param name that it had, whose ending it keeps
     * @throws UncheckedIOException if it can't be written
     */
    static Path keep(byte[] content, String name) {
        Matcher ending = ENDING.matcher(name);
        String hash = Sha256.of(content);
        String file = ending.find() ? hash + "." + ending.group(1).toLowerCase(Locale.ROOT) : hash;
        Path out = HubCache.root()
                .resolve("embedded")
                .resolve(hash.substring(0, 2))
                .resolve(file);
        try {
            if (!Files.exists(out)) {
                Files.createDirectories(out.getParent());
                OutputFile.write(out, content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }
}
